//! Writing to those who registered for an event.

use async_trait::async_trait;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor,
    id::{EventId, RequestId},
    message::{Audience, MessageRefusal, Words},
};

/// A message as its preview has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMessage {
    /// The form it came from.
    pub request: RequestId,
    /// To those who registered for this event.
    pub event: EventId,
    /// To whom of them.
    pub to: Audience,
    /// What it says.
    pub words: Words,
    /// How many people get it, as the preview said.
    pub people: u32,
}

/// A message that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMessage {
    /// When, by the clock of the region.
    pub at: NaiveDateTime,
    /// Who wrote it; `None`: she is not known any more.
    pub by: Option<String>,
    /// To whom.
    pub to: Audience,
    /// How many people that were.
    pub people: u32,
    /// What it says.
    pub words: Words,
}

/// The messages of an event, and whom another one would reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messages {
    /// How many people each audience has now: the groups, then the sessions by start. Whoever registered for several
    /// sessions is one.
    pub reached: Vec<(Audience, u32)>,
    /// What was sent, the latest first.
    pub sent: Vec<SentMessage>,
    /// True when today no more can be sent.
    pub enough: bool,
}

impl Messages {
    /// How many people would get a message.
    #[must_use]
    pub fn people(&self, to: Audience) -> u32 {
        self.reached.iter().find(|(audience, _)| *audience == to).map_or(0, |(_, people)| *people)
    }
}

/// Writes to participants.
#[async_trait]
pub trait MessageDesk: Send + Sync {
    /// What was written, and to whom one can write. `None`: the actor does not run this event.
    async fn messages(&self, by: &Actor, event: EventId) -> Result<Option<Messages>, Unavailable>;
    /// Sends one mail to each contact person, all or none. Answers how many.
    async fn send_message(&self, by: &Actor, new: NewMessage) -> Result<u32, MessageRefusal>;
}
