//! People invited to a booking: what they answer, and their list as people paste it.

use serde::{Deserialize, Serialize};

use crate::{booking::BookingState, codes, text};

codes! {
    /// What somebody invited answers: PARTSTAT, RFC 5545 3.2.12.
    Reply {
        /// She comes.
        Accepted = "accepted",
        /// She may come.
        Tentative = "tentative",
        /// She does not come.
        Declined = "declined",
    }
}

/// Most people one booking invites.
pub const MOST_INVITED: usize = 100;

/// Longest name, in letters.
pub const LONGEST_NAME: usize = 120;

/// Somebody to be invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    /// Her name; may be empty.
    pub name: String,
    /// Her address, as [`text::email`] has it.
    pub email: String,
}

/// What was not understood of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The line, from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
    /// Why.
    pub why: Fault,
}

/// Why somebody of a list cannot be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no e-mail address, or none that can be one.
    NoAddress,
    /// The name is longer than [`LONGEST_NAME`].
    LongName,
}

/// Why somebody was not invited, taken off the list, or her answer not noted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum InvitationRefusal {
    /// There is no such booking or invitation, or none the actor may see.
    #[error("there is no such thing")]
    NotFound,
    /// The actor may not do this.
    #[error("not allowed")]
    Forbidden,
    /// More than [`MOST_INVITED`].
    #[error("at most {MOST_INVITED} people can be invited")]
    TooMany,
    /// The name is longer than [`LONGEST_NAME`].
    #[error("a name has at most {LONGEST_NAME} letters")]
    Name,
    /// The booking is over, or does not stand.
    #[error("nobody is invited to a {} booking", .0.code())]
    NotNow(BookingState),
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Reads a list: one person a line, or several as mail programs join them. Whoever is named twice is one person.
///
/// Understood are `Anna Beispiel <anna@example.org>`, `Anna Beispiel, anna@example.org`, cells of a table with tabs or
/// semicolons between them, and an address alone. Answers who was found, and what was not understood.
#[must_use]
pub fn read_list(text: &str) -> (Vec<Invitee>, Vec<Unread>) {
    let (mut found, mut unread): (Vec<Invitee>, Vec<Unread>) = (Vec::new(), Vec::new());
    for (place, line) in text.lines().enumerate() {
        for part in people(line) {
            match invitee(part) {
                Ok(new) if found.iter().any(|known| known.email == new.email) => {}
                Ok(new) => found.push(new),
                Err(why) => unread.push(Unread { line: place + 1, text: part.to_owned(), why }),
            }
        }
    }
    (found, unread)
}

/// The people of a line. Names may hold commas: `Beispiel, Anna <anna@example.org>; …`.
fn people(line: &str) -> Vec<&str> {
    let several = line.matches('@').count() > 1;
    let between = if line.contains(';') { ';' } else { ',' };
    let parts: Vec<&str> = if several { line.split(between).collect() } else { vec![line] };
    let bare = |part: &&str| !part.trim_matches(|c: char| c.is_whitespace() || ",;".contains(c)).is_empty();
    parts.into_iter().map(str::trim).filter(bare).collect()
}

fn invitee(part: &str) -> Result<Invitee, Fault> {
    let blank = |c: char| c.is_whitespace() || ",;<>\"'".contains(c);
    let address = part.split(blank).find(|word| word.contains('@')).ok_or(Fault::NoAddress)?;
    let email = text::email(address.trim_start_matches("mailto:")).ok_or(Fault::NoAddress)?;
    let around = part.replacen(address, " ", 1);
    let name = around.replace(['<', '>', '"', ';', '\t'], " ");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    called(name.trim_matches(|c: char| c == ',' || c.is_whitespace())).map(|name| Invitee { name, email })
}

/// A name as it is stored: one line, at most [`LONGEST_NAME`] letters.
///
/// # Errors
/// When it is longer.
pub fn called(name: &str) -> Result<String, Fault> {
    let name = name.replace(char::is_control, " ").trim().to_owned();
    if name.chars().count() > LONGEST_NAME { Err(Fault::LongName) } else { Ok(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let (found, unread) = read_list(text);
        assert_eq!(unread, []);
        found.into_iter().map(|person| (person.name, person.email)).collect()
    }

    #[test]
    fn one_person_is_read_however_her_line_is_written() {
        for (line, name) in [
            ("Anna Beispiel <anna@example.org>", "Anna Beispiel"),
            ("\"Beispiel, Anna\" <Anna@Example.org>", "Beispiel, Anna"),
            ("Beispiel, Anna <anna@example.org>;", "Beispiel, Anna"),
            ("Anna Beispiel, anna@example.org", "Anna Beispiel"),
            ("Anna\tBeispiel\tanna@example.org", "Anna Beispiel"),
            ("anna@example.org; Anna Beispiel", "Anna Beispiel"),
            ("  anna@example.org  ", ""),
            ("<mailto:anna@example.org>", ""),
            ("Anna O'Neil anna@example.org", "Anna O'Neil"),
        ] {
            assert_eq!(read(line), [(name.to_owned(), "anna@example.org".to_owned())], "{line}");
        }
    }

    #[test]
    fn a_line_of_a_mail_program_names_several() {
        let both = [("Beispiel, Anna".into(), "anna@example.org".into()), ("Bernd".into(), "b@example.org".into())];
        assert_eq!(read("Beispiel, Anna <anna@example.org>; Bernd <b@example.org>"), both);
        let emails = read("a@example.org, b@example.org\r\n\r\nc@example.org,\r\nA@example.org");
        let emails: Vec<_> = emails.iter().map(|(_, email)| email.as_str()).collect();
        assert_eq!(emails, ["a@example.org", "b@example.org", "c@example.org"], "who is named twice is one person");
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_line() {
        let long = format!("{} <x@example.org>", "x".repeat(121));
        let (found, unread) = read_list(&format!("Anna <anna@example.org>\n\nKarl\nEva <eva@example>\n{long}"));
        assert_eq!(found.len(), 1);
        let unread: Vec<_> = unread.iter().map(|one| (one.line, one.why)).collect();
        assert_eq!(unread, [(3, Fault::NoAddress), (4, Fault::NoAddress), (5, Fault::LongName)]);
    }
}
