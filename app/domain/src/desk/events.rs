//! Announcing events.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Page, SeriesRef, Unavailable};
use crate::{
    access::Actor,
    attendance::Grant,
    event::{AudienceType, Dimension, EventRefusal, EventState, Format, Review},
    id::{EventId, OrganisationId, RequestId, SeatPoolId, SessionId},
    organisation::OrganisationRef,
    picture::{Caption, Photo, PictureRef},
    registration::{RegistrationRules, SeatPool, Window},
    slot::{LocalSpan, Margins, When},
    space::{Contact, SpaceRef},
    speaker::Speaker,
    text::Localised,
};

/// A subject of the region's strategy. Data, not code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Its part of an address.
    pub slug: String,
    /// Its name.
    pub name: Localised,
}

/// Where a session takes place. Both may be set: hybrid. Neither: not yet known (drafts only).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The space, of several the main one: what its capacity is about.
    pub space: Option<SpaceRef>,
    /// The further ones, in order. None without a main one.
    pub further: Vec<SpaceRef>,
    /// The address on the net. Shown to participants, not to the public.
    pub online_url: Option<String>,
    /// True when there is an address on the net, even where it is not shown.
    pub online: bool,
}

impl Place {
    /// Every space, the main one first.
    pub fn spaces(&self) -> impl Iterator<Item = &SpaceRef> {
        self.space.iter().chain(&self.further)
    }

    /// The same house by house, the house of the main one first.
    #[must_use]
    pub fn by_house(&self) -> Vec<Vec<&SpaceRef>> {
        let mut houses: Vec<Vec<&SpaceRef>> = Vec::new();
        for space in self.spaces() {
            match houses.iter_mut().find(|house| house.iter().any(|other| other.site.id == space.site.id)) {
                Some(house) => house.push(space),
                None => houses.push(vec![space]),
            }
        }
        houses
    }
}

/// One dated part of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// Its title; the event's when it has none of its own.
    pub title: Localised,
    /// What it is about; may be empty.
    pub summary: Localised,
    /// The thread of the programme it belongs to; may be empty.
    pub track: Localised,
    /// When.
    pub when: When,
    /// Where.
    pub place: Place,
    /// How long it is set up and cleared; not announced.
    pub margins: Margins,
    /// Who speaks, in order.
    pub speakers: Vec<Speaker>,
    /// Seats of its own; `None`: it has no limit, or only that of its pool.
    pub capacity: Option<u16>,
    /// Seats that are taken, pending ones counted.
    pub taken: u16,
    /// The pool it shares seats of.
    pub pool: Option<SeatPoolId>,
    /// Seats anybody can have, pending ones counted as taken; `None`: no limit. May be a moment old: never decide on it.
    pub left: Option<u16>,
    /// Seats that are kept for groups besides, and until when, by the wall clock, the last of them.
    pub reserved: Option<(u16, NaiveDateTime)>,
    /// True when it does not take place at its time: called off, or postponed.
    pub cancelled: bool,
    /// True when it shall take place at another time nobody knows yet. Then `cancelled` is true as well.
    pub postponed: bool,
    /// True when one can register now.
    pub open: bool,
    /// True when one can ask to wait for a seat now: none is free, or what is free is for those who wait already.
    pub waitable: bool,
    /// What taking part in it proves, as a keeper of its space settled it.
    pub grants: Option<Grant>,
    /// iCalendar UID. Never changes (I6).
    pub uid: String,
    /// iCalendar SEQUENCE.
    pub sequence: i32,
}

/// The picture of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPicture {
    /// The picture itself.
    pub photo: Photo,
    /// What is said of it.
    pub caption: Caption,
}

/// An event in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventCard {
    /// Its part of an address.
    pub slug: String,
    /// Its title.
    pub title: Localised,
    /// What it is about, in a sentence or two.
    pub summary: Localised,
    /// Who announces it.
    pub organiser: OrganisationRef,
    /// The dimensions it serves.
    pub dimensions: Vec<Dimension>,
    /// Its subjects.
    pub topics: Vec<Topic>,
    /// On site, online, both.
    pub format: Format,
    /// The town of its first session in a space.
    pub town: Option<String>,
    /// Where it is in its life.
    pub state: EventState,
    /// Its next session that is not over, else its last. `None`: it has no session yet.
    pub next: Option<SessionView>,
    /// How many sessions it has.
    pub sessions: u32,
    /// Its picture.
    pub picture: Option<EventPicture>,
    /// When it, or one of its sessions, was last changed: what feeds and calendars call updated.
    pub changed_at: DateTime<Utc>,
}

/// Everything about an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// Its id.
    pub id: EventId,
    /// Name, organiser, subjects, state.
    pub card: EventCard,
    /// More about it, in Markdown as [`prose`](crate::prose) reads it.
    pub description: Localised,
    /// Whom it is for, in words one can look for.
    pub audiences: Vec<AudienceType>,
    /// Whom it is for, in a sentence.
    pub audience: Localised,
    /// What it costs, in words; empty: nothing is said.
    pub price: Localised,
    /// The language it is held in: `de`, `en`.
    pub language: String,
    /// Whom to ask.
    pub contact: Contact,
    /// The series it belongs to.
    pub series: Option<SeriesRef>,
    /// The logo of who announces it.
    pub logo: Option<PictureRef>,
    /// Its sessions, by start.
    pub sessions: Vec<SessionView>,
    /// The seats some of them share, as they were made.
    pub pools: Vec<SeatPool>,
    /// True when one registers with the house.
    pub takes_registrations: bool,
    /// What the organiser chose for the registration.
    pub rules: RegistrationRules,
    /// Whether one can register now, as far as the organiser chose.
    pub window: Window,
    /// How a draft becomes public; only its organisers and the region know.
    pub review: Review,
    /// When a draft becomes public by the clock of the region; only its organisers and the region know.
    pub publish_at: Option<NaiveDateTime>,
    /// The version a change must carry.
    pub version: i32,
    /// True when the actor runs it.
    pub mine: bool,
}

impl EventView {
    /// The pool a session shares seats of.
    #[must_use]
    pub fn pool_of(&self, session: &SessionView) -> Option<&SeatPool> {
        self.pools.iter().find(|pool| Some(pool.id) == session.pool)
    }

    /// The sessions that share seats of a pool.
    pub fn sharing(&self, pool: SeatPoolId) -> impl Iterator<Item = &SessionView> {
        self.sessions.iter().filter(move |session| session.pool == Some(pool))
    }

    /// The most seats of a session there ever are: its own, or those of its pool; `None`: no limit.
    #[must_use]
    pub fn limit(&self, session: &SessionView) -> Option<u16> {
        let pool = self.pool_of(session).map(|pool| pool.capacity);
        session.capacity.into_iter().chain(pool).min()
    }

    /// True when some of it shall take place at a time nobody knows yet, and nothing else is still to come from `today` on.
    #[must_use]
    pub fn is_postponed(&self, today: NaiveDate) -> bool {
        let to_come = |session: &SessionView| !session.cancelled && today <= session.when.local.until.date();
        self.sessions.iter().any(|session| session.postponed) && !self.sessions.iter().any(to_come)
    }
}

/// What a visitor looks for. Every field narrows the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventQuery {
    /// Words of title, summary, description, organiser, place; all must occur.
    pub words: String,
    /// From this day on; `None`: today.
    pub from: Option<NaiveDate>,
    /// Up to and with this day.
    pub until: Option<NaiveDate>,
    /// A town.
    pub town: Option<String>,
    /// A subject, by slug.
    pub topic: Option<String>,
    /// Whom it is for.
    pub audience: Option<AudienceType>,
    /// A dimension.
    pub dimension: Option<Dimension>,
    /// An organisation.
    pub organiser: Option<OrganisationId>,
    /// A series, by slug.
    pub series: Option<String>,
    /// On site, online, hybrid.
    pub format: Option<Format>,
    /// Only with seats left.
    pub with_seats: bool,
}

/// The words of an event as a form has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFields {
    /// Its title, 1 to 160 letters in at least one language.
    pub title: Localised,
    /// What it is about, 1 to 400 letters.
    pub summary: Localised,
    /// More about it, in Markdown, at most 20,000 letters.
    pub description: Localised,
    /// Whom it is for, in words one can look for.
    pub audiences: Vec<AudienceType>,
    /// Whom it is for, in a sentence.
    pub audience: Localised,
    /// What it costs.
    pub price: Localised,
    /// The language it is held in.
    pub language: String,
    /// Whom to ask; empty fields are filled from the account.
    pub contact: Contact,
    /// The dimensions it serves, at least one.
    pub dimensions: Vec<Dimension>,
    /// Its subjects, by slug.
    pub topics: Vec<String>,
    /// True when one registers with the house.
    pub takes_registrations: bool,
}

/// A session as a form has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionFields {
    /// Its title; empty: the event's.
    pub title: Localised,
    /// What it is about.
    pub summary: Localised,
    /// The thread of the programme it belongs to, at most 60 letters; empty: none.
    pub track: Localised,
    /// The day it starts.
    pub date: NaiveDate,
    /// When it starts, by the clock of the space's site, else of the region.
    pub from: NaiveTime,
    /// When it ends; at or before the start: on the next day.
    pub until: NaiveTime,
    /// The day it ends, when it takes days.
    pub last: Option<NaiveDate>,
    /// The space, by its slug; of several the main one.
    pub space: Option<String>,
    /// The further ones, by their slugs: each is taken as a whole. Nobody is counted there.
    pub further: Vec<String>,
    /// How long it is set up and cleared in all of them.
    pub margins: Margins,
    /// The address on the net, `https://…`.
    pub online_url: Option<String>,
    /// Who speaks, in order.
    pub speakers: Vec<Speaker>,
    /// Seats of its own; `None`: no limit, or only that of its pool.
    pub capacity: Option<u16>,
    /// The pool of its event it shares seats of.
    pub pool: Option<SeatPoolId>,
    /// Why a keeper of the space makes an exception to its rules; `None`: she makes none.
    pub override_reason: Option<String>,
}

impl SessionFields {
    /// From its start to its end.
    #[must_use]
    pub fn span(&self) -> LocalSpan {
        LocalSpan::to(self.date, self.from, self.until, self.last)
    }
}

/// A session as a copy of its event has it; its words and its further spaces stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiedSession {
    /// Which session it is a copy of.
    pub of: SessionId,
    /// When, by the clock of the space's site, else of the region.
    pub when: LocalSpan,
    /// The space, by its slug; `None`: it is on the net only.
    pub space: Option<String>,
}

/// The same event again, on other days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventCopy {
    /// The form it came from.
    pub request: RequestId,
    /// What is copied.
    pub of: EventId,
    /// The version of it that was seen.
    pub version: i32,
    /// The sessions that are taken along, at least one.
    pub sessions: Vec<CopiedSession>,
}

/// Announces events; a session takes its space in the same transaction (I4).
#[async_trait]
pub trait EventDesk: Send + Sync {
    /// Published events with a session in the window, by next session. At most 20 a page.
    async fn events(&self, query: &EventQuery, page: u32) -> Result<Page<EventCard>, Unavailable>;
    /// What the query means on so many days from `first` on, one card per session, by start; what it says of days itself
    /// does not count.
    async fn dates(&self, query: &EventQuery, first: NaiveDate, days: u16) -> Result<Vec<EventCard>, Unavailable>;
    /// Published events with a session on any of the days, one card per session, by start: for calendars.
    async fn programme(&self, first: NaiveDate, days: u16, site: Option<&str>) -> Result<Vec<EventCard>, Unavailable>;
    /// One event: published, or run by the actor.
    async fn event(&self, by: &Actor, slug: &str) -> Result<Option<EventView>, Unavailable>;
    /// The events of the organisation the actor acts for, drafts first, then latest first.
    async fn own_events(&self, by: &Actor, page: u32) -> Result<Page<EventCard>, Unavailable>;
    /// What public events say more of themselves, by slug; one that is not public is left out.
    async fn descriptions(&self, slugs: &[String]) -> Result<BTreeMap<String, Localised>, Unavailable>;
    /// Every subject, by name.
    async fn topics(&self) -> Result<Vec<Topic>, Unavailable>;
    /// Drafts an event for the organisation the actor acts for. Answers its slug.
    async fn draft(&self, by: &Actor, request: RequestId, fields: EventFields) -> Result<String, EventRefusal>;
    /// Changes an event's words.
    async fn rewrite(&self, by: &Actor, id: EventId, version: i32, fields: EventFields) -> Result<(), EventRefusal>;
    /// Writes down what the organiser chose for the registration to an event.
    async fn choose_rules(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        rules: RegistrationRules,
    ) -> Result<(), EventRefusal>;
    /// Gives an event a picture, or says something else of the one it has: then there is no file.
    async fn set_picture(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        file: Option<Vec<u8>>,
        caption: Caption,
    ) -> Result<(), EventRefusal>;
    /// Takes its picture away. A second time changes nothing.
    async fn remove_picture(&self, by: &Actor, id: EventId, version: i32) -> Result<(), EventRefusal>;
    /// Adds a session and takes its space.
    async fn add_session(
        &self,
        by: &Actor,
        request: RequestId,
        id: EventId,
        version: i32,
        fields: SessionFields,
    ) -> Result<SessionId, EventRefusal>;
    /// Changes a session; its space follows, and everybody registered is told when time or place changed.
    async fn change_session(
        &self,
        by: &Actor,
        id: SessionId,
        version: i32,
        fields: SessionFields,
    ) -> Result<(), EventRefusal>;
    /// Calls a session off, frees its space, tells everybody registered, and why. In a draft it disappears.
    async fn drop_session(&self, by: &Actor, id: SessionId, version: i32, reason: &str) -> Result<(), EventRefusal>;
    /// Drafts a copy with its words, its form and its rules, and takes a room for every session, or copies nothing.
    /// Answers its slug.
    async fn copy_event(&self, by: &Actor, copy: EventCopy) -> Result<String, EventRefusal>;
    /// Says when a draft becomes public by itself; `None`: not by itself.
    async fn plan_publishing(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        at: Option<NaiveDateTime>,
    ) -> Result<(), EventRefusal>;
    /// Makes an event public. A second time changes nothing.
    async fn publish(&self, by: &Actor, id: EventId, version: i32) -> Result<(), EventRefusal>;
    /// Takes one session, or all that are not over, off its time: the spaces are free, who is registered stays it and
    /// is told. [`change_session`](EventDesk::change_session) gives it a new time, and it takes place again.
    async fn postpone(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        session: Option<SessionId>,
        reason: &str,
    ) -> Result<(), EventRefusal>;
    /// Calls an event off with all its sessions, frees the spaces, tells everybody registered.
    async fn cancel_event(&self, by: &Actor, id: EventId, version: i32, reason: &str) -> Result<(), EventRefusal>;
}
