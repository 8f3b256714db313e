//! One space on one day: what is taken, and what can still be booked, in minutes by the clock on its wall.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    desk::{Busy as Shown, BusyWhat},
    free::gaps,
    opening::{DAY, DayRange},
    slot::Slot,
};

use uuid::Uuid;

use crate::{rooms::Room, zone::Day};

/// One use of a space, whatever number of its units it takes.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    pub(crate) held: Slot,
    pub(crate) used: Slot,
    pub(crate) units: u16,
    pub(crate) what: BusyWhat,
}

/// When a space can still be booked on a day: open, not taken, not past, and long enough for the shortest use. For a
/// pool: at least one unit.
///
/// `held`: when a unit is taken around that day, buffers included.
pub(crate) fn free<I: IntoIterator<Item = Slot>>(
    room: &Room,
    day: &Day,
    held: impl Fn(Uuid) -> I,
    now: DateTime<Utc>,
) -> Vec<DayRange> {
    let rules = &room.view.rules;
    free_with(room, (rules.buffer_before_minutes, rules.buffer_after_minutes), day, held, now)
}

/// The same for a use with these buffers before and after it, in minutes.
pub(crate) fn free_with<I: IntoIterator<Item = Slot>>(
    room: &Room,
    (before, after): (u16, u16),
    day: &Day,
    held: impl Fn(Uuid) -> I,
    now: DateTime<Utc>,
) -> Vec<DayRange> {
    let rules = &room.view.rules;
    let earliest = now + TimeDelta::minutes(rules.notice_minutes.into());
    let latest = now + TimeDelta::days(rules.horizon_days.into());
    // Our own buffers must fit in as well: after what was before, and before what comes after.
    let blocked = |unit: &Uuid| {
        let wide = |held: Slot| held.with_buffers(after, before);
        held(*unit).into_iter().map(wide).collect::<Vec<_>>()
    };
    let mut free = Vec::new();
    for range in rules.hours(day.date) {
        let Some(open) = day.range(*range) else { continue };
        let Ok(window) = Slot::new(whole_minute(open.from().max(earliest)), open.until()) else { continue };
        if window.from() > latest {
            continue;
        }
        let found = if room.view.pool {
            room.units.iter().flat_map(|unit| gaps(window, &blocked(unit))).collect()
        } else {
            gaps(window, &room.units.iter().flat_map(blocked).collect::<Vec<_>>())
        };
        let minutes = found.into_iter().filter_map(|gap| day.minutes(gap));
        free.extend(minutes.filter_map(|gap| bookable(gap, rules.grid_minutes, rules.shortest_minutes)));
    }
    united(free)
}

/// What is taken of a space on a day, by start, cut at midnight.
///
/// A hall is taken when any part of it is; where two uses of its parts overlap, they are shown as one that says
/// nothing, for in a space that is no pool nothing overlaps.
pub(crate) fn taken(room: &Room, day: &Day, uses: &[Use]) -> Vec<Shown> {
    let minutes = |time: TimeDelta| u16::try_from(time.num_minutes()).unwrap_or_default();
    let mut shown: Vec<Shown> = uses
        .iter()
        .filter_map(|one| {
            let starts_here = day.slot.from() <= one.used.from();
            let ends_here = one.used.until() <= day.slot.until();
            Some(Shown {
                range: day.minutes(one.used)?,
                buffer_before: if starts_here { minutes(one.used.from() - one.held.from()) } else { 0 },
                buffer_after: if ends_here { minutes(one.held.until() - one.used.until()) } else { 0 },
                units: one.units,
                what: one.what.clone(),
            })
        })
        .collect();
    around_bookings(&mut shown);
    shown.sort_by_key(|busy| (busy.range.from, busy.range.until));
    if room.view.pool { shown } else { apart(shown) }
}

/// Cuts bookings that were kept out of the closures around them: both are shown.
fn around_bookings(shown: &mut Vec<Shown>) {
    let is_closure = |busy: &Shown| matches!(busy.what, BusyWhat::Closure { .. });
    let (closures, bookings): (Vec<Shown>, Vec<Shown>) = shown.drain(..).partition(is_closure);
    for closure in closures {
        let mut left = vec![closure.range];
        for kept in &bookings {
            left = left.into_iter().flat_map(|range| without(range, kept.range)).collect();
        }
        shown.extend(left.into_iter().map(|range| Shown { range, ..closure.clone() }));
    }
    shown.extend(bookings);
}

/// What is left of a range when another is taken out of it.
fn without(range: DayRange, taken: DayRange) -> impl Iterator<Item = DayRange> {
    let before = DayRange { until: range.until.min(taken.from), ..range };
    let after = DayRange { from: range.from.max(taken.until), ..range };
    let apart = range.until <= taken.from || taken.until <= range.from;
    let parts = if apart { [Some(range), None] } else { [Some(before), Some(after)] };
    parts.into_iter().flatten().filter(|part| part.from < part.until)
}

/// Joins what overlaps and shortens buffers that reach into the neighbour.
fn apart(shown: Vec<Shown>) -> Vec<Shown> {
    let mut apart: Vec<Shown> = Vec::with_capacity(shown.len());
    for mut next in shown {
        if let Some(last) = apart.last_mut() {
            if next.range.from < last.range.until {
                if last.what != next.what {
                    last.what = BusyWhat::Taken;
                }
                if next.range.until >= last.range.until {
                    last.buffer_after = next.buffer_after;
                    last.range.until = next.range.until;
                }
                continue;
            }
            let between = next.range.from - last.range.until;
            last.buffer_after = last.buffer_after.min(between);
            next.buffer_before = next.buffer_before.min(between - last.buffer_after);
        }
        apart.push(next);
    }
    apart
}

/// The part of a gap whose ends lie on the grid, if it is long enough. What reaches midnight may go on behind it.
fn bookable(gap: DayRange, grid: u16, shortest: u16) -> Option<DayRange> {
    let grid = grid.max(1);
    let range = DayRange { from: gap.from.div_ceil(grid) * grid, until: gap.until / grid * grid };
    let until = if gap.until == DAY { DAY } else { range.until };
    let long_enough = until == DAY || until.saturating_sub(range.from) >= shortest;
    (range.from < until && long_enough).then_some(DayRange { from: range.from, until })
}

/// Ranges that overlap or touch, as one.
fn united(mut ranges: Vec<DayRange>) -> Vec<DayRange> {
    ranges.sort_unstable();
    let mut united: Vec<DayRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match united.last_mut() {
            Some(last) if range.from <= last.until => last.until = last.until.max(range.until),
            _ => united.push(range),
        }
    }
    united
}

/// The first whole minute not before `at`.
fn whole_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = at.timestamp().rem_euclid(60);
    if seconds == 0 { at } else { at + TimeDelta::seconds(60 - seconds) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy(from: u16, until: u16, buffers: u16, what: BusyWhat) -> Shown {
        Shown { range: DayRange { from, until }, buffer_before: buffers, buffer_after: buffers, units: 1, what }
    }

    fn event() -> BusyWhat {
        BusyWhat::Event { slug: "ki".into(), title: domain::text::Localised::default() }
    }

    #[test]
    fn parts_of_a_hall_taken_at_one_time_are_shown_as_one_that_says_nothing() {
        let shown =
            apart(vec![busy(540, 720, 15, event()), busy(600, 660, 30, BusyWhat::Taken), busy(700, 800, 30, event())]);
        assert_eq!(shown, [Shown { buffer_before: 15, ..busy(540, 800, 30, BusyWhat::Taken) }]);
    }

    #[test]
    fn a_booking_that_was_kept_is_seen_inside_the_closure_around_it() {
        let shut = || BusyWhat::Closure { reason: "Bauarbeiten".into() };
        let mut shown = vec![busy(480, 1200, 0, shut()), busy(600, 660, 15, event())];
        around_bookings(&mut shown);
        let ranges: Vec<_> =
            shown.iter().map(|busy| (busy.range.from, busy.range.until, busy.what == shut())).collect();
        assert_eq!(ranges, [(480, 600, true), (660, 1200, true), (600, 660, false)]);
    }

    #[test]
    fn buffers_never_reach_into_the_neighbour() {
        let shown = apart(vec![busy(540, 600, 15, event()), busy(620, 700, 15, event()), busy(700, 720, 15, event())]);
        let buffers: Vec<_> = shown.iter().map(|busy| (busy.buffer_before, busy.buffer_after)).collect();
        assert_eq!(buffers, [(15, 15), (5, 0), (0, 15)]);
    }

    #[test]
    fn a_gap_is_offered_from_grid_to_grid_when_it_is_long_enough() {
        let range = |from, until| DayRange { from, until };
        assert_eq!(bookable(range(545, 725), 15, 60), Some(range(555, 720)));
        assert_eq!(bookable(range(545, 610), 15, 60), None);
        assert_eq!(bookable(range(1420, 1440), 15, 60), Some(range(1425, 1440)), "it may go on after midnight");
        assert_eq!(united(vec![range(600, 700), range(540, 600), range(650, 660)]), [range(540, 700)]);
    }
}
