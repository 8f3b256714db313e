//! The next time in the same space that works, and the next in several spaces at once.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    opening::{DAY, minute},
    rules::{Alternative, BrokenRule, Standing, Wish, allocated, broken_time_rules},
    search::{Stretch, stretches},
    slot::{Slot, When},
    space::{SpaceRules, seats},
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    alternatives::{MOST, others},
    dated::Dated,
    facts::Wisher,
    quota::Used,
};
use crate::{
    Store,
    allocation::{Busy, busy, in_the_way},
    equipment,
    zone::{self, Day},
};

/// Further away than a few days starts are tried so many minutes apart at least, whatever the grid.
const COARSE: u16 = 15;

/// How far one looks for another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// A few days: a date of a series that is further away is none of it.
    Near,
    /// As far as there is one, within [`domain::search::FURTHEST`] days: each stretch is one look at what is taken.
    Far,
}

impl Store {
    /// The same space at other times, nearest first, none overlapping another.
    pub(super) async fn other_times(
        &self,
        wished: &Dated<'_>,
        wisher: &Wisher<'_>,
        reach: Reach,
    ) -> Result<Vec<Alternative>, DbErr> {
        self.times_for_all(std::slice::from_ref(wished), wisher, reach).await
    }

    /// The spaces of some dates, all of them at another time: by the clock and the grid of the first, which each
    /// alternative names.
    pub(super) async fn times_for_all(
        &self,
        wished: &[Dated<'_>],
        wisher: &Wisher<'_>,
        reach: Reach,
    ) -> Result<Vec<Alternative>, DbErr> {
        let now = self.now();
        let fits = |Dated { room, wish, .. }: &Dated<'_>| {
            let seats = seats(&room.view.layouts, wish.layout);
            seats.is_some_and(|seats| seats.saturating_mul(wish.units.max(1)) >= wish.people)
        };
        // What is part of another of them is never free beside it.
        let whole = || wished.iter().filter(|one| !one.room.view.pool).flat_map(|one| &one.room.units);
        let apart = whole().count() == whole().collect::<HashSet<_>>().len();
        let Some(first) = wished.first().filter(|_| apart && wished.iter().all(fits)) else { return Ok(Vec::new()) };
        let (room, when, rules) = (first.room, first.wish.when, first.rules());
        let date = |at| zone::to_local(room.zone, at).date();
        let horizon = date(now + TimeDelta::days(rules.horizon_days.into()));
        let wished_on = when.local.from.date();
        let stretches = stretches(wished_on, date(now), horizon);
        let most = if reach == Reach::Near { 1 } else { stretches.len() };
        let length = bookable_length(when.slot, &rules);
        let look = |wished| Look { wished, wisher, rules: Dated::rules(wished), length, now };
        let looks: Vec<Look<'_>> = wished.iter().map(look).collect();
        for stretch in stretches.into_iter().take(most) {
            let found = self.times_in(&looks, stretch, stretch.0 == wished_on).await?;
            if !found.is_empty() {
                let way = |when| Alternative { space: room.view.space.clone(), when };
                return Ok(found.into_iter().map(way).collect());
            }
        }
        Ok(Vec::new())
    }

    /// Those of some days. `near`: by the hour; else by the day, and on each what is nearest to the wished hour.
    async fn times_in(&self, looks: &[Look<'_>], stretch: Stretch, near: bool) -> Result<Vec<When>, DbErr> {
        let Some(first) = looks.first() else { return Ok(Vec::new()) };
        let Look { wished, wisher, length, now, .. } = *first;
        let room = wished.room;
        // With the longest buffers of all.
        let held = |slot: Slot| {
            let all: Vec<Slot> = looks.iter().map(|look| allocated(slot, &look.rules)).collect();
            Slot::around(&all).unwrap_or(slot)
        };
        let days: HashMap<NaiveDate, Day> = (stretch.0.iter_days().take_while(|date| *date <= stretch.1))
            .filter_map(|date| Some((date, Day::new(room.zone, date)?)))
            .collect();
        let slots: Vec<Slot> = days.values().map(|day| day.slot).collect();
        let Some(window) = Slot::around(&slots) else { return Ok(Vec::new()) };
        let ends = Slot::new(window.from(), window.until() + length).unwrap_or(window);
        let units: Vec<Uuid> = looks.iter().flat_map(|look| look.wished.units()).collect();
        let busy = busy(&self.db, &units, held(ends), wisher.eyes(now)).await?;
        let busy = others(busy, &wisher.except);
        let rooms = looks.iter().map(|look| look.wished.room);
        let used = wisher.used(&self.db, rooms, window.from()..window.until()).await?;

        let mut of_day: HashMap<NaiveDate, Vec<&Busy>> = HashMap::new();
        let mut found: Vec<When> = Vec::new();
        for (date, from) in first.starts(&days, near) {
            let Some(when) = days.get(&date).and_then(|day| day.lasting(from, length)) else { continue };
            if found.iter().any(|other| other.slot.overlaps(when.slot)) {
                continue;
            }
            let taken = of_day.entry(date).or_insert_with(|| {
                let day = days.get(&date).map_or(window, |day| day.slot);
                let day = held(Slot::new(day.from(), day.until() + length).unwrap_or(day));
                busy.iter().filter(|busy| busy.held.overlaps(day)).collect()
            });
            let there = |look: &Look<'_>| {
                let zone = look.wished.room.zone;
                if zone == room.zone { when } else { zone::when(zone, when.slot) }
            };
            if looks.iter().all(|look| look.works(there(look), taken, &used)) {
                found.push(when);
            }
            if found.len() == MOST {
                break;
            }
        }
        Ok(found)
    }
}

/// What every start is looked at with.
struct Look<'a> {
    wished: &'a Dated<'a>,
    wisher: &'a Wisher<'a>,
    rules: SpaceRules,
    length: TimeDelta,
    now: DateTime<Utc>,
}

impl Look<'_> {
    /// Every start on the grid while it is open, by its day and minute, nearest first.
    fn starts(&self, days: &HashMap<NaiveDate, Day>, near: bool) -> Vec<(NaiveDate, u16)> {
        let grid = self.rules.grid_minutes.max(1);
        let step = if near { grid } else { COARSE.div_ceil(grid) * grid };
        let wished = self.wished.wish.when.local.from;
        let mut starts: Vec<(NaiveDate, u16)> = Vec::new();
        for date in days.keys() {
            let open = self.rules.hours(*date);
            let minutes = (0..DAY).step_by(step.into());
            let open = minutes.filter(|minute| open.iter().any(|range| range.from <= *minute && *minute < range.until));
            starts.extend(open.map(|minute| (*date, minute)));
        }
        let at = i64::from(minute(wished));
        starts.sort_by_key(|(date, minute)| {
            let (days, minutes) = ((*date - wished.date()).num_days(), i64::from(*minute) - at);
            let apart = (days * i64::from(DAY) + minutes).abs();
            if near { (apart, *date, *minute) } else { (days.abs() * i64::from(DAY) + minutes.abs(), *date, *minute) }
        });
        starts
    }

    /// True when nobody has it then, and nothing is against her having it. What she is not yet herself, a member or a
    /// booker, she is taken to be: no other time would help there.
    fn works(&self, when: When, taken: &[&Busy], used: &Used) -> bool {
        let Self { wished, wisher, ref rules, now, .. } = *self;
        let (room, held) = (wished.room, allocated(when.slot, rules));
        if !broken_time_rules(when, rules, now).is_empty()
            || !in_the_way(room, wished.wish.units, held, taken).is_empty()
            || !equipment::short(room, &wished.along, held, taken).is_empty()
        {
            return false;
        }
        let dated = Dated { wish: Wish { when, ..wished.wish }, ..wished.clone() };
        let mut facts = wisher.using(&dated, used.at(room, when.local).unwrap_or_default());
        if facts.standing != Standing::Keeper {
            facts.standing = Standing::Booker;
        }
        dated.allowed_by(rules, facts, now).is_free()
    }
}

/// True for what a wish breaks at any time, as far as one can see: then nobody looks far.
pub(super) fn whenever(rule: &BrokenRule, wish: &Wish) -> bool {
    match rule {
        BrokenRule::NotAdmitted { .. }
        | BrokenRule::AskFirst
        | BrokenRule::QualificationMissing { expired_on: None, .. } => true,
        BrokenRule::EquipmentShort { wanted, count, .. } => wanted > count,
        BrokenRule::QuotaExceeded { minutes, .. } => {
            i64::from(*minutes) < wish.when.slot.minutes() * i64::from(wish.units.max(1))
        }
        _ => false,
    }
}

/// The length that is searched for: the wished one, on the grid and within what the space allows.
fn bookable_length(slot: Slot, rules: &SpaceRules) -> TimeDelta {
    let grid = i64::from(rules.grid_minutes.max(1));
    let on_grid = (slot.minutes() + grid - 1) / grid * grid;
    TimeDelta::minutes(on_grid.min(rules.longest_minutes.into()).max(rules.shortest_minutes.into()))
}
