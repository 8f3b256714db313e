//! Booking spaces.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Page, SpaceView, Unavailable};
use crate::{
    access::Actor,
    booking::{BookingRefusal, BookingState},
    id::{BookingId, OccurrenceId, RequestId},
    organisation::OrganisationRef,
    rules::Verdict,
    slot::When,
    space::{Layout, SpaceRef},
};

/// A wish as a form has it: by the clock on the wall of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalWish {
    /// The space, by its slug.
    pub space: String,
    /// The day it starts.
    pub date: NaiveDate,
    /// When it starts.
    pub from: NaiveTime,
    /// When it ends; at or before the start: on the next day.
    pub until: NaiveTime,
    /// How many people come.
    pub people: u16,
    /// How the furniture shall stand.
    pub layout: Option<Layout>,
    /// How many units of a pool; 1 otherwise.
    pub units: u16,
}

/// A booking about to be made, for the organisation the actor acts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBooking {
    /// The form it came from.
    pub request: RequestId,
    /// What is wished for.
    pub wish: LocalWish,
    /// The purpose, 1 to 120 letters. Private.
    pub title: String,
    /// What the keeper should know, at most 1000 letters.
    pub note: String,
    /// The language the booker is written to in.
    pub language: String,
}

/// A booking, for those who may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BookingView {
    /// Its id.
    pub id: BookingId,
    /// Its purpose.
    pub title: String,
    /// What the keeper should know.
    pub note: String,
    /// The space.
    pub space: SpaceView,
    /// Whose booking it is.
    pub organisation: OrganisationRef,
    /// Who made it: name and address.
    pub booker: (String, String),
    /// How many people come.
    pub people: u16,
    /// How the furniture stands.
    pub layout: Option<Layout>,
    /// Units of a pool.
    pub units: u16,
    /// Where it is in its life.
    pub state: BookingState,
    /// Its dates, by start.
    pub occurrences: Vec<OccurrenceView>,
    /// The version a change must carry.
    pub version: i32,
    /// True when the actor may move or cancel it now.
    pub changeable: bool,
    /// The event it belongs to: slug and title. Such a booking is moved with its session only (I4).
    pub event: Option<(String, crate::text::Localised)>,
    /// What happened to it, oldest first.
    pub history: Vec<HistoryEntry>,
    /// iCalendar UID. Never changes (I6).
    pub uid: String,
    /// iCalendar SEQUENCE (RFC 5545 3.8.7.4).
    pub sequence: i32,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
}

/// One date of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OccurrenceView {
    /// Its id.
    pub id: OccurrenceId,
    /// When.
    pub when: When,
    /// Where it is in its life.
    pub state: BookingState,
}

/// One thing that happened, from the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When, by the wall clock of the site.
    pub at: chrono::NaiveDateTime,
    /// Who; empty: the house itself.
    pub by: String,
    /// `booked`, `moved`, `cancelled`, …
    pub act: String,
}

/// A booking in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingCard {
    /// Its id.
    pub id: BookingId,
    /// Its purpose.
    pub title: String,
    /// The space.
    pub space: SpaceRef,
    /// Its first date that is not over, else its last.
    pub when: When,
    /// How many dates it has.
    pub dates: u32,
    /// Where it is in its life.
    pub state: BookingState,
    /// Who made it.
    pub booker: String,
}

/// Books, moves and cancels.
#[async_trait]
pub trait BookingDesk: Send + Sync {
    /// Judges a wish, and says what would work instead. `except`: a booking that does not stand in its own way.
    async fn check(&self, by: &Actor, wish: &LocalWish, except: Option<BookingId>) -> Result<Verdict, BookingRefusal>;
    /// Books a space for the organisation the actor acts for: confirmed at once, the mail in the same transaction.
    async fn book(&self, by: &Actor, new: NewBooking) -> Result<BookingId, BookingRefusal>;
    /// Moves a booking of one date to another time or space. Everybody invited gets an updated invitation.
    async fn reschedule(&self, by: &Actor, id: BookingId, version: i32, wish: LocalWish) -> Result<(), BookingRefusal>;
    /// Calls a booking off and frees its units.
    async fn cancel(&self, by: &Actor, id: BookingId, version: i32, reason: &str) -> Result<(), BookingRefusal>;
    /// One booking, if the actor may see it.
    async fn booking(&self, by: &Actor, id: BookingId) -> Result<Option<BookingView>, Unavailable>;
    /// The bookings of the organisation the actor acts for: those to come by start, or the past ones, latest first.
    async fn bookings(&self, by: &Actor, past: bool, page: u32) -> Result<Page<BookingCard>, Unavailable>;
}
