//! Files in words.

use domain::question::{FileKind, Question, SentFile, Wrong, file::FileFault};

use super::say::{named, wrong};
use crate::{t, texts::Locale, ui::words::Word};

impl Word for FileKind {
    fn word(self, l: Locale) -> &'static str {
        match self {
            Self::Pdf => t!(l, questions.file_pdf),
            Self::Picture => t!(l, questions.file_picture),
            Self::Text => t!(l, questions.file_text),
        }
    }
}

/// A file by its name and how large it is: `Lebenslauf.pdf (230 kB)`.
#[must_use]
pub fn file(l: Locale, file: &SentFile) -> String {
    format!("{} ({})", file.name, size(l, file.size))
}

/// How large something is, as people say it.
#[must_use]
pub fn size(l: Locale, bytes: u32) -> String {
    const KILO: u32 = 1_024;
    if bytes < KILO * KILO {
        return format!("{} kB", bytes.div_ceil(KILO));
    }
    let tenths = (u64::from(bytes) * 10).div_ceil(u64::from(KILO * KILO));
    let point = if l == Locale::De { ',' } else { '.' };
    format!("{}{point}{} MB", tenths / 10, tenths % 10)
}

/// What may be sent: `PDF oder Bild (JPEG, PNG, WebP), höchstens 5 MB`.
#[must_use]
pub fn takes(l: Locale, question: &Question) -> String {
    let kinds: Vec<&str> = question.files.iter().map(|kind| kind.word(l)).collect();
    t!(l, questions.file_takes, kinds = kinds.join(", "), most = question.megabytes())
}

/// Why a file is not taken, with the question it is about.
#[must_use]
pub fn file_fault(l: Locale, question: &Question, fault: FileFault) -> String {
    let label = named(l, question);
    match fault {
        FileFault::Kind => wrong(l, question, Wrong::FileKind),
        FileFault::TooLarge(most) => wrong(l, question, Wrong::FileTooLarge(most)),
        FileFault::Together => wrong(l, question, Wrong::FilesTogether),
        FileFault::TooManyPoints => t!(l, questions.file_points, label = label),
        FileFault::Broken => t!(l, questions.file_broken, label = label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_large_a_file_is_is_said_as_people_say_it() {
        for (bytes, german) in [(812, "1 kB"), (1_025, "2 kB"), (235_520, "230 kB"), (1_258_291, "1,2 MB")] {
            assert_eq!(size(Locale::De, bytes), german);
        }
        assert_eq!(size(Locale::En, 5 * 1_024 * 1_024), "5.0 MB");
    }
}
