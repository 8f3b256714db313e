//! One space within a search: when it is free, and which of that is long enough.

use chrono::{DateTime, Utc};
use domain::{
    opening::DayRange,
    search::first_fit,
    slot::{Slot, When},
};

use uuid::Uuid;

use super::candidate::Candidate;
use crate::{
    allocation::Times,
    day,
    rooms::Room,
    zone::{self, Day},
};

/// A space on some days, and when it is free on each of them.
pub(super) struct Looked<'a> {
    pub(super) candidate: &'a Candidate<'a>,
    free: Vec<(&'a Day, Vec<DayRange>)>,
}

/// A time it can be had.
pub(super) struct Fit(Slot);

impl Fit {
    pub(super) const fn from(&self) -> DateTime<Utc> {
        self.0.from()
    }

    pub(super) fn when(&self, room: &Room) -> When {
        zone::when(room.zone, self.0)
    }
}

impl<'a> Looked<'a> {
    pub(super) fn on(candidate: &'a Candidate<'a>, days: &'a [Day], times: &Times, now: DateTime<Utc>) -> Self {
        let room = candidate.room;
        let (before, after) = candidate.buffers;
        let free = |day: &'a Day| {
            // What is before or after it stands in the way with our buffers.
            let around = day.slot.with_buffers(before, after);
            (day, day::free_with(room, candidate.buffers, day, |unit| times.of(unit, around).iter().copied(), now))
        };
        Self { candidate, free: days.iter().map(free).collect() }
    }

    /// The first time of each day that is long enough, within some hours, on the grid, and free with its buffers.
    pub(super) fn fits(&self, times: &Times, minutes: u16, hours: DayRange) -> Vec<Fit> {
        let rules = &self.candidate.room.view.rules;
        if minutes < rules.shortest_minutes || minutes > rules.longest_minutes {
            return Vec::new();
        }
        self.free.iter().filter_map(|(day, free)| self.first(times, day, free, minutes, hours)).collect()
    }

    fn first(&self, times: &Times, day: &Day, free: &[DayRange], minutes: u16, hours: DayRange) -> Option<Fit> {
        let grid = self.candidate.room.view.rules.grid_minutes;
        free.iter().find_map(|free| {
            let mut free = *free;
            while let Some(fit) = first_fit(free, hours, minutes, grid) {
                let slot = day.range(fit)?;
                // The free stretches of a pool are those of any unit: a group needs several, all through. What is lent is
                // not among them.
                let sure = !self.candidate.room.view.pool && self.candidate.along.is_empty();
                if sure || self.is_free(times, slot) {
                    return Some(Fit(slot));
                }
                free.from = fit.from + grid.max(1);
            }
            None
        })
    }

    /// True when as many units of a pool are free all through as the group takes, and so is what its site has to lend.
    fn is_free(&self, times: &Times, slot: Slot) -> bool {
        let Candidate { room, units, ref along, buffers: (before, after), .. } = *self.candidate;
        let held = slot.with_buffers(before, after);
        let free = |units: &[Uuid]| units.iter().filter(|unit| times.of(**unit, held).is_empty()).count();
        let lent =
            |(key, count): (&String, &u16)| room.pool(key).is_some_and(|pool| free(&pool.units) >= usize::from(*count));
        (!room.view.pool || free(&room.units) >= room.wished_units(units).into()) && along.iter().all(lent)
    }
}
