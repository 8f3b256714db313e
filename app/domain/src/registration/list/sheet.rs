//! Rows and cells of what was pasted, or lay in a file.

/// What Windows-1252 has between 0x80 and 0x9f, where Latin-1 has control characters.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file: UTF-8 or UTF-16 as spreadsheets mark it, else what Windows wrote before.
#[must_use]
pub fn decoded(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| windows(*byte)).collect(),
        },
    }
}

fn windows(byte: u8) -> char {
    byte.checked_sub(0x80)
        .and_then(|above| WINDOWS.get(usize::from(above)))
        .copied()
        .unwrap_or_else(|| char::from(byte))
}

/// One row with something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The number of its first line, from 1.
    pub number: usize,
    /// As it was typed, without the end of the line.
    pub raw: String,
    /// What stands in its cells, without blanks around it.
    pub cells: Vec<String>,
}

/// Every row with something in it (RFC 4180). A quotation mark that none closes is one.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let separator = separator(&text);
    let (mut rows, mut rest, mut number) = (Vec::new(), text.as_str(), 1);
    while !rest.is_empty() {
        let (cells, length) = record(rest, separator);
        let raw = &rest[..length];
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(Row { number, raw: raw.trim_end_matches('\n').to_owned(), cells });
        }
        number += raw.matches('\n').count();
        rest = &rest[length..];
    }
    rows
}

/// What separates the cells: the first that occurs in the first line that has any.
fn separator(text: &str) -> char {
    let of = |line: &str| ['\t', ';', ','].into_iter().find(|separator| line.contains(*separator));
    text.lines().find_map(of).unwrap_or(';')
}

/// The cells of the first row, and how long it is.
fn record(text: &str, separator: char) -> (Vec<String>, usize) {
    let (mut cells, mut at) = (Vec::new(), 0);
    loop {
        let (cell, length) = cell(&text[at..], separator);
        cells.push(cell);
        at += length;
        match text[at..].chars().next() {
            Some(next) if next == separator => at += next.len_utf8(),
            Some(end) => return (cells, at + end.len_utf8()),
            None => return (cells, at),
        }
    }
}

/// The first cell, and where it ends.
fn cell(text: &str, separator: char) -> (String, usize) {
    let end_after = |at: usize| text[at..].find([separator, '\n']).map_or(text.len(), |end| at + end);
    let start = text.len() - text.trim_start_matches(' ').len();
    if let Some(after) = text[start..].strip_prefix('"')
        && let Some((inside, length)) = quoted(after)
    {
        let close = start + 1 + length;
        let end = end_after(close);
        return (format!("{inside}{}", &text[close..end]).trim().to_owned(), end);
    }
    let end = end_after(0);
    (text[..end].trim().to_owned(), end)
}

/// What stands between quotation marks, of which two are one, and where the closing one ends.
fn quoted(text: &str) -> Option<(String, usize)> {
    let mut inside = String::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != '"' {
            inside.push(letter);
        } else if letters.next_if(|(_, next)| *next == '"').is_some() {
            inside.push('"');
        } else {
            return Some((inside, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        rows(text).into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn cells_are_separated_by_tabs_semicolons_or_commas() {
        for text in ["Anna\ta@x.de\nBen\tb@x.de", "Anna;a@x.de\r\nBen;b@x.de\r\n", "Anna, a@x.de\rBen, b@x.de\n\n"] {
            assert_eq!(cells(text), [["Anna", "a@x.de"], ["Ben", "b@x.de"]], "{text:?}");
        }
        assert_eq!(cells("Beispiel, Anna; a@x.de"), [["Beispiel, Anna", "a@x.de"]]);
        assert_eq!(cells("Firma Muster\nAnna;a@x.de"), [vec!["Firma Muster"], vec!["Anna", "a@x.de"]]);
    }

    #[test]
    fn quotation_marks_hold_separators_lines_and_themselves() {
        assert_eq!(cells("\"Beispiel; Anna\";a@x.de"), [["Beispiel; Anna", "a@x.de"]]);
        assert_eq!(cells("\"Anna \"\"Anni\"\" B.\";a@x.de"), [["Anna \"Anni\" B.", "a@x.de"]]);
        assert_eq!(cells("Anna \"Anni\" B.;a@x.de"), [["Anna \"Anni\" B.", "a@x.de"]]);
        assert_eq!(cells("\"Anna;a@x.de\nBen;b@x.de"), [["\"Anna", "a@x.de"], ["Ben", "b@x.de"]]);
        let rows = rows("A;\"zwei\nZeilen\"\n\n \nB;eine");
        assert_eq!(rows[0].cells, ["A", "zwei\nZeilen"]);
        assert_eq!((rows[1].number, rows[1].raw.as_str()), (5, "B;eine"));
    }

    #[test]
    fn a_file_is_read_whatever_wrote_it() {
        let wide = |order: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            mark.into_iter().chain("Jörg €".encode_utf16().flat_map(order)).collect::<Vec<u8>>()
        };
        for bytes in [
            "Jörg €".as_bytes().to_vec(),
            "\u{feff}Jörg €".as_bytes().to_vec(),
            b"J\xf6rg \x80".to_vec(),
            wide(u16::to_le_bytes, [0xff, 0xfe]),
            wide(u16::to_be_bytes, [0xfe, 0xff]),
        ] {
            assert_eq!(decoded(&bytes), "Jörg €", "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_pasted_makes_it_stumble(text in "[;,\t\"\r\n ab@ü]{0,60}", bytes in any::<Vec<u8>>()) {
            for text in [text, decoded(&bytes)] {
                let lines = text.replace("\r\n", "\n").replace('\r', "\n").lines().count();
                for row in rows(&text) {
                    prop_assert!(row.number <= lines.max(1) && !row.cells.is_empty());
                }
            }
        }

        #[test]
        fn what_a_spreadsheet_writes_is_read_back(
            table in prop::collection::vec(prop::collection::vec("[a-zü;,\"\n@]{0,6}", 2..4), 1..5),
        ) {
            let quote = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let line = |cells: &Vec<String>| cells.iter().map(quote).collect::<Vec<_>>().join("\t");
            let text = table.iter().map(line).collect::<Vec<_>>().join("\r\n");
            let tidy = |cells: &Vec<String>| cells.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
            let all: Vec<Vec<String>> = table.iter().map(tidy).collect();
            let expected: Vec<_> = all.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
            // The first line decides what separates: it must be one of the table's, not one within a cell.
            prop_assume!(!table[0][0].contains('\n'));
            prop_assert_eq!(cells(&text), expected);
        }
    }
}
