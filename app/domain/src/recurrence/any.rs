//! Rules and first spans as people might ask for them, for tests.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Weekday};
use proptest::prelude::*;

use super::{End, Every, Repeat};
use crate::slot::LocalSpan;

prop_compose! {
    fn date()(day in 0i64..1500) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + TimeDelta::days(day)
    }
}

prop_compose! {
    /// From some minutes to twenty hours, often over midnight.
    pub(super) fn span()(date in date(), quarter in 0i64..96, quarters in 1i64..80) -> LocalSpan {
        let from = date.and_time(NaiveTime::MIN) + TimeDelta::minutes(15 * quarter);
        LocalSpan { from, until: from + TimeDelta::minutes(15 * quarters) }
    }
}

fn weekday() -> impl Strategy<Value = Weekday> {
    (0u8..7).prop_map(|day| Weekday::try_from(day).unwrap())
}

pub(super) fn every() -> impl Strategy<Value = Every> {
    prop_oneof![
        (1u16..40).prop_map(|interval| Every::Days { interval }),
        (1u16..6, prop::collection::vec(weekday(), 1..5))
            .prop_map(|(interval, on)| Every::Weeks { interval, on: on.into_iter().collect() }),
        (1u16..14, prop_oneof![Just(-1), 1i8..32]).prop_map(|(interval, day)| Every::MonthsOnDay { interval, day }),
        (1u16..14, prop_oneof![Just(-1), 1i8..6], weekday())
            .prop_map(|(interval, nth, weekday)| Every::MonthsOnWeekday { interval, nth, weekday }),
        (1u16..4).prop_map(|interval| Every::Years { interval }),
    ]
}

prop_compose! {
    pub(super) fn repeat()(
        every in every(),
        end in prop_oneof![(1u16..40).prop_map(End::Count), date().prop_map(End::Until)],
    ) -> Repeat {
        Repeat { every, end, extra: BTreeSet::new(), except: BTreeSet::new() }
    }
}

/// The rule again, asked of one day instead of counted up from the first.
pub(super) fn matches(every: Every, first: NaiveDate, day: NaiveDate) -> bool {
    let monday = |date: NaiveDate| date - TimeDelta::days(date.weekday().num_days_from_monday().into());
    let months = (day.year() - first.year()) * 12 + day.month0().cast_signed() - first.month0().cast_signed();
    let turn = |past: i64, interval: u16| past % i64::from(interval) == 0;
    let left = i64::from(day.num_days_in_month()) - i64::from(day.day());
    match every {
        Every::Once => day == first,
        Every::Days { interval } => turn((day - first).num_days(), interval),
        Every::Weeks { interval, on } => {
            on.contains(day.weekday()) && turn((monday(day) - monday(first)).num_weeks(), interval)
        }
        Every::MonthsOnDay { interval, day: -1 } => left == 0 && turn(months.into(), interval),
        Every::MonthsOnDay { interval, day: wanted } => {
            day.day() == u32::from(wanted.unsigned_abs()) && turn(months.into(), interval)
        }
        Every::MonthsOnWeekday { interval, nth, weekday } => {
            let week = if nth == -1 { left / 7 } else { i64::from(day.day0() / 7) - i64::from(nth - 1) };
            day.weekday() == weekday && week == 0 && turn(months.into(), interval)
        }
        Every::Years { interval } => {
            (day.month(), day.day()) == (first.month(), first.day())
                && turn((day.year() - first.year()).into(), interval)
        }
    }
}
