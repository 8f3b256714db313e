//! What could be had of a wish: one look at what is taken, the same for everybody who waits at a site.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    rules::{BrokenRule, Verdict, Wish, broken_time_rules},
    slot::{LocalSpan, Slot},
    waiting::{Wanted, is_worth_offering},
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use crate::{
    allocation::{self, Busy, Eyes},
    bookings::{
        dated::Dated,
        facts::Wisher,
        quota::{Quotas, Used},
    },
    calendar::LONGEST_BUFFER,
    entity::ROWS_AT_ONCE,
    equipment,
    rooms::{Houses, Room, natural},
    zone,
};

/// What is taken of some rooms of one site, and what organisations have of them. It was read once: who comes first in the
/// order sees nothing others do not.
pub(super) struct Looked {
    by_unit: HashMap<Uuid, Vec<Busy>>,
    quotas: Quotas,
    now: DateTime<Utc>,
}

/// What somebody waits for.
#[derive(Clone, Copy)]
pub(super) struct Waited<'a> {
    pub(super) wanted: &'a Wanted,
    /// What she declined or let pass.
    pub(super) passed: &'a [Slot],
    /// She would take one of several times although it is about to begin: she is here.
    pub(super) early: bool,
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
    /// Reads what is taken of some rooms, and of what is lent with them, while any of these wishes lasts. Holds of
    /// everybody count.
    pub(super) async fn read<'p>(
        db: &impl ConnectionTrait,
        rooms: &[&Room],
        wishes: impl Iterator<Item = &'p Wanted> + Clone,
        organisations: impl Iterator<Item = Uuid>,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let mut looked = Self { by_unit: HashMap::new(), quotas: Quotas::default(), now };
        let Some(zone) = rooms.first().map(|room| room.zone) else { return Ok(looked) };
        let spans: Vec<LocalSpan> = wishes.clone().map(|wanted| wanted.pattern.around()).collect();
        // What is past is nobody's wish: the window begins yesterday, for what goes on after midnight.
        let nights = wishes.clone().map(|wanted| wanted.pattern.nights()).max().unwrap_or_default();
        let yesterday = zone::to_local(zone, now) - TimeDelta::days(1 + i64::from(nights));
        let yesterday = yesterday.date().and_time(chrono::NaiveTime::MIN);
        let from = spans.iter().map(|span| span.from).min().map(|from| from.max(yesterday));
        let until = spans.iter().map(|span| span.until).max();
        let at = |local| zone::to_utc(zone, local);
        let window = from.zip(until).and_then(|(from, until)| Slot::new(at(from), at(until)).ok());
        let Some(window) = window else { return Ok(looked) };
        let window = window.with_buffers(LONGEST_BUFFER, LONGEST_BUFFER);
        looked.quotas = Quotas::read(db, organisations, rooms.iter().copied(), window).await?;
        let mut units = units(rooms);
        units.extend(rooms.iter().flat_map(|room| wishes.clone().flat_map(|it| equipment::units(room, &it.along))));
        units.sort_unstable();
        units.dedup();
        for some in units.chunks(ROWS_AT_ONCE) {
            for busy in allocation::busy(db, some, window, Eyes::nobodys(now)).await? {
                looked.by_unit.entry(busy.unit).or_default().push(busy);
            }
        }
        Ok(looked)
    }

    /// Sees what was just promised to somebody as taken.
    pub(super) fn promised(&mut self, units: &[Uuid], dated: &Dated<'_>) {
        let (held, used) = (dated.held(), dated.wish.when.slot);
        for unit in units {
            self.by_unit.entry(*unit).or_default().push(Busy::unsaid(*unit, held, used));
        }
    }

    /// The first time of a wish that could be booked now under all rules, in the first room that has one.
    pub(super) fn first_free<'h>(
        &self,
        rooms: &[&'h Room],
        waited: Waited<'_>,
        wisher: &Wisher<'_>,
    ) -> Option<Dated<'h>> {
        let only = waited.wanted.pattern.exact().is_some();
        for room in rooms {
            let Some(rules) = any_use(room, waited.wanted).map(|dated| dated.rules()) else { continue };
            let today = zone::to_local(room.zone, self.now).date();
            for date in waited.wanted.pattern.days_from(today) {
                let busy = self.around(room, waited.wanted, date.and_time(chrono::NaiveTime::MIN));
                let free = |span| {
                    let dated = dated(room, waited.wanted, span)?;
                    let when = dated.wish.when;
                    let latest = when.local.from - TimeDelta::minutes(rules.notice_minutes.into());
                    let free = !waited.passed.iter().any(|passed| passed.overlaps(when.slot))
                        && (waited.early || is_worth_offering(zone::to_local(room.zone, self.now), latest, only))
                        && broken_time_rules(when, &rules, self.now).is_empty()
                        && dated.in_the_way(&busy).is_empty();
                    free.then_some(dated)
                };
                let Some(dated) = waited.wanted.pattern.first_on(date, rules.grid_minutes, free) else { continue };
                // What is left to judge is about the person: the same for every time of the day.
                let facts = wisher.facts_by(&dated, &self.quotas);
                if dated.judged(facts, &busy, self.now).is_free() {
                    return Some(dated);
                }
            }
        }
        None
    }

    /// What is taken of a room, and of what a wish takes along, on a day, the one before and the next.
    fn around(&self, room: &Room, wanted: &Wanted, midnight: chrono::NaiveDateTime) -> Vec<&Busy> {
        let at = zone::to_utc(room.zone, midnight);
        let (from, until) = (at - TimeDelta::days(2), at + TimeDelta::days(4 + i64::from(wanted.pattern.nights())));
        let near = |busy: &&Busy| busy.held.from() < until && from < busy.held.until();
        let units = room.units.iter().copied().chain(equipment::units(room, &wanted.along));
        units.filter_map(|unit| self.by_unit.get(&unit)).flatten().filter(near).collect()
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
            let verdict = dated.judged(facts, &[] as &[Busy], now);
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
    Some(Dated::new(room, wish).used_for(wanted.use_kind.as_deref()).taking(&wanted.along))
}

/// The units of some rooms, each once.
pub(super) fn units(rooms: &[&Room]) -> Vec<Uuid> {
    let mut units: Vec<Uuid> = rooms.iter().flat_map(|room| room.units.iter().copied()).collect();
    units.sort_unstable();
    units.dedup();
    units
}
