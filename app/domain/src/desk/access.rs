//! Links by which groups register earlier than others, and the seats that are kept for them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor,
    id::{AccessId, EventId, RequestId, SessionId},
    registration::{MOST_GROUP, MOST_LINKS, ReserveFault, Window},
};

/// What an organiser says of a link. Times are by the clock of the region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessFields {
    /// For whom it is: `Partnerunternehmen`.
    pub name: String,
    /// From then on one can register by it; `None`: as soon as the event is public.
    pub opens: Option<NaiveDateTime>,
    /// What is kept for them; of a session that is not named, nothing.
    pub reserves: Vec<Reserve>,
}

/// So many seats of a session, until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserve {
    /// Of which session.
    pub session: SessionId,
    /// How many, those that are taken already included.
    pub seats: u16,
    /// Then what is left of them is anybody's.
    pub until: NaiveDateTime,
}

/// A link, for those who run the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessLink {
    /// Its id.
    pub id: AccessId,
    /// For whom it is.
    pub name: String,
    /// From then on one can register by it; `None`: as soon as the event is public.
    pub opens: Option<NaiveDateTime>,
    /// The secret part of its address; `None` once it was ended.
    pub token: Option<String>,
    /// How many seats those hold who came by it, wherever these come from.
    pub seats: u16,
    /// What is kept for them, and what was, by the start of the sessions.
    pub reserves: Vec<Reserved>,
    /// The version a change must carry.
    pub version: i32,
}

/// What is kept of a session for those who come by a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    /// As it was said.
    pub reserve: Reserve,
    /// So many of them are taken.
    pub taken: u16,
    /// So many are still kept.
    pub kept: u16,
    /// When they were released, by the clock of the region; `None`: they are not yet.
    pub released: Option<NaiveDateTime>,
}

/// What a link opens, for whoever holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// For whom it is.
    pub name: String,
    /// Whether one can register by it now.
    pub window: Window,
    /// The sessions of the event as its group finds them.
    pub sessions: BTreeMap<SessionId, ByLink>,
}

/// A session for whoever comes by a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByLink {
    /// Seats she can have; `None`: no limit.
    pub left: Option<u16>,
    /// Of those, kept for her group, until when.
    pub own: Option<(u16, NaiveDateTime)>,
    /// She can register now.
    pub open: bool,
    /// She can ask to wait now.
    pub waitable: bool,
}

/// Why a link was not made or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum AccessRefusal {
    /// There is no such event or link, or not for the actor.
    #[error("there is no such link")]
    NotFound,
    /// Somebody changed it since the form was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// The event was called off, or the link ended.
    #[error("it is over")]
    Over,
    /// Its name is missing or too long.
    #[error("the name must have 1 to {MOST_GROUP} letters")]
    Name,
    /// The event has [`MOST_LINKS`] already.
    #[error("an event has {MOST_LINKS} links at most")]
    TooMany,
    /// Seats of some sessions cannot be kept as it says: nothing was changed.
    #[error("the seats of {} sessions cannot be kept", .0.len())]
    Reserves(Vec<(SessionId, ReserveFault)>),
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Makes links for groups, and says what they open.
#[async_trait]
pub trait AccessDesk: Send + Sync {
    /// The links of an event the actor runs, as they were made.
    async fn access_links(&self, by: &Actor, event: EventId) -> Result<Option<Vec<AccessLink>>, Unavailable>;
    /// Makes one, and keeps seats for it.
    async fn make_access_link(
        &self,
        by: &Actor,
        request: RequestId,
        event: EventId,
        fields: AccessFields,
    ) -> Result<AccessId, AccessRefusal>;
    /// Changes it. What was released stays released.
    async fn change_access_link(
        &self,
        by: &Actor,
        id: AccessId,
        version: i32,
        fields: AccessFields,
    ) -> Result<(), AccessRefusal>;
    /// Makes its address anew: the one that went round opens nothing any more. Seats stay kept.
    async fn renew_access_link(&self, by: &Actor, id: AccessId, version: i32) -> Result<(), AccessRefusal>;
    /// Ends it for good, and releases what is kept for it. A second time changes nothing.
    async fn end_access_link(&self, by: &Actor, id: AccessId) -> Result<(), AccessRefusal>;
    /// Releases what is kept of a session before its day. A second time changes nothing.
    async fn release_seats(&self, by: &Actor, id: AccessId, session: SessionId) -> Result<(), AccessRefusal>;
    /// What a link opens of a public event. `None`: nothing, whatever is the matter with it.
    async fn access(&self, slug: &str, token: &str) -> Result<Option<Access>, Unavailable>;
}
