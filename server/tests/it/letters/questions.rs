//! What was asked and answered, as mails have it.

use domain::{
    desk::{Answered, Asked},
    id::QuestionId,
    question::{Answer, Choice, Keeping, Kind, Question, Whose},
    text::Localised,
};
use uuid::Uuid;

use super::{FORGED, local};

/// What no mail may repeat: it is forgotten the day after.
pub const UNSAID: &str = "Erdnussallergie";

/// A choice of each person, a text with a forger's line, and something that is kept for the day only.
pub fn asked() -> Asked {
    let text = |text: &str| Answer::Text(text.to_owned());
    let chosen = |key: &str| Answer::Chosen(vec![key.to_owned()]);
    Asked {
        version: 1,
        questions: vec![
            question(1, Kind::Choice, Whose::Attendee, Keeping::List, "Was essen Sie?"),
            question(2, Kind::LongText, Whose::Registration, Keeping::List, &format!("Noch etwas?\r\n{FORGED}")),
            question(3, Kind::Text, Whose::Registration, Keeping::Day, "Vertragen Sie etwas nicht?"),
        ],
        answers: vec![
            answered(1, Some(0), chosen("o1")),
            answered(1, Some(1), chosen("o2")),
            answered(2, None, text(&format!("Wir kommen später.\n{FORGED}\n<b>fett</b>"))),
            answered(3, None, text(UNSAID)),
        ],
        ..Asked::default()
    }
}

fn answered(question: u128, person: Option<usize>, answer: Answer) -> Answered {
    let question = QuestionId(Uuid::from_u128(question));
    Answered { question, person, answer, at: local("2027-03-01T08:00:00"), said_by: String::new() }
}

fn question(number: u128, kind: Kind, whose: Whose, keeping: Keeping, label: &str) -> Question {
    let option = |key: &str, word: &str| Choice { key: key.into(), label: Localised::of("de", word) };
    let options = if kind.has_options() { vec![option("o1", "Gemüse"), option("o2", "Fisch")] } else { vec![] };
    Question {
        id: QuestionId(Uuid::from_u128(number)),
        kind,
        whose,
        label: Localised::of("de", label),
        help: Localised::default(),
        options,
        least: None,
        most: None,
        files: vec![],
        required: false,
        sessions: vec![],
        condition: None,
        purpose: Localised::of("de", "Einkauf"),
        keeping,
        retired: false,
    }
}
