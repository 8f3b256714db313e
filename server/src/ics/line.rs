//! Content lines (RFC 5545 3.1): escaped, folded, and with no way for a text to become a line of its own.

use std::fmt::Write as _;

/// RFC 5545 3.1: no line is longer, in octets, without its line break.
const LONGEST: usize = 75;

/// A text as a calendar can carry it: `\n` between lines, no other control characters.
///
/// Browsers send `\r\n`; some parsers break lines at U+0085, U+2028 and U+2029 too, so these become plain ones.
pub(crate) fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|letter| match letter {
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            other => other,
        })
        .filter(|letter| *letter == '\n' || !letter.is_control())
        .collect()
}

/// A TEXT value (RFC 5545 3.3.11).
pub(crate) fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len() + 8);
    for letter in clean(value).chars() {
        match letter {
            '\\' => escaped.push_str("\\\\"),
            ';' => escaped.push_str("\\;"),
            ',' => escaped.push_str("\\,"),
            '\n' => escaped.push_str("\\n"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// TEXT values with bare commas between them, as in CATEGORIES.
pub(crate) fn texts(values: &[String]) -> String {
    values.iter().map(|value| text(value)).collect::<Vec<_>>().join(",")
}

/// A parameter value: always quoted, with the escapes of RFC 6868 for what quotes cannot hold.
pub(crate) fn parameter(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len() + 2);
    escaped.push('"');
    for letter in clean(value).chars() {
        match letter {
            '^' => escaped.push_str("^^"),
            '\n' => escaped.push_str("^n"),
            '"' => escaped.push_str("^'"),
            other => escaped.push(other),
        }
    }
    escaped.push('"');
    escaped
}

/// An address on the net as a URI value: `http` and `https` only, whatever RFC 3986 does not know percent-encoded.
pub(crate) fn uri(address: &str) -> Option<String> {
    let address = address.trim();
    let known = |scheme: &str| {
        let head = address.get(..scheme.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(scheme)) && address.len() > scheme.len()
    };
    (known("https://") || known("http://")).then(|| encode(address))
}

/// A mail address as a CAL-ADDRESS value.
pub(crate) fn mailto(address: &str) -> String {
    format!("mailto:{}", encode(address.trim()))
}

fn encode(address: &str) -> String {
    let mut uri = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'%' => uri.push(byte.into()),
            b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+'
            | b',' | b';' | b'=' => uri.push(byte.into()),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

/// Lines as they are written: folded at 75 octets, never inside a letter, each ended by CRLF.
#[derive(Default)]
pub(crate) struct Lines(String);

impl Lines {
    /// Adds one content line. `line` must be made of escaped parts; a line break in it could only come from a
    /// mistake in this module, and is left out.
    pub(crate) fn add(&mut self, line: &str) {
        let mut octets = 0;
        for letter in line.chars().filter(|letter| !letter.is_control()) {
            if octets + letter.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(letter);
            octets += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// Adds `name:value` where there is a value.
    pub(crate) fn property(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.add(&format!("{name}:{value}"));
        }
    }

    /// All of them.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(line: &str) -> String {
        let mut lines = Lines::default();
        lines.add(line);
        lines.finish()
    }

    #[test]
    fn a_text_keeps_its_letters_and_loses_what_breaks_lines() {
        assert_eq!(text("a,b;c\\d:e\r\nf\rg\u{2028}h\u{0}\u{7f}"), "a\\,b\\;c\\\\d:e\\nf\\ng\\nh");
        assert_eq!(texts(&["Bauen, Wohnen".into(), "Energie".into()]), "Bauen\\, Wohnen,Energie");
    }

    #[test]
    fn a_parameter_can_hold_quotes_and_line_breaks() {
        assert_eq!(parameter("Anna \"die\" ^\r\nX: y"), "\"Anna ^'die^' ^^^nX: y\"");
    }

    #[test]
    fn an_address_is_an_address_or_nothing() {
        assert_eq!(uri("https://example.org/ä b\r\nX:1").as_deref(), Some("https://example.org/%C3%A4%20b%0D%0AX:1"));
        for wrong in ["", "https://", "javascript:alert(1)", "file:///etc/passwd", "ä"] {
            assert_eq!(uri(wrong), None, "{wrong}");
        }
        assert_eq!(mailto("a b@example.org"), "mailto:a%20b@example.org");
    }

    #[test]
    fn a_line_is_folded_between_letters_at_75_octets() {
        assert_eq!(folded(&"a".repeat(75)), format!("{}\r\n", "a".repeat(75)));
        assert_eq!(folded(&"a".repeat(76)), format!("{}\r\n a\r\n", "a".repeat(75)));
        // 74 octets, then a letter of two: it does not fit any more.
        assert_eq!(folded(&format!("{}ä", "a".repeat(74))), format!("{}\r\n ä\r\n", "a".repeat(74)));
        for line in folded(&"🪑ä".repeat(100)).split("\r\n") {
            assert!(line.len() <= LONGEST, "{}", line.len());
        }
    }
}
