//! Where the dates under a closure could move to: all that decides it is read at once, however many they are.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, may},
    rules::Admission,
    slot::Slot,
    space::SpaceRef,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::under::{Meant, UnderDate};
use crate::{
    allocation::{Busy, Eyes, Times},
    bookings::{alternatives::Terms, dated::Dated, near::spaces_like, quota::Quotas, wishers::Wishers},
    closures,
    entity::allocation,
    rooms::{self, Houses, Which},
};

/// A date that may move, and the spaces that would do for it, the nearest first.
struct Movable<'m, 'h> {
    one: &'m UnderDate,
    like: Vec<Dated<'h>>,
}

/// The nearest space like its own that is free at the same time, for each of some dates that has one: no two of them into
/// one.
pub(super) async fn proposals(
    db: &impl ConnectionTrait,
    meant: &Meant,
    dates: &[(&UnderDate, Dated<'_>)],
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, SpaceRef>, DbErr> {
    if dates.is_empty() {
        return Ok(HashMap::new());
    }
    let houses = rooms::load(db, Which::All).await?;
    let movable: Vec<Movable<'_, '_>> =
        dates.iter().map(|(one, dated)| Movable::new(one, dated, &houses, now)).collect();
    let seen = Seen::read(db, &movable, now).await?;
    let mut proposed: HashMap<Uuid, SpaceRef> = HashMap::new();
    let mut given: Vec<(Uuid, Slot)> = Vec::new();
    for movable in &movable {
        let open = |there: &&Dated<'_>| {
            let held = there.held();
            let gone = |unit| given.iter().any(|(other, slot)| *other == unit && slot.overlaps(held));
            !there.units().any(|unit| meant.units.binary_search(&unit).is_ok() || gone(unit))
        };
        let there = movable.like.iter().filter(open).find(|there| seen.suits(meant, movable.one, there, now));
        if let Some(there) = there {
            given.extend(there.room.units.iter().map(|unit| (*unit, there.held())));
            proposed.insert(movable.one.date.id, there.room.view.space.clone());
        }
    }
    Ok(proposed)
}

impl<'m, 'h> Movable<'m, 'h> {
    fn new(one: &'m UnderDate, dated: &Dated<'_>, houses: &'h Houses, now: DateTime<Utc>) -> Self {
        // The keepers move it: neither notice nor horizon is asked for again.
        let wished = Dated { terms: Terms::Standing, ..dated.clone() };
        Self { one, like: spaces_like(houses, &wished, now) }
    }
}

/// Who made the bookings, and what is taken of the spaces they could move to.
struct Seen {
    wishers: Wishers,
    quotas: Quotas,
    times: Times,
    closed: Vec<Busy>,
    /// What the dates themselves take, by date: nothing of that is in their own way.
    own: HashMap<Uuid, Vec<(Uuid, Slot)>>,
}

impl Seen {
    async fn read(db: &impl ConnectionTrait, movable: &[Movable<'_, '_>], now: DateTime<Utc>) -> Result<Self, DbErr> {
        let like = || movable.iter().flat_map(|one| &one.like);
        let bookings = movable.iter().map(|movable| &movable.one.booking);
        let mut seen = Self {
            wishers: Wishers::read(db, bookings.clone()).await?,
            quotas: Quotas::default(),
            times: Times::default(),
            closed: Vec::new(),
            own: HashMap::new(),
        };
        let held: Vec<Slot> = like().map(Dated::held).collect();
        let Some(window) = Slot::around(&held) else { return Ok(seen) };
        let organisations = bookings.map(|booking| booking.organisation_id);
        seen.quotas = Quotas::read(db, organisations, like().map(|there| there.room), window).await?;
        let units: HashSet<Uuid> = like().flat_map(Dated::units).collect();
        let units: Vec<Uuid> = units.into_iter().collect();
        // What anybody holds is in the way of a keeper who moves something there.
        seen.times.look(db, units.clone(), window, Eyes::nobodys(now)).await?;
        seen.closed = closures::busy(db, &units, window).await?;
        let ids = movable.iter().map(|movable| movable.one.date.id);
        let taken = allocation::Entity::find().filter(allocation::Column::OccurrenceId.is_in(ids)).all(db).await?;
        for row in taken {
            let slot = Slot::new(row.from_at, row.until_at)
                .map_err(|e| DbErr::Type(format!("allocation of occurrence {}: {e}", row.occurrence_id)))?;
            seen.own.entry(row.occurrence_id).or_default().push((row.unit_id, slot));
        }
        Ok(seen)
    }

    /// True where a date could stand: it is free, whoever made it may have it, and nobody else need be asked. What is only
    /// asked for is asked for there.
    fn suits(&self, meant: &Meant, one: &UnderDate, there: &Dated<'_>, now: DateTime<Utc>) -> bool {
        if !there.in_the_way(&self.busy(one, there)).is_empty() {
            return false;
        }
        let wisher = self.wishers.of(&one.booking, &[one.date.id]);
        let verdict = there.allowed(wisher.facts_by(there, &self.quotas), now);
        let settled = || {
            let keeps = || may(&meant.by, Act::Keep(there.room.premises())).is_ok();
            one.asked() || verdict.admission == Admission::AtOnce || keeps()
        };
        verdict.is_free() && settled()
    }

    /// What is taken there by anything but the date itself.
    fn busy(&self, one: &UnderDate, there: &Dated<'_>) -> Vec<Busy> {
        let held = there.held();
        let own = self.own.get(&one.date.id).map(Vec::as_slice).unwrap_or_default();
        let mut busy: Vec<Busy> = Vec::new();
        for unit in there.units() {
            let mine = own.iter().find(|(taken, _)| *taken == unit).map(|(_, slot)| *slot);
            let others = self.times.of(unit, held).iter().flat_map(|slot| without(*slot, mine));
            busy.extend(others.map(|slot| Busy::unsaid(unit, slot, slot)));
        }
        // It may stand where it is closed already; nothing moves there.
        let shut = |closed: &&Busy| there.room.units.contains(&closed.unit) && closed.held.overlaps(held);
        busy.extend(self.closed.iter().filter(shut).cloned());
        busy
    }
}

/// What is left of a time that is taken without what takes some of it.
fn without(slot: Slot, mine: Option<Slot>) -> Vec<Slot> {
    match mine.filter(|mine| mine.overlaps(slot)) {
        None => vec![slot],
        Some(mine) => {
            [Slot::new(slot.from(), mine.from()), Slot::new(mine.until(), slot.until())].into_iter().flatten().collect()
        }
    }
}
