//! Comma-separated values (RFC 4180) a spreadsheet opens as what they are: text, and never a formula.

/// A table as a file: with the mark by which spreadsheets know UTF-8, every cell in quotes.
pub(super) fn written(table: &[Vec<String>], separator: char) -> String {
    let mut file = String::from('\u{feff}');
    for row in table {
        for (index, text) in row.iter().enumerate() {
            if index > 0 {
                file.push(separator);
            }
            file.push('"');
            file.push_str(&harmless(text).replace('"', "\"\""));
            file.push('"');
        }
        file.push_str("\r\n");
    }
    file
}

/// The text, behind an apostrophe where a spreadsheet would take it for a formula (OWASP, CSV injection).
fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_quoted_and_what_looks_like_a_formula_is_text() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
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
