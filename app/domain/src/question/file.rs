//! A file as an answer: what may be sent, what it is called, and how it is handed out again.
//!
//! What somebody calls her file ends up in headers, on pages and on other people's disks. So a name is made safe once,
//! before it is stored, and ends with what the content was found to be.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::{codes, id::FileId};

/// A question takes files of at most so many megabytes. What is larger fits into no memory and into no database kindly.
pub const MOST_MEGABYTES: i32 = 10;
/// What a question takes until its organiser says otherwise, in megabytes.
pub const USUAL_MEGABYTES: i32 = 5;
/// The files of a registration are together at most so large, in megabytes.
pub const MOST_TOGETHER: u64 = 20;
/// For so many minutes a file waits for the rest of its form.
pub const WAITS_MINUTES: i64 = 120;
/// What one network may have waiting for mails to be answered, in megabytes: ten registrations as large as can be, or a class.
pub const MOST_OF_NETWORK: u64 = 200;
/// The same of all networks together, in megabytes.
pub const MOST_OF_ALL: u64 = 2_000;
/// Longest name, in letters, with what it ends with.
pub const LONGEST_NAME: usize = 80;

/// The largest file, in bytes: [`MOST_MEGABYTES`].
pub const LARGEST: usize = 10 * 1_024 * 1_024;
/// The files of a registration together, in bytes: [`MOST_TOGETHER`].
pub const LARGEST_TOGETHER: usize = 2 * LARGEST;

const MEGABYTE: u64 = 1_024 * 1_024;

/// So many megabytes, in bytes.
#[must_use]
pub const fn bytes(megabytes: u64) -> u64 {
    megabytes * MEGABYTE
}

codes! {
    /// What may be sent, as an organiser chooses it.
    FileKind {
        /// A PDF.
        Pdf = "pdf",
        /// A picture. It is drawn anew, and kept as JPEG.
        Picture = "picture",
        /// Plain text.
        Text = "text",
    }
}

impl FileKind {
    /// The media type it is handed out with.
    #[must_use]
    pub const fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Picture => "image/jpeg",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// What a browser offers to send. It does not insist, and neither is it believed.
    #[must_use]
    pub const fn accepts(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf,.pdf",
            Self::Picture => "image/jpeg,image/png,image/webp",
            Self::Text => "text/plain,.txt",
        }
    }

    /// What its name ends with.
    const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => ".pdf",
            Self::Picture => ".jpg",
            Self::Text => ".txt",
        }
    }

    /// Endings that say of the file what was sent, and no more of what is kept.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &[".pdf"],
            Self::Picture => &[".jpg", ".jpeg", ".png", ".webp"],
            Self::Text => &[".txt"],
        }
    }
}

/// A file that was sent for a question, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentFile {
    /// Its id. It opens nothing.
    pub id: FileId,
    /// What it is called, as [`named`] made it.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// How large it is, in bytes.
    pub size: u32,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileFault {
    /// By its content it is nothing that may be sent here.
    Kind,
    /// It is larger than so many megabytes.
    TooLarge(i32),
    /// With the others it is too large: see [`MOST_TOGETHER`].
    Together,
    /// A picture of more points than fit into memory.
    TooManyPoints,
    /// It says what it is, and cannot be read as that.
    Broken,
}

/// The name of a file, whatever it was called: one word or a few, no path, nothing that breaks a line or a header, nothing
/// that turns the direction of reading, and at the end what it is.
#[must_use]
pub fn named(sent: &str, kind: FileKind) -> String {
    // A browser of former times sends the whole path, whoever lies sends any.
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    // Some systems write an umlaut as a letter and its two dots.
    let mark = |letter: char| ('\u{300}'..='\u{36f}').contains(&letter);
    let fine = |letter: char| letter.is_alphanumeric() || mark(letter) || " -_.,()+&'".contains(letter);
    let letters: String = last.chars().map(|letter| if fine(letter) { letter } else { ' ' }).collect();
    let words = letters.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = words.to_lowercase();
    let known = kind.endings().iter().find(|ending| lower.ends_with(*ending));
    // Lower case may be longer than what it is of: the ending is ASCII and never is.
    let stem = known.and_then(|ending| words.get(..words.len() - ending.len())).unwrap_or(&words);
    let stem = Some(stem.trim_matches(BLANK)).filter(|stem| !stem.is_empty()).unwrap_or("datei");
    let before = if is_device(stem) { "_" } else { "" };
    let most = LONGEST_NAME - kind.ending().len();
    let short: String = before.chars().chain(stem.chars()).take(most).collect();
    format!("{}{}", short.trim_end_matches(BLANK), kind.ending())
}

/// What no name begins or ends with: a dot hides it, a blank loses it.
const BLANK: [char; 2] = [' ', '.'];

/// True for what Windows takes for a device, whatever it ends with: `CON`, `nul.tar`, `COM1`.
fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim().to_ascii_lowercase();
    if ["con", "prn", "aux", "nul"].contains(&first.as_str()) {
        return true;
    }
    let mut letters = first.chars();
    let digit = letters.next_back().is_some_and(|letter| letter.is_ascii_digit());
    digit && ["com", "lpt"].contains(&letters.as_str())
}

/// How a browser is told to keep a file and by which name, and not to show it (RFC 6266): letters beyond ASCII are said a
/// second time, for those who can read them (RFC 8187). All of it is visible ASCII.
#[must_use]
pub fn attachment(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || " -_.,()+&".contains(letter);
    let ascii: String = name.chars().map(|letter| if plain(letter) { letter } else { '_' }).collect();
    let mut exact = String::with_capacity(name.len());
    for byte in name.bytes() {
        // RFC 8187 3.2.1, attr-char.
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            exact.push(char::from(byte));
        } else {
            let _ = write!(exact, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_one_word_or_a_few_and_ends_with_what_the_file_is() {
        for (sent, kind, name) in [
            ("Lebenslauf Müller.pdf", FileKind::Pdf, "Lebenslauf Müller.pdf"),
            ("../../etc/passwd", FileKind::Text, "passwd.txt"),
            ("C:\\Users\\anna\\Foto.PNG", FileKind::Picture, "Foto.jpg"),
            ("foto.jpeg", FileKind::Picture, "foto.jpg"),
            ("rechnung.pdf.exe", FileKind::Pdf, "rechnung.pdf.exe.pdf"),
            ("seite.html", FileKind::Text, "seite.html.txt"),
            ("\u{202e}fdp.exe", FileKind::Pdf, "fdp.exe.pdf"),
            ("a\r\nSet-Cookie: x=1.pdf", FileKind::Pdf, "a Set-Cookie x 1.pdf"),
            ("\"; filename=\"x.html", FileKind::Pdf, "filename x.html.pdf"),
            (".htaccess", FileKind::Text, "htaccess.txt"),
            ("...", FileKind::Pdf, "datei.pdf"),
            ("", FileKind::Text, "datei.txt"),
            (".pdf", FileKind::Pdf, "datei.pdf"),
            ("CON.pdf", FileKind::Pdf, "_CON.pdf"),
            ("nul.tar.txt", FileKind::Text, "_nul.tar.txt"),
            ("com1.txt", FileKind::Text, "_com1.txt"),
            ("com10.txt", FileKind::Text, "com10.txt"),
            ("日本語.pdf", FileKind::Pdf, "日本語.pdf"),
        ] {
            assert_eq!(named(sent, kind), name, "{sent:?}");
        }
    }

    #[test]
    fn the_limits_are_said_in_bytes_as_in_megabytes() {
        assert_eq!(LARGEST as u64, bytes(u64::try_from(MOST_MEGABYTES).unwrap()));
        assert_eq!(LARGEST_TOGETHER as u64, bytes(MOST_TOGETHER));
    }

    #[test]
    fn a_browser_is_told_the_name_twice() {
        assert_eq!(
            attachment("Lebenslauf Müller.pdf"),
            "attachment; filename=\"Lebenslauf M_ller.pdf\"; filename*=UTF-8''Lebenslauf%20M%C3%BCller.pdf"
        );
    }

    fn kinds() -> impl Strategy<Value = FileKind> {
        prop::sample::select(FileKind::ALL)
    }

    proptest! {
        #[test]
        fn no_name_is_a_path_turns_the_reader_or_breaks_a_line(sent in any::<String>(), kind in kinds()) {
            let name = named(&sent, kind);
            prop_assert!(name.ends_with(kind.ending()) && name.len() > kind.ending().len(), "{name:?}");
            prop_assert!(name.chars().count() <= LONGEST_NAME, "{name:?}");
            prop_assert!(!name.starts_with(BLANK), "{name:?}");
            let wrong = |letter: char| letter.is_control() || "/\\:*?\"<>|;%\u{202e}\u{2066}\u{200f}\u{feff}".contains(letter);
            prop_assert!(!name.chars().any(wrong), "{name:?}");
            prop_assert_eq!(named(&name, kind), name.clone(), "once is enough");
        }

        #[test]
        fn the_header_is_one_line_of_visible_ascii_with_two_quotes(name in any::<String>()) {
            let header = attachment(&name);
            prop_assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{header:?}");
            prop_assert_eq!(header.matches('"').count(), 2);
            prop_assert_eq!(header.matches(';').count(), 2);
        }
    }
}
