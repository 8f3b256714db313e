//! Closing a house, or some of its spaces, for a while. A closure over bookings is never silent: each date under it is
//! kept, called off with a message, or moved.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor,
    id::{BookingId, ClosureId, OccurrenceId, RequestId},
    recurrence::{Repeat, RepeatError},
    slot::{LocalSpan, When},
    space::{SiteRef, SpaceRef},
};

/// The longest a closure lasts at a time, in days. What is closed for longer has a season, or is no space.
pub const LONGEST_CLOSURE_DAYS: i64 = 366;

/// A closure about to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewClosure {
    /// The form it came from.
    pub request: RequestId,
    /// The site, by its slug.
    pub site: String,
    /// The spaces, by their slugs; empty: the whole site, with spaces to come.
    pub spaces: Vec<String>,
    /// Why, 1 to 160 letters. Public.
    pub reason: String,
    /// From when to when, by the wall clock of the site; it may last for days.
    pub first: LocalSpan,
    /// How it repeats; `None`: it does not.
    pub repeat: Option<Repeat>,
    /// What becomes of the dates under it: one fate for each.
    pub fates: Vec<(OccurrenceId, Fate)>,
    /// What is told to those whose dates are called off or moved, at most 1000 letters; empty: the reason alone.
    pub message: String,
}

/// What becomes of a date of a booking under a closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It stands: somebody lets them in.
    Keep,
    /// It is called off.
    Cancel,
    /// It moves to the space that was proposed, at the same time.
    Move,
}

/// A date of a booking under a closure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The date.
    pub occurrence: OccurrenceId,
    /// Its booking.
    pub booking: BookingId,
    /// Its purpose.
    pub title: String,
    /// Whose it is.
    pub organisation: String,
    /// Where.
    pub space: SpaceRef,
    /// When.
    pub when: When,
    /// How many come.
    pub people: u16,
    /// An event has its session there, by its slug: it is kept here, and moved or called off with the event (I4).
    pub event: Option<String>,
    /// A free space like it at the same time; `None`: there is none.
    pub elsewhere: Option<SpaceRef>,
}

/// What a closure would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosurePlan {
    /// Its stretches of time.
    pub dates: Vec<When>,
    /// The dates of bookings under it, by start.
    pub conflicts: Vec<Conflict>,
}

/// A closure that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosureView {
    /// Its id.
    pub id: ClosureId,
    /// Why.
    pub reason: String,
    /// The spaces; empty: the whole site.
    pub spaces: Vec<SpaceRef>,
    /// Its stretches of time that are not over, by start.
    pub dates: Vec<When>,
}

/// The closures of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closures {
    /// The site.
    pub site: SiteRef,
    /// Its spaces.
    pub spaces: Vec<SpaceRef>,
    /// What is or will be closed, by start.
    pub closures: Vec<ClosureView>,
}

/// Why nothing was closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ClosureRefusal {
    /// There is no reason, or it is too long.
    #[error("a closure needs a reason")]
    Reason,
    /// It is over before it begins, lasts too long, or lies in the past.
    #[error("there is no such time")]
    Time,
    /// It repeats in a way that makes no dates.
    #[error("{0}")]
    Repeat(RepeatError),
    /// One of the spaces is not at the site.
    #[error("there is no such space")]
    Space,
    /// For some dates under it nobody said what becomes of them, or what was said cannot be done any more.
    #[error("some dates need a decision")]
    Undecided(ClosurePlan),
    /// There is no such site or closure, or the actor does not keep it.
    #[error("there is no such thing")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Closes and reopens.
#[async_trait]
pub trait ClosureDesk: Send + Sync {
    /// What is or will be closed at a site the actor keeps, by its slug.
    async fn closures(&self, by: &Actor, site: &str) -> Result<Option<Closures>, Unavailable>;
    /// What a closure would be, and whom it would meet. Nothing changes.
    async fn plan_closure(&self, by: &Actor, new: &NewClosure) -> Result<ClosurePlan, ClosureRefusal>;
    /// Closes: all of it with everything that was decided about the dates under it, or nothing. Whoever's date is
    /// called off or moved gets one mail for each booking.
    async fn close(&self, by: &Actor, new: NewClosure) -> Result<ClosureId, ClosureRefusal>;
    /// Opens again what was closed. What was called off or moved stays so.
    async fn reopen(&self, by: &Actor, id: ClosureId) -> Result<(), ClosureRefusal>;
}
