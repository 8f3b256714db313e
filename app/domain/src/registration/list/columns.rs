//! What the columns of a list are about: by a row of heads in German or English, or as people paste it.

use serde::{Deserialize, Serialize};

use super::{
    LONGEST_LIST, ListLine, MOST_LINES,
    sheet::{Row, rows},
};
use crate::{
    id::SessionId,
    question::{self, Answers, Form, Given, Kind, Question, Whose, arranged},
};

/// A list, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Its row of heads, as it was typed; `None`: there is none.
    pub head: Option<String>,
    /// Its people.
    pub entries: Vec<Entry>,
    /// Heads of columns nobody asked for: what stands in them is not read.
    pub unused: Vec<String>,
}

/// A line, and how it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What it says.
    pub line: ListLine,
    /// As it was typed.
    pub raw: String,
}

/// Why a list cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ListFault {
    /// There is nobody in it.
    #[error("there is nobody in it")]
    Empty,
    /// It is too long.
    #[error("at most {MOST_LINES} people are registered at once")]
    TooMany,
    /// It has a row of heads, and none of them is of an address.
    #[error("there is no column with addresses")]
    NoAddresses,
}

const NAME: [&str; 12] = [
    "name",
    "namen",
    "teilnehmer",
    "teilnehmerin",
    "teilnehmende",
    "person",
    "vorundnachname",
    "vornamenachname",
    "vornameundnachname",
    "fullname",
    "participant",
    "attendee",
];
const FIRST: [&str; 5] = ["vorname", "vornamen", "firstname", "givenname", "forename"];
const LAST: [&str; 5] = ["nachname", "familienname", "zuname", "lastname", "surname"];
const EMAIL: [&str; 7] = ["email", "mail", "emailadresse", "mailadresse", "emailaddress", "mailaddress", "emailadress"];

/// The questions a list can answer, in the order of its columns after name and address: those of the session that one
/// person may answer for another.
#[must_use]
pub fn asked(form: &Form, session: Option<SessionId>) -> Vec<&Question> {
    [Whose::Attendee, Whose::Registration]
        .into_iter()
        .flat_map(|whose| arranged(&form.questions, whose))
        .map(|(_, question)| question)
        .filter(|question| question.kind.is_listed() && session.is_none_or(|session| question.is_for(session)))
        .collect()
}

/// Reads a list. `language`: how numbers are written.
///
/// # Errors
/// When there is nothing to read, or too much.
pub fn read(text: &str, form: &Form, session: SessionId, language: &str) -> Result<List, ListFault> {
    if text.len() > LONGEST_LIST {
        return Err(ListFault::TooMany);
    }
    let rows = rows(text);
    let asked = asked(form, Some(session));
    let (columns, rows) = match rows.split_first() {
        None => return Err(ListFault::Empty),
        Some((first, rest)) if is_head(first) => (Columns::named(first, &asked).ok_or(ListFault::NoAddresses)?, rest),
        Some(_) => (Columns::pasted(&rows, &asked), rows.as_slice()),
    };
    let entries: Vec<Entry> = rows.iter().flat_map(|row| columns.entries(row, form.version, language)).collect();
    match entries.len() {
        0 => Err(ListFault::Empty),
        count if count > MOST_LINES => Err(ListFault::TooMany),
        _ => Ok(List { head: columns.head, entries, unused: columns.unused }),
    }
}

/// Which cell says what.
struct Columns<'a> {
    head: Option<String>,
    /// The cells that make a name, in its order.
    name: Vec<usize>,
    email: usize,
    answers: Vec<(usize, &'a Question)>,
    unused: Vec<String>,
}

impl<'a> Columns<'a> {
    /// By their heads. `None`: there is no column with addresses.
    fn named(head: &Row, asked: &[&'a Question]) -> Option<Self> {
        let heads: Vec<String> = head.cells.iter().map(|cell| plain(cell)).collect();
        let find = |words: &[&str]| heads.iter().position(|head| words.contains(&head.as_str()));
        let (first, last, whole, email) = (find(&FIRST), find(&LAST), find(&NAME), find(&EMAIL)?);
        // Where there are first names beside it, "Name" is the last.
        let name: Vec<usize> = match (first, last.or(whole)) {
            (Some(first), last) => [Some(first), last].into_iter().flatten().collect(),
            (None, last) => whole.or(last).into_iter().collect(),
        };
        let answers: Vec<(usize, &Question)> = asked
            .iter()
            .filter_map(|question| {
                let is_its = |head: &String| question.label.0.values().any(|label| plain(label) == *head);
                Some((heads.iter().position(is_its)?, *question))
            })
            .collect();
        let used = |at: &usize| *at == email || name.contains(at) || answers.iter().any(|(column, _)| column == at);
        let unused = head.cells.iter().enumerate().filter(|(at, cell)| !used(at) && !cell.is_empty());
        let unused = unused.map(|(_, cell)| cell.clone()).collect();
        Some(Self { head: Some(head.raw.clone()), name, email, answers, unused })
    }

    /// Name, address, and the answers in the order of the questions; or the address first, if it stands there.
    fn pasted(rows: &[Row], asked: &[&'a Question]) -> Self {
        let at = |row: &Row, place: usize| row.cells.get(place).is_some_and(|cell| cell.contains('@'));
        let swapped = rows.iter().any(|row| at(row, 0) && !at(row, 1) && !named_address(&row.cells[0]))
            && !rows.iter().any(|row| at(row, 1));
        let (name, email) = if swapped { (1, 0) } else { (0, 1) };
        let answers = (2..).zip(asked.iter().copied()).collect();
        Self { head: None, name: vec![name], email, answers, unused: Vec::new() }
    }

    /// Whoever stands in a row: one person, or as many as a mail program puts into one line.
    fn entries(&self, row: &Row, version: i32, language: &str) -> Vec<Entry> {
        let there = || row.cells.iter().filter(|cell| !cell.is_empty());
        if self.head.is_none() && there().all(|cell| named_address(cell)) {
            let entry = |cell: &String| {
                let name = cell.rsplit_once('<').map_or("", |(name, _)| name).trim().trim_matches('"');
                let line = ListLine {
                    row: row.number,
                    name: joined(std::iter::once(name)),
                    email: bare(cell).to_owned(),
                    answers: Given { version, once: Answers::new(), each: vec![Answers::new()] },
                };
                Entry { line, raw: cell.clone() }
            };
            return there().map(entry).collect();
        }
        let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
        let answers = |whose| -> Answers {
            let of = self.answers.iter().filter(|(_, question)| question.whose == whose);
            of.filter_map(|(at, question)| Some((question.id, answer(question, cell(*at), language)?))).collect()
        };
        let (once, each) = (answers(Whose::Registration), vec![answers(Whose::Attendee)]);
        let line = ListLine {
            row: row.number,
            name: joined(self.name.iter().map(|at| cell(*at))),
            email: bare(cell(self.email)).to_owned(),
            answers: Given { version, once, each },
        };
        vec![Entry { line, raw: row.raw.clone() }]
    }
}

/// True for a row that names columns: no address stands in it, and a word for a name or an address does.
fn is_head(row: &Row) -> bool {
    let known = |cell: &String| [&NAME[..], &FIRST, &LAST, &EMAIL].iter().any(|words| words.contains(&&*plain(cell)));
    !row.cells.iter().any(|cell| cell.contains('@')) && row.cells.iter().any(known)
}

/// `Anna Beispiel <anna@example.org>`.
fn named_address(cell: &str) -> bool {
    cell.ends_with('>') && cell.rsplit_once('<').is_some_and(|(_, address)| address.contains('@'))
}

/// The address alone.
fn bare(cell: &str) -> &str {
    let inside = || cell.strip_suffix('>')?.rsplit_once('<').map(|(_, address)| address);
    inside().unwrap_or(cell).trim().trim_start_matches("mailto:")
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// Letters and digits alone, small: `E-Mail-Adresse *` is `emailadresse`.
fn plain(words: &str) -> String {
    words.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a cell answers: options by what they are called, in any language.
fn answer(question: &Question, cell: &str, language: &str) -> Option<question::Answer> {
    if !question.kind.has_options() {
        return question::read(question, &[cell], language);
    }
    let option = |words: &str| {
        let is_it = |label: &String| plain(label) == plain(words);
        question.options.iter().find(|choice| choice.label.0.values().any(is_it)).map(|choice| choice.key.as_str())
    };
    let chosen: Vec<&str> = match option(cell) {
        Some(key) => vec![key],
        None if question.kind == Kind::Several => cell
            .split(['|', ',', ';', '/', '\n'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| option(part).unwrap_or(part))
            .collect(),
        None => vec![cell],
    };
    question::read(question, &chosen, language)
}

#[cfg(test)]
mod tests;
