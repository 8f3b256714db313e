//! Closing a house, or some of its spaces, for a while. A closure over bookings is never silent: each date under it is
//! kept, called off with a message, or moved. What may become of which is in [`closing`](crate::closing).

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor,
    id::{BookingId, ClosureId, OccurrenceId, RequestId, SpaceId, WaitingId},
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
    /// The offers under it that are known to end with it.
    pub offers: Vec<WaitingId>,
    /// What is told to those whose dates or offers have to go, at most 1000 letters; empty: the reason alone.
    pub message: String,
}

/// What becomes of a date of a booking under a closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It stays as it is: somebody lets them in, or answers the request later.
    Keep,
    /// It is called off, though it stood.
    Cancel,
    /// It was asked for, and is declined.
    Decline,
    /// It moves to this space, which was proposed, at the same time.
    Move(SpaceId),
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
    /// It is only asked for, whether or not its units are kept for it. While it is closed nobody can say yes to it.
    pub asked: bool,
    /// How many get a mail when something becomes of it: whoever made it, and everybody invited.
    pub told: usize,
    /// True when somebody can be told that it stays.
    pub reached: bool,
    /// An event has its session there, by its slug: it is kept here, and moved or called off with the event (I4).
    pub event: Option<String>,
    /// A free space like it at the same time, the nearest; `None`: there is none.
    pub elsewhere: Option<SpaceRef>,
}

/// A time that is held for somebody on the waiting list, under a closure. It is withdrawn: she is told, and keeps her
/// place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferUnder {
    /// Her wish.
    pub waiting: WaitingId,
    /// Who: name and address.
    pub person: (String, String),
    /// For whom.
    pub organisation: String,
    /// Where.
    pub space: SpaceRef,
    /// When.
    pub when: When,
}

/// What a closure would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosurePlan {
    /// Its stretches of time.
    pub dates: Vec<When>,
    /// The dates of bookings and requests under it, by start.
    pub conflicts: Vec<Conflict>,
    /// The offers under it, by start.
    pub offers: Vec<OfferUnder>,
}

/// A date of a booking that stays under a closure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDate {
    /// The date.
    pub occurrence: OccurrenceId,
    /// The booking it belongs to.
    pub booking: BookingId,
    /// Its purpose.
    pub title: String,
    /// Where.
    pub space: SpaceRef,
    /// When.
    pub when: When,
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
    /// What takes place all the same in spaces the actor keeps, and is not over, by start.
    pub kept: Vec<KeptDate>,
    /// The actor keeps all of what it closes.
    pub may_reopen: bool,
}

/// The closures of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closures {
    /// The site.
    pub site: SiteRef,
    /// The actor keeps all of it.
    pub whole: bool,
    /// Its spaces the actor keeps.
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
    /// One of the spaces is not at the site, or none was named by somebody who keeps some only.
    #[error("there is no such space")]
    Space,
    /// This space would be closed as well, for it shares units with one that is meant, and the actor does not keep it.
    #[error("somebody else keeps a space that would be closed as well")]
    NotHers(Box<SpaceRef>),
    /// For some dates or offers under it nobody said what becomes of them, or what was said cannot be done any more.
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
    /// Closes: all of it with everything that was decided about the dates and offers under it, or nothing. Whoever's
    /// date is called off, declined, moved or kept gets one mail for each booking. What open forms hold there is let go.
    async fn close(&self, by: &Actor, new: NewClosure) -> Result<ClosureId, ClosureRefusal>;
    /// Opens again what was closed: all of it, or the stretch of time that begins at `from` only. What was called off
    /// or moved stays so.
    async fn reopen(&self, by: &Actor, id: ClosureId, from: Option<DateTime<Utc>>) -> Result<(), ClosureRefusal>;
}
