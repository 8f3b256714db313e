//! Booking spaces.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CostCentre, Page, PresenceView, SpaceView, Unavailable};
use crate::{
    access::Actor,
    apart::Apart,
    booking::{BookingRefusal, BookingState},
    equipment::Along,
    id::{BookingId, CostCentreId, OccurrenceId, RequestId},
    organisation::OrganisationRef,
    recurrence::Repeat,
    rules::{BrokenRule, Verdict},
    slot::{LocalSpan, When},
    space::{Equipment, Layout, SpaceRef},
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
    /// The day it ends, when it takes days.
    pub last: Option<NaiveDate>,
    /// How many people come.
    pub people: u16,
    /// How the furniture shall stand.
    pub layout: Option<Layout>,
    /// How many units of a pool; 1 otherwise.
    pub units: u16,
    /// The kind of use, by its key in the rules of the space; `None`: an ordinary one.
    pub use_kind: Option<String>,
    /// What is taken along.
    pub along: Along,
    /// For whom; `None`: for the actor herself.
    pub behalf: Option<Behalf>,
}

/// For whom somebody else books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behalf {
    /// The organisation, by its name; empty: the one the actor acts for.
    pub organisation: String,
    /// The address of the member who owns the booking; empty: not known yet.
    pub contact: String,
}

impl LocalWish {
    /// From its start to its end.
    #[must_use]
    pub fn span(&self) -> LocalSpan {
        LocalSpan::to(self.date, self.from, self.until, self.last)
    }
}

/// How a wish repeats, and what was decided about single dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The rule. The wish is its first date.
    pub repeat: Repeat,
    /// What differs from the rule. A choice for a date the rule does not make is ignored.
    pub choices: Vec<Choice>,
}

/// What was decided about one date of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The date, as the rule makes it; of a series that stands, the day it is on.
    pub date: NaiveDate,
    /// What was decided.
    pub pick: Pick,
}

/// What can be decided about a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pick {
    /// It is left out; of a series that stands: it stays as it is.
    Skip,
    /// It has another space or time.
    Instead {
        /// The space, by its slug.
        space: String,
        /// The day it starts.
        date: NaiveDate,
        /// When it starts.
        from: NaiveTime,
        /// When it ends; at or before the start: on the next day.
        until: NaiveTime,
    },
}

/// One date of a series before it is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedDate {
    /// As the rule makes it; of a series that stands: as it is.
    pub original: LocalSpan,
    /// What was decided about it, or chosen by the house; `None`: as the rule makes it, or as the change says.
    pub pick: Option<Pick>,
    /// Where it would be.
    pub space: SpaceRef,
    /// When it would be.
    pub local: LocalSpan,
    /// What the house says to it, with what would work instead. A date that is left out breaks nothing.
    pub verdict: Verdict,
}

/// Which dates of a booking a change is meant for. Dates that have begun are never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dates {
    /// One.
    This(OccurrenceId),
    /// One and all after it.
    Following(OccurrenceId),
    /// All.
    All,
}

/// Another time, space or purpose for some dates of a booking.
///
/// The wish and the title say how the *first* of these dates shall be. What differs from how it is now is changed on
/// all of them: by as many days, to the same clock, to the same space. What was chosen for single dates goes before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which dates.
    pub dates: Dates,
    /// How the first of them shall be.
    pub wish: LocalWish,
    /// What was decided about single ones.
    pub choices: Vec<Choice>,
    /// The purpose; `None`: as it is.
    pub title: Option<String>,
    /// Why a keeper of the spaces makes an exception to their rules; `None`: she makes none.
    pub override_reason: Option<String>,
}

/// A booking a wish is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// Which.
    pub booking: BookingId,
    /// Which of its dates shall be as wished, and do not stand in their own way; `None`: it is one date more.
    pub dates: Option<Dates>,
}

/// A booking about to be made, for whom its wish says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBooking {
    /// The form it came from.
    pub request: RequestId,
    /// What is wished for.
    pub wish: LocalWish,
    /// How it repeats; `None`: it does not.
    pub series: Option<Series>,
    /// The purpose, 1 to 120 letters. Private.
    pub title: String,
    /// What the keeper should know, at most 1000 letters.
    pub note: String,
    /// What the organisation books its costs on: one of its own that is in use.
    pub cost_centre: Option<CostCentreId>,
    /// The language the booker is written to in.
    pub language: String,
    /// Why a keeper of the space makes an exception to its rules; `None`: she makes none. What a keeper may not lift
    /// ([`Verdict::lifter`]) holds for her too.
    pub override_reason: Option<String>,
}

/// A time that is kept free for a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Until when, by the wall clock of the site.
    pub until: NaiveDateTime,
    /// How many seconds are left.
    pub seconds: u32,
    /// True when the form may still ask for longer.
    pub longer: bool,
    /// True when the house keeps it by an offer, whether or not the form is open.
    pub promised: bool,
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
    /// What the organisation books its costs on; for its own people alone.
    pub cost_centre: Option<CostCentre>,
    /// What the actor can put it on instead, or at all; empty: she cannot, or there is nothing else.
    pub cost_centres: Vec<CostCentre>,
    /// Who made it: name and address.
    pub booker: (String, String),
    /// How many people come.
    pub people: u16,
    /// How the furniture stands.
    pub layout: Option<Layout>,
    /// Units of a pool.
    pub units: u16,
    /// What is taken along.
    pub along: Vec<Equipment>,
    /// Where it is in its life.
    pub state: BookingState,
    /// Its dates, by start.
    pub occurrences: Vec<OccurrenceView>,
    /// The rule they were made by; `None`: a single date.
    pub repeat: Option<Repeat>,
    /// Until when a keeper answers a request, by the wall clock of the site.
    pub answer_by: Option<NaiveDateTime>,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OccurrenceView {
    /// Its id.
    pub id: OccurrenceId,
    /// When.
    pub when: When,
    /// When its series had it first (RECURRENCE-ID, RFC 5545 3.8.4.4).
    pub original_at: DateTime<Utc>,
    /// In what it stands apart from its series.
    pub apart: Apart,
    /// Where.
    pub space: SpaceRef,
    /// Its purpose.
    pub title: String,
    /// How many people come.
    pub people: u16,
    /// How the furniture stands.
    pub layout: Option<Layout>,
    /// Units of a pool.
    pub units: u16,
    /// The kind of use of the booking, by its key in the rules of its space.
    pub use_kind: Option<String>,
    /// What is taken along on this date.
    pub along: Vec<Equipment>,
    /// Where it is in its life.
    pub state: BookingState,
    /// How it stands on its day.
    pub presence: PresenceView,
}

/// What was made otherwise, where it and its time stayed. From what to what, where that fits into a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Changed {
    /// The purpose.
    Title,
    /// How many people come.
    People(u16, u16),
    /// How the furniture stands.
    Layout(Option<Layout>, Option<Layout>),
    /// Units of a pool.
    Units(u16, u16),
    /// The kind of use.
    UseKind,
    /// What is taken along.
    Along,
}

/// One thing that happened, from the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When, by the wall clock of the site.
    pub at: NaiveDateTime,
    /// Who; empty: the house itself.
    pub by: String,
    /// `booked`, `moved`, `cancelled`, …
    pub act: String,
    /// For whom, where somebody did it for somebody else; empty: for herself.
    pub for_whom: String,
    /// Why, where somebody said so.
    pub reason: String,
    /// The rules it was an exception to.
    pub lifted: Vec<BrokenRule>,
    /// From where and when to where and when, for the first date it was about, and for each that went another way than
    /// that; empty: nothing moved.
    pub moved: Vec<[(SpaceRef, LocalSpan); 2]>,
    /// How many dates it was about that stayed as they were.
    pub stayed: u32,
    /// What else was made otherwise, for the first date it was about.
    pub changed: Vec<Changed>,
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
    /// Judges a wish, and says what would work instead. `moving`: the booking it is about, when it stands already.
    async fn check(&self, by: &Actor, wish: &LocalWish, moving: Option<Moving>) -> Result<Verdict, BookingRefusal>;
    /// Judges every date of a series. `own`: the booking it will be made of, whose dates break nothing. `substitute`:
    /// where a space is taken, the next free one like it is picked.
    async fn plan(
        &self,
        by: &Actor,
        wish: &LocalWish,
        series: &Series,
        own: Option<BookingId>,
        substitute: bool,
    ) -> Result<Vec<PlannedDate>, BookingRefusal>;
    /// Keeps a wish free for whoever fills in its form, so that nobody books it meanwhile; of a series the dates that
    /// are free. Asked again it is kept longer, or what the form kept before is let go of for the new wish. Who could
    /// not book, or change what is moved, cannot do this either. `moving`: as in [`check`](Self::check).
    async fn hold(
        &self,
        by: &Actor,
        request: RequestId,
        wish: &LocalWish,
        series: Option<&Series>,
        moving: Option<Moving>,
    ) -> Result<Held, BookingRefusal>;
    /// Until when the actor's form keeps this wish.
    async fn held(&self, by: &Actor, request: RequestId, wish: &LocalWish) -> Result<Option<Held>, Unavailable>;
    /// Lets go of what the actor's form keeps.
    async fn release(&self, by: &Actor, request: RequestId) -> Result<(), Unavailable>;
    /// Books a space, all dates or none, for the actor or whom she books for: confirmed at once, or requested
    /// where a space asks its keepers first. The mail is written in the same transaction, and what was held for it is
    /// let go of.
    async fn book(&self, by: &Actor, new: NewBooking) -> Result<BookingId, BookingRefusal>;
    /// Changes some dates of a booking, or none when one of them cannot be. Everybody invited gets an updated
    /// invitation.
    async fn change(&self, by: &Actor, id: BookingId, version: i32, change: Change) -> Result<(), BookingRefusal>;
    /// How each of the dates would stand after a change. `substitute`: as in [`plan`](Self::plan).
    async fn plan_change(
        &self,
        by: &Actor,
        id: BookingId,
        change: &Change,
        substitute: bool,
    ) -> Result<Vec<PlannedDate>, BookingRefusal>;
    /// Adds a date to a booking, which becomes a series. `override_reason`: as in [`Change`].
    async fn add_date(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        wish: LocalWish,
        override_reason: Option<String>,
    ) -> Result<(), BookingRefusal>;
    /// Makes a series of a booking of one date: its date is the first. `override_reason`: as in [`Change`].
    async fn repeat(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        series: Series,
        override_reason: Option<String>,
    ) -> Result<(), BookingRefusal>;
    /// Calls dates of a booking off and frees their units, with one mail however many. An empty list: all of them.
    async fn cancel(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        dates: &[OccurrenceId],
        reason: &str,
    ) -> Result<(), BookingRefusal>;
    /// Writes what the keepers should know of a booking, at most 1000 letters; empty: nothing. Where it stands they are told.
    async fn write_note(&self, by: &Actor, id: BookingId, version: i32, note: &str) -> Result<(), BookingRefusal>;
    /// Puts a booking on another cost centre of its organisation, or on none, however long it is over. For its own people
    /// who may change it. Nobody is told: only books change.
    async fn put_on(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        centre: Option<CostCentreId>,
    ) -> Result<(), BookingRefusal>;
    /// One booking, if the actor may see it.
    async fn booking(&self, by: &Actor, id: BookingId) -> Result<Option<BookingView>, Unavailable>;
    /// The bookings of the organisation the actor acts for: those to come by start, or the past ones, latest first.
    async fn bookings(&self, by: &Actor, past: bool, page: u32) -> Result<Page<BookingCard>, Unavailable>;
}
