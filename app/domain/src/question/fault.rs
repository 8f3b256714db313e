//! What is wrong with a question as an organiser wrote it.

use serde::{Deserialize, Serialize};

use super::{
    Keeping, Kind, MOST_HELP, MOST_LABEL, MOST_OPTION, MOST_OPTIONS, MOST_QUESTIONS, Question, dependants,
    file::MOST_MEGABYTES,
};
use crate::text::Localised;

/// One thing that is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuestionFault {
    /// There are as many questions as an event can have.
    TooMany,
    /// Nothing is asked, or it is too long.
    Label,
    /// The help is too long.
    Help,
    /// It does not say what it is asked for, or too long.
    Purpose,
    /// There must be from two to [`MOST_OPTIONS`] options.
    Options,
    /// An option has no words or too many, or there are two of it.
    Option,
    /// The smallest number is larger than the largest.
    Range,
    /// Nothing may be sent, or what is no file is to be one.
    Files,
    /// Files may be of no megabyte, or of more than there may be.
    Megabytes,
    /// Only that somebody agreed is kept as a proof.
    Keeping,
    /// What it depends on is not asked, is not asked as often, or depends on it.
    Condition,
    /// Others depend on an option it would not have any more, or on its being asked as often.
    Dependants,
}

/// Everything that is wrong with a question among the `others` of its event that are asked.
#[must_use]
pub fn faults(question: &Question, others: &[Question]) -> Vec<QuestionFault> {
    let others: Vec<Question> = others.iter().filter(|other| other.id != question.id).cloned().collect();
    let fits = |text: &Localised, most: usize| text.0.values().all(|text| text.chars().count() <= most);
    let count = question.options.len();
    let counted = if question.kind.has_options() { (2..=MOST_OPTIONS).contains(&count) } else { count == 0 };
    let option = |index: usize| {
        let (label, before) = (&question.options[index].label, &question.options[..index]);
        !label.is_empty() && fits(label, MOST_OPTION) && before.iter().all(|other| other.label != *label)
    };
    let takes_files = question.kind == Kind::File;
    let ranged = match question.kind {
        Kind::Number => true,
        Kind::File => question.least.is_none(),
        _ => (question.least, question.most) == (None, None),
    };
    let sized = !takes_files || question.most.is_none_or(|most| (1..=MOST_MEGABYTES).contains(&most));
    let in_order = question.least.zip(question.most).is_none_or(|(least, most)| least <= most);
    let depends = dependants(&others, question.id)
        .filter_map(|other| other.condition.as_ref().map(|condition| (other, condition)))
        .all(|(other, condition)| other.whose == question.whose && question.can_be(&condition.option));
    [
        (others.len() < MOST_QUESTIONS, QuestionFault::TooMany),
        (!question.label.is_empty() && fits(&question.label, MOST_LABEL), QuestionFault::Label),
        (fits(&question.help, MOST_HELP), QuestionFault::Help),
        (counted, QuestionFault::Options),
        ((0..count).all(option), QuestionFault::Option),
        (ranged && in_order, QuestionFault::Range),
        (takes_files != question.files.is_empty(), QuestionFault::Files),
        (sized, QuestionFault::Megabytes),
        (depends, QuestionFault::Dependants),
        (stands(question, &others), QuestionFault::Condition),
        (!question.purpose.is_empty() && fits(&question.purpose, MOST_HELP), QuestionFault::Purpose),
        (question.keeping != Keeping::Proof || question.kind == Kind::Consent, QuestionFault::Keeping),
    ]
    .into_iter()
    .filter_map(|(right, fault)| (!right).then_some(fault))
    .collect()
}

/// True when what it depends on is asked, as often, and does not depend on it.
fn stands(question: &Question, others: &[Question]) -> bool {
    let find = |id| others.iter().find(|other| other.id == id);
    let Some(condition) = &question.condition else { return true };
    let Some(on) = find(condition.question) else { return false };
    let mut above = Some(on);
    // As many steps as there are questions, for what would go round without it.
    for _ in 0..=others.len() {
        match above.and_then(|above| above.condition.as_ref()) {
            None => return on.whose == question.whose && on.decides() && on.can_be(&condition.option),
            Some(next) if next.question == question.id => return false,
            Some(next) => above = find(next.question),
        }
    }
    false
}
