//! What keeps somebody from using the pages, told to who runs them: the feedback mechanism of Directive (EU) 2016/2102,
//! Article 7(1)(b), which public bodies owe everybody (in North Rhine-Westphalia: § 10b BGG NRW).

use serde::{Deserialize, Serialize};

use crate::text;

/// The longest report, in letters.
pub const MOST_WORDS: usize = 4_000;
/// The longest name of a page, in letters.
pub const MOST_PAGE: usize = 400;
/// So many reports reach the house within a day: more are no people.
pub const MOST_A_DAY: u64 = 100;

/// What hinders somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barrier {
    /// On which page; empty: she did not say.
    pub page: String,
    /// What happens, in her words.
    pub words: String,
    /// Where an answer goes; `None`: she wants none.
    pub reply_to: Option<String>,
}

/// Why a report was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum BarrierRefusal {
    /// Nothing is said, or too much.
    #[error("a report has 1 to {MOST_WORDS} letters")]
    Words,
    /// The page is too long.
    #[error("a page has at most {MOST_PAGE} letters")]
    Page,
    /// The address for the answer cannot be one.
    #[error("there is no such address")]
    Email,
    /// There were many today.
    #[error("no more reports are taken today")]
    Enough,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

impl Barrier {
    /// What was typed, with its edges taken off.
    ///
    /// # Errors
    /// What is wrong with it first.
    pub fn read(page: &str, words: &str, reply_to: &str) -> Result<Self, BarrierRefusal> {
        // A form breaks lines with two letters where the browser counted one (HTML 4.10.21.4).
        let words = words.replace("\r\n", "\n");
        let (page, words, reply_to) = (page.trim(), words.trim(), reply_to.trim());
        if words.is_empty() || words.chars().count() > MOST_WORDS {
            return Err(BarrierRefusal::Words);
        }
        if page.chars().count() > MOST_PAGE {
            return Err(BarrierRefusal::Page);
        }
        let reply_to = match reply_to {
            "" => None,
            typed => Some(text::email(typed).ok_or(BarrierRefusal::Email)?),
        };
        Ok(Self { page: page.replace(char::is_control, " "), words: words.to_owned(), reply_to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_something_and_an_answer_goes_to_an_address_or_nowhere() {
        let long = "ö".repeat(MOST_WORDS);
        let longer = format!("{long}ö");
        for (page, words, reply_to, refused) in [
            ("", "Der Knopf hat keinen Namen.", "", None),
            (" /events ", "Zeile 1\nZeile 2", " Mia@Example.org ", None),
            ("", long.as_str(), "", None),
            ("", longer.as_str(), "", Some(BarrierRefusal::Words)),
            ("", &"\r\nx".repeat(MOST_WORDS / 2), "", None),
            ("/events", "  \n ", "mia@example.org", Some(BarrierRefusal::Words)),
            ("", "Der Knopf", "mia at example", Some(BarrierRefusal::Email)),
            (&longer, "Der Knopf", "", Some(BarrierRefusal::Page)),
        ] {
            assert_eq!(Barrier::read(page, words, reply_to).err(), refused, "{page} {words} {reply_to}");
        }
        let read = Barrier::read(" /events\r\nX: y ", "a\nb", "mia@example.org").unwrap();
        assert_eq!((read.page.as_str(), read.words.as_str()), ("/events  X: y", "a\nb"), "a page is one line");
        assert_eq!(read.reply_to.as_deref(), Some("mia@example.org"));
    }
}
