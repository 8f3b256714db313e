//! A date on its day: who may say that somebody is here, when nobody came, and what can be given back.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    booking::BookingState,
    codes,
    opening::minute,
    rulebook::CheckIn,
    slot::{Slot, When},
};

/// So many minutes before its start one may say that one is here.
pub const EARLY_MINUTES: u16 = 15;
/// So many days after its end a keeper may still note whether somebody came.
pub const NOTED_DAYS: i64 = 7;

codes! {
    /// How a date stands on its day.
    Stage {
        /// It does not stand: asked for only, or off.
        Off = "off",
        /// It is to come.
        ToCome = "to-come",
        /// It begins soon: one may say that one is here.
        Expected = "expected",
        /// It has begun, nobody said so, and nobody need.
        Running = "running",
        /// It has begun, somebody should have said so, and nobody did.
        Late = "late",
        /// It runs, and somebody is here.
        Here = "here",
        /// It is over, and somebody was here.
        Came = "came",
        /// It is over, and nobody said who came.
        Over = "over",
        /// Nobody came.
        NoShow = "no-show",
    }
}

/// What is known of a date on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Where it is in its life.
    pub state: BookingState,
    /// When it is, without buffers.
    pub slot: Slot,
    /// When somebody said that somebody is here.
    pub came_at: Option<DateTime<Utc>>,
    /// It belongs to an event, which keeps its room whoever opens the door (I4).
    pub of_event: bool,
    /// What its space says.
    pub rule: CheckIn,
}

/// Why somebody could not be noted as here or not, or a rest not be given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum PresenceRefusal {
    /// There is no such date, or none the actor may see.
    #[error("there is no such date")]
    NotFound,
    /// The actor may not do this.
    #[error("not allowed")]
    Forbidden,
    /// It is too long before the start.
    #[error("too early")]
    TooEarly,
    /// It is over.
    #[error("it is over")]
    Over,
    /// It does not stand.
    #[error("a {} booking has no day", .0.code())]
    NotNow(BookingState),
    /// Nobody came in time, and the space was given up.
    #[error("nobody came in time")]
    GivenUp,
    /// Somebody is here.
    #[error("somebody is here")]
    Here,
    /// Somebody else has the space meanwhile.
    #[error("the space is taken")]
    Taken,
    /// It belongs to an event, and is changed with it only.
    #[error("it belongs to an event")]
    OfEvent,
    /// The rest cannot end there.
    #[error("there is no such end")]
    NoSuchTime,
    /// Somebody changed it since the form was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

impl Presence {
    /// When its space is given up unless somebody is here by then. `None`: never; a date that is shorter than that is
    /// over first, and an event keeps its room.
    #[must_use]
    pub fn given_up_at(&self) -> Option<DateTime<Utc>> {
        let minutes = self.rule.release_after_minutes.filter(|_| !self.of_event)?;
        let at = self.slot.from() + TimeDelta::minutes(minutes.into());
        (at < self.slot.until()).then_some(at)
    }

    /// True when its space is to be given up now. What is over is left as it is: nobody can tell any more who came.
    #[must_use]
    pub fn is_given_up(&self, now: DateTime<Utc>) -> bool {
        self.state == BookingState::Confirmed
            && self.came_at.is_none()
            && now < self.slot.until()
            && self.given_up_at().is_some_and(|at| at <= now)
    }

    /// How it stands.
    #[must_use]
    pub fn stage(&self, now: DateTime<Utc>) -> Stage {
        match self.state {
            BookingState::NoShow => return Stage::NoShow,
            BookingState::Confirmed => {}
            _ => return Stage::Off,
        }
        let over = self.slot.until() <= now;
        match self.came_at {
            Some(_) if over => Stage::Came,
            Some(_) => Stage::Here,
            None if over => Stage::Over,
            None if now < self.opens_at() => Stage::ToCome,
            None if now < self.slot.from() => Stage::Expected,
            None if self.given_up_at().is_some() => Stage::Late,
            None => Stage::Running,
        }
    }

    /// Whether somebody may say that somebody is here: from a little before the start to the end. A keeper may note it
    /// for some days more, and may do so where the space was given up.
    ///
    /// # Errors
    /// Why not.
    pub fn check_in(&self, keeper: bool, now: DateTime<Utc>) -> Result<(), PresenceRefusal> {
        match self.state {
            BookingState::Confirmed => {}
            BookingState::NoShow if keeper => {}
            BookingState::NoShow => return Err(PresenceRefusal::GivenUp),
            state => return Err(PresenceRefusal::NotNow(state)),
        }
        if now < self.opens_at() { Err(PresenceRefusal::TooEarly) } else { self.not_long_over(keeper, now) }
    }

    /// Whether a keeper may note that nobody came: once it has begun, while nobody is here.
    ///
    /// # Errors
    /// Why not.
    pub fn nobody_came(&self, now: DateTime<Utc>) -> Result<(), PresenceRefusal> {
        match self.state {
            BookingState::Confirmed => {}
            state => return Err(PresenceRefusal::NotNow(state)),
        }
        if self.of_event {
            return Err(PresenceRefusal::OfEvent);
        }
        if self.came_at.is_some() {
            return Err(PresenceRefusal::Here);
        }
        if now < self.slot.from() { Err(PresenceRefusal::TooEarly) } else { self.not_long_over(true, now) }
    }

    /// When it may end instead, the soonest first: what runs ends on the grid of its space, at or after now. Empty: there
    /// is nothing to give back.
    #[must_use]
    pub fn earlier_ends(&self, when: &When, grid_minutes: u16, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let slot = self.slot;
        if self.state != BookingState::Confirmed || self.of_event || now < slot.from() {
            return Vec::new();
        }
        let grid = i64::from(grid_minutes.max(1));
        let first = i64::from(minute(when.local.from)).rem_euclid(grid);
        let ends = (1..).map(|step| slot.from() + TimeDelta::minutes(step * grid - first));
        ends.take_while(|end| *end < slot.until()).filter(|end| *end >= now).collect()
    }

    fn opens_at(&self) -> DateTime<Utc> {
        self.slot.from() - TimeDelta::minutes(EARLY_MINUTES.into())
    }

    fn not_long_over(&self, keeper: bool, now: DateTime<Utc>) -> Result<(), PresenceRefusal> {
        let noted = if keeper { TimeDelta::days(NOTED_DAYS) } else { TimeDelta::zero() };
        if now < self.slot.until() + noted { Ok(()) } else { Err(PresenceRefusal::Over) }
    }
}

#[cfg(test)]
mod tests;
