//! What was answered, for whoever answered and for those who asked.

use domain::{
    desk::{Asked, RegistrationView},
    question::{Answer, Given, Wrong, settle},
};
use leptos::prelude::*;

use super::{
    fields::now,
    say::{self, lines},
    say_files,
};
use crate::{t, texts::Locale, ui::say::said};

/// Every answer of a registration under its question. `proofs`: with who agreed when.
#[component]
pub fn AnswerList(asked: Asked, names: Vec<String>, proofs: bool, l: Locale) -> impl IntoView {
    let lines = lines(&asked, &names);
    let line = |line: &say::Line<'_>| {
        let answers = line.answers.iter().map(|(name, one)| {
            let name_of = name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
            if let (Answer::File(file), false) = (&one.answer, asked.files_under.is_empty()) {
                let href = format!("{}/{}", asked.files_under, file.id);
                let words = say_files::file(l, file);
                return view! { <p class="asked__answer">{(!name_of.is_empty()).then_some(name_of)}<a href=href download="">{words}</a></p> }.into_any();
            }
            let words =
                if proofs { say::proof(l, line.question, one) } else { say::answer(l, line.question, &one.answer) };
            let words = format!("{name_of}{words}");
            view! { <p class="asked__answer">{words}</p> }.into_any()
        });
        let retired = (proofs && line.question.retired)
            .then(|| view! { <p class="quiet small">{t!(l, questions.retired_note)}</p> });
        view! { <div><dt>{said(l, &line.question.label)}</dt><dd>{answers.collect_view()}{retired}</dd></div> }
    };
    (!lines.is_empty()).then(|| view! { <dl class="facts asked__answers">{lines.iter().map(line).collect_view()}</dl> })
}

/// True when something that must be answered is not: it was not asked when she registered, or she came to another
/// session.
#[must_use]
pub fn lacks(found: &RegistrationView) -> bool {
    let mut given = Given { each: vec![domain::question::Answers::new(); found.attendees.len()], ..Given::default() };
    for one in &found.asked.answers {
        let answers = match one.person {
            None => Some(&mut given.once),
            Some(person) => given.each.get_mut(person),
        };
        answers.into_iter().for_each(|answers| {
            answers.insert(one.question, one.answer.clone());
        });
    }
    let present = vec![true; found.attendees.len()];
    let faults = settle(&now(&found.asked), found.session.id, &given, &present).err().unwrap_or_default();
    faults.iter().any(|fault| fault.wrong == Wrong::Missing)
}
