//! Questions for tests.

use uuid::Uuid;

use super::{Choice, Condition, FileKind, Keeping, Kind, Question, Whose};
use crate::{id::QuestionId, text::Localised};

/// The id of the question with this number.
pub const fn id(number: u128) -> QuestionId {
    QuestionId(Uuid::from_u128(number))
}

/// A question of a kind that need not be answered; with options: `o1`, `o2`, `o3`.
pub fn question(number: u128, kind: Kind) -> Question {
    let option = |number| Choice { key: format!("o{number}"), label: Localised::of("de", format!("Option {number}")) };
    Question {
        id: id(number),
        kind,
        whose: Whose::Registration,
        label: Localised::of("de", "Frage"),
        help: Localised::default(),
        options: if kind.has_options() { (1..=3).map(option).collect() } else { Vec::new() },
        least: None,
        most: None,
        files: if kind == Kind::File { FileKind::ALL.to_vec() } else { Vec::new() },
        required: false,
        sessions: Vec::new(),
        condition: None,
        purpose: Localised::of("de", "Zum Planen"),
        keeping: Keeping::List,
        retired: false,
    }
}

/// The same, asked only after an answer.
pub fn after(number: u128, kind: Kind, on: u128, option: &str) -> Question {
    let condition = Some(Condition { question: id(on), option: option.into() });
    Question { condition, ..question(number, kind) }
}
