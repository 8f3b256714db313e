//! Free and busy times, as everybody may see them (I10): a private booking is "taken" and nothing else.

use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{access::Actor, id::BookingId, opening::DayRange, space::SpaceRef};

/// What a timetable covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// Every space of the installation.
    Region,
    /// The spaces of a site, by its slug.
    Site(String),
    /// One space, by its slug.
    Space(String),
}

/// Rooms down, days across.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timetable {
    /// The days, in order.
    pub days: Vec<NaiveDate>,
    /// One row per space: by site, then by name.
    pub rows: Vec<TimetableRow>,
    /// The wall clock now, in the zone of the first row's site.
    pub now: NaiveDateTime,
}

/// One space's days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimetableRow {
    /// The space.
    pub space: SpaceRef,
    /// Units it covers; more than 1 in a pool means that several bookings can stand side by side.
    pub units: u16,
    /// True for a pool.
    pub pool: bool,
    /// One entry per day of the timetable.
    pub days: Vec<DayTimes>,
}

/// One space on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayTimes {
    /// When it is open.
    pub open: Vec<DayRange>,
    /// What is taken, by start, cut at midnight. In a space that is no pool, nothing overlaps.
    pub busy: Vec<Busy>,
    /// When it can still be booked: open, not taken, not past. For a pool: at least one unit.
    pub free: Vec<DayRange>,
}

/// One taken stretch of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Busy {
    /// Minutes of the day, without buffers.
    pub range: DayRange,
    /// Set-up time right before, in minutes.
    pub buffer_before: u16,
    /// Clearing time right after, in minutes.
    pub buffer_after: u16,
    /// Units taken; 1 unless the space is a pool.
    pub units: u16,
    /// What the actor may know of it.
    pub what: BusyWhat,
}

/// What the actor may know of a taken time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BusyWhat {
    /// Somebody else's booking.
    Taken,
    /// Somebody is about to book it.
    Held,
    /// The keepers closed it.
    Closure {
        /// Why, in their words.
        reason: String,
    },
    /// A booking the actor may see.
    Booking {
        /// Its id.
        id: BookingId,
        /// Its purpose.
        title: String,
    },
    /// A published event.
    Event {
        /// The event's part of an address.
        slug: String,
        /// The session's title, in the language of the event.
        title: crate::text::Localised,
    },
}

/// Shows free and busy times.
#[async_trait]
pub trait CalendarDesk: Send + Sync {
    /// The days from `first` on, at most 42. `None`: no such site or space.
    async fn timetable(
        &self,
        by: &Actor,
        scope: &Scope,
        first: NaiveDate,
        days: u8,
    ) -> Result<Option<Timetable>, Unavailable>;
    /// Today's date by the region's clock.
    fn today(&self) -> NaiveDate;
}
