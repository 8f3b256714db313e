//! All answers of a registration, held against the questions of its event.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Answer, Form, Question, Whose, Wrong, answer::check, arranged, file};
use crate::id::{QuestionId, SessionId};

/// Answers by question.
pub type Answers = BTreeMap<QuestionId, Answer>;

/// What somebody answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The version of the form she saw.
    pub version: i32,
    /// For the whole registration.
    pub once: Answers,
    /// For each person, in order. Missing at the end: nothing was answered for them.
    pub each: Vec<Answers>,
}

/// What is wrong with one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Whose, by her place from 0; `None`: that of the registration.
    pub person: Option<usize>,
    /// To which question.
    pub question: QuestionId,
    /// What.
    pub wrong: Wrong,
}

/// The answers that count: to questions that are asked of those who chose this session, and whose condition holds.
/// Everything else is dropped, whatever was typed before another answer hid it. `present`: for each person, whether she
/// comes; nothing is asked about those who do not.
///
/// # Errors
/// Everything that is wrong, in the order of the form.
pub fn settle(form: &Form, session: SessionId, given: &Given, present: &[bool]) -> Result<Given, Vec<Fault>> {
    let mut faults = Vec::new();
    let nothing = Answers::new();
    let mut of = |whose, person, answers: &Answers| {
        let asked = arranged(&form.questions, whose).into_iter().map(|(_, question)| question);
        let (kept, wrong) = kept(asked.filter(|question| question.is_for(session)), answers);
        faults.extend(wrong.into_iter().map(|(question, wrong)| Fault { person, question, wrong }));
        kept
    };
    let mut each = Vec::with_capacity(present.len());
    for (index, comes) in present.iter().enumerate() {
        let answers = given.each.get(index).unwrap_or(&nothing);
        each.push(if *comes { of(Whose::Attendee, Some(index), answers) } else { Answers::new() });
    }
    let once = of(Whose::Registration, None, &given.once);
    faults.extend(too_much(&once, &each));
    if faults.is_empty() { Ok(Given { version: form.version, once, each }) } else { Err(faults) }
}

/// The file that makes all of them together too large.
fn too_much(once: &Answers, each: &[Answers]) -> Option<Fault> {
    let persons = each.iter().enumerate().map(|(index, answers)| (Some(index), answers));
    let mut sum = 0;
    for (person, answers) in persons.chain([(None, once)]) {
        for (question, answer) in answers {
            let Answer::File(sent) = answer else { continue };
            sum += u64::from(sent.size);
            if sum > file::bytes(file::MOST_TOGETHER) {
                return Some(Fault { person, question: *question, wrong: Wrong::FilesTogether });
            }
        }
    }
    None
}

/// What is kept of some answers, and what is wrong with them. `asked`: each below the one it depends on.
fn kept<'a>(asked: impl Iterator<Item = &'a Question>, answers: &Answers) -> (Answers, Vec<(QuestionId, Wrong)>) {
    let (mut kept, mut wrong) = (Answers::new(), Vec::new());
    for question in asked {
        let holds = question.condition.as_ref().is_none_or(|condition| {
            kept.get(&condition.question).is_some_and(|answer: &Answer| answer.is(&condition.option))
        });
        if !holds {
            continue;
        }
        let answer =
            answers.get(&question.id).filter(|answer| !matches!(answer, Answer::Text(text) if text.is_empty()));
        match check(question, answer) {
            Ok(()) => kept.extend(answer.map(|answer| (question.id, answer.clone()))),
            Err(cause) => wrong.push((question.id, cause)),
        }
    }
    (kept, wrong)
}
