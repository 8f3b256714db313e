//! Waiting for a time that is taken: what is waited for, who is in whose way, and how long an offer lasts.

use serde::{Deserialize, Serialize};

use crate::{
    codes,
    desk::SpaceView,
    equipment::Along,
    rules::{Alternative, Verdict},
    space::{Layout, seats},
};

mod offer;
mod pattern;

pub use offer::{is_worth_offering, offer_end};
pub use pattern::{MOST_DAYS, Pattern, PatternFault};

/// The most wishes somebody may have on the list at a time.
pub const MOST_WAITING: usize = 10;

/// Whoever waits for one of several times and lets so many offers in a row pass is off the list: each kept a time from
/// everybody else.
pub const MOST_UNANSWERED: u16 = 3;

codes! {
    /// Where a wish is in its life.
    WaitState {
        /// It waits.
        Waiting = "waiting",
        /// A time is held for her.
        Offered = "offered",
        /// She booked what was offered.
        Booked = "booked",
        /// She took it off the list.
        Left = "left",
        /// She let an offer pass.
        Lapsed = "lapsed",
        /// Its last date is past.
        Over = "over",
    }
}

impl WaitState {
    /// True while something may still come of it.
    #[must_use]
    pub const fn is_living(self) -> bool {
        matches!(self, Self::Waiting | Self::Offered)
    }
}

/// What somebody waits for, the space aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// When it may be.
    pub pattern: Pattern,
    /// How many people come.
    pub people: u16,
    /// How the furniture shall stand.
    pub layout: Option<Layout>,
    /// How many units of a pool; 1 otherwise.
    pub units: u16,
    /// What must be there, by key.
    pub equipment: Vec<String>,
    /// Without a step from the street to the seat.
    pub step_free: bool,
    /// The kind of use, by its key in the rules of the space.
    pub use_kind: Option<String>,
    /// What is taken along.
    #[serde(default)]
    pub along: Along,
}

impl Wanted {
    /// True when a space has what is needed.
    #[must_use]
    pub fn suits(&self, space: &SpaceView) -> bool {
        let units = if space.pool { self.units.max(1) } else { 1 };
        let there = |key: &String| space.equipment.iter().any(|thing| thing.key == *key && thing.count > 0);
        let used = |key: &String| space.rules.use_kind(key).is_some();
        let lent =
            |(key, count): (&String, &u16)| space.along.iter().any(|thing| thing.key == *key && thing.count >= *count);
        seats(&space.layouts, self.layout).is_some_and(|seats| seats.saturating_mul(units) >= self.people)
            && units <= space.units.max(1)
            && self.equipment.iter().all(there)
            && (!self.step_free || space.access.step_free)
            && self.use_kind.iter().all(used)
            && self.along.iter().all(lent)
    }
}

/// Why somebody was not put on the list, or not taken off it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum WaitingRefusal {
    /// The times make no sense.
    #[error("{0}")]
    Pattern(PatternFault),
    /// There is nothing to wait for: this is free.
    #[error("it is free now")]
    Free(Box<Alternative>),
    /// Waiting would be in vain: rules are broken that no cancellation mends.
    #[error("it could not be booked even if it were free")]
    Rules(Verdict),
    /// She has [`MOST_WAITING`] wishes on the list.
    #[error("at most {MOST_WAITING} wishes wait at a time")]
    TooMany,
    /// There is no such space or wish, or none the actor may see.
    #[error("there is no such thing")]
    NotFound,
    /// The actor may not do this.
    #[error("not allowed")]
    Forbidden,
    /// Nobody of that organisation is called so.
    #[error("there is no such contact")]
    Contact,
    /// There is no such organisation, or the actor may not ask for it.
    #[error("no asking for this organisation")]
    Organisation,
    /// There is no offer any more.
    #[error("there is no offer any more")]
    NoOffer,
    /// Something else is offered by now.
    #[error("something else is offered by now")]
    OtherOffer,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}
