//! The day: who is here, what a keeper notes, what is given up and given back, and the plan of it all.
//!
//! Time becomes free again in three ways: a date is called off, moved, or cut short. All three go through
//! [`allocation`](crate::allocation): `free` and `cut`.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{DayDesk, DayPlan, DoorDate, Note, OffPlan, OffRefusal, PresenceView, Unavailable},
    id::{BookingId, OccurrenceId, OrganisationId},
    presence::{Presence, PresenceRefusal},
    slot::Slot,
};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect};

use crate::{
    Store,
    bookings::rows::occurrences,
    entity::{booking, occurrence},
    error::{Stop, refuse, unavailable},
    rooms::{self, Houses, Room, Which},
    tx::retried,
    zone,
};

mod door;
mod give_back;
mod note;
mod off;
mod plan;

type Answer<T> = Result<T, Stop<PresenceRefusal>>;

#[async_trait]
impl DayDesk for Store {
    async fn days(
        &self,
        by: &Actor,
        site: Option<&str>,
        first: NaiveDate,
        days: u8,
    ) -> Result<Option<Vec<DayPlan>>, Unavailable> {
        self.day_plans(by, site, first, days).await.map_err(unavailable)
    }

    async fn check_in(&self, by: &Actor, date: OccurrenceId) -> Result<(), PresenceRefusal> {
        retried(|| self.note_here(by, date)).await
    }

    async fn note(&self, by: &Actor, date: OccurrenceId, note: Note) -> Result<(), PresenceRefusal> {
        match note {
            Note::NobodyCame => retried(|| self.note_nobody(by, date)).await,
            Note::NotYet => retried(|| self.note_not_yet(by, date)).await,
        }
    }

    async fn give_back(
        &self,
        by: &Actor,
        date: OccurrenceId,
        version: i32,
        until: NaiveDateTime,
    ) -> Result<(), PresenceRefusal> {
        retried(|| self.give_back_rest(by, date, version, until)).await
    }

    async fn plan_off(&self, by: &Actor, dates: &[OccurrenceId]) -> Result<OffPlan, Unavailable> {
        self.plan_to_call_off(by, dates).await.map_err(unavailable)
    }

    async fn call_off(
        &self,
        by: &Actor,
        dates: &[OccurrenceId],
        seen: &[(BookingId, i32)],
        message: &str,
    ) -> Result<usize, OffRefusal> {
        retried(|| self.call_off_several(by, dates, seen, message)).await
    }

    async fn at_door(&self, by: &Actor, space: &str) -> Result<Option<Vec<DoorDate>>, Unavailable> {
        self.dates_at_door(by, space).await.map_err(unavailable)
    }
}

/// A date, its booking and its house, read after the booking's row was locked.
struct Known {
    row: booking::Model,
    date: occurrence::Model,
    /// Every date of the booking, by start.
    dates: Vec<occurrence::Model>,
    houses: Houses,
}

impl Known {
    /// A date, if there is one, with its booking locked.
    async fn read(db: &impl ConnectionTrait, id: OccurrenceId) -> Result<Option<Self>, DbErr> {
        let Some(date) = occurrence::Entity::find_by_id(id.0).one(db).await? else { return Ok(None) };
        let row = booking::Entity::find_by_id(date.booking_id).lock_exclusive().one(db).await?;
        let Some(row) = row else { return Ok(None) };
        let dates = occurrences(db, &[row.id]).await?;
        let Some(date) = dates.iter().find(|date| date.id == id.0).cloned() else { return Ok(None) };
        let houses = rooms::load(db, Which::SitesOf(&[date.space_id])).await?;
        Ok(Some(Self { row, date, dates, houses }))
    }

    /// The same for whoever may say that somebody is here. For everybody else there is no such date (I8).
    async fn of(db: &impl ConnectionTrait, by: &Actor, id: OccurrenceId) -> Answer<Self> {
        let Some(known) = Self::read(db, id).await? else { return refuse(PresenceRefusal::NotFound) };
        let organisation = OrganisationId(known.row.organisation_id);
        match known.room() {
            Some(room) if may(by, Act::CheckIn(room.premises(), organisation)).is_ok() => Ok(known),
            _ => refuse(PresenceRefusal::NotFound),
        }
    }

    fn room(&self) -> Option<&Room> {
        self.houses.room_of(self.date.space_id)
    }

    fn kept_by(&self, by: &Actor) -> bool {
        self.room().is_some_and(|room| may(by, Act::Keep(room.premises())).is_ok())
    }

    fn presence(&self) -> Result<Option<Presence>, DbErr> {
        self.room().map(|room| presence(&self.row, &self.date, room)).transpose()
    }

    /// True when no other date of the booking stands.
    fn is_the_only_one(&self) -> bool {
        self.dates.iter().filter(|date| date.state.0.occupies()).all(|date| date.id == self.date.id)
    }
}

/// A date on its day.
fn presence(row: &booking::Model, date: &occurrence::Model, room: &Room) -> Result<Presence, DbErr> {
    Ok(Presence {
        state: date.state.0,
        slot: Slot::new(date.starts_at, date.ends_at)
            .map_err(|e| DbErr::Type(format!("occurrence {}: {e}", date.id)))?,
        came_at: date.checked_in_at,
        of_event: row.session_id.is_some(),
        rule: room.view.rules.check_in,
    })
}

/// How a date stands, and what the actor can do about it. `changes`: she may change the booking.
pub(crate) fn presence_view(
    by: &Actor,
    row: &booking::Model,
    date: &occurrence::Model,
    room: &Room,
    changes: bool,
    now: DateTime<Utc>,
) -> Result<PresenceView, DbErr> {
    let known = presence(row, date, room)?;
    let keeps = may(by, Act::Keep(room.premises())).is_ok();
    let may_say = may(by, Act::CheckIn(room.premises(), OrganisationId(row.organisation_id))).is_ok();
    let local = |at| zone::to_local(room.zone, at);
    let when = zone::when(room.zone, known.slot);
    let waits = known.came_at.is_none() && known.state == domain::booking::BookingState::Confirmed;
    let ends = if changes { known.earlier_ends(&when, room.view.rules.grid_minutes, now) } else { Vec::new() };
    Ok(PresenceView {
        stage: known.stage(now),
        came_at: known.came_at.map(local),
        given_up_at: known.given_up_at().filter(|_| waits).map(local),
        check_in: may_say && known.came_at.is_none() && known.check_in(keeps, now).is_ok(),
        nobody_came: keeps && known.nobody_came(now).is_ok(),
        earlier_ends: ends.into_iter().map(local).collect(),
    })
}
