//! Series of events.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{EventCard, SessionView, Unavailable};
use crate::{
    access::Actor,
    event::{EventRefusal, Review},
    id::{EventId, OrganisationId, RequestId, SeriesId, SessionId},
    organisation::OrganisationRef,
    rules::Verdict,
    slot::LocalSpan,
    space::SpaceRef,
    text::Localised,
};

/// Enough of a series to name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesRef {
    /// Its id.
    pub id: SeriesId,
    /// Its part of an address.
    pub slug: String,
    /// Its title.
    pub title: Localised,
}

/// The words of a series as a form has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesFields {
    /// Its title, 1 to 160 letters in at least one language.
    pub title: Localised,
    /// What it is about, 1 to 400 letters.
    pub summary: Localised,
    /// More about it, in Markdown, at most 20,000 letters.
    pub description: Localised,
}

/// A series among those of its organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesCard {
    /// Which.
    pub series: SeriesRef,
    /// How many events belong to it.
    pub events: u32,
    /// How many of them are drafts.
    pub drafts: u32,
}

/// An event of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesEvent {
    /// Its id.
    pub id: EventId,
    /// The version a change must carry.
    pub version: i32,
    /// What a list shows of it.
    pub card: EventCard,
    /// Its sessions, by start.
    pub sessions: Vec<SessionView>,
    /// True when one registers with the house.
    pub takes_registrations: bool,
    /// True when everybody may see it.
    pub public: bool,
    /// How a draft becomes public; only its organisers know.
    pub review: Review,
}

/// Everything about a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesView {
    /// Which.
    pub series: SeriesRef,
    /// What it is about, in a sentence or two.
    pub summary: Localised,
    /// More about it, in Markdown.
    pub description: Localised,
    /// Whose it is.
    pub organiser: OrganisationRef,
    /// Its events the actor may see.
    pub events: Vec<SeriesEvent>,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// The version a change must carry.
    pub version: i32,
    /// True when the actor runs it.
    pub mine: bool,
}

/// A session as it would be on another day, and whether its room can be had then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatedSession {
    /// Which session it is a copy of.
    pub of: SessionId,
    /// Its title.
    pub title: Localised,
    /// When it would be.
    pub when: LocalSpan,
    /// In which space; `None`: on the net only.
    pub space: Option<SpaceRef>,
    /// What the house says to it.
    pub verdict: Verdict,
}

/// An event as it would be when its first session is on this day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatedDate {
    /// The day of its first session.
    pub date: NaiveDate,
    /// Its sessions, by start.
    pub sessions: Vec<RepeatedSession>,
}

impl RepeatedDate {
    /// True when every room can be had.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.sessions.iter().all(|session| session.verdict.is_free())
    }
}

/// The series repeated events are put into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InSeries {
    /// One that is there.
    Known(SeriesId),
    /// A new one.
    New(SeriesFields),
}

/// The same event again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRepeat {
    /// The form it came from.
    pub request: RequestId,
    /// What is repeated.
    pub of: EventId,
    /// The version of it that was seen.
    pub version: i32,
    /// The day of the first session of each, at least one and at most [`MOST_EVENTS`](crate::series::MOST_EVENTS).
    pub dates: Vec<NaiveDate>,
    /// What they belong to. What is repeated belongs to it too, if it belongs to none.
    pub series: InSeries,
}

/// A session whose room said no: of the event on this day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedDate {
    /// The day of the first session of its event.
    pub date: NaiveDate,
    /// Which session it would be a copy of.
    pub of: SessionId,
    /// Why not.
    pub refusal: crate::booking::BookingRefusal,
}

/// What became of a draft when all drafts of its series were to become public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Became {
    /// It is public.
    Published,
    /// The region has it to look at.
    Submitted,
    /// Neither, and why.
    Refused(EventRefusal),
}

/// Groups events, and makes many of one.
#[async_trait]
pub trait SeriesDesk: Send + Sync {
    /// One series: with something public in it, or run by the actor.
    async fn series(&self, by: &Actor, slug: &str) -> Result<Option<SeriesView>, Unavailable>;
    /// The slugs of all series with something public in them.
    async fn public_series(&self) -> Result<Vec<String>, Unavailable>;
    /// The series of an organisation the actor runs events of, the last changed first.
    async fn series_of(&self, by: &Actor, organisation: OrganisationId) -> Result<Vec<SeriesCard>, Unavailable>;
    /// Makes a series for the organisation the actor acts for. Answers its slug.
    async fn make_series(&self, by: &Actor, request: RequestId, fields: SeriesFields) -> Result<String, EventRefusal>;
    /// Changes its words.
    async fn rewrite_series(
        &self,
        by: &Actor,
        id: SeriesId,
        version: i32,
        fields: SeriesFields,
    ) -> Result<(), EventRefusal>;
    /// Dissolves it: its events stay, each for itself.
    async fn dissolve_series(&self, by: &Actor, id: SeriesId, version: i32) -> Result<(), EventRefusal>;
    /// Puts an event into a series of its own organisation; `None`: takes it out of the one it is in.
    async fn put_in_series(
        &self,
        by: &Actor,
        event: EventId,
        version: i32,
        series: Option<SeriesId>,
    ) -> Result<(), EventRefusal>;
    /// What the house says to every session of an event on other days. Nothing is taken.
    async fn plan_repeat(
        &self,
        by: &Actor,
        of: EventId,
        dates: &[NaiveDate],
    ) -> Result<Vec<RepeatedDate>, EventRefusal>;
    /// Drafts a copy for each day, in one series, and takes a room for every session of all of them, or makes nothing.
    /// Answers the slug of the series.
    async fn repeat_event(&self, by: &Actor, repeat: EventRepeat) -> Result<String, EventRefusal>;
    /// Makes drafts of a series public, each judged as it would be alone, or gives them to the region to look at. Each
    /// carries the version that was seen.
    async fn announce_series(
        &self,
        by: &Actor,
        id: SeriesId,
        drafts: &[(EventId, i32)],
    ) -> Result<Vec<(EventId, Became)>, EventRefusal>;
}
