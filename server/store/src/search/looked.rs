//! One space within a search: when it is free, and which of that is long enough.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    opening::{DayRange, instant},
    search::first_fit,
    slot::{Slot, When},
};
use uuid::Uuid;

use super::candidate::Candidate;
use crate::{allocation::Times, day, zone::Day};

/// A space on some days, and when it is free on each of them.
pub(super) struct Looked<'a> {
    pub(super) candidate: &'a Candidate<'a>,
    free: Vec<(&'a Day, Vec<DayRange>)>,
}

impl<'a> AsRef<Candidate<'a>> for Looked<'a> {
    fn as_ref(&self) -> &Candidate<'a> {
        self.candidate
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
    pub(super) fn fits(&self, times: &Times, minutes: u16, hours: DayRange) -> Vec<When> {
        let rules = &self.candidate.room.view.rules;
        if minutes < rules.shortest_minutes || minutes > rules.longest_minutes {
            return Vec::new();
        }
        self.free.iter().filter_map(|(day, free)| self.first(times, day, free, minutes, hours)).collect()
    }

    fn first(&self, times: &Times, day: &Day, free: &[DayRange], minutes: u16, hours: DayRange) -> Option<When> {
        let Candidate { room, ref along, .. } = *self.candidate;
        let grid = room.view.rules.grid_minutes;
        // The free stretches of a pool are those of any unit: a group needs several, all through. What is lent is not
        // among them; and when the clocks change, minutes of the day are not all of the time.
        let sure = !room.view.pool && along.is_empty() && day.is_even();
        free.iter().find_map(|free| {
            let mut free = *free;
            while let Some(fit) = first_fit(free, hours, minutes, grid) {
                let when = day.lasting(fit.from, TimeDelta::minutes(minutes.into()));
                let when = when.filter(|when| sure || when.local.until <= instant(day.date, hours.until));
                if let Some(when) = when.filter(|when| sure || self.is_free(times, when.slot)) {
                    return Some(when);
                }
                free.from = fit.from + grid.max(1);
            }
            None
        })
    }

    /// True when what the group takes is free all through: as many units of a pool, every unit of another space, and
    /// what its site has to lend.
    fn is_free(&self, times: &Times, slot: Slot) -> bool {
        let Candidate { room, units, ref along, buffers: (before, after), .. } = *self.candidate;
        let held = slot.with_buffers(before, after);
        let free = |units: &[Uuid]| units.iter().filter(|unit| times.of(**unit, held).is_empty()).count();
        let needed = if room.view.pool { room.wished_units(units).into() } else { room.units.len() };
        let lent =
            |(key, count): (&String, &u16)| room.pool(key).is_some_and(|pool| free(&pool.units) >= usize::from(*count));
        free(&room.units) >= needed && along.iter().all(lent)
    }
}
