//! How long a freed time is held for whoever is first.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta, Timelike};

/// How long an offer lasts when there is time enough.
const USUAL: TimeDelta = TimeDelta::hours(24);
/// How long it lasts at least, unless the use begins before.
const LEAST: TimeDelta = TimeDelta::minutes(30);
/// What is near is offered only to whoever waits for it and nothing else.
const NEAR: TimeDelta = TimeDelta::hours(2);
/// The hours in which an offer may end, by the wall clock: nobody has to read her mail at night.
const DAY_BEGINS: u32 = 8;
const DAY_ENDS: u32 = 21;
/// What would end at night ends in the morning, when those who read their mail at eight have read it.
const MORNING: u32 = 9;

/// When an offer made at `now` ends, by the wall clock of the site. `latest`: when what is offered can last be booked.
///
/// A day; when the use is near, half of the time that is left, so that somebody else may still have it. Never at night,
/// unless no other time is left.
#[must_use]
pub fn offer_end(now: NaiveDateTime, latest: NaiveDateTime) -> NaiveDateTime {
    let left = latest - now;
    if left <= LEAST {
        return latest;
    }
    let wanted = whole_minute(now + USUAL.min((left / 2).max(LEAST)));
    if !is_night(wanted) {
        return wanted;
    }
    let morning = next(wanted, MORNING);
    if morning <= latest {
        return morning;
    }
    if !is_night(latest) {
        return latest;
    }
    let evening = next(wanted, DAY_ENDS) - TimeDelta::days(1);
    if evening >= now + LEAST { evening } else { latest }
}

/// True when a time that can be booked until `latest` is worth an offer. Of several that would do one that is over before
/// she has read her mail is none; who waits for this very time wants it whenever it comes.
#[must_use]
pub fn is_worth_offering(now: NaiveDateTime, latest: NaiveDateTime, only: bool) -> bool {
    if only { now < latest } else { now + NEAR <= latest }
}

/// Between 21 and 8; both may be an end.
fn is_night(at: NaiveDateTime) -> bool {
    at.time() > clock(DAY_ENDS) || at.time() < clock(DAY_BEGINS)
}

/// The first instant after `at` at which clocks show this hour.
fn next(at: NaiveDateTime, hour: u32) -> NaiveDateTime {
    let today = at.date().and_time(clock(hour));
    if today > at { today } else { today + TimeDelta::days(1) }
}

fn clock(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}

fn whole_minute(at: NaiveDateTime) -> NaiveDateTime {
    at.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2027, 3, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn an_offer_lasts_a_day_less_when_the_use_is_near_and_ends_by_day() {
        for (now, latest, expected, why) in [
            (at(1, 10, 0), at(20, 9, 0), at(2, 10, 0), "a day"),
            (at(1, 21, 0), at(20, 9, 0), at(2, 21, 0), "nine in the evening is no night"),
            (at(1, 21, 1), at(20, 9, 0), at(3, 9, 0), "it would end at night"),
            (at(1, 23, 30), at(20, 9, 0), at(3, 9, 0), "it would end at night"),
            (at(2, 3, 0), at(20, 9, 0), at(3, 9, 0), "it would end before the morning"),
            (at(1, 10, 0), at(2, 14, 0), at(2, 9, 0), "half would be midnight: the morning is early enough"),
            (at(1, 10, 0), at(1, 18, 0), at(1, 14, 0), "half of what is left"),
            (at(1, 10, 0), at(1, 10, 40), at(1, 10, 30), "half an hour at least"),
            (at(1, 10, 0), at(1, 10, 20), at(1, 10, 20), "there is no more"),
            (at(1, 19, 0), at(2, 8, 30), at(2, 8, 30), "the morning of the use itself"),
            (at(1, 19, 0), at(2, 7, 0), at(1, 21, 0), "the evening before"),
            (at(1, 22, 0), at(2, 7, 0), at(2, 7, 0), "there is only night"),
        ] {
            assert_eq!(offer_end(now, latest), expected, "{why}: {now}, {latest}");
        }
    }

    #[test]
    fn one_of_several_times_is_not_offered_when_it_is_about_to_begin() {
        for (latest, of_several, only) in [
            (at(1, 10, 0), false, false),
            (at(1, 10, 1), false, true),
            (at(1, 11, 59), false, true),
            (at(1, 12, 0), true, true),
        ] {
            let worth = |only| is_worth_offering(at(1, 10, 0), latest, only);
            assert_eq!((worth(false), worth(true)), (of_several, only), "{latest}");
        }
    }

    proptest! {
        #[test]
        fn an_offer_ends_in_time_and_at_night_only_when_nothing_else_is_left(start in 0i64..2880, left in 1i64..6000) {
            let now = at(1, 0, 0) + TimeDelta::minutes(start);
            let latest = now + TimeDelta::minutes(left);
            let end = offer_end(now, latest);
            prop_assert!(now < end && end <= latest);
            prop_assert!(end >= latest.min(now + LEAST));
            prop_assert!(end - now <= TimeDelta::hours(36));
            let by_day = (30..=left).map(|minute| now + TimeDelta::minutes(minute)).any(|at| !is_night(at));
            prop_assert_eq!(is_night(end) && by_day, false);
        }
    }
}
