//! What organisers ask of whoever registers.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor,
    event::EventState,
    id::{EventId, QuestionId, RegistrationId, RequestId, SessionId},
    question::{Answer, Condition, FileKind, Form, Keeping, Kind, Question, QuestionFault, Whose},
    text::Localised,
};

/// A question as its form has it: what is asked without how it is answered, which never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionFields {
    /// How often it is asked.
    pub whose: Whose,
    /// What is asked.
    pub label: Localised,
    /// What helps to answer.
    pub help: Localised,
    /// What one can choose from.
    pub options: Vec<Localised>,
    /// Smallest number.
    pub least: Option<i32>,
    /// Largest number; of a file: most megabytes.
    pub most: Option<i32>,
    /// What may be sent, where it is answered by a file.
    pub files: Vec<FileKind>,
    /// Must be answered.
    pub required: bool,
    /// Asked only of those who chose one of these; empty: of everybody.
    pub sessions: Vec<SessionId>,
    /// Asked only after a certain answer.
    pub condition: Option<Condition>,
    /// What it is asked for.
    pub purpose: Localised,
    /// How long answers are kept.
    pub keeping: Keeping,
}

/// The form of an event, for those who run it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnForm {
    /// What is asked now.
    pub form: Form,
    /// What is asked no more and was answered.
    pub retired: Vec<Question>,
    /// How many answers each question has; none where it has none.
    pub answers: HashMap<QuestionId, u64>,
}

/// An answer of a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// To which question.
    pub question: QuestionId,
    /// Whose, by her place from 0; `None`: that of the whole registration.
    pub person: Option<usize>,
    /// What was answered.
    pub answer: Answer,
    /// When, by the wall clock.
    pub at: NaiveDateTime,
    /// Who agreed, by the name she had then; empty where nothing was to be agreed to.
    pub said_by: String,
}

/// Every answer to the questions of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventAnswers {
    /// What is asked now, and what was asked and answered before, in order.
    pub questions: Vec<Question>,
    /// The answers of each registration that is on a list of the event.
    pub of: HashMap<RegistrationId, Vec<Answered>>,
    /// How many there were of those that are forgotten.
    pub counted: Vec<Counted>,
}

/// How many answered alike at a session, of whom nobody knows any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Where.
    pub session: SessionId,
    /// To which question.
    pub question: QuestionId,
    /// What: the key of an option, or words.
    pub said: String,
    /// How many.
    pub people: usize,
}

/// Why a form was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum FormRefusal {
    /// There is no such event or question, or none the actor may see.
    #[error("there is no such question")]
    NotFound,
    /// The actor may not do this.
    #[error("not allowed")]
    Forbidden,
    /// Somebody changed the form since it was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// Something is wrong with the question.
    #[error("something is wrong with the question")]
    Faults(Vec<QuestionFault>),
    /// The state of the event does not allow this.
    #[error("a {} event asks nothing new", .0.code())]
    NotNow(EventState),
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Asks, for those who run an event.
///
/// What was answered keeps what was asked: a question with answers is retired instead of taken away, and one that would
/// ask something else is retired for a new one in its place. The database refuses anything else.
#[async_trait]
pub trait FormDesk: Send + Sync {
    /// What is asked now of whoever registers for an event: a public one, or one the actor runs.
    async fn form(&self, by: &Actor, event: EventId) -> Result<Option<Form>, Unavailable>;
    /// The form of an event the actor runs.
    async fn own_form(&self, by: &Actor, event: EventId) -> Result<Option<OwnForm>, Unavailable>;
    /// Asks one more question, after all others.
    async fn add_question(
        &self,
        by: &Actor,
        request: RequestId,
        event: EventId,
        version: i32,
        kind: Kind,
        fields: QuestionFields,
    ) -> Result<(), FormRefusal>;
    /// Changes a question. Answers whether it was retired for a new one.
    async fn change_question(
        &self,
        by: &Actor,
        id: QuestionId,
        version: i32,
        fields: QuestionFields,
    ) -> Result<bool, FormRefusal>;
    /// Moves a question before or after the next one beside it. At an end nothing changes.
    async fn move_question(&self, by: &Actor, id: QuestionId, version: i32, up: bool) -> Result<(), FormRefusal>;
    /// Asks a question no more. Answers whether it was retired, since it was answered.
    async fn drop_question(&self, by: &Actor, id: QuestionId, version: i32) -> Result<bool, FormRefusal>;
    /// What was answered to the questions of an event the actor runs.
    async fn answers(&self, by: &Actor, event: EventId) -> Result<Option<EventAnswers>, Unavailable>;
}
