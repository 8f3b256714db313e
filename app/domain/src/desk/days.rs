//! The day: who comes when, who is here, what is to be done, and what is given back.

use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{OffPlan, OffRefusal, Unavailable};
use crate::{
    access::Actor,
    id::{BookingId, OccurrenceId},
    presence::{PresenceRefusal, Stage},
    slot::When,
    space::{Equipment, Layout, SiteRef, SpaceRef},
    tasks::Task,
    text::Localised,
};

/// One site on one day, for its keepers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPlan {
    /// The site.
    pub site: SiteRef,
    /// The day.
    pub date: NaiveDate,
    /// The wall clock of the site now.
    pub now: NaiveDateTime,
    /// The dates of bookings that stand, or stood until nobody came, by start.
    pub dates: Vec<DayDate>,
    /// Dates of the days beside it whose setting up or clearing falls on this one.
    pub beside: Vec<DayDate>,
    /// What is to be done, in running order; each for one of `dates`, or of `beside`, counted on.
    pub tasks: Vec<Task>,
}

/// A date of a booking, for those who keep its space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayDate {
    /// Its id.
    pub id: OccurrenceId,
    /// The booking.
    pub booking: BookingId,
    /// Its purpose.
    pub title: String,
    /// What the keeper should know.
    pub note: String,
    /// Where.
    pub space: SpaceRef,
    /// When.
    pub when: When,
    /// Whose it is.
    pub organisation: String,
    /// Who made it: name and address.
    pub booker: (String, String),
    /// How many people come.
    pub people: u16,
    /// How the furniture stands.
    pub layout: Option<Layout>,
    /// Units of a pool.
    pub units: u16,
    /// The name of its kind of use; `None`: an ordinary one.
    pub use_kind: Option<Localised>,
    /// What is taken along.
    pub along: Vec<Equipment>,
    /// It belongs to an event.
    pub of_event: bool,
    /// How it stands now.
    pub presence: PresenceView,
    /// Why its space is closed meanwhile; empty: it is not.
    pub closed: String,
}

/// How a date stands on its day, and what the actor can do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceView {
    /// How it stands.
    pub stage: Stage,
    /// When somebody said that somebody is here, by the wall clock of the site.
    pub came_at: Option<NaiveDateTime>,
    /// When its space is given up unless somebody is here; `None`: never, or that was settled.
    pub given_up_at: Option<NaiveDateTime>,
    /// The actor may say that somebody is here.
    pub check_in: bool,
    /// The actor may note that nobody came.
    pub nobody_came: bool,
    /// When it may end instead, by the wall clock of the site, the soonest first.
    pub earlier_ends: Vec<NaiveDateTime>,
}

impl Default for PresenceView {
    /// A date that is to come.
    fn default() -> Self {
        Self {
            stage: Stage::ToCome,
            came_at: None,
            given_up_at: None,
            check_in: false,
            nobody_came: false,
            earlier_ends: Vec::new(),
        }
    }
}

/// What a keeper notes about a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// Nobody came: what is left of it is free.
    NobodyCame,
    /// Nobody is here yet after all.
    NotYet,
}

/// A date at the door of its space, for whoever it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorDate {
    /// Its id.
    pub id: OccurrenceId,
    /// The booking.
    pub booking: BookingId,
    /// Its purpose.
    pub title: String,
    /// Where: the space itself, or one it is part of.
    pub space: SpaceRef,
    /// When.
    pub when: When,
    /// How it stands now.
    pub presence: PresenceView,
}

/// Keeps the day.
#[async_trait]
pub trait DayDesk: Send + Sync {
    /// The days from `first` on, at most 14, of the sites the actor keeps, or of one of them by its slug: by site, then
    /// by day. `None`: there is none.
    async fn days(
        &self,
        by: &Actor,
        site: Option<&str>,
        first: NaiveDate,
        days: u8,
    ) -> Result<Option<Vec<DayPlan>>, Unavailable>;
    /// Says that somebody is here: whoever belongs to the organisation, or a keeper. Where the space was given up a
    /// keeper gets it back, if nobody else has it.
    async fn check_in(&self, by: &Actor, date: OccurrenceId) -> Result<(), PresenceRefusal>;
    /// Notes what a keeper sees.
    async fn note(&self, by: &Actor, date: OccurrenceId, note: Note) -> Result<(), PresenceRefusal>;
    /// Gives back the rest of a date that runs, from `until` on, by the wall clock of the site. Everybody invited gets an
    /// updated invitation.
    async fn give_back(
        &self,
        by: &Actor,
        date: OccurrenceId,
        version: i32,
        until: NaiveDateTime,
    ) -> Result<(), PresenceRefusal>;
    /// What calling off some dates of the sites the actor keeps would do. Dates of others are left out.
    async fn plan_off(&self, by: &Actor, dates: &[OccurrenceId]) -> Result<OffPlan, Unavailable>;
    /// Calls off some dates of the sites the actor keeps, all or none, with a message of at most 1000 letters and one
    /// mail for each booking. `seen`: the versions of the bookings as they were shown. A second time changes nothing.
    /// Answers how many bookings lost dates.
    async fn call_off(
        &self,
        by: &Actor,
        dates: &[OccurrenceId],
        seen: &[(BookingId, i32)],
        message: &str,
    ) -> Result<usize, OffRefusal>;
    /// The dates of organisations the actor belongs to that are on now, or begin soon, behind one door. `None`: there is
    /// no such space.
    async fn at_door(&self, by: &Actor, space: &str) -> Result<Option<Vec<DoorDate>>, Unavailable>;
}
