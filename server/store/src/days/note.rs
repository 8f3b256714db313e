//! Noting who is here and who is not, by people and by the clock.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use domain::{
    access::Actor,
    booking::BookingState,
    id::{BookingId, OccurrenceId},
    presence::PresenceRefusal,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, Known, presence};
use crate::{
    Store,
    allocation::{self, Eyes},
    audit::{self, Thing},
    bookings::{dated, requests::as_dated, rows::Change},
    entity::{Code, booking, occurrence},
    error::refuse,
    outbox::{self, Mail},
    rooms::{self, Which},
};

/// No date is longer, so what runs began at most so many days ago.
const LONGEST_DAYS: i64 = 46;

impl Store {
    /// Somebody is here. Said twice it is true once.
    pub(super) async fn note_here(&self, by: &Actor, id: OccurrenceId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let known = Known::of(&*tx, by, id).await?;
        let Some(presence) = known.presence()? else { return refuse(PresenceRefusal::NotFound) };
        if known.date.state.0 == BookingState::Confirmed && presence.came_at.is_some() {
            return Ok(());
        }
        if let Err(refusal) = presence.check_in(known.kept_by(by), now) {
            return refuse(refusal);
        }
        let act = if known.date.state.0 == BookingState::NoShow {
            restore(&*tx, &known, now).await?;
            "restored"
        } else {
            "checked-in"
        };
        came(&*tx, &known.date, Some(now)).await?;
        audit::write(&*tx, by, act, Thing::Booking, known.row.id, json!({ "date": id }), now).await?;
        Ok(tx.commit().await?)
    }

    /// Nobody is here yet after all.
    pub(super) async fn note_not_yet(&self, by: &Actor, id: OccurrenceId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let known = Known::of(&*tx, by, id).await?;
        if !known.kept_by(by) {
            return refuse(PresenceRefusal::Forbidden);
        }
        if known.date.checked_in_at.is_none() {
            return Ok(());
        }
        came(&*tx, &known.date, None).await?;
        let detail = json!({ "date": id });
        audit::write(&*tx, by, "check-in-undone", Thing::Booking, known.row.id, detail, now).await?;
        Ok(tx.commit().await?)
    }

    /// A keeper notes that nobody came.
    pub(super) async fn note_nobody(&self, by: &Actor, id: OccurrenceId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let known = Known::of(&*tx, by, id).await?;
        if !known.kept_by(by) {
            return refuse(PresenceRefusal::Forbidden);
        }
        if known.date.state.0 == BookingState::NoShow {
            return Ok(());
        }
        let Some(presence) = known.presence()? else { return refuse(PresenceRefusal::NotFound) };
        if let Err(refusal) = presence.nobody_came(now) {
            return refuse(refusal);
        }
        no_show(&*tx, by, &known, now).await?;
        Ok(tx.commit().await?)
    }

    /// Dates that run, that nobody came to, and whose space is to be given up.
    pub(crate) async fn nobody_came_to(&self) -> Result<Vec<Uuid>, DbErr> {
        let now = self.now();
        let running = occurrence::Entity::find()
            .filter(occurrence::Column::StartsAt.gt(now - TimeDelta::days(LONGEST_DAYS)))
            .filter(occurrence::Column::StartsAt.lte(now))
            .filter(occurrence::Column::EndsAt.gt(now))
            .filter(occurrence::Column::State.eq(Code(BookingState::Confirmed)))
            .filter(occurrence::Column::CheckedInAt.is_null())
            .order_by_asc(occurrence::Column::StartsAt)
            .all(&self.db)
            .await?;
        if running.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<Uuid> = running.iter().map(|date| date.space_id).collect();
        let houses = rooms::load(&self.db, Which::SitesOf(&places)).await?;
        let bookings = booking::Entity::find()
            .filter(booking::Column::Id.is_in(running.iter().map(|date| date.booking_id)))
            .all(&self.db)
            .await?;
        let mut due = Vec::new();
        for date in &running {
            let row = bookings.iter().find(|row| row.id == date.booking_id);
            let (Some(row), Some(room)) = (row, houses.room_of(date.space_id)) else { continue };
            if presence(row, date, room)?.is_given_up(now) {
                due.push(date.id);
            }
        }
        Ok(due)
    }

    /// Gives up the space of a date nobody came to. False: somebody came meanwhile, or it was called off.
    pub(crate) async fn give_up_space(&self, id: Uuid) -> Answer<bool> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Some(known) = Known::read(&*tx, OccurrenceId(id)).await? else { return Ok(false) };
        if !known.presence()?.is_some_and(|presence| presence.is_given_up(now)) {
            return Ok(false);
        }
        no_show(&*tx, &Actor::System, &known, now).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Nobody came: what is left is free from now on, what was kept free until now stays on record.
async fn no_show(db: &impl ConnectionTrait, by: &Actor, known: &Known, now: DateTime<Utc>) -> Result<(), DbErr> {
    let freed_at = whole_minute(now);
    allocation::cut(db, known.date.id, freed_at).await?;
    occurrence::Entity::update_many()
        .col_expr(occurrence::Column::State, Expr::value(Code(BookingState::NoShow)))
        .filter(occurrence::Column::Id.eq(known.date.id))
        .exec(db)
        .await?;
    let change = Change::new(&known.row, now);
    let change = if known.is_the_only_one() { change.state(BookingState::NoShow) } else { change };
    change.write(db).await?;
    let (booking, date) = (BookingId(known.row.id), OccurrenceId(known.date.id));
    let detail = json!({ "date": date, "freed_at": freed_at });
    audit::write(db, by, "no-show", Thing::Booking, known.row.id, detail, now).await?;
    outbox::write(db, Mail::BookingNoShow { booking, date }, now).await
}

/// Takes again what a date had before its space was given up, if nobody else has it.
async fn restore(db: &impl ConnectionTrait, known: &Known, now: DateTime<Utc>) -> Answer<()> {
    let dated = as_dated(&known.row, &[&known.date], &known.houses)?;
    allocation::free(db, &[known.date.id]).await?;
    let mut busy = dated::look(db, &dated, true, Eyes::nobodys(now)).await?;
    // A keeper who lets somebody in knows what is closed.
    busy.retain(|busy| busy.by.is_given());
    // Also what it took along: it may be lent to somebody else by now.
    if dated.iter().any(|dated| !dated.in_the_way(&busy).is_empty()) {
        return refuse(PresenceRefusal::Taken);
    }
    dated::occupy(db, &dated, &[known.date.id], BookingState::Confirmed, busy, now).await?;
    occurrence::Entity::update_many()
        .col_expr(occurrence::Column::State, Expr::value(Code(BookingState::Confirmed)))
        .filter(occurrence::Column::Id.eq(known.date.id))
        .exec(db)
        .await?;
    let change = Change::new(&known.row, now);
    let over = known.row.state.0 == BookingState::NoShow;
    let change = if over { change.state(BookingState::Confirmed) } else { change };
    Ok(change.write(db).await?)
}

async fn came(db: &impl ConnectionTrait, date: &occurrence::Model, at: Option<DateTime<Utc>>) -> Result<(), DbErr> {
    occurrence::Entity::update_many()
        .col_expr(occurrence::Column::CheckedInAt, Expr::value(at))
        .filter(occurrence::Column::Id.eq(date.id))
        .exec(db)
        .await
        .map(drop)
}

/// The first whole minute not before `at`: times are whole minutes.
fn whole_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_round_up(TimeDelta::minutes(1)).unwrap_or(at)
}
