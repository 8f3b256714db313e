//! What an event's organisers count: how registrations came in, and how many of those registered came.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Seats confirmed by the end of a day and not given back.
pub type DayEnd = (NaiveDate, u32);

/// How many seats stood at the end of each day on which that changed, from what was confirmed (more than none) and given
/// back (less) on which day.
#[must_use]
pub fn standing(changes: impl IntoIterator<Item = (NaiveDate, i64)>) -> Vec<DayEnd> {
    let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for (day, seats) in changes {
        *days.entry(day).or_default() += seats;
    }
    let mut stand = 0;
    let changed = days.into_iter().filter(|(_, seats)| *seats != 0);
    changed
        .map(|(day, seats)| {
            stand += seats;
            (day, u32::try_from(stand).unwrap_or_default())
        })
        .collect()
}

/// What became of the registrations for a session, in people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Seats confirmed and not given back.
    pub confirmed: u32,
    /// Who of them came, as far as somebody at the door wrote it down.
    pub came: u32,
    /// Who wait for a seat.
    pub waiting: u32,
    /// Seats that were confirmed and given back.
    pub given_back: u32,
}

impl Tally {
    /// How many of a hundred who were registered came; `None` when nobody was, or nobody wrote down who came.
    #[must_use]
    pub fn show_rate(self) -> Option<u32> {
        (self.came > 0).then(|| (self.came * 100 + self.confirmed / 2).checked_div(self.confirmed)).flatten()
    }
}

/// The top of a scale that starts at nothing, and its steps: the smallest of 1, 2 or 5 times a power of ten that needs no
/// more than five steps to reach `most`.
#[must_use]
pub fn scale(most: u32) -> (u32, u32) {
    let steps = (0..9).flat_map(|power| [1, 2, 5].map(|step| step * 10_u32.pow(power)));
    let step = steps.into_iter().find(|step| most.div_ceil(*step) <= 5).unwrap_or(most.max(1));
    (step * most.div_ceil(step).max(1), step)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, day).unwrap()
    }

    #[test]
    fn each_day_ends_with_what_stands_then() {
        let changes = [(day(3), 2), (day(1), 4), (day(3), -1), (day(2), 3), (day(2), -3), (day(9), -5)];
        assert_eq!(standing(changes), [(day(1), 4), (day(3), 5), (day(9), 0)]);
        assert_eq!(standing([]), []);
    }

    #[test]
    fn of_a_hundred_registered_so_many_came() {
        let of = |confirmed, came| Tally { confirmed, came, ..Tally::default() }.show_rate();
        assert_eq!([of(3, 2), of(8, 1), of(7, 7)], [Some(67), Some(13), Some(100)]);
        assert_eq!([of(0, 0), of(4, 0)], [None, None], "nobody was registered, or nobody wrote it down");
    }

    #[test]
    fn a_scale_has_few_and_round_steps() {
        for (most, expected) in [(0, (1, 1)), (1, (1, 1)), (5, (5, 1)), (6, (6, 2)), (11, (15, 5)), (240, (250, 50))] {
            assert_eq!(scale(most), expected, "{most}");
        }
    }

    proptest! {
        #[test]
        fn a_scale_reaches_the_most_in_five_steps_at_most(most in 0_u32..1_000_000) {
            let (top, step) = scale(most);
            prop_assert!(top >= most && top / step <= 5 && top % step == 0 && top - most < step.max(2));
        }
    }
}
