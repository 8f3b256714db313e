//! Drafts the region looks at before they become public.

use async_trait::async_trait;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{EventCard, Unavailable};
use crate::{access::Actor, event::EventRefusal, id::EventId};

/// A draft that waits for the region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The event.
    pub id: EventId,
    /// What a list shows of it.
    pub card: EventCard,
    /// The version an answer must carry: what was looked at.
    pub version: i32,
    /// Since when it waits, by the clock of the region.
    pub since: NaiveDateTime,
    /// When it is to become public; `None`: as soon as the region says yes.
    pub publish_at: Option<NaiveDateTime>,
}

/// Looking at what organisations announce that the region does not trust yet.
#[async_trait]
pub trait ReviewDesk: Send + Sync {
    /// Gives a draft to the region, and tells it. What could not be published is refused as it would be there. A second
    /// time changes nothing.
    async fn submit(&self, by: &Actor, id: EventId, version: i32) -> Result<(), EventRefusal>;
    /// Takes it back: it is a draft like any other again.
    async fn take_back(&self, by: &Actor, id: EventId, version: i32) -> Result<(), EventRefusal>;
    /// What waits for the region, the longest first.
    async fn submissions(&self, by: &Actor) -> Result<Option<Vec<Submission>>, Unavailable>;
    /// The region's yes: it is public now, or at the hour its organisers chose. They are told.
    async fn clear(&self, by: &Actor, id: EventId, version: i32) -> Result<(), EventRefusal>;
    /// Gives it back with what is to be changed. Its organisers are told.
    async fn give_back(&self, by: &Actor, id: EventId, version: i32, why: &str) -> Result<(), EventRefusal>;
}
