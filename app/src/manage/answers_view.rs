//! Answers on the lists of those who come: beside each person, and counted.

use std::collections::BTreeSet;

use domain::{
    desk::{Counted, EventAnswers, RegistrationLine},
    id::SessionId,
    question::{AGREED, Answer, Kind, Question, Whose, arranged, counts},
};
use leptos::prelude::*;

use crate::{questions::say, t, texts::Locale};

/// What one person answered, and, beside whoever registered, what was answered for all: `Essen: vegan`.
#[must_use]
pub fn answers_of(l: Locale, answers: &EventAnswers, line: &RegistrationLine, person: usize) -> Vec<String> {
    let Some(hers) = answers.of.get(&line.id) else { return Vec::new() };
    let of = |question: &Question| match question.whose {
        Whose::Attendee => hers.iter().find(|one| one.question == question.id && one.person == Some(person)),
        Whose::Registration => hers.iter().find(|one| one.question == question.id && person == 0),
    };
    let asked = Whose::ALL.iter().rev().flat_map(|whose| arranged(&answers.questions, *whose));
    asked
        .filter_map(|(_, question)| {
            let words = say::answer(l, question, &of(question)?.answer);
            Some(say::joined(&say::named(l, question), &words))
        })
        .collect()
}

/// A question one chooses in, with how often each option was chosen.
pub type Tally = (String, Vec<(String, usize)>);

/// How often each option was chosen among those on a list: what is to be ordered.
#[must_use]
pub fn tallies(l: Locale, answers: &EventAnswers, lines: &[RegistrationLine]) -> Vec<Tally> {
    let asked = Whose::ALL.iter().rev().flat_map(|whose| arranged(&answers.questions, *whose));
    let sessions: BTreeSet<SessionId> = lines.iter().map(|line| line.session).collect();
    asked
        .map(|(_, question)| question)
        .filter(|question| question.decides() || question.kind == Kind::Text)
        .filter_map(|question| {
            let hers = lines.iter().filter_map(|line| answers.of.get(&line.id)).flatten();
            let given: Vec<_> = hers.filter(|one| one.question == question.id).collect();
            // Those that are forgotten, and were counted before.
            let here = |one: &&Counted| one.question == question.id && sessions.contains(&one.session);
            let gone: Vec<_> = answers.counted.iter().filter(here).collect();
            if given.is_empty() && gone.is_empty() {
                return None;
            }
            let before = |said: &str| gone.iter().filter(|one| one.said == said).map(|one| one.people).sum::<usize>();
            let count = |option: &str| given.iter().filter(|one| one.answer.is(option)).count() + before(option);
            let counts = match question.kind {
                Kind::Consent => vec![(t!(l, questions.agreed).to_owned(), count(AGREED))],
                Kind::Text => alike(question.kind, given.iter().map(|one| &one.answer), &gone),
                _ => question.options.iter().map(|one| (one.label.get(l.code()).to_owned(), count(&one.key))).collect(),
            };
            (!counts.is_empty()).then(|| (say::named(l, question), counts))
        })
        .collect()
}

/// What several people wrote alike, most first.
fn alike<'a>(kind: Kind, given: impl Iterator<Item = &'a Answer>, gone: &[&Counted]) -> Vec<(String, usize)> {
    let mut all = counts(kind, given);
    for one in gone {
        *all.entry(one.said.clone()).or_insert(0) += one.people;
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

/// The same on the page.
#[component]
pub fn Tallies(tallies: Vec<Tally>, l: Locale) -> impl IntoView {
    let tally = |(question, counts): Tally| {
        let counts = counts.into_iter().map(|(option, count)| t!(l, questions.tally, option = option, count = count));
        view! { <div><dt>{question}</dt><dd>{counts.collect::<Vec<_>>().join(", ")}</dd></div> }
    };
    (!tallies.is_empty()).then(|| view! { <dl class="facts">{tallies.into_iter().map(tally).collect_view()}</dl> })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use domain::{
        desk::Answered,
        id::{QuestionId, RegistrationId, SessionId},
        question::{Answer, Choice, Keeping},
        registration::RegistrationState,
        text::Localised,
    };
    use uuid::Uuid;

    use super::*;

    fn food(whose: Whose) -> Question {
        let option = |key: &str, word: &str| Choice { key: key.into(), label: Localised::of("de", word) };
        Question {
            id: QuestionId(Uuid::from_u128(1)),
            kind: Kind::Choice,
            whose,
            label: Localised::of("de", "Essen"),
            help: Localised::default(),
            options: vec![option("o1", "Gemüse"), option("o2", "Fisch")],
            least: None,
            most: None,
            files: vec![],
            required: false,
            sessions: vec![],
            condition: None,
            purpose: Localised::of("de", "Einkauf"),
            keeping: Keeping::List,
            retired: false,
        }
    }

    fn line(number: u128, people: usize) -> RegistrationLine {
        RegistrationLine {
            id: RegistrationId(Uuid::from_u128(number)),
            session: SessionId(Uuid::nil()),
            attendees: vec!["Anna".into(); people],
            email: String::new(),
            state: RegistrationState::Confirmed,
            at: chrono::NaiveDateTime::default(),
        }
    }

    fn chose(person: Option<usize>, option: &str) -> Answered {
        Answered {
            question: QuestionId(Uuid::from_u128(1)),
            person,
            answer: Answer::Chosen(vec![option.into()]),
            at: chrono::NaiveDateTime::default(),
            said_by: String::new(),
        }
    }

    #[test]
    fn answers_stand_beside_whom_they_are_of_and_are_counted_person_by_person() {
        let of = HashMap::from([
            (RegistrationId(Uuid::from_u128(1)), vec![chose(Some(0), "o1"), chose(Some(1), "o2")]),
            (RegistrationId(Uuid::from_u128(2)), vec![chose(Some(0), "o2")]),
            (RegistrationId(Uuid::from_u128(3)), vec![chose(Some(0), "o2")]),
        ]);
        let answers = EventAnswers { questions: vec![food(Whose::Attendee)], of, counted: vec![] };
        let lines = [line(1, 2), line(2, 1)];
        let said = |person| answers_of(Locale::De, &answers, &lines[0], person);
        assert_eq!([said(0), said(1), said(2)], [vec!["Essen: Gemüse"], vec!["Essen: Fisch"], vec![]]);
        let counted = tallies(Locale::De, &answers, &lines);
        let expected = vec![("Gemüse".to_owned(), 1), ("Fisch".to_owned(), 2)];
        assert_eq!(counted, [("Essen".to_owned(), expected)], "and nobody who is not on the list");
    }

    #[test]
    fn what_is_forgotten_is_counted_all_the_same() {
        let one = |said: &str, people, session| Counted {
            session: SessionId(session),
            question: QuestionId(Uuid::from_u128(1)),
            said: said.into(),
            people,
        };
        let counted = vec![one("o1", 3, Uuid::nil()), one("o2", 9, Uuid::from_u128(9))];
        let of = HashMap::from([(RegistrationId(Uuid::from_u128(1)), vec![chose(None, "o1")])]);
        let answers = EventAnswers { questions: vec![food(Whose::Registration)], of, counted };
        let expected = vec![("Gemüse".to_owned(), 4), ("Fisch".to_owned(), 0)];
        assert_eq!(tallies(Locale::De, &answers, &[line(1, 1)]), [("Essen".to_owned(), expected)], "of this session");
    }

    #[test]
    fn what_was_answered_for_all_stands_beside_whoever_registered() {
        let of = HashMap::from([(RegistrationId(Uuid::from_u128(1)), vec![chose(None, "o1")])]);
        let answers = EventAnswers { questions: vec![food(Whose::Registration)], of, counted: vec![] };
        let said = |person| answers_of(Locale::De, &answers, &line(1, 2), person);
        assert_eq!([said(0), said(1)], [vec!["Essen: Gemüse"], vec![]]);
    }
}
