//! One answer: read as it was typed, and held against its question.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{AGREED, Kind, MOST_LINE, MOST_TEXT, Number, Question, SentFile, file};

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "is", rename_all = "kebab-case")]
pub enum Answer {
    /// Words.
    Text(String),
    /// Keys of options, in their order; of a choice: one.
    Chosen(Vec<String>),
    /// A number.
    Number(Number),
    /// A day.
    Date(NaiveDate),
    /// It was agreed to.
    Agreed,
    /// A file.
    File(SentFile),
}

impl Answer {
    /// True when this is what a condition asks for.
    #[must_use]
    pub fn is(&self, option: &str) -> bool {
        match self {
            Self::Chosen(keys) => keys.iter().any(|key| key == option),
            Self::Agreed => option == AGREED,
            _ => false,
        }
    }
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wrong {
    /// There is none, and there must be.
    Missing,
    /// More letters than there may be.
    TooLong(usize),
    /// No number.
    NoNumber,
    /// Less than this.
    TooSmall(i32),
    /// More than this.
    TooLarge(i32),
    /// No day.
    NoDate,
    /// Not one of the options.
    NoSuchOption,
    /// The file that was sent is not there any more.
    FileGone,
    /// Nothing that may be sent here.
    FileKind,
    /// Larger than so many megabytes.
    FileTooLarge(i32),
    /// The files of the registration are together larger than they may be.
    FilesTogether,
}

/// Reads what was typed into the fields of a question. `None`: nothing was. What cannot be read stays words, which are
/// no answer to it: whether that matters, [`settle`](super::settle) knows.
#[must_use]
pub fn read(question: &Question, typed: &[&str], language: &str) -> Option<Answer> {
    let typed: Vec<&str> = typed.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    let first = *typed.first()?;
    let words = || Answer::Text(first.to_owned());
    Some(match question.kind {
        Kind::Text => Answer::Text(first.split_whitespace().collect::<Vec<_>>().join(" ")),
        Kind::LongText => Answer::Text(first.replace("\r\n", "\n")),
        Kind::Choice => Answer::Chosen(vec![first.to_owned()]),
        Kind::Several => {
            let known = question.options.iter().map(|choice| choice.key.as_str()).filter(|key| typed.contains(key));
            let unknown = typed.iter().copied().filter(|key| question.option(key).is_none());
            Answer::Chosen(known.chain(unknown).map(str::to_owned).collect())
        }
        Kind::Number => Number::read(first, language).map_or_else(words, Answer::Number),
        Kind::Date => date(first).map_or_else(words, Answer::Date),
        Kind::Consent => Answer::Agreed,
        // The key of a file: what it opens is looked up.
        Kind::File => words(),
    })
}

/// A day as browsers send it, or as people type it: `2027-03-09`, `9.3.2027`, `9/3/2027`.
#[must_use]
pub fn date(typed: &str) -> Option<NaiveDate> {
    let found =
        ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"].iter().find_map(|form| NaiveDate::parse_from_str(typed, form).ok());
    // A year of two digits is no year: nobody knows which.
    found.filter(|day| (1_900..=2_199).contains(&day.year()))
}

/// What is wrong with an answer to a question, whoever it came from.
pub(super) fn check(question: &Question, answer: Option<&Answer>) -> Result<(), Wrong> {
    let Some(answer) = answer else {
        return if question.required { Err(Wrong::Missing) } else { Ok(()) };
    };
    match (question.kind, answer) {
        (Kind::Text | Kind::LongText, Answer::Text(text)) => {
            let most = if question.kind == Kind::Text { MOST_LINE } else { MOST_TEXT };
            match text.chars().count() {
                0 if question.required => Err(Wrong::Missing),
                count if count > most => Err(Wrong::TooLong(most)),
                _ => Ok(()),
            }
        }
        (Kind::Choice, Answer::Chosen(keys)) => match keys.as_slice() {
            [key] if question.option(key).is_some() => Ok(()),
            _ => Err(Wrong::NoSuchOption),
        },
        (Kind::Several, Answer::Chosen(keys)) => {
            let once = |index: usize| !keys[..index].contains(&keys[index]);
            match keys.len() {
                0 => Err(Wrong::Missing),
                count if (0..count).all(once) && keys.iter().all(|key| question.option(key).is_some()) => Ok(()),
                _ => Err(Wrong::NoSuchOption),
            }
        }
        (Kind::Number, Answer::Number(number)) => match (question.least, question.most) {
            (Some(least), _) if *number < Number::whole(least) => Err(Wrong::TooSmall(least)),
            (_, Some(most)) if *number > Number::whole(most) => Err(Wrong::TooLarge(most)),
            _ => Ok(()),
        },
        (Kind::Date, Answer::Date(_)) | (Kind::Consent, Answer::Agreed) => Ok(()),
        (Kind::File, Answer::File(sent)) => {
            let most = question.megabytes();
            if !question.files.contains(&sent.kind) {
                Err(Wrong::FileKind)
            } else if u64::from(sent.size) > file::bytes(u64::try_from(most).unwrap_or_default()) {
                Err(Wrong::FileTooLarge(most))
            } else {
                Ok(())
            }
        }
        // A key that opens nothing.
        (Kind::File, _) => Err(Wrong::FileGone),
        (Kind::Number, _) => Err(Wrong::NoNumber),
        (Kind::Date, _) => Err(Wrong::NoDate),
        (Kind::Choice | Kind::Several, _) => Err(Wrong::NoSuchOption),
        (Kind::Text | Kind::LongText | Kind::Consent, _) => Err(Wrong::Missing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::samples::question;

    #[test]
    fn a_day_is_understood_as_browsers_send_and_people_type_it() {
        let expected = NaiveDate::from_ymd_opt(2027, 3, 9);
        for typed in ["2027-03-09", "9.3.2027", "09.03.2027", "09/03/2027"] {
            assert_eq!(date(typed), expected, "{typed}");
        }
        for wrong in ["", "9.3.27", "30.2.2027", "morgen", "2027-3", "9.3.1899"] {
            assert_eq!(date(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_was_typed_becomes_the_answer_its_kind_asks_for() {
        let day = Answer::Date(NaiveDate::from_ymd_opt(2027, 3, 9).unwrap());
        for (kind, typed, expected) in [
            (Kind::Text, &["  zwei   Wörter "][..], Answer::Text("zwei Wörter".into())),
            (Kind::LongText, &[" zwei\r\nZeilen "], Answer::Text("zwei\nZeilen".into())),
            (Kind::Choice, &["o2"], Answer::Chosen(vec!["o2".into()])),
            (Kind::Several, &["o2", "o1", "o2"], Answer::Chosen(vec!["o1".into(), "o2".into()])),
            (Kind::Number, &["2,5"], Answer::Number(Number::read("2.5", "en").unwrap())),
            (Kind::Date, &["9.3.2027"], day),
            (Kind::Consent, &["yes"], Answer::Agreed),
        ] {
            assert_eq!(read(&question(1, kind), typed, "de"), Some(expected), "{kind:?}");
            assert_eq!(read(&question(1, kind), &["", "  "], "de"), None, "{kind:?}");
        }
        for (kind, typed, wrong) in [
            (Kind::Number, "viele", Wrong::NoNumber),
            (Kind::Date, "bald", Wrong::NoDate),
            (Kind::Several, "o9", Wrong::NoSuchOption),
        ] {
            let question = question(1, kind);
            assert_eq!(check(&question, read(&question, &[typed], "de").as_ref()), Err(wrong), "{kind:?}");
        }
    }

    #[test]
    fn an_answer_keeps_to_its_limits() {
        let ranged = Question { least: Some(1), most: Some(4), ..question(1, Kind::Number) };
        let number = |number| Some(Answer::Number(Number::whole(number)));
        let text = |length| Some(Answer::Text("ä".repeat(length)));
        let chosen = |keys: &[&str]| Some(Answer::Chosen(keys.iter().map(|key| (*key).to_owned()).collect()));
        let several = question(1, Kind::Several);
        for (question, answer, expected) in [
            (&ranged, number(0), Err(Wrong::TooSmall(1))),
            (&ranged, number(1), Ok(())),
            (&ranged, number(4), Ok(())),
            (&ranged, number(5), Err(Wrong::TooLarge(4))),
            (&ranged, text(1), Err(Wrong::NoNumber)),
            (&question(1, Kind::Text), text(MOST_LINE), Ok(())),
            (&question(1, Kind::Text), text(MOST_LINE + 1), Err(Wrong::TooLong(MOST_LINE))),
            (&question(1, Kind::LongText), text(MOST_TEXT + 1), Err(Wrong::TooLong(MOST_TEXT))),
            (&question(1, Kind::Choice), chosen(&["o1"]), Ok(())),
            (&question(1, Kind::Choice), chosen(&["o1", "o2"]), Err(Wrong::NoSuchOption)),
            (&question(1, Kind::Choice), chosen(&["o9"]), Err(Wrong::NoSuchOption)),
            (&several, chosen(&["o1", "o3"]), Ok(())),
            (&several, chosen(&["o1", "o1"]), Err(Wrong::NoSuchOption)),
            (&several, chosen(&[]), Err(Wrong::Missing)),
            (&question(1, Kind::Consent), Some(Answer::Agreed), Ok(())),
            (&question(1, Kind::Date), Some(Answer::Agreed), Err(Wrong::NoDate)),
        ] {
            assert_eq!(check(question, answer.as_ref()), expected, "{:?} {answer:?}", question.kind);
        }
        for kind in Kind::ALL {
            let must = Question { required: true, ..question(1, *kind) };
            assert_eq!(check(&must, None), Err(Wrong::Missing));
            assert_eq!(check(&question(1, *kind), None), Ok(()));
        }
    }
}
