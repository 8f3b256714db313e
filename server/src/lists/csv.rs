//! Comma-separated values (RFC 4180) a spreadsheet opens as what they are: text, and never a formula.

use super::Cell;

/// A table as a file: with the mark by which spreadsheets know UTF-8, every cell in quotes.
pub(super) fn written(table: &[Vec<Cell>], separator: char) -> String {
    let mut file = String::from('\u{feff}');
    for row in table {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                file.push(separator);
            }
            file.push('"');
            file.push_str(&harmless(&cell.words()).replace('"', "\"\""));
            file.push('"');
        }
        file.push_str("\r\n");
    }
    file
}

/// True for what a spreadsheet would take for a formula, once somebody types it (OWASP, CSV injection).
pub(super) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// The text, behind an apostrophe where a spreadsheet would take it for a formula.
fn harmless(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_quoted_and_what_looks_like_a_formula_is_text() {
        let row = |cells: &[&str]| cells.iter().map(|cell| Cell::Text((*cell).to_owned())).collect::<Vec<_>>();
        let table = [row(&["Name", "a;b"]), row(&["=1+1", "sagt \"hallo\"\nund geht"])];
        assert_eq!(written(&table, ';'), "\u{feff}\"Name\";\"a;b\"\r\n\"'=1+1\";\"sagt \"\"hallo\"\"\nund geht\"\r\n");
        for start in ["=", "+", "-", "@", "\t", "\r", "\n", "＝"] {
            assert!(harmless(&format!("{start}x")).starts_with('\''), "{start:?}");
        }
        for plain in ["Anna", "anna@example.org", "2027-03-09", "'x"] {
            assert_eq!(harmless(plain), plain);
        }
    }
}
