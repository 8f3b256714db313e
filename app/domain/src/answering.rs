//! Until when a request is answered.

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

use crate::holidays::{Land, holiday};

/// Further than this nobody counts: so many days without a working day there are not.
const MOST_DAYS: u16 = 400;

/// When so many hours have passed, by the clock on the wall, counting only days on which an office works: asked on a
/// Friday, nobody has to answer on Sunday.
#[must_use]
pub fn answered_by(asked: NaiveDateTime, hours: u16, works: impl Fn(NaiveDate) -> bool) -> NaiveDateTime {
    let mut left = TimeDelta::hours(hours.into());
    let mut at = asked;
    for _ in 0..MOST_DAYS {
        let Some(midnight) = at.date().checked_add_days(Days::new(1)).map(|next| next.and_time(NaiveTime::MIN)) else {
            break;
        };
        if works(at.date()) {
            let today = midnight - at;
            if left <= today {
                return at + left;
            }
            left -= today;
        }
        at = midnight;
    }
    asked + TimeDelta::hours(hours.into())
}

/// True from Monday to Friday, but for public holidays.
#[must_use]
pub fn is_working_day(land: Land, date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && holiday(land, date).is_none()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(month: u32, day: u32, hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2027, month, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        let by = |asked, hours| answered_by(asked, hours, |date| is_working_day(Land::NorthRhineWestphalia, date));
        for (asked, hours, expected, why) in [
            (at(3, 1, 8), 48, at(3, 3, 8), "from Monday to Wednesday"),
            (at(3, 5, 14), 48, at(3, 9, 14), "from Friday to Tuesday"),
            (at(3, 6, 11), 24, at(3, 9, 0), "asked on a Saturday the day is Monday"),
            (at(3, 25, 12), 24, at(3, 30, 12), "Good Friday, the weekend and Easter Monday"),
            (at(3, 5, 14), 1, at(3, 5, 15), "within the day"),
            (at(3, 1, 8), 0, at(3, 1, 8), "at once"),
        ] {
            assert_eq!(by(asked, hours), expected, "{why}");
        }
        assert_eq!(answered_by(at(3, 5, 14), 48, |_| false), at(3, 7, 14), "an office that never works");
    }

    proptest! {
        #[test]
        fn nobody_has_less_time_than_the_rules_say_and_longer_never_ends_sooner(
            minutes in 0i64..60 * 24 * 400, hours in 0u16..500,
        ) {
            let asked = at(1, 1, 0) + TimeDelta::minutes(minutes);
            let works = |date| is_working_day(Land::NorthRhineWestphalia, date);
            let by = answered_by(asked, hours, works);
            prop_assert!(by >= asked + TimeDelta::hours(hours.into()) || by == asked);
            prop_assert!(by <= answered_by(asked, hours + 1, works));
        }
    }
}
