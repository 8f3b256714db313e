//! A workbook (ISO/IEC 29500, XLSX) with one table: every cell is text or a moment, and never a formula.

use chrono::{Datelike as _, NaiveDateTime, Timelike as _};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::{Cell, csv::is_formula};

/// Its media type.
pub(super) const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Most letters a cell holds (ECMA-376, and every program): what is longer is cut, and ends with a mark.
const MOST: usize = 32_767;

/// The table as a file; its first row stands still while the others move. `made_at` instead of the clock of the machine.
pub(super) fn written(name: &str, table: &[Vec<Cell>], made_at: NaiveDateTime) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&moment(made_at)?));
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    let (head, text, time) =
        (Format::new().set_bold(), Format::new(), Format::new().set_num_format("yyyy-mm-dd hh:mm"));
    // With the mark a program keeps it text even when somebody opens the cell and presses Enter.
    let marked = Format::new().set_quote_prefix();
    for (row, cells) in (0u32..).zip(table) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(words) if words.is_empty() => {}
                Cell::Text(words) => {
                    let format = match row {
                        0 => &head,
                        _ if is_formula(words) => &marked,
                        _ => &text,
                    };
                    sheet.write_string_with_format(row, column, cut(words), format)?;
                }
                Cell::Moment(at) => drop(sheet.write_datetime_with_format(row, column, moment(*at)?, &time)?),
            }
        }
    }
    if let Some(columns) = table.first().and_then(|head| u16::try_from(head.len()).ok()).filter(|columns| *columns > 0)
    {
        let last = u32::try_from(table.len().saturating_sub(1)).unwrap_or_default();
        sheet.set_freeze_panes(1, 0)?.autofilter(0, 0, last, columns - 1)?;
        sheet.autofit();
    }
    book.save_to_buffer()
}

fn moment(at: NaiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    ExcelDateTime::from_ymd(year, part(at.month()), part(at.day()))?.and_hms(
        u16::try_from(at.hour()).unwrap_or_default(),
        part(at.minute()),
        at.second(),
    )
}

fn cut(words: &str) -> String {
    if words.encode_utf16().count() <= MOST {
        return words.to_owned();
    }
    // By the units programs count in; a letter of two of them is not cut in half.
    let mut left = MOST - 1;
    let fits = words.chars().take_while(|letter| {
        let enough = left >= letter.len_utf16();
        left -= letter.len_utf16().min(left);
        enough
    });
    fits.chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_for_a_cell_is_cut_by_whole_letters() {
        assert_eq!(cut("Anna"), "Anna");
        let long = "😀".repeat(MOST);
        let cut = cut(&long);
        assert!(cut.ends_with("😀…"));
        assert_eq!(cut.encode_utf16().count(), MOST, "16,383 pairs and the mark");
    }

    #[test]
    fn a_table_with_its_head_only_is_a_table() {
        let head = vec![vec![Cell::Text("Name".into())]];
        assert!(written("Liste", &head, NaiveDateTime::default()).unwrap_or_default().starts_with(b"PK"));
    }
}
