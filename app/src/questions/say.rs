//! Questions and answers in words.

use std::collections::BTreeSet;

use domain::{
    desk::{Answered, Asked, SessionView},
    id::SessionId,
    privacy::{BOOKING_DAYS, Kept},
    question::{AGREED, Answer, Condition, Keeping, Kind, Question, Whose, Wrong, arranged, file::MOST_TOGETHER},
};

use super::say_files::{file, takes};
use crate::{
    t,
    texts::Locale,
    ui::{dates, words::Word},
};

/// Longest piece of a question that is named in a sentence, in letters.
const MOST_NAMED: usize = 60;

impl Word for Kind {
    fn word(self, l: Locale) -> &'static str {
        match self {
            Self::Text => t!(l, questions.kind_text),
            Self::LongText => t!(l, questions.kind_long_text),
            Self::Choice => t!(l, questions.kind_choice),
            Self::Several => t!(l, questions.kind_several),
            Self::Number => t!(l, questions.kind_number),
            Self::Date => t!(l, questions.kind_date),
            Self::Consent => t!(l, questions.kind_consent),
            Self::File => t!(l, questions.kind_file),
        }
    }
}

/// The language a question is asked in: the page's, else the one it was written in.
#[must_use]
pub fn language(l: Locale, question: &Question) -> Locale {
    question.label.language(l.code()).map_or(l, Locale::from_code)
}

/// A question where it is named: its beginning, if it is long.
#[must_use]
pub fn named(l: Locale, question: &Question) -> String {
    let label = question.label.get(l.code());
    if label.chars().count() <= MOST_NAMED {
        return label.to_owned();
    }
    let piece: String = label.chars().take(MOST_NAMED).collect();
    format!("{} …", piece.rsplit_once(' ').map_or(piece.as_str(), |(whole, _)| whole))
}

/// A question and its answer in one line: `Was essen Sie? Gemüse`, `Ich bin einverstanden: Ja`.
#[must_use]
pub fn joined(question: &str, answer: &str) -> String {
    if question.ends_with(['?', '!', ':']) {
        return format!("{question} {answer}");
    }
    format!("{}: {answer}", question.trim_end_matches('.'))
}

/// Sessions by their titles; where some have the same, with when they are.
#[must_use]
pub fn sessions(l: Locale, sessions: &[SessionView]) -> Vec<(SessionId, String)> {
    let title = |session: &SessionView| session.title.get(l.code()).to_owned();
    let titles: BTreeSet<String> = sessions.iter().map(title).collect();
    let name = |session: &SessionView| {
        let (date, times) = (dates::date_short(l, session.when.local.from.date()), dates::times(l, session.when.local));
        if titles.len() == sessions.len() { title(session) } else { format!("{}, {date}, {times}", title(session)) }
    };
    sessions.iter().map(|session| (session.id, name(session))).collect()
}

/// What was answered.
#[must_use]
pub fn answer(l: Locale, question: &Question, answer: &Answer) -> String {
    match answer {
        Answer::Text(text) => text.clone(),
        Answer::Chosen(keys) => {
            let labels =
                keys.iter().map(|key| question.option(key).map_or(key.as_str(), |one| one.label.get(l.code())));
            labels.collect::<Vec<_>>().join(", ")
        }
        Answer::Number(number) => number.said(l.code()),
        Answer::Date(day) => dates::date(l, *day),
        Answer::Agreed => t!(l, questions.agreed).to_owned(),
        Answer::File(sent) => file(l, sent),
    }
}

/// The same with what proves a consent: who gave it, and when.
#[must_use]
pub fn proof(l: Locale, question: &Question, answered: &Answered) -> String {
    let words = answer(l, question, &answered.answer);
    if answered.said_by.is_empty() {
        return words;
    }
    t!(l, questions.agreed_by, name = answered.said_by, time = dates::moment(l, answered.at))
}

/// Until when answers are kept.
#[must_use]
pub fn kept(l: Locale, keeping: Keeping, attendee_days: u16) -> String {
    match keeping.kept() {
        Kept::Days(BOOKING_DAYS) => t!(l, questions.kept_proof).to_owned(),
        Kept::Days(_) => t!(l, questions.kept_day).to_owned(),
        _ => t!(l, questions.kept_list, count = attendee_days),
    }
}

/// After which answer a question is asked: `Nur wenn Sie „vegan“ gewählt haben`.
#[must_use]
pub fn condition(l: Locale, condition: &Condition, on: &Question) -> String {
    if condition.option == AGREED {
        return t!(l, questions.when_agreed).to_owned();
    }
    let option = on.option(&condition.option).map_or("", |one| one.label.get(l.code()));
    t!(l, questions.when_chosen, option = option)
}

/// What is wrong with an answer, with the question it is about.
#[must_use]
pub fn wrong(l: Locale, question: &Question, wrong: Wrong) -> String {
    let label = named(l, question);
    match wrong {
        Wrong::Missing if question.kind == Kind::Consent => t!(l, questions.wrong_not_agreed, label = label),
        Wrong::Missing if question.kind == Kind::File => t!(l, questions.file_missing, label = label),
        Wrong::Missing if question.kind.has_options() => t!(l, questions.wrong_not_chosen, label = label),
        Wrong::Missing => t!(l, questions.wrong_missing, label = label),
        Wrong::TooLong(most) => t!(l, questions.wrong_long, label = label, most = most),
        Wrong::NoNumber => t!(l, questions.wrong_number, label = label),
        Wrong::TooSmall(least) => t!(l, questions.wrong_small, label = label, least = least),
        Wrong::TooLarge(most) => t!(l, questions.wrong_large, label = label, most = most),
        Wrong::NoDate => t!(l, questions.wrong_date, label = label),
        Wrong::NoSuchOption => t!(l, questions.wrong_option, label = label),
        Wrong::FileGone => t!(l, questions.file_gone, label = label),
        Wrong::FileKind => t!(l, questions.file_kind, label = label, takes = takes(l, question)),
        Wrong::FileTooLarge(most) => t!(l, questions.file_large, label = label, most = most),
        Wrong::FilesTogether => t!(l, questions.file_together, label = label, most = MOST_TOGETHER),
    }
}

/// Everything that was answered, each question with its answers, in the order of the form: first what was asked of each
/// person, by `names`.
#[must_use]
pub fn lines<'a>(asked: &'a Asked, names: &[String]) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for whose in [Whose::Attendee, Whose::Registration] {
        for (_, question) in arranged(&asked.questions, whose) {
            let hers = asked.answers.iter().filter(|one| one.question == question.id);
            let answers: Vec<_> = hers.map(|one| (name_of(one, names), one)).collect();
            if !answers.is_empty() {
                lines.push(Line { question, answers });
            }
        }
    }
    lines
}

/// A question with what was answered to it.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// The question.
    pub question: &'a Question,
    /// The answers, each with whose it is; `None`: that of all who come, or of the only one.
    pub answers: Vec<(Option<String>, &'a Answered)>,
}

impl Line<'_> {
    /// The answers in words, one a line.
    #[must_use]
    pub fn words(&self, l: Locale) -> Vec<String> {
        let said = |(name, one): &(Option<String>, &Answered)| {
            let words = answer(l, self.question, &one.answer);
            name.as_ref().map_or(words.clone(), |name| format!("{name}: {words}"))
        };
        self.answers.iter().map(said).collect()
    }
}

fn name_of(answered: &Answered, names: &[String]) -> Option<String> {
    let person = answered.person.filter(|_| names.len() > 1)?;
    names.get(person).cloned()
}

#[cfg(test)]
mod tests {
    use domain::{id::QuestionId, question::Choice, text::Localised};
    use uuid::Uuid;

    use super::*;

    fn question(kind: Kind) -> Question {
        let option = |key: &str, word: &str| Choice { key: key.into(), label: Localised::of("de", word) };
        Question {
            id: QuestionId(Uuid::from_u128(1)),
            kind,
            whose: Whose::Attendee,
            label: Localised::of("de", "Was essen Sie?"),
            help: Localised::default(),
            options: vec![option("o1", "Gemüse"), option("o2", "Fisch")],
            least: None,
            most: None,
            files: vec![],
            required: true,
            sessions: vec![],
            condition: None,
            purpose: Localised::of("de", "Einkauf"),
            keeping: Keeping::Day,
            retired: false,
        }
    }

    #[test]
    fn answers_are_said_in_words_and_with_whose_they_are_where_several_come() {
        let answered = |person, answer| Answered {
            question: QuestionId(Uuid::from_u128(1)),
            person: Some(person),
            answer,
            at: chrono::NaiveDateTime::default(),
            said_by: String::new(),
        };
        let chosen = |keys: &[&str]| Answer::Chosen(keys.iter().map(|key| (*key).to_owned()).collect());
        let asked = Asked {
            version: 1,
            questions: vec![question(Kind::Several)],
            answers: vec![answered(0, chosen(&["o1", "o2"])), answered(1, chosen(&["o2"]))],
            ..Asked::default()
        };
        let words = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            lines(&asked, &names)[0].words(Locale::De)
        };
        assert_eq!(words(&["Anna", "Ben"]), ["Anna: Gemüse, Fisch", "Ben: Fisch"]);
        assert_eq!(words(&["Anna"])[0], "Gemüse, Fisch");
    }

    #[test]
    fn question_and_answer_are_joined_as_one_would_write_them() {
        for (question, line) in [("Was?", "Was? Ja"), ("Ich will.", "Ich will: Ja"), ("Essen", "Essen: Ja")] {
            assert_eq!(joined(question, "Ja"), line);
        }
    }

    #[test]
    fn each_keeping_is_said_in_its_own_words() {
        let said: BTreeSet<String> = Keeping::ALL.iter().map(|keeping| kept(Locale::De, *keeping, 60)).collect();
        assert_eq!(said.len(), Keeping::ALL.len(), "{said:?}");
    }

    #[test]
    fn a_long_question_is_named_by_its_beginning() {
        let long =
            Question { label: Localised::of("de", "Ich bin einverstanden, ".repeat(5)), ..question(Kind::Consent) };
        let said = named(Locale::De, &long);
        assert!(said.ends_with(" …") && said.chars().count() <= MOST_NAMED + 2, "{said}");
    }
}
