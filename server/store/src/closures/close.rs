//! Closing, with everything that was decided about the bookings under it, in one transaction (I3).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    booking::BookingState,
    desk::{ClosurePlan, ClosureRefusal, Fate, NewClosure},
    id::{BookingId, ClosureId, OccurrenceId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Outcome,
    under::{Meant, Under},
    units_of,
};
use crate::{
    Store,
    allocation::{self, Eyes},
    audit::{self, Thing},
    bookings::{
        alternatives::Terms,
        book::shortened,
        dated::{self, Dated},
        requests::as_dated,
        rows::{Change, end, end_dates, occurrences, place},
    },
    chance,
    entity::{ROWS_AT_ONCE, booking, closure, closure_date, closure_space},
    error::refuse,
    outbox::{self, Mail},
    rooms::{self, Houses, Room, Which},
};

/// What happens to the dates of one booking.
#[derive(Default)]
struct Turn<'a> {
    off: Vec<&'a Under>,
    /// Each with the slug of the space it moves to.
    moved: Vec<(&'a Under, &'a str)>,
}

impl Store {
    pub(super) async fn close_once(&self, by: &Actor, new: &NewClosure) -> Outcome<ClosureId> {
        let now = self.now();
        let meant = Meant::read(&self.db, by, new, now).await?;
        let known = closure::Entity::find().filter(closure::Column::RequestId.eq(new.request.0));
        if let Some(made) = known.clone().one(&self.db).await? {
            return same(&made, &meant);
        }
        let under = meant.under(&self.db, now).await?;
        let plan = self.closure_plan(&meant, under, now).await?;
        let targets: Vec<&str> =
            plan.conflicts.iter().filter_map(|one| Some(one.elsewhere.as_ref()?.slug.as_str())).collect();

        let tx = self.begin_write().await?;
        // Bookings before units, as everybody does.
        let ids = plan.conflicts.iter().map(|conflict| conflict.booking.0);
        booking::Entity::find()
            .filter(booking::Column::Id.is_in(ids))
            .order_by_asc(booking::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        let there = rooms::load(&*tx, Which::SitesNamed(&targets)).await?;
        let mut units = units_of(targets.iter().filter_map(|slug| there.room(slug)));
        units.extend(&meant.units);
        // What they take along is looked for where they move to.
        let pools = targets.iter().filter_map(|slug| there.room(slug)).flat_map(|room| room.pools.iter());
        units.extend(pools.flat_map(|pool| &pool.units));
        allocation::lock(&*tx, &units).await?;
        if let Some(made) = known.one(&*tx).await? {
            return same(&made, &meant);
        }
        let under = meant.under(&*tx, now).await?;
        let Some(turns) = decided(new, &plan, &under) else {
            drop(tx);
            return refuse(ClosureRefusal::Undecided(self.closure_plan(&meant, under, now).await?));
        };
        let id = insert(&*tx, by, new, &meant, now).await?;
        let message = shortened(&new.message);
        let reason = if message.is_empty() { meant.reason.clone() } else { format!("{}: {message}", meant.reason) };
        for (booking, turn) in &turns {
            if !carry_out(&*tx, by, *booking, turn, &there, &reason, now).await? {
                drop(tx);
                return refuse(ClosureRefusal::Undecided(self.closure_plan(&meant, under, now).await?));
            }
        }
        let count = |fate| new.fates.iter().filter(|(_, other)| *other == fate).count();
        let detail = json!({
            "closure": id, "reason": meant.reason, "dates": meant.dates.len(), "under": under.len(),
            "off": count(Fate::Cancel), "moved": count(Fate::Move),
        });
        audit::write(&*tx, by, "closed", Thing::Site, meant.site.id.0, detail, now).await?;
        tx.commit().await?;
        Ok(ClosureId(id))
    }
}

/// The same form, sent twice. One of another site is somebody else's.
fn same(made: &closure::Model, meant: &Meant) -> Outcome<ClosureId> {
    if made.site_id == meant.site.id.0 { Ok(ClosureId(made.id)) } else { refuse(ClosureRefusal::NotFound) }
}

/// What happens to each booking; `None`: something was not decided, or cannot be done.
fn decided<'a>(new: &NewClosure, plan: &'a ClosurePlan, under: &'a [Under]) -> Option<BTreeMap<Uuid, Turn<'a>>> {
    let mut turns: BTreeMap<Uuid, Turn<'a>> = BTreeMap::new();
    for one in under {
        let id = OccurrenceId(one.date.id);
        let (_, fate) = new.fates.iter().find(|(other, _)| *other == id)?;
        // A session moves with its event alone (I4).
        if *fate != Fate::Keep && one.booking.session_id.is_some() {
            return None;
        }
        match fate {
            Fate::Keep => {}
            Fate::Cancel => turns.entry(one.booking.id).or_default().off.push(one),
            Fate::Move => {
                let conflict = plan.conflicts.iter().find(|conflict| conflict.occurrence == id)?;
                let there = conflict.elsewhere.as_ref()?.slug.as_str();
                turns.entry(one.booking.id).or_default().moved.push((one, there));
            }
        }
    }
    Some(turns)
}

async fn insert(
    db: &impl ConnectionTrait,
    by: &Actor,
    new: &NewClosure,
    meant: &Meant,
    now: DateTime<Utc>,
) -> Outcome<Uuid> {
    let Some(person) = by.person() else { return refuse(ClosureRefusal::NotFound) };
    let id = chance::id(now);
    let row = closure::ActiveModel {
        id: Set(id),
        request_id: Set(new.request.0),
        site_id: Set(meant.site.id.0),
        whole: Set(meant.spaces.is_empty()),
        reason: Set(meant.reason.clone()),
        account_id: Set(person.id.0),
        created_at: Set(now),
    };
    closure::Entity::insert(row).exec_without_returning(db).await?;
    let spaces: BTreeSet<Uuid> = meant.spaces.iter().copied().collect();
    let spaces =
        spaces.into_iter().map(|space| closure_space::ActiveModel { closure_id: Set(id), space_id: Set(space) });
    let spaces: Vec<_> = spaces.collect();
    if !spaces.is_empty() {
        closure_space::Entity::insert_many(spaces).exec_without_returning(db).await?;
    }
    let date = |when: &domain::slot::When| closure_date::ActiveModel {
        closure_id: Set(id),
        from_at: Set(when.slot.from()),
        until_at: Set(when.slot.until()),
    };
    let dates: Vec<_> = meant.dates.iter().map(date).collect();
    for some in dates.chunks(ROWS_AT_ONCE) {
        closure_date::Entity::insert_many(some.iter().cloned()).exec_without_returning(db).await?;
    }
    Ok(id)
}

/// Calls off and moves what was decided of one booking, with one mail. False: a space it should move to is taken.
async fn carry_out(
    db: &impl ConnectionTrait,
    by: &Actor,
    id: Uuid,
    turn: &Turn<'_>,
    there: &Houses,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let Some(row) = booking::Entity::find_by_id(id).one(db).await? else { return Ok(true) };
    let booking = BookingId(id);
    let off: Vec<Uuid> = turn.off.iter().map(|under| under.date.id).collect();
    let standing = occurrences(db, &[id]).await?;
    let left = standing.iter().any(|date| date.state.0.occupies() && !off.contains(&date.id));
    if !left {
        end(db, &row, BookingState::Cancelled, now).await?;
        audit::write(db, by, "cancelled", Thing::Booking, id, json!({ "reason": reason }), now).await?;
        outbox::write(db, Mail::BookingCancelled { booking }, now).await?;
        return Ok(true);
    }
    if !off.is_empty() {
        end_dates(db, &off, BookingState::Cancelled).await?;
        let detail = json!({ "reason": reason, "dates": &off });
        audit::write(db, by, "dates-cancelled", Thing::Booking, id, detail, now).await?;
    }
    for (under, slug) in &turn.moved {
        let Some(room) = there.room(slug) else { return Ok(false) };
        let Some(dated) = elsewhere(&row, under, room, there)? else { return Ok(false) };
        allocation::free(db, &[under.date.id]).await?;
        let busy = dated::look(db, std::slice::from_ref(&dated), true, Eyes::nobodys(now)).await?;
        if !dated.in_the_way(&busy).is_empty() {
            return Ok(false);
        }
        place(db, &under.date, &dated).await?;
        dated::occupy(db, &[dated], &[under.date.id], under.date.state.0, busy, now).await?;
        let detail = json!({ "reason": reason, "to": { "space": room.id() } });
        audit::write(db, by, "moved", Thing::Booking, id, detail, now).await?;
    }
    Change::new(&row, now).moved().write(db).await?;
    let mail = if turn.moved.is_empty() {
        Mail::BookingDatesCancelled { booking, sequence: row.sequence + 1 }
    } else {
        Mail::BookingMoved { booking }
    };
    outbox::write(db, mail, now).await?;
    Ok(true)
}

/// A date as it will be in another space, at the same time.
fn elsewhere<'h>(
    row: &booking::Model,
    under: &Under,
    room: &'h Room,
    there: &'h Houses,
) -> Result<Option<Dated<'h>>, DbErr> {
    let mut date = under.date.clone();
    date.space_id = room.id();
    let dated = as_dated(row, &[&date], there)?.pop();
    Ok(dated.map(|dated| Dated { terms: Terms::Standing, ..dated }))
}
