//! Requests: bookings that wait for a keeper. Of two for one time the first approved stands (DESIGN 5).

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::{Act, Actor, Premises, may},
    booking::{BookingRefusal, BookingState},
    id::{AccountId, BookingId},
    rules::{Alternative, Lifter, Verdict, Wish},
    slot::Slot,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Outcome,
    alternatives::others,
    book::{premises, shortened},
    dated::{self, Dated},
    exception::Exception,
    facts::Wisher,
    rows::{Change, end, occurrences},
    still_the_same,
};
use crate::{
    Store,
    allocation::{self, Eyes},
    audit::{self, Thing},
    calendar::LONGEST_BUFFER,
    entity::{Code, booking, keeper, occurrence, small, space},
    error::refuse,
    keeping,
    outbox::{self, Mail},
    rooms::{self, Houses, Room, Which},
    zone,
};

/// A request that is not answered by its first date is of no use to anybody.
pub(super) fn answer_by(dates: &[Dated<'_>], now: DateTime<Utc>) -> DateTime<Utc> {
    let hours = dates.iter().map(|dated| dated.rules().request.answer_within_hours).min().unwrap_or_default();
    let first = dates.iter().map(|dated| dated.wish.when.slot.from()).min();
    let answered = now + TimeDelta::hours(hours.into());
    first.map_or(answered, |first| Ord::min(answered, first))
}

/// Tells everybody who keeps a space of these dates that a request waits.
pub(crate) async fn tell_keepers(
    db: &impl ConnectionTrait,
    dates: &[Dated<'_>],
    booking: BookingId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for account in keepers(db, &premises(dates), now).await? {
        outbox::write(db, Mail::RequestWaiting { booking, account }, now).await?;
    }
    Ok(())
}

/// Who keeps any of some spaces now. Who was a deputy once is none of them.
pub(crate) async fn keepers(
    db: &impl ConnectionTrait,
    premises: &[Premises],
    now: DateTime<Utc>,
) -> Result<Vec<AccountId>, DbErr> {
    let found: BTreeSet<Uuid> = keeper::Entity::find()
        .filter(keeping::of(premises))
        .filter(keeping::now(now))
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.account_id)
        .collect();
    Ok(found.into_iter().map(AccountId).collect())
}

impl Store {
    /// Says yes. Everything is judged again: what was free when it was asked for may be taken, and nobody books what
    /// is over. What a keeper may lift she lifts for a reason.
    pub(super) async fn approve(&self, by: &Actor, id: BookingId, version: i32, reason: Option<&str>) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (row, dates) = request(&*tx, by, id).await?;
        let asked: Vec<&occurrence::Model> =
            dates.iter().filter(|dated| dated.state.0 == BookingState::Requested).collect();
        if asked.is_empty() && row.version == version + 1 && row.state.0 == BookingState::Confirmed {
            // The button was clicked twice.
            return Ok(());
        }
        still_the_same(&row, version)?;
        if asked.is_empty() {
            return refuse(BookingRefusal::NotNow(row.state.0));
        }
        let places: Vec<Uuid> = asked.iter().map(|dated| dated.space_id).collect();
        let houses = rooms::load(&*tx, Which::SitesOf(&places)).await?;
        let dated = as_dated(&row, &asked, &houses)?;
        let ids: Vec<Uuid> = asked.iter().map(|dated| dated.id).collect();
        allocation::free(&*tx, &ids).await?;
        let wisher = Wisher::of_booking(&*tx, &row, &ids).await?;
        let busy = dated::look(&*tx, &dated, true, wisher.eyes(now)).await?;
        let facts = wisher.facts(&*tx, &dated).await?;
        let mut exception = Exception::by(by, &dated, reason);
        let verdicts = exception.verdicts(&dated, facts, &busy, now);
        if needs_reason(&verdicts) {
            return refuse(BookingRefusal::Reason);
        }
        super::book::all_free(&verdicts, dated.len() > 1)?;
        dated::occupy(&*tx, &dated, &ids, BookingState::Confirmed, busy, now).await?;
        occurrence::Entity::update_many()
            .col_expr(occurrence::Column::State, Expr::value(Code(BookingState::Confirmed)))
            .filter(occurrence::Column::Id.is_in(ids))
            .exec(&*tx)
            .await?;
        Change::new(&row, now).state(BookingState::Confirmed).answer_by(None).moved().write(&*tx).await?;
        audit::write(&*tx, by, "approved", Thing::Booking, row.id, json!({}), now).await?;
        exception.write(&*tx, by, row.id, now).await?;
        outbox::write(&*tx, Mail::BookingConfirmed { booking: id }, now).await?;
        Ok(tx.commit().await?)
    }

    /// Says no, and why.
    pub(super) async fn decline(&self, by: &Actor, id: BookingId, version: i32, reason: &str) -> Outcome<()> {
        let reason = shortened(reason);
        if reason.is_empty() {
            return refuse(BookingRefusal::Reason);
        }
        let now = self.now();
        let tx = self.begin_write().await?;
        let (row, dates) = request(&*tx, by, id).await?;
        if row.state.0 == BookingState::Declined {
            return Ok(());
        }
        still_the_same(&row, version)?;
        if !dates.iter().any(|dated| dated.state.0 == BookingState::Requested) {
            return refuse(BookingRefusal::NotNow(row.state.0));
        }
        end_request(&*tx, &row, &dates, BookingState::Declined, now).await?;
        audit::write(&*tx, by, "declined", Thing::Booking, row.id, json!({ "reason": reason }), now).await?;
        outbox::write(&*tx, Mail::BookingDeclined { booking: id }, now).await?;
        Ok(tx.commit().await?)
    }

    /// What would work instead of a request that cannot be granted any more, since something of it was given to somebody
    /// else; `None`: it still can.
    pub(crate) async fn overtaken(&self, row: &booking::Model) -> Result<Option<Vec<Alternative>>, DbErr> {
        let dates = occurrences(&self.db, &[row.id]).await?;
        let asked: Vec<&occurrence::Model> =
            dates.iter().filter(|dated| dated.state.0 == BookingState::Requested).collect();
        let places: Vec<Uuid> = asked.iter().map(|dated| dated.space_id).collect();
        let houses = rooms::load(&self.db, Which::SitesOf(&places)).await?;
        let dated = as_dated(row, &asked, &houses)?;
        let eyes = Eyes::nobodys(self.now());
        let own: Vec<Uuid> = dates.iter().map(|dated| dated.id).collect();
        let mut busy = others(dated::look(&self.db, &dated, false, eyes).await?, &own);
        // What is closed or held for a while was given to nobody.
        busy.retain(|busy| busy.by.is_given());
        let Some(gone) = dated.into_iter().find(|dated| !dated.in_the_way(&busy).is_empty()) else { return Ok(None) };
        let ids: Vec<Uuid> = asked.iter().map(|dated| dated.id).collect();
        let wisher = Wisher::of_booking(&self.db, row, &ids).await?;
        Ok(Some(self.verdict_for(gone, &wisher).await?.alternatives))
    }

    /// Ends a request nobody answered in time. False: there was nothing to end.
    pub(crate) async fn expire_request(&self, id: Uuid) -> Outcome<bool> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Some(row) = booking::Entity::find_by_id(id).lock_exclusive().one(&*tx).await? else { return Ok(false) };
        let dates = occurrences(&*tx, &[row.id]).await?;
        let waits = dates.iter().any(|dated| dated.state.0 == BookingState::Requested);
        if !waits || row.answer_by.is_none_or(|at| at > now) {
            return Ok(false);
        }
        end_request(&*tx, &row, &dates, BookingState::Expired, now).await?;
        audit::write(&*tx, &Actor::System, "expired", Thing::Booking, row.id, json!({}), now).await?;
        outbox::write(&*tx, Mail::BookingExpired { booking: BookingId(id) }, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Reminds the keepers of a request whose time is half over.
    pub(crate) async fn remind_of_request(&self, id: Uuid) -> Outcome<bool> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Some(row) = booking::Entity::find_by_id(id).lock_exclusive().one(&*tx).await? else { return Ok(false) };
        if row.answer_by.is_none() || row.reminded_at.is_some() {
            return Ok(false);
        }
        let dates = occurrences(&*tx, &[row.id]).await?;
        let places: Vec<Uuid> = dates.iter().map(|dated| dated.space_id).collect();
        let houses = rooms::load(&*tx, Which::SitesOf(&places)).await?;
        let premises: Vec<Premises> =
            places.iter().filter_map(|place| houses.room_of(*place)).map(Room::premises).collect();
        for account in keepers(&*tx, &premises, now).await? {
            outbox::write(&*tx, Mail::RequestWaiting { booking: BookingId(id), account }, now).await?;
        }
        booking::Entity::update_many()
            .col_expr(booking::Column::RemindedAt, Expr::value(Some(now)))
            .filter(booking::Column::Id.eq(id))
            .exec(&*tx)
            .await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// True when something stands against it, and a keeper may lift all of that.
fn needs_reason(verdicts: &[Verdict]) -> bool {
    verdicts.iter().any(|verdict| !verdict.is_free())
        && verdicts.iter().all(|verdict| verdict.liftable_by(Lifter::Keeper))
}

/// A request, its row locked, that the actor keeps a space of. For everybody else it does not exist.
async fn request(
    db: &impl ConnectionTrait,
    by: &Actor,
    id: BookingId,
) -> Outcome<(booking::Model, Vec<occurrence::Model>)> {
    let Some(row) = booking::Entity::find_by_id(id.0).lock_exclusive().one(db).await? else {
        return refuse(BookingRefusal::NotFound);
    };
    let dates = occurrences(db, &[row.id]).await?;
    let places: Vec<Uuid> = dates.iter().map(|dated| dated.space_id).collect();
    let houses = rooms::load(db, Which::SitesOf(&places)).await?;
    let asked = dates.iter().filter(|dated| dated.state.0 == BookingState::Requested);
    let premises: Vec<_> = asked.filter_map(|dated| houses.room_of(dated.space_id)).map(Room::premises).collect();
    if !dates
        .iter()
        .filter_map(|dated| houses.room_of(dated.space_id))
        .any(|room| may(by, Act::Keep(room.premises())).is_ok())
    {
        return refuse(BookingRefusal::NotFound);
    }
    if premises.iter().any(|here| may(by, Act::Keep(*here)).is_err()) {
        return refuse(BookingRefusal::Forbidden);
    }
    Ok((row, dates))
}

/// Ends what was asked for; dates of the same booking that stand already, or stood, stay.
async fn end_request(
    db: &impl ConnectionTrait,
    row: &booking::Model,
    dates: &[occurrence::Model],
    state: BookingState,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let stays = |dated: &occurrence::Model| dated.state.0.occupies() && dated.state.0 != BookingState::Requested;
    if !dates.iter().any(stays) {
        return end(db, row, state, now).await;
    }
    let asked: Vec<Uuid> =
        dates.iter().filter(|dated| dated.state.0 == BookingState::Requested).map(|dated| dated.id).collect();
    super::rows::end_dates(db, &asked, state).await?;
    // What stands, be it over, stands as before: also when all that was to come had been asked for.
    Change::new(row, now).state(BookingState::Confirmed).answer_by(None).moved().write(db).await
}

/// Dates of a booking that stand, as they would be asked for now.
pub(crate) fn as_dated<'h>(
    row: &booking::Model,
    dates: &[&occurrence::Model],
    houses: &'h Houses,
) -> Result<Vec<Dated<'h>>, DbErr> {
    let mut all = Vec::with_capacity(dates.len());
    for dated in dates {
        let Some(room) = houses.room_of(dated.space_id) else { continue };
        let slot = Slot::new(dated.starts_at, dated.ends_at)
            .map_err(|e| DbErr::Type(format!("occurrence {}: {e}", dated.id)))?;
        let wish = Wish {
            when: zone::when(room.zone, slot),
            people: small(dated.people.unwrap_or(row.people)),
            layout: dated.layout(row),
            units: room.wished_units(small(dated.units.unwrap_or(row.units))),
        };
        let (along, key) = (dated.along(row), dated.use_kind(row).map(str::to_owned));
        let dated = Dated { original_at: dated.original_at, ..Dated::new(room, wish) };
        all.push(dated.used_for(key.as_deref()).taking(&along));
    }
    Ok(all)
}

/// Tells whoever asked for what was just given to a booking, on whatever way it was given. `ids`: its dates.
pub(super) async fn tell_overtaken(
    db: &impl ConnectionTrait,
    given: &[Dated<'_>],
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let (from, until) = (given.iter().map(|d| d.held().from()).min(), given.iter().map(|d| d.held().until()).max());
    let window = from.zip(until).and_then(|(from, until)| Slot::new(from, until).ok());
    let Some(window) = window.map(|slot| slot.with_buffers(LONGEST_BUFFER, LONGEST_BUFFER)) else { return Ok(()) };
    let here = space::Entity::find()
        .select_only()
        .column(space::Column::Id)
        .filter(space::Column::SiteId.is_in(given.iter().map(|dated| dated.room.site().0)))
        .into_query();
    let rows = occurrence::Entity::find()
        .filter(occurrence::Column::State.eq(Code(BookingState::Requested)))
        .filter(occurrence::Column::SpaceId.in_subquery(here))
        .filter(occurrence::Column::StartsAt.lt(window.until()).and(occurrence::Column::EndsAt.gt(window.from())))
        .filter(occurrence::Column::StartsAt.gt(now))
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let own = match ids.first() {
        Some(id) => occurrence::Entity::find_by_id(*id).one(db).await?.map(|row| row.booking_id),
        None => None,
    };
    let asked: BTreeSet<Uuid> = rows.iter().map(|row| row.booking_id).filter(|id| Some(*id) != own).collect();
    let bookings = booking::Entity::find().filter(booking::Column::Id.is_in(asked)).all(db).await?;
    let places: Vec<Uuid> = rows.iter().map(|row| row.space_id).collect();
    let houses = rooms::load(db, Which::SitesOf(&places)).await?;
    let mut mails = Vec::new();
    for row in &bookings {
        let its: Vec<&occurrence::Model> = rows.iter().filter(|dated| dated.booking_id == row.id).collect();
        let wanted = as_dated(row, &its, &houses)?;
        let meets = |wanted: &Dated<'_>, given: &Dated<'_>| {
            wanted.held().overlaps(given.held()) && wanted.units().any(|unit| given.units().any(|other| other == unit))
        };
        if wanted.iter().any(|wanted| given.iter().any(|given| meets(wanted, given))) {
            mails.push(Mail::RequestOvertaken { booking: BookingId(row.id) });
        }
    }
    outbox::write_all(db, &mails, now).await
}
