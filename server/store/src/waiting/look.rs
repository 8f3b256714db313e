//! What could be had of a wish: one look at what is taken, the same for everybody who waits at a site.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    rules::{BrokenRule, Verdict, Wish, allocated, broken_time_rules},
    slot::{LocalSpan, Slot},
    waiting::{Pattern, Wanted},
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use crate::{
    allocation::{self, Busy, Eyes, in_the_way},
    bookings::{dated::Dated, facts::Wisher, quota::Used},
    calendar::LONGEST_BUFFER,
    rooms::{Houses, Room, natural},
    zone,
};

/// What is taken of some rooms of one site. It was read once: who comes first in the order sees nothing others do not.
pub(super) struct Looked {
    by_unit: HashMap<Uuid, Vec<Busy>>,
    now: DateTime<Utc>,
}

/// What somebody waits for.
#[derive(Clone, Copy)]
pub(super) struct Waited<'a> {
    pub(super) wanted: &'a Wanted,
    /// What she declined.
    pub(super) passed: &'a [Slot],
}

/// What can be had, and what is taken around it.
pub(super) struct Free<'h> {
    pub(super) dated: Dated<'h>,
    pub(super) busy: Vec<Busy>,
}

/// The rooms that would do: the one that was asked for, then those of its site that have what is needed, of the same
/// kind and no larger than need be.
pub(super) fn rooms<'h>(houses: &'h Houses, space: Uuid, elsewhere: bool, wanted: &Wanted) -> Vec<&'h Room> {
    let Some(own) = houses.room_of(space) else { return Vec::new() };
    let suits = |room: &&Room| room.id() != own.id() && room.site() == own.site() && wanted.suits(&room.view);
    let mut others: Vec<&Room> = houses.rooms.iter().filter(|room| elsewhere && suits(room)).collect();
    others.sort_by_cached_key(|room| {
        let seats = domain::space::seats(&room.view.layouts, wanted.layout);
        (room.view.space.kind != own.view.space.kind, seats, natural(room.view.space.name.get("de")))
    });
    std::iter::once(own).chain(others).collect()
}

impl Looked {
    /// Reads what is taken of some rooms while any of these patterns lasts. Holds of everybody count.
    pub(super) async fn read<'p>(
        db: &impl ConnectionTrait,
        rooms: &[&Room],
        patterns: impl Iterator<Item = &'p Pattern>,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let mut looked = Self { by_unit: HashMap::new(), now };
        let Some(zone) = rooms.first().map(|room| room.zone) else { return Ok(looked) };
        let spans: Vec<LocalSpan> = patterns.map(Pattern::around).collect();
        // What is past is nobody's wish: the window begins yesterday, for what goes on after midnight.
        let yesterday = (zone::to_local(zone, now) - TimeDelta::days(1)).date().and_time(chrono::NaiveTime::MIN);
        let from = spans.iter().map(|span| span.from).min().map(|from| from.max(yesterday));
        let until = spans.iter().map(|span| span.until).max();
        let at = |local| zone::to_utc(zone, local);
        let window = from.zip(until).and_then(|(from, until)| Slot::new(at(from), at(until)).ok());
        let Some(window) = window else { return Ok(looked) };
        let window = window.with_buffers(LONGEST_BUFFER, LONGEST_BUFFER);
        for busy in allocation::busy(db, &units(rooms), window, Eyes::nobodys(now)).await? {
            looked.by_unit.entry(busy.unit).or_default().push(busy);
        }
        Ok(looked)
    }

    /// The first time of a wish that could be booked now under all rules, in the first room that has one.
    pub(super) async fn first_free<'h>(
        &self,
        db: &impl ConnectionTrait,
        rooms: &[&'h Room],
        waited: Waited<'_>,
        wisher: &Wisher<'_>,
    ) -> Result<Option<Free<'h>>, DbErr> {
        let mut used = Used::default();
        for room in rooms {
            let Some(rules) = any_use(room, waited.wanted).map(|dated| dated.rules()) else { continue };
            let today = zone::to_local(room.zone, self.now).date();
            for date in waited.wanted.pattern.days_from(today) {
                let busy = self.around(room, date.and_time(chrono::NaiveTime::MIN));
                let free = |span| {
                    let dated = dated(room, waited.wanted, span)?;
                    let Wish { when, units, .. } = dated.wish;
                    let free = !waited.passed.iter().any(|passed| passed.overlaps(when.slot))
                        && broken_time_rules(when, &rules, self.now).is_empty()
                        && in_the_way(room, units, allocated(when.slot, &rules), &busy).is_empty();
                    free.then_some(dated)
                };
                let Some(dated) = waited.wanted.pattern.first_on(date, rules.grid_minutes, free) else { continue };
                // What is left to judge is about the person: the same for every time of the day.
                let facts = wisher.facts_of(db, &dated, &mut used).await?;
                if dated.judged(facts, &busy, self.now).is_free() {
                    return Ok(Some(Free { dated, busy }));
                }
            }
        }
        Ok(None)
    }

    /// What is taken of a room on a day, the one before and the next.
    fn around(&self, room: &Room, midnight: chrono::NaiveDateTime) -> Vec<Busy> {
        let at = zone::to_utc(room.zone, midnight);
        let (from, until) = (at - TimeDelta::days(2), at + TimeDelta::days(4));
        let near = |busy: &&Busy| busy.held.from() < until && from < busy.held.until();
        room.units.iter().filter_map(|unit| self.by_unit.get(unit)).flatten().filter(near).cloned().collect()
    }
}

/// Whether anything may come of a wish: `Ok` when some time of it breaks no rule that waiting does not mend, else what
/// stands against its first time. `Err(None)`: there is no such time at all.
pub(super) async fn hope(
    db: &impl ConnectionTrait,
    rooms: &[&Room],
    wanted: &Wanted,
    wisher: &Wisher<'_>,
    now: DateTime<Utc>,
) -> Result<Result<(), Option<Verdict>>, DbErr> {
    let mut used = Used::default();
    let mut against: Option<Verdict> = None;
    let passes = |rule: &BrokenRule| matches!(rule, BrokenRule::TooFarAhead { .. } | BrokenRule::QuotaExceeded { .. });
    for room in rooms {
        let Some(rules) = any_use(room, wanted).map(|dated| dated.rules()) else { continue };
        for date in wanted.pattern.days() {
            let in_time = |span| {
                let dated = dated(room, wanted, span)?;
                broken_time_rules(dated.wish.when, &rules, now).iter().all(passes).then_some(dated)
            };
            let first = || wanted.pattern.first_on(date, rules.grid_minutes, |span| dated(room, wanted, span));
            let fit = wanted.pattern.first_on(date, rules.grid_minutes, in_time);
            let Some(dated) = fit.or_else(|| first().filter(|_| against.is_none())) else { continue };
            let facts = wisher.facts_of(db, &dated, &mut used).await?;
            let verdict = dated.judged(facts, &[], now);
            if verdict.broken.iter().all(passes) {
                return Ok(Ok(()));
            }
            against.get_or_insert(verdict);
        }
    }
    Ok(Err(against))
}

/// Some use of a wish, whenever: for the rules that hold for it.
fn any_use<'h>(room: &'h Room, wanted: &Wanted) -> Option<Dated<'h>> {
    let pattern = &wanted.pattern;
    pattern.days().find_map(|date| pattern.first_on(date, 1, |span| dated(room, wanted, span)))
}

/// A use by the clock on the wall. A time that does not exist is none.
fn dated<'h>(room: &'h Room, wanted: &Wanted, span: LocalSpan) -> Option<Dated<'h>> {
    let when = zone::meant(room.zone, span).filter(|when| when.local == span)?;
    let units = room.wished_units(wanted.units);
    let wish = Wish { when, people: wanted.people, layout: wanted.layout, units };
    Some(Dated::new(room, wish).used_for(wanted.use_kind.as_deref()))
}

/// The units of some rooms, each once.
pub(super) fn units(rooms: &[&Room]) -> Vec<Uuid> {
    let mut units: Vec<Uuid> = rooms.iter().flat_map(|room| room.units.iter().copied()).collect();
    units.sort_unstable();
    units.dedup();
    units
}
