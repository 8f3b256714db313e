//! How far one looks for another time when the wished one cannot be had.

use chrono::{Days, NaiveDate};

/// Nobody is offered a time further from the day she wished for than so many days.
pub const FURTHEST: u64 = 366;

/// So many days after the wished one are looked at first: who wants a Tuesday can often come on a Thursday.
const NEAR: u64 = 7;
/// Then so many.
const FAR: u64 = 56;

/// Days to be looked at together, first and last.
pub type Stretch = (NaiveDate, NaiveDate);

/// The stretches to look at, one after the other, until one has something: from the wished day on, then before it, each
/// wider than the one before. All lie between `first` and `last`; a wish outside is taken to the nearest of them. Five at
/// most, which is what bounds the work.
#[must_use]
pub fn stretches(wished: NaiveDate, first: NaiveDate, last: NaiveDate) -> Vec<Stretch> {
    if last < first {
        return Vec::new();
    }
    let wished = wished.clamp(first, last);
    let after = |days: u64| wished.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
    let before = |days: u64| wished.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
    let inside = |(from, until): Stretch| {
        let (from, until) = (from.max(first), until.min(last));
        (from <= until).then_some((from, until))
    };
    [
        (wished, after(NEAR)),
        (after(NEAR + 1), after(FAR)),
        (after(FAR + 1), after(FURTHEST)),
        (before(FAR), before(1)),
        (before(FURTHEST), before(FAR + 1)),
    ]
    .into_iter()
    .filter_map(inside)
    .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 1, 1).unwrap() + Days::new(number)
    }

    #[test]
    fn one_looks_near_first_then_further_on_and_at_last_before() {
        for (wished, between, looked) in [
            (100, (0, 900), vec![(100, 107), (108, 156), (157, 466), (44, 99), (0, 43)]),
            (3, (0, 90), vec![(3, 10), (11, 59), (60, 90), (0, 2)]),
            (90, (0, 90), vec![(90, 90), (34, 89), (0, 33)]),
            // Beyond the horizon: the last days that can be booked.
            (400, (0, 90), vec![(90, 90), (34, 89), (0, 33)]),
            // Past: today.
            (0, (5, 6), vec![(5, 6)]),
            (5, (6, 5), vec![]),
        ] {
            let looked: Vec<_> = looked.into_iter().map(|(from, until)| (day(from), day(until))).collect();
            assert_eq!(stretches(day(wished), day(between.0), day(between.1)), looked, "{wished} in {between:?}");
        }
    }

    proptest! {
        #[test]
        fn every_day_within_reach_is_looked_at_once_and_none_outside(
            wished in 0u64..1500, first in 0u64..700, length in 0u64..700,
        ) {
            let last = first + length;
            let stretches = stretches(day(wished), day(first), day(last));
            let from = wished.clamp(first, last);
            prop_assert!(stretches.len() <= 5);
            for number in 0..1500 {
                let times = stretches.iter().filter(|(a, b)| (*a..=*b).contains(&day(number))).count();
                let reached = (first..=last).contains(&number) && number.abs_diff(from) <= FURTHEST;
                prop_assert_eq!(times, usize::from(reached), "{}", number);
            }
        }
    }
}
