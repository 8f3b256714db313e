//! The questions of a survey as a form.

use std::collections::BTreeMap;

use domain::survey::{Answer, Answers, Fault, Kind, MOST_TEXT, Questions, Wrong};
use leptos::prelude::*;

use super::say;
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::form::{Choices, Form, TextArea},
};

/// The name of the field of a question.
fn name(key: &str) -> String {
    format!("a-{key}")
}

/// Every question with what can be answered. None needs an answer, which the page says once.
#[component]
pub fn QuestionList(form: Form, questions: Questions, l: Locale) -> impl IntoView {
    let most = u16::try_from(MOST_TEXT).unwrap_or(u16::MAX);
    let question = |asked: domain::survey::Asked<'_>| {
        let (name, label) = (name(&asked.key()), say::label(l, asked));
        let control = match asked.kind() {
            Kind::Text => view! { <TextArea form=form.clone() name label maxlength=most/> }.into_any(),
            Kind::Scale | Kind::Choice => {
                let mut options = say::options(l, asked);
                // A radio button that was chosen cannot be left alone again.
                options.push((String::new(), t!(l, questions.no_choice).to_owned()));
                view! { <Choices form=form.clone() name legend=label options/> }.into_any()
            }
        };
        view! { <div lang=say::language(l, asked)>{control}</div> }
    };
    questions.asked().map(question).collect_view().into_any()
}

/// What was typed, by the keys of the questions.
#[must_use]
pub fn typed(questions: &Questions, fields: &Fields) -> BTreeMap<String, String> {
    let keys = questions.asked().map(domain::survey::Asked::key);
    keys.map(|key| (key.clone(), fields.get(&name(&key)).to_owned())).collect()
}

/// The form filled with what was answered.
#[must_use]
pub fn fill(answers: &Answers) -> Fields {
    let field = |(key, answer): (&String, &Answer)| {
        let (Answer::Chosen(said) | Answer::Text(said)) = answer;
        (name(key), said.clone())
    };
    Fields(answers.iter().map(field).collect())
}

/// What is wrong, each at its field.
#[must_use]
pub fn problems(l: Locale, faults: &[Fault]) -> Problems {
    let mut problems = Problems::default();
    for fault in faults {
        let text = match fault.wrong {
            Wrong::Nothing => t!(l, survey.problem_nothing).to_owned(),
            Wrong::NoSuchOption => t!(l, survey.problem_option).to_owned(),
            Wrong::TooLong => t!(l, survey.problem_long, most = MOST_TEXT),
        };
        problems.add(name(&fault.question), text);
    }
    problems
}

#[cfg(test)]
mod tests {
    use domain::survey::settle;

    use super::*;

    #[test]
    fn what_was_answered_comes_back_unchanged_through_the_form() {
        let questions = Questions::default();
        let answers = Answers::from([
            ("overall".to_owned(), Answer::Chosen("4".into())),
            ("good".to_owned(), Answer::Text("Viel Platz\nund Licht".into())),
            ("again".to_owned(), Answer::Chosen("maybe".into())),
        ]);
        assert_eq!(settle(&questions, &typed(&questions, &fill(&answers))), Ok(answers));
    }
}
