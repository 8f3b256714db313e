//! The pages the law asks for, as the region writes them: in Markdown, language by language.
//!
//! What nobody wrote is the template of the program. In it, and in what was written, square brackets hold what only those
//! who run the installation know.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::codes;

codes! {
    /// A page of which the region writes the text.
    AboutText {
        /// Who runs this (DDG § 5).
        Imprint = "imprint",
        /// What is kept of people (GDPR 13).
        Privacy = "privacy",
        /// How accessible it is (BITV, BGG § 12b).
        Accessibility = "accessibility",
        /// What this is, in easy language (BITV 2.0 § 4).
        Easy = "easy-language",
    }
}

/// The longest text, in letters.
pub const LONGEST_ABOUT: usize = 20_000;
/// After so many days somebody should look whether it is still right.
pub const REVIEWED_DAYS: u64 = 365;
/// Stands in the text about privacy for the days after which it is forgotten who came to an event.
pub const DAYS_MARK: &str = "{days}";

impl AboutText {
    /// Where its page is.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Imprint => "/imprint",
            Self::Privacy => "/privacy",
            Self::Accessibility => "/accessibility",
            Self::Easy => "/easy-language",
        }
    }
}

/// Why a text was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum AboutRefusal {
    /// There is nothing, or too much.
    #[error("a text has 1 to {LONGEST_ABOUT} letters")]
    Body,
    /// Somebody else wrote meanwhile.
    #[error("the text was changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such language, or the actor may not do this.
    #[error("there is no such text")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// The text as it is kept: line ends of one kind, nothing around it. `None`: there is nothing, or too much.
#[must_use]
pub fn settled(typed: &str) -> Option<String> {
    let text = typed.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    (1..=LONGEST_ABOUT).contains(&text.chars().count()).then(|| text.to_owned())
}

/// What still stands in square brackets, without them: places to fill in. The words of a link are none.
#[must_use]
pub fn open_places(text: &str) -> Vec<String> {
    let mut places = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some((_, after)) = rest.split_once('[') {
            let Some((inside, behind)) = after.split_once(']') else { break };
            let place = inside.trim();
            if !place.is_empty() && !behind.starts_with('(') {
                places.push(place.to_owned());
            }
            rest = behind;
        }
    }
    places
}

/// True when nobody looked at it for so long that it may no longer be right.
#[must_use]
pub fn is_stale(reviewed_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    reviewed_on.and_then(|day| day.checked_add_days(Days::new(REVIEWED_DAYS))).is_none_or(|last| last < today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_brackets_is_to_be_filled_in_unless_it_leads_somewhere() {
        for (text, open) in [
            ("Vertreten durch [Name und Amt]", vec!["Name und Amt"]),
            ("[Frist] und [Amt], [Stelle](https://example.org)", vec!["Frist", "Amt"]),
            ("Nichts", vec![]),
            ("[ ] [] [offen", vec![]),
            ("[Ort\nund Amt]", vec![]),
            ("Wir antworten innerhalb von [Frist].", vec!["Frist"]),
        ] {
            assert_eq!(open_places(text), open, "{text}");
        }
    }

    #[test]
    fn a_text_has_something_in_it_and_an_end() {
        assert_eq!(settled(" Eins\r\nzwei\rdrei \n").as_deref(), Some("Eins\nzwei\ndrei"));
        assert_eq!(settled(" \r\n "), None);
        assert!(settled(&"ä".repeat(LONGEST_ABOUT)).is_some());
        assert_eq!(settled(&"ä".repeat(LONGEST_ABOUT + 1)), None);
    }

    #[test]
    fn a_text_is_looked_at_once_a_year() {
        let day = |year, day| NaiveDate::from_ymd_opt(year, 3, day).unwrap();
        for (reviewed, stale) in [(None, true), (Some(day(2026, 1)), false), (Some(day(2026, 2)), false)] {
            assert_eq!(is_stale(reviewed, day(2027, 1)), stale, "{reviewed:?}");
        }
        assert!(is_stale(Some(day(2026, 1)), day(2027, 2)), "366 days after");
    }
}
