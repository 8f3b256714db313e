//! Finding a space when the date is still open: what is asked for, what answers it, and what only nearly does.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::{
    desk::SpaceView,
    equipment::Along,
    opening::{DAY, DayRange},
    rules::{Admission, BrokenRule, Lesson},
    slot::When,
    space::{Equipment, Layout, SpaceKind, seats},
    text::Localised,
};

mod hurdle;
mod reach;

pub use hurdle::{Hurdle, Refused};
pub use reach::{FURTHEST, Stretch, stretches};

/// The most days a search covers.
pub const MOST_DAYS: u16 = 31;

/// What somebody looks for: so many people, so long, within some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceSearch {
    /// How many people come, at least 1.
    pub people: u16,
    /// How the furniture shall stand.
    pub layout: Option<Layout>,
    /// What must be there, by key.
    pub equipment: Vec<String>,
    /// Without a step from the street to the seat.
    pub step_free: bool,
    /// Any of these kinds; empty: all.
    pub kinds: Vec<SpaceKind>,
    /// In this town.
    pub town: Option<String>,
    /// For what kind of use, by its key in the rules of a space; `None`: an ordinary one.
    pub use_kind: Option<String>,
    /// How long, in minutes.
    pub minutes: u16,
    /// The first day.
    pub first: NaiveDate,
    /// The last day, at most [`MOST_DAYS`] after the first.
    pub last: NaiveDate,
    /// Not before, each day.
    pub from: NaiveTime,
    /// Not after, each day; midnight means the end of the day.
    pub until: NaiveTime,
}

/// What a near miss has otherwise than it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Differs {
    /// Only for who has shown that she can do this: keys and names.
    Proof(Vec<(String, Localised)>),
    /// At another time of day.
    Hours,
    /// On a day after the last.
    Later,
    /// Only so long, in minutes.
    Shorter(u16),
    /// In another town, so many kilometres away, where both places are known.
    Town(Option<u16>),
    /// Another kind of space.
    Kind,
    /// The furniture stands otherwise.
    Layout,
    /// This is not there: its key and name.
    Without(String, Localised),
    /// Not for this kind of use: its key and name.
    Use(String, Localised),
    /// Only so many seats.
    Seats(u16),
    /// With a step.
    Steps,
}

impl Differs {
    /// The proofs that are lacking, by key and name.
    #[must_use]
    pub fn proofs(&self) -> &[(String, Localised)] {
        match self {
            Self::Proof(lacking) => lacking,
            _ => &[],
        }
    }
}

/// A space that answers a search, or nearly does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The space.
    pub space: SpaceView,
    /// How many units of a pool it takes; 1 otherwise.
    pub units: u16,
    /// What is asked for and not there, but can be taken along at these times.
    pub along: Along,
    /// When it can be had, at most one time a day, earliest first.
    pub times: Vec<When>,
    /// Whether it stands at once, or a keeper is asked.
    pub admission: Admission,
    /// What is otherwise than asked for; nothing in what answers.
    pub differs: Option<Differs>,
    /// The quota that is used up at the times asked for, where that is why these are others.
    pub quota: Option<BrokenRule>,
    /// Where one can prove what is lacking, soonest first.
    pub lessons: Vec<Lesson>,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// What answers everything, best first.
    pub exact: Vec<Offer>,
    /// Others may answer as well: those here fit best.
    pub more: bool,
    /// What misses it by one thing, best first; looked for only where the list of answers is not full.
    pub near: Vec<Offer>,
    /// What would answer everything, but not for whoever asks; looked for where `near` is, least hurdle first.
    pub refused: Vec<Refused>,
}

impl SpaceSearch {
    /// The minutes of a day in which it may be. Midnight to midnight is the whole day.
    #[must_use]
    pub fn hours(&self) -> DayRange {
        let minute = |time: NaiveTime| crate::opening::minute(NaiveDate::default().and_time(time));
        let until = minute(self.until);
        DayRange { from: minute(self.from), until: if until == 0 { DAY } else { until } }
    }

    /// How many units of a pool such a group takes; 1 of every other space.
    #[must_use]
    pub fn units(&self, space: &SpaceView) -> u16 {
        let each = seats(&space.layouts, self.layout).or_else(|| seats(&space.layouts, None)).unwrap_or(1).max(1);
        if space.pool { self.people.div_ceil(each).clamp(1, space.units.max(1)) } else { 1 }
    }

    /// What a space has otherwise than asked for, time and distance aside. A space without seats for two thirds of the
    /// group is no miss but something else: `None`.
    #[must_use]
    pub fn differences(&self, space: &SpaceView) -> Option<Vec<Differs>> {
        let mut differs = Vec::new();
        if !self.kinds.is_empty() && !self.kinds.contains(&space.space.kind) {
            differs.push(Differs::Kind);
        }
        let wished = seats(&space.layouts, self.layout);
        if wished.is_none() {
            differs.push(Differs::Layout);
        }
        let each = wished.or_else(|| seats(&space.layouts, None)).unwrap_or(u16::MAX);
        let seats = each.saturating_mul(self.units(space));
        if seats < self.people {
            if u32::from(seats) * 3 < u32::from(self.people) * 2 {
                return None;
            }
            differs.push(Differs::Seats(seats));
        }
        for key in &self.equipment {
            let mut there = space.equipment.iter().chain(&space.along);
            if !there.any(|thing| thing.key == *key && thing.count > 0) {
                differs.push(Differs::Without(key.clone(), Localised::default()));
            }
        }
        if let Some(key) = self.use_kind.as_ref().filter(|key| space.rules.use_kind(key).is_none()) {
            differs.push(Differs::Use(key.clone(), Localised::default()));
        }
        if self.step_free && !space.access.step_free {
            differs.push(Differs::Steps);
        }
        Some(differs)
    }

    /// What is asked for that a space does not have, and its site has to be taken along: one of each.
    #[must_use]
    pub fn along(&self, space: &SpaceView) -> Along {
        let has = |things: &[Equipment], key: &str| things.iter().any(|thing| thing.key == key && thing.count > 0);
        let lent = |key: &&String| !has(&space.equipment, key) && has(&space.along, key);
        self.equipment.iter().filter(lent).map(|key| (key.clone(), 1)).collect()
    }

    /// Seats that would stay empty: the fewer, the better the space fits, and the larger ones stay free for others.
    #[must_use]
    pub fn empty_seats(&self, space: &SpaceView) -> u16 {
        let each = seats(&space.layouts, self.layout).or_else(|| seats(&space.layouts, None)).unwrap_or(u16::MAX);
        each.saturating_mul(self.units(space)).saturating_sub(self.people)
    }
}

/// The first stretch of `minutes` on the grid inside a free range and the wished hours.
#[must_use]
pub fn first_fit(free: DayRange, hours: DayRange, minutes: u16, grid: u16) -> Option<DayRange> {
    let grid = grid.max(1);
    let from = free.from.max(hours.from).div_ceil(grid) * grid;
    let until = from.checked_add(minutes)?;
    (until <= free.until.min(hours.until)).then_some(DayRange { from, until })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(from: u16, until: u16) -> DayRange {
        DayRange { from, until }
    }

    proptest! {
        #[test]
        fn what_fits_is_free_wished_long_enough_and_on_the_grid(
            free in (0u16..1200, 1u16..600), hours in (0u16..1200, 1u16..600), minutes in 1u16..480, grid in 1u16..60,
        ) {
            let free = range(free.0, (free.0 + free.1).min(DAY));
            let hours = range(hours.0, (hours.0 + hours.1).min(DAY));
            let fits = |from: u16| {
                from.is_multiple_of(grid)
                    && free.from.max(hours.from) <= from
                    && from + minutes <= free.until.min(hours.until)
            };
            let found = first_fit(free, hours, minutes, grid);
            prop_assert_eq!(found.map(|found| found.from), (0..DAY).find(|from| fits(*from)));
            prop_assert!(found.is_none_or(|found| found.until - found.from == minutes));
        }
    }
}
