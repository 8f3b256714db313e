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
const EMAIL: [&str; 7] =
    ["email", "mail", "emailadresse", "mailadresse", "emailaddress", "mailaddress", "emailadress"];

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
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        question::{Answer, samples::question},
        text::Localised,
    };

    const SESSION: SessionId = SessionId(Uuid::nil());

    fn people(text: &str) -> Vec<(usize, String, String)> {
        let list = read(text, &Form::default(), SESSION, "de").unwrap();
        list.entries.into_iter().map(|entry| (entry.line.row, entry.line.name, entry.line.email)).collect()
    }

    #[test]
    fn heads_are_understood_in_german_and_english() {
        let anna = |row| vec![(row, "Anna Beispiel".to_owned(), "anna@example.org".to_owned())];
        for text in [
            "Name;E-Mail\nAnna Beispiel;anna@example.org",
            "E-Mail-Adresse:\tFirma\tTeilnehmer*in\nanna@example.org\t\tAnna Beispiel",
            "Email address,Full name\nanna@example.org,Anna Beispiel",
            "Nachname;Vorname;eMail\nBeispiel;Anna;anna@example.org",
            "Name;Vorname;Mail\nBeispiel;Anna;anna@example.org",
            "First name,Last name,E-mail\nAnna,Beispiel,anna@example.org",
        ] {
            assert_eq!(people(text), anna(2), "{text:?}");
        }
        for text in [
            "Anna  Beispiel; anna@example.org",
            "anna@example.org; Anna Beispiel",
            "Anna Beispiel <anna@example.org>",
            "Anna Beispiel; mailto:anna@example.org",
            "Anna Beispiel; <anna@example.org>",
        ] {
            assert_eq!(people(text), anna(1), "{text:?}");
        }
        let line = "Anna <anna@example.org>; \"Ben B.\" <ben@example.org>;";
        let named = |name: &str, email: &str| (1, name.to_owned(), email.to_owned());
        assert_eq!(people(line), [named("Anna", "anna@example.org"), named("Ben B.", "ben@example.org")]);
    }

    #[test]
    fn what_nobody_asked_for_is_not_read_and_is_named() {
        let text = "Name;Geburtstag;E-Mail\nAnna;1.1.1980;anna@example.org";
        let list = read(text, &Form::default(), SESSION, "de").unwrap();
        assert_eq!((list.unused, list.head.as_deref()), (vec!["Geburtstag".to_owned()], Some("Name;Geburtstag;E-Mail")));
        assert_eq!(list.entries[0].raw, "Anna;1.1.1980;anna@example.org");
    }

    #[test]
    fn a_list_that_cannot_be_read_says_why() {
        let fault = |text: &str| read(text, &Form::default(), SESSION, "de").unwrap_err();
        assert_eq!(fault(" \n;;\n"), ListFault::Empty);
        assert_eq!(fault("Name;E-Mail\n"), ListFault::Empty);
        assert_eq!(fault("Name;Telefon\nAnna;123"), ListFault::NoAddresses);
        assert_eq!(fault(&"Anna;anna@example.org\n".repeat(101)), ListFault::TooMany);
        assert_eq!(fault(&"x".repeat(LONGEST_LIST + 1)), ListFault::TooMany);
    }

    #[test]
    fn answers_stand_in_columns_by_their_head_or_in_the_order_of_the_form() {
        let named = |number, kind, label: &str| Question { label: Localised::of("de", label), ..question(number, kind) };
        let mut food = named(1, Kind::Choice, "Was essen Sie?");
        food.options[1].label = Localised::of("de", "Gemüse, vegan").and("en", "Vegetables");
        let several = named(2, Kind::Several, "Womit helfen Sie?");
        let photos = named(3, Kind::Consent, "Fotos sind in Ordnung");
        let number = named(4, Kind::Number, "Wie viele Jahre?");
        let keys = [several.options[0].label.get("de").to_owned(), several.options[1].label.get("de").to_owned()];
        let (ids, vegan) = ([food.id, several.id, number.id], food.options[1].key.clone());
        let both = vec![several.options[0].key.clone(), several.options[1].key.clone()];
        let form = Form { version: 7, questions: vec![food, several, photos, number] };
        let given = |text: &str| read(text, &form, SESSION, "de").unwrap().entries.remove(0).line.answers;
        let pasted = format!("Anna;anna@example.org;vegetables;{} | {};2,5", keys[1], keys[0]);
        let headed = format!(
            "Wie viele Jahre;Name;was essen sie;E-Mail;Womit helfen Sie?\n2,5;Anna;\"Gemüse, vegan\";anna@example.org;{}/{}",
            keys[0], keys[1]
        );
        for text in [pasted, headed] {
            let given = given(&text);
            assert_eq!(given.version, 7);
            let of = |id| given.each[0].get(&id).or_else(|| given.once.get(&id)).cloned();
            assert_eq!(of(ids[0]), Some(Answer::Chosen(vec![vegan.clone()])), "{text}");
            assert_eq!(of(ids[1]), Some(Answer::Chosen(both.clone())), "{text}");
            assert!(matches!(of(ids[2]), Some(Answer::Number(_))), "{text}");
        }
        assert_eq!(asked(&form, None).len(), 3, "nobody agrees for somebody else");
    }

    proptest! {
        #[test]
        fn nothing_that_is_pasted_makes_it_stumble(text in "[;,\t\"<>\r\n ab@ü.=+]{0,80}", any: String) {
            let form = Form { version: 1, questions: vec![question(1, Kind::Several), question(2, Kind::Date)] };
            for text in [text, any] {
                if let Ok(list) = read(&text, &form, SESSION, "en") {
                    prop_assert!((1..=MOST_LINES).contains(&list.entries.len()));
                    prop_assert!(list.entries.iter().all(|entry| !entry.line.name.chars().any(|c| c == '\n')));
                }
            }
        }
    }
}
