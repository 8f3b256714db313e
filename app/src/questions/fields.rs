//! Answers between form and desk.

use domain::{
    desk::{Answered, Asked},
    id::{QuestionId, SessionId},
    question::{Answer, Answers, Fault, Form, Given, Question, Whose, read, settle},
};

use super::{files::Files, say};
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::dates,
};

/// The hidden field that names the version of the form.
pub const VERSION: &str = "questions";

/// The name of the field of a question. `slot`: of the person in this place of the form.
#[must_use]
pub fn name(question: QuestionId, slot: Option<usize>) -> String {
    let id = question.0.simple();
    slot.map_or_else(|| format!("q-{id}"), |slot| format!("q{}-{id}", slot + 1))
}

/// What was answered, by the version of the form it was read in. `slots`: the place in the form of each person who comes.
#[must_use]
pub fn given(l: Locale, form: &Form, fields: &Fields, slots: &[usize]) -> Given {
    let answers = |whose, slot| -> Answers {
        let asked = form.questions.iter().filter(|question| question.whose == whose);
        asked
            .filter_map(|question| {
                let name = name(question.id, slot);
                let typed: Vec<&str> = fields.all(&name).collect();
                Some((question.id, read(question, &typed, say::language(l, question).code())?))
            })
            .collect()
    };
    Given {
        version: fields.parse(VERSION).unwrap_or_default(),
        once: answers(Whose::Registration, None),
        each: slots.iter().map(|slot| answers(Whose::Attendee, Some(*slot))).collect(),
    }
}

/// What is wrong with it, all at once, in the order of the form; with what was shown first when that is asked no more.
/// `files`: those its keys open.
pub fn check(
    l: Locale,
    form: &Form,
    session: SessionId,
    (given, files): (&Given, &Files),
    slots: &[usize],
    present: &[bool],
) -> Problems {
    if form.version != given.version && !form.questions.is_empty() {
        return Problems::whole(t!(l, questions.other_questions));
    }
    settle(form, session, &files.known(form, given), present)
        .err()
        .map_or_else(Problems::default, |faults| problems(l, form, &faults, slots))
}

/// What is wrong, each at its field.
#[must_use]
pub fn problems(l: Locale, form: &Form, faults: &[Fault], slots: &[usize]) -> Problems {
    let mut problems = Problems::default();
    for fault in faults {
        let Some(question) = form.questions.iter().find(|one| one.id == fault.question) else { continue };
        let slot = fault.person.and_then(|person| slots.get(person).copied());
        let text = say::wrong(l, question, fault.wrong);
        let text = match slot {
            Some(slot) if slots.len() > 1 => t!(l, questions.wrong_of, number = slot + 1, text = text),
            _ => text,
        };
        problems.add(name(question.id, slot), text);
    }
    problems
}

/// The fields filled with what was answered.
#[must_use]
pub fn fill(l: Locale, asked: &Asked) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for Answered { question, person, answer, .. } in &asked.answers {
        let Some(question) = asked.questions.iter().find(|one| one.id == *question) else { continue };
        let name = name(question.id, *person);
        fields.extend(typed(say::language(l, question), answer).into_iter().map(|value| (name.clone(), value)));
    }
    fields
}

/// As one would type it.
fn typed(l: Locale, answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Text(text) => vec![text.clone()],
        Answer::Chosen(keys) => keys.clone(),
        Answer::Number(number) => vec![number.said(l.code())],
        Answer::Date(day) => vec![dates::iso_date(*day)],
        Answer::Agreed => vec!["yes".to_owned()],
        Answer::File(file) => vec![file.id.to_string()],
    }
}

/// What is asked now, as the desk has it.
#[must_use]
pub fn now(asked: &Asked) -> Form {
    let now = |question: &&Question| !question.retired;
    Form { version: asked.version, questions: asked.questions.iter().filter(now).cloned().collect() }
}

#[cfg(test)]
mod tests {
    use domain::{
        question::{Choice, Keeping, Kind, Number},
        text::Localised,
    };
    use uuid::Uuid;

    use super::*;

    const SESSION: SessionId = SessionId(Uuid::nil());

    fn id(number: u128) -> QuestionId {
        QuestionId(Uuid::from_u128(number))
    }

    fn question(number: u128, kind: Kind, whose: Whose) -> Question {
        let option = |key: &str| Choice { key: key.into(), label: Localised::of("de", key) };
        Question {
            id: id(number),
            kind,
            whose,
            label: Localised::of("de", "Frage"),
            help: Localised::default(),
            options: if kind.has_options() { vec![option("o1"), option("o2")] } else { vec![] },
            least: None,
            most: None,
            files: vec![],
            required: true,
            sessions: vec![],
            condition: None,
            purpose: Localised::of("de", "Zum Planen"),
            keeping: Keeping::List,
            retired: false,
        }
    }

    fn form() -> Form {
        let kinds = (1u128..).zip(Kind::ALL);
        let questions = kinds.map(|(number, kind)| question(number, *kind, Whose::Attendee));
        Form { version: 3, questions: questions.chain([question(9, Kind::Number, Whose::Registration)]).collect() }
    }

    #[test]
    fn what_was_answered_comes_back_unchanged_through_the_form() {
        let words = |text: &str| Answer::Text(text.into());
        let answers = [
            words("Anna"),
            words("zwei\nZeilen"),
            Answer::Chosen(vec!["o2".into()]),
            Answer::Chosen(vec!["o1".into(), "o2".into()]),
            Answer::Number(Number::read("2,5", "de").unwrap()),
            Answer::Date(chrono::NaiveDate::from_ymd_opt(2027, 3, 9).unwrap()),
            Answer::Agreed,
        ];
        let each: Answers = (1u128..).map(id).zip(answers).collect();
        let once: Answers = [(id(9), Answer::Number(Number::whole(4)))].into();
        let answered = |person, answers: &Answers| {
            let one = |(question, answer): (&QuestionId, &Answer)| Answered {
                question: *question,
                person,
                answer: answer.clone(),
                at: chrono::NaiveDateTime::default(),
                said_by: String::new(),
            };
            answers.iter().map(one).collect::<Vec<_>>()
        };
        let answers = [answered(Some(1), &each), answered(None, &once)].concat();
        let asked = Asked { version: 3, questions: form().questions, answers, ..Asked::default() };
        for l in Locale::ALL {
            let fields = Fields(fill(l, &asked)).with(VERSION, "3");
            let read = given(l, &now(&asked), &fields, &[0, 1]);
            assert_eq!(read, Given { version: 3, once: once.clone(), each: vec![Answers::new(), each.clone()] });
        }
    }

    #[test]
    fn everything_wrong_is_named_at_the_field_of_the_person_it_is_about() {
        let form = Form { questions: vec![question(1, Kind::Number, Whose::Attendee)], ..form() };
        let typed = vec![(VERSION.to_owned(), "3".to_owned()), (name(id(1), Some(2)), "viele".to_owned())];
        let slots = [0, 2];
        let read = given(Locale::De, &form, &Fields(typed), &slots);
        let problems = check(Locale::De, &form, SESSION, (&read, &Files::default()), &slots, &[true, true]);
        let named: Vec<_> = problems.0.iter().map(|(field, _)| field.clone().unwrap().into_owned()).collect();
        assert_eq!(named, [name(id(1), Some(0)), name(id(1), Some(2))]);
        assert!(problems.0[1].1.contains("3. Person"), "{problems:?}");
    }

    #[test]
    fn answers_to_another_version_of_the_form_are_not_taken() {
        let read = given(Locale::De, &form(), &Fields::default(), &[0]);
        let problems = check(Locale::De, &form(), SESSION, (&read, &Files::default()), &[0], &[true]);
        assert_eq!(problems, Problems::whole(t!(Locale::De, questions.other_questions)));
    }
}
