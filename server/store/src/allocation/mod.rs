//! Taking and freeing units: the only thing that blocks (I1).
//!
//! Whoever takes units first locks their rows, in the order of their ids, then looks, then writes. So two wishes for
//! one unit queue instead of racing, nobody waits in a circle, and a refusal can say what is in the way. The
//! constraint of the database stands behind it, for every path that forgets.
//!
//! Closures and holds are seen here as well, though they take nothing: whoever looks sees one list.

use std::borrow::Borrow;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{rules::BrokenRule, slot::Slot};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Func, LockType, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use crate::{
    chance, closures,
    entity::{allocation, booking, occurrence, unit},
    holds,
    rooms::{Room, rows},
    zone,
};

mod taker;
mod times;

pub(crate) use taker::{Busy, Eyes, Taker};
pub(crate) use times::{Times, lines};

/// Takes the row locks that let wishes for the same units queue. Nothing on SQLite, which has one writer anyway.
pub(crate) async fn lock(db: &impl ConnectionTrait, units: &[Uuid]) -> Result<(), DbErr> {
    unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::Id.is_in(units.iter().copied()))
        .order_by_asc(unit::Column::Id)
        // Not `FOR UPDATE`: that would also wait for everybody who merely refers to the unit.
        .lock(LockType::NoKeyUpdate)
        .into_tuple::<Uuid>()
        .all(db)
        .await
        .map(drop)
}

/// What is taken of `units` at any time of `window`.
///
/// Allocations of a unit never overlap, so only those that start inside can matter, and the one before: both found
/// by the index, however long the history of a unit is.
pub(crate) async fn busy(
    db: &impl ConnectionTrait,
    units: &[Uuid],
    window: Slot,
    eyes: Eyes,
) -> Result<Vec<Busy>, DbErr> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let mut taken = given(db, units, window).await?;
    taken.extend(closures::busy(db, units, window).await?);
    taken.extend(holds::busy(db, units, window, eyes).await?);
    Ok(taken)
}

/// What bookings and requests have of `units`, of which there are some, at any time of `window`.
pub(crate) async fn given(db: &impl ConnectionTrait, units: &[Uuid], window: Slot) -> Result<Vec<Busy>, DbErr> {
    let found: Vec<Row> = rows(db, &around(units, window)).await?;
    found.into_iter().map(Row::read).collect()
}

/// Selects the allocations of `units` that lie in `window` at any time: those that start inside, and the one before.
fn around(units: &[Uuid], window: Slot) -> SelectStatement {
    let a = |column: allocation::Column| Expr::col((allocation::Entity, column));
    let inside = particulars()
        .from(allocation::Entity)
        .and_where(a(allocation::Column::UnitId).is_in(units.iter().copied()))
        .and_where(a(allocation::Column::FromAt).gte(window.from()))
        .and_where(a(allocation::Column::FromAt).lt(window.until()))
        .to_owned();
    let before = Query::select()
        .expr(Expr::col(("earlier", allocation::Column::FromAt)).max())
        .from_as(allocation::Entity, "earlier")
        .and_where(Expr::col(("earlier", allocation::Column::UnitId)).equals((unit::Entity, unit::Column::Id)))
        .and_where(Expr::col(("earlier", allocation::Column::FromAt)).lt(window.from()))
        .to_owned();
    let running = particulars()
        .from(unit::Entity)
        .inner_join(
            allocation::Entity,
            Condition::all()
                .add(a(allocation::Column::UnitId).equals((unit::Entity, unit::Column::Id)))
                .add(a(allocation::Column::FromAt).eq(before)),
        )
        .and_where(Expr::col((unit::Entity, unit::Column::Id)).is_in(units.iter().copied()))
        .and_where(a(allocation::Column::UntilAt).gt(window.from()))
        .to_owned();
    joined(inside).union(UnionType::All, joined(running)).to_owned()
}

/// What stands in the way of `held` in `room`: nothing when `wished` units are free all through.
pub(crate) fn in_the_way(room: &Room, wished: u16, held: Slot, busy: &[impl Borrow<Busy>]) -> Vec<BrokenRule> {
    let blocking: Vec<&Busy> = busy
        .iter()
        .map(Borrow::borrow)
        .filter(|busy| room.units.contains(&busy.unit) && busy.held.overlaps(held))
        .collect();
    let free = room.units.iter().filter(|unit| is_free(**unit, held, &blocking)).count();
    let needed = if room.view.pool { room.wished_units(wished).into() } else { room.units.len().max(1) };
    if free >= needed {
        return Vec::new();
    }
    let mut rules = Vec::new();
    let mut by: Vec<Slot> = Vec::new();
    for busy in &blocking {
        match &busy.by {
            Taker::Closure { reason, .. } => {
                let closed = BrokenRule::Closure { reason: reason.clone(), when: zone::when(room.zone, busy.held) };
                if !rules.contains(&closed) {
                    rules.push(closed);
                }
            }
            Taker::Booking { .. } | Taker::Hold { .. } | Taker::Unsaid => by.push(busy.held),
        }
    }
    by.sort_unstable();
    by.dedup();
    if !by.is_empty() || rules.is_empty() {
        let by = by.into_iter().map(|slot| zone::when(room.zone, slot)).collect();
        let free_units = if room.view.pool { u16::try_from(free).unwrap_or(u16::MAX) } else { 0 };
        rules.push(match free_again(room, needed, held, &blocking) {
            Some(at) => BrokenRule::Held { by, until: zone::to_local(room.zone, at), free_units },
            None => BrokenRule::Taken { by, free_units },
        });
    }
    rules
}

/// When enough units are free if nothing comes of what others hold; `None`: not even then.
fn free_again(room: &Room, needed: usize, held: Slot, blocking: &[&Busy]) -> Option<DateTime<Utc>> {
    let ends = |busy: &&Busy| match busy.by {
        Taker::Hold { until, .. } => Some(until),
        Taker::Booking { .. } | Taker::Closure { .. } | Taker::Unsaid => None,
    };
    let mut instants: Vec<DateTime<Utc>> = blocking.iter().filter_map(ends).collect();
    instants.sort_unstable();
    instants.into_iter().find(|at| {
        let left: Vec<&Busy> =
            blocking.iter().filter(|busy| ends(busy).is_none_or(|until| until > *at)).copied().collect();
        room.units.iter().filter(|unit| is_free(**unit, held, &left)).count() >= needed
    })
}

/// An allocation about to be written.
pub(crate) fn row(occurrence: Uuid, unit: Uuid, held: Slot, now: DateTime<Utc>) -> allocation::ActiveModel {
    allocation::ActiveModel {
        id: Set(chance::id(now)),
        unit_id: Set(unit),
        occurrence_id: Set(occurrence),
        from_at: Set(held.from()),
        until_at: Set(held.until()),
    }
}

/// Frees everything some occurrences hold.
pub(crate) async fn free(db: &impl ConnectionTrait, occurrences: &[Uuid]) -> Result<(), DbErr> {
    allocation::Entity::delete_many()
        .filter(allocation::Column::OccurrenceId.is_in(occurrences.iter().copied()))
        .exec(db)
        .await
        .map(drop)
}

/// Frees what an occurrence holds from `at` on. What was held before stays: it was nobody else's.
pub(crate) async fn cut(db: &impl ConnectionTrait, occurrence: Uuid, at: DateTime<Utc>) -> Result<(), DbErr> {
    let its = allocation::Column::OccurrenceId.eq(occurrence);
    allocation::Entity::delete_many().filter(its.clone()).filter(allocation::Column::FromAt.gte(at)).exec(db).await?;
    allocation::Entity::update_many()
        .col_expr(allocation::Column::UntilAt, Expr::value(at))
        .filter(its)
        .filter(allocation::Column::UntilAt.gt(at))
        .exec(db)
        .await
        .map(drop)
}

/// The units to take: all, or in a pool those where `held` leaves the least time idle on either side, so that whole
/// days stay free on the others.
pub(crate) fn choose(room: &Room, wished: u16, held: Slot, busy: &[impl Borrow<Busy>]) -> Vec<Uuid> {
    if !room.view.pool {
        return room.units.clone();
    }
    tightest(&room.units, room.wished_units(wished), held, busy)
}

/// So many of the units that are free, those first where `held` leaves the least time idle.
pub(crate) fn tightest(units: &[Uuid], wished: u16, held: Slot, busy: &[impl Borrow<Busy>]) -> Vec<Uuid> {
    let idle = |unit: Uuid| {
        let its = || busy.iter().map(Borrow::borrow).filter(move |busy| busy.unit == unit).map(|busy| busy.held);
        let most = TimeDelta::days(1);
        let before = its().filter(|other| other.until() <= held.from()).map(|other| held.from() - other.until()).min();
        let after = its().filter(|other| held.until() <= other.from()).map(|other| other.from() - held.until()).min();
        before.unwrap_or(most) + after.unwrap_or(most)
    };
    let mut free: Vec<Uuid> = units.iter().copied().filter(|unit| is_free(*unit, held, busy)).collect();
    free.sort_by_key(|unit| idle(*unit));
    free.truncate(wished.into());
    free
}

/// True when nothing has a unit at any time of `held`.
pub(crate) fn is_free(unit: Uuid, held: Slot, busy: &[impl Borrow<Busy>]) -> bool {
    !busy.iter().map(Borrow::borrow).any(|busy| busy.unit == unit && busy.held.overlaps(held))
}

#[derive(FromQueryResult)]
struct Row {
    unit_id: Uuid,
    occurrence_id: Uuid,
    from_at: DateTime<Utc>,
    until_at: DateTime<Utc>,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    booking_id: Uuid,
    organisation_id: Uuid,
    session_id: Option<Uuid>,
    title: String,
}

impl Row {
    fn read(self) -> Result<Busy, DbErr> {
        let slot = |from, until, table| {
            Slot::new(from, until)
                .map_err(|e| DbErr::Type(format!("{table} of occurrence {}: {e}", self.occurrence_id)))
        };
        let held = slot(self.from_at, self.until_at, "allocation")?;
        let used = slot(self.starts_at, self.ends_at, "occurrence")?;
        Ok(Busy {
            held,
            // Where nobody came what is left is free again, though the date keeps the end it was booked with.
            used: Slot::new(used.from(), Ord::min(used.until(), held.until())).unwrap_or(held),
            unit: self.unit_id,
            by: Taker::Booking {
                occurrence: self.occurrence_id,
                booking: self.booking_id,
                organisation: self.organisation_id,
                session: self.session_id,
                title: self.title,
            },
        })
    }
}

fn particulars() -> SelectStatement {
    use allocation::Column as A;
    use booking::Column as B;
    use occurrence::Column as O;
    Query::select()
        .columns([A::UnitId, A::OccurrenceId, A::FromAt, A::UntilAt].map(|column| (allocation::Entity, column)))
        .columns([O::StartsAt, O::EndsAt, O::BookingId].map(|column| (occurrence::Entity, column)))
        .columns([B::OrganisationId, B::SessionId].map(|column| (booking::Entity, column)))
        .expr_as(
            Func::coalesce([Expr::col((occurrence::Entity, O::Title)), Expr::col((booking::Entity, B::Title))]),
            "title",
        )
        .to_owned()
}

fn joined(mut select: SelectStatement) -> SelectStatement {
    let occurrence = Expr::col((occurrence::Entity, occurrence::Column::Id));
    let booking = Expr::col((booking::Entity, booking::Column::Id));
    select
        .inner_join(occurrence::Entity, occurrence.equals((allocation::Entity, allocation::Column::OccurrenceId)))
        .inner_join(booking::Entity, booking.equals((occurrence::Entity, occurrence::Column::BookingId)))
        .to_owned()
}
