//! What keepers do: answer requests.

use async_trait::async_trait;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor, booking::BookingRefusal, id::BookingId, organisation::OrganisationRef, rules::BrokenRule,
    slot::When, space::SpaceRef,
};

/// A request that waits for a keeper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestCard {
    /// The booking.
    pub id: BookingId,
    /// The version an answer must carry.
    pub version: i32,
    /// Its purpose.
    pub title: String,
    /// What the keeper should know.
    pub note: String,
    /// The space of its first date.
    pub space: SpaceRef,
    /// Its first date.
    pub when: When,
    /// How many dates it has.
    pub dates: u32,
    /// How many people come.
    pub people: u16,
    /// Who asks.
    pub organisation: OrganisationRef,
    /// Who made it: name and address.
    pub booker: (String, String),
    /// When it was asked for, by the wall clock of the site.
    pub asked_at: NaiveDateTime,
    /// When it ends by itself, by the wall clock of the site.
    pub answer_by: Option<NaiveDateTime>,
    /// What stands against approving it now, over all of its dates, each once.
    pub broken: Vec<BrokenRule>,
}

/// What a keeper says to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Yes. Everything is judged again.
    Approve,
    /// No, and why: the reason is told.
    Decline(String),
}

/// The keeper's desk.
#[async_trait]
pub trait KeeperDesk: Send + Sync {
    /// Requests for spaces the actor keeps, the oldest first. `None`: she keeps nothing.
    async fn requests(&self, by: &Actor) -> Result<Option<Vec<RequestCard>>, Unavailable>;
    /// Answers a request. Of two for one time the first approved stands; the others are told by mail, with what is
    /// still free.
    async fn answer(&self, by: &Actor, id: BookingId, version: i32, answer: Answer) -> Result<(), BookingRefusal>;
}
