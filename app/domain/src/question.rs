//! What an organiser asks of whoever registers for an event: each question with a purpose and an end (I10).
//!
//! Questions form a tree: one that is asked only after a certain answer stands below the question it depends on. So
//! it always comes later, and nothing goes round in a circle.

use serde::{Deserialize, Serialize};

use crate::{
    codes,
    id::{QuestionId, SessionId},
    privacy::{BOOKING_DAYS, Kept},
    text::Localised,
};

mod answer;
mod fault;
pub mod file;
mod number;
mod order;
mod settle;
mod tally;

pub use answer::{Answer, Wrong, date, read};
pub use fault::{QuestionFault, faults};
pub use file::{FileKind, SentFile};
pub use number::Number;
pub use order::{arranged, dependants, neighbour};
pub use settle::{Answers, Fault, Given, settle};
pub use tally::{LEAST_COUNTED, counts};

/// Most questions of an event that are asked at a time: nobody answers more, and few as many.
pub const MOST_QUESTIONS: usize = 30;
/// Most options of a question. The style sheet knows as many.
pub const MOST_OPTIONS: usize = 20;
/// Longest option, in letters.
pub const MOST_OPTION: usize = 120;
/// Longest question, in letters; what one agrees to may be long.
pub const MOST_LABEL: usize = 600;
/// Longest help, and longest purpose, in letters.
pub const MOST_HELP: usize = 400;
/// Longest answer on one line, in letters.
pub const MOST_LINE: usize = 200;
/// Longest answer on several lines, in letters.
pub const MOST_TEXT: usize = 2_000;

codes! {
    /// How a question is answered.
    Kind {
        /// One line.
        Text = "text",
        /// Several lines.
        LongText = "long-text",
        /// One of some options.
        Choice = "choice",
        /// Any of some options.
        Several = "several",
        /// A number.
        Number = "number",
        /// A day.
        Date = "date",
        /// Yes, or nothing. What is agreed to is the question.
        Consent = "consent",
        /// A file.
        File = "file",
    }
}

impl Kind {
    /// True when there are options to choose from.
    #[must_use]
    pub const fn has_options(self) -> bool {
        matches!(self, Self::Choice | Self::Several)
    }

    /// True when one person may answer it for another, in a cell of a list. Nobody agrees for somebody else, and no
    /// cell holds a file.
    #[must_use]
    pub const fn is_listed(self) -> bool {
        match self {
            Self::Text | Self::LongText | Self::Choice | Self::Several | Self::Number | Self::Date => true,
            Self::Consent | Self::File => false,
        }
    }
}

codes! {
    /// How often a question is asked.
    Whose {
        /// Once for the whole registration.
        Registration = "registration",
        /// Of each person who comes.
        Attendee = "attendee",
    }
}

codes! {
    /// How long answers are kept.
    Keeping {
        /// Until the day after: what helps on the day, and is nobody's business afterwards, such as health.
        Day = "day",
        /// As long as the list of who came.
        List = "list",
        /// With the name, until claims have come to an end: that somebody agreed must be shown for as long (GDPR 7(1)).
        Proof = "proof",
    }
}

impl Keeping {
    /// How long that is.
    #[must_use]
    pub const fn kept(self) -> Kept {
        match self {
            Self::Day => Kept::Days(1),
            Self::List => Kept::AfterEvent,
            Self::Proof => Kept::Days(BOOKING_DAYS),
        }
    }

    /// True when answers may stand in a mail. Mail lies about for years, in boxes of all kinds: what is forgotten here
    /// the day after must not.
    #[must_use]
    pub const fn is_mailed(self) -> bool {
        !matches!(self, Self::Day)
    }
}

/// One of the options of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What answers and conditions call it. Never changes.
    pub key: String,
    /// What it is called.
    pub label: Localised,
}

/// Asked only after this answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// To which question.
    pub question: QuestionId,
    /// The key of an option; [`AGREED`] where something is to be agreed to.
    pub option: String,
}

/// What a condition calls a consent that was given.
pub const AGREED: &str = "yes";

/// Something that is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its id.
    pub id: QuestionId,
    /// How it is answered.
    pub kind: Kind,
    /// How often it is asked.
    pub whose: Whose,
    /// What is asked; of a consent: what is agreed to.
    pub label: Localised,
    /// What helps to answer; may be empty.
    pub help: Localised,
    /// What one can choose from, in order.
    pub options: Vec<Choice>,
    /// Smallest number.
    pub least: Option<i32>,
    /// Largest number; of a file: most megabytes.
    pub most: Option<i32>,
    /// What may be sent, where it is answered by a file.
    pub files: Vec<FileKind>,
    /// Must be answered.
    pub required: bool,
    /// Asked only of those who chose one of these sessions; empty: of everybody.
    pub sessions: Vec<SessionId>,
    /// Asked only after a certain answer.
    pub condition: Option<Condition>,
    /// What it is asked for, in words for whoever is asked.
    pub purpose: Localised,
    /// How long answers are kept.
    pub keeping: Keeping,
    /// True when it is asked no more, and kept for what was answered.
    pub retired: bool,
}

impl Question {
    /// True when it is asked of those who chose this session.
    #[must_use]
    pub fn is_for(&self, session: SessionId) -> bool {
        self.sessions.is_empty() || self.sessions.contains(&session)
    }

    /// The option with this key.
    #[must_use]
    pub fn option(&self, key: &str) -> Option<&Choice> {
        self.options.iter().find(|choice| choice.key == key)
    }

    /// The largest file it takes, in megabytes.
    #[must_use]
    pub fn megabytes(&self) -> i32 {
        self.most.unwrap_or(file::USUAL_MEGABYTES).clamp(1, file::MOST_MEGABYTES)
    }

    /// True when others can depend on what is answered.
    #[must_use]
    pub const fn decides(&self) -> bool {
        self.kind.has_options() || matches!(self.kind, Kind::Consent)
    }

    /// True when a condition can name this answer to it.
    #[must_use]
    pub fn can_be(&self, option: &str) -> bool {
        match self.kind {
            Kind::Consent => option == AGREED,
            _ => self.option(option).is_some(),
        }
    }

    /// True when whoever answered `self` was asked something else than `new` asks: other words, another purpose, another
    /// end. Options that are only added at the end change nothing about it, nor do help, order and whom it is asked of.
    #[must_use]
    pub fn asks_else(&self, new: &Self) -> bool {
        (self.kind, self.whose, self.keeping) != (new.kind, new.whose, new.keeping)
            || (&self.label, &self.purpose) != (&new.label, &new.purpose)
            || !new.options.starts_with(&self.options)
    }
}

/// The questions of an event that are asked now, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Grows with every change. Answers carry the version they saw: nobody agrees to words she did not read.
    pub version: i32,
    /// The questions.
    pub questions: Vec<Question>,
}

/// Options with keys. One that was there keeps its key: by its words, else, where as many stand there as before, by its
/// place. New ones get keys nobody had.
#[must_use]
pub fn keyed(labels: Vec<Localised>, before: &[Choice]) -> Vec<Choice> {
    let same = |label: &Localised| before.iter().find(|old| old.label == *label);
    let taken: Vec<&str> = labels.iter().filter_map(same).map(|old| old.key.as_str()).collect();
    let renamed = |index: usize| {
        let old = before.get(index).filter(|_| labels.len() == before.len())?;
        (!taken.contains(&old.key.as_str())).then(|| old.key.clone())
    };
    let number = |choice: &Choice| choice.key.trim_start_matches('o').parse::<u32>().unwrap_or_default();
    let mut last = before.iter().map(number).max().unwrap_or_default();
    let mut keys = Vec::with_capacity(labels.len());
    for (index, label) in labels.iter().enumerate() {
        keys.push(same(label).map(|old| old.key.clone()).or_else(|| renamed(index)).unwrap_or_else(|| {
            last += 1;
            format!("o{last}")
        }));
    }
    keys.into_iter().zip(labels).map(|(key, label)| Choice { key, label }).collect()
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
