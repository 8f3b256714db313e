//! The order in which questions are asked: a tree, written down as a list.

use super::{Question, Whose};
use crate::id::QuestionId;

/// The questions asked so often in the order of the form, each with how deep it stands below the one it depends on. What
/// would go round in a circle stands nowhere.
#[must_use]
pub fn arranged(questions: &[Question], whose: Whose) -> Vec<(usize, &Question)> {
    let ours: Vec<&Question> = questions.iter().filter(|question| question.whose == whose).collect();
    let mut arranged = Vec::with_capacity(ours.len());
    place(&ours, None, 0, &mut arranged);
    arranged
}

fn place<'a>(
    ours: &[&'a Question],
    below: Option<QuestionId>,
    depth: usize,
    arranged: &mut Vec<(usize, &'a Question)>,
) {
    for question in ours.iter().filter(|question| parent(ours, question) == below) {
        arranged.push((depth, question));
        place(ours, Some(question.id), depth + 1, arranged);
    }
}

/// The question it stands below, if that is among them.
fn parent(ours: &[&Question], question: &Question) -> Option<QuestionId> {
    let condition = question.condition.as_ref()?;
    ours.iter().any(|other| other.id == condition.question).then_some(condition.question)
}

/// The question it changes places with when it goes one up or down: the next one that stands below the same.
#[must_use]
pub fn neighbour(questions: &[Question], id: QuestionId, up: bool) -> Option<QuestionId> {
    let moved = questions.iter().find(|question| question.id == id)?;
    let ours: Vec<&Question> = questions.iter().filter(|question| question.whose == moved.whose).collect();
    let below = parent(&ours, moved);
    let beside: Vec<QuestionId> =
        ours.iter().filter(|other| parent(&ours, other) == below).map(|other| other.id).collect();
    let place = beside.iter().position(|other| *other == id)?;
    let next = if up { place.checked_sub(1)? } else { place + 1 };
    beside.get(next).copied()
}

/// The questions that depend on one, directly.
pub fn dependants(questions: &[Question], id: QuestionId) -> impl Iterator<Item = &Question> {
    questions.iter().filter(move |question| question.condition.as_ref().is_some_and(|on| on.question == id))
}
