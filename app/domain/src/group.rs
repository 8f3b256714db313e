//! Groups of a site: people and organisations its rules know by one name.

use serde::{Deserialize, Serialize};

use crate::{id::GroupId, text::Localised};

/// A name has at most so many letters.
pub const MOST_LETTERS: u16 = 80;
/// A note has at most so many.
pub const MOST_OF_A_NOTE: u16 = 500;

/// Enough of a group to name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRef {
    /// Its id.
    pub id: GroupId,
    /// What it is called; once in a site.
    pub name: String,
}

/// Why a group was not made, changed or dissolved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum GroupRefusal {
    /// The name is missing or too long.
    #[error("the name must have 1 to 80 letters")]
    Name,
    /// The site has a group of this name.
    #[error("there is a group of this name")]
    NameTaken,
    /// The note is too long.
    #[error("the note must have at most 500 letters")]
    Note,
    /// There is no organisation of this name, and nobody with this address can sign in.
    #[error("there is no such organisation or person")]
    Nobody,
    /// The last day is over already.
    #[error("the last day is over")]
    LastDay,
    /// Rules are about it: what they are the rules of.
    #[error("rules of {} places are about it", .0.len())]
    InUse(Vec<Localised>),
    /// Somebody changed it since the form was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such group or site, or the actor does not keep it.
    #[error("there is no such thing")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// A name as it is kept, when it can be one.
#[must_use]
pub fn name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=MOST_LETTERS.into()).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    fits.then_some(name)
}

/// A note as it is kept, when it is not too long.
#[must_use]
pub fn note(typed: &str) -> Option<String> {
    let note = typed.trim();
    (note.chars().count() <= MOST_OF_A_NOTE.into()).then(|| note.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_some_letters() {
        assert_eq!(name("  Laser\n Team ").as_deref(), Some("Laser Team"));
        for wrong in ["", " \t ", "a\u{7}b", &"x".repeat(81)] {
            assert_eq!(name(wrong), None, "{wrong:?}");
        }
        assert!(name(&"ß".repeat(80)).is_some(), "letters count, not bytes");
    }

    #[test]
    fn a_note_may_be_missing_but_not_endless() {
        assert_eq!(note("  ").as_deref(), Some(""));
        assert_eq!(note(&"x".repeat(501)), None);
    }
}
