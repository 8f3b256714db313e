//! A repetition in words: how often, and until when; and until when a booking can be called off.

use chrono::{Datelike, NaiveDate, Weekday, WeekdaySet};
use domain::{
    recurrence::{End, Every, Repeat},
    rulebook::SpaceRules,
};

use crate::{
    t,
    texts::Locale,
    ui::{dates, words},
};

/// `jede Woche am Dienstag, 10-mal`.
#[must_use]
pub fn repeat(l: Locale, repeat: &Repeat, first: NaiveDate) -> String {
    let often = often(l, repeat.every, first);
    match repeat.end {
        _ if repeat.every == Every::Once => often,
        End::Count(count) => t!(l, series.with_count, often = often, count = count),
        End::Until(last) => t!(l, series.with_last, often = often, last = dates::date(l, last)),
    }
}

/// How long before its start a booking can be called off; `None`: until it starts.
#[must_use]
pub fn cancel_until(l: Locale, rules: &SpaceRules) -> Option<String> {
    let hours = u32::from(rules.cancellation.free_until_hours);
    (hours > 0).then(|| t!(l, bookings.cancel_until, time = dates::duration(l, hours * 60)))
}

fn often(l: Locale, every: Every, first: NaiveDate) -> String {
    match every {
        Every::Once => t!(l, series.said_dates).to_owned(),
        Every::Days { interval } => t!(l, series.said_days, count = interval),
        Every::Weeks { interval, on } => t!(l, series.said_weeks, count = interval, on = weekdays(l, on)),
        Every::MonthsOnDay { interval, day } => {
            let on = if day == -1 { t!(l, series.on_last_day).to_owned() } else { t!(l, series.on_day, day = day) };
            t!(l, series.said_months, count = interval, on = on)
        }
        Every::MonthsOnWeekday { interval, nth, weekday } => {
            let weekday = dates::weekday(l, weekday);
            let on = match nth {
                -1 => t!(l, series.on_last_weekday, weekday = weekday),
                nth => t!(l, series.on_nth_weekday, nth = self::nth(l, nth), weekday = weekday),
            };
            t!(l, series.said_months, count = interval, on = on)
        }
        Every::Years { interval } => {
            let on = t!(l, series.on_day_of_year, day = first.day(), month = dates::month(l, first));
            t!(l, series.said_years, count = interval, on = on)
        }
    }
}

fn nth(l: Locale, nth: i8) -> &'static str {
    match nth {
        1 => t!(l, series.first),
        2 => t!(l, series.second),
        3 => t!(l, series.third),
        4 => t!(l, series.fourth),
        _ => t!(l, series.fifth),
    }
}

fn weekdays(l: Locale, on: WeekdaySet) -> String {
    let days: Vec<_> = on.iter(Weekday::Mon).map(|day| dates::weekday(l, day).to_owned()).collect();
    words::list(l, &days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_as_one_would_say_it() {
        let first = NaiveDate::from_ymd_opt(2027, 3, 9).unwrap();
        let said = |l, every, end| repeat(l, &Repeat { every, end, extra: [].into(), except: [].into() }, first);
        let on: WeekdaySet = [Weekday::Tue, Weekday::Thu].into_iter().collect();
        for (every, german, english) in [
            (Every::Days { interval: 1 }, "jeden Tag, 4-mal", "every day, 4 times"),
            (
                Every::Weeks { interval: 2, on },
                "alle 2 Wochen am Dienstag und Donnerstag, 4-mal",
                "every 2 weeks on Tuesday and Thursday, 4 times",
            ),
            (
                Every::MonthsOnWeekday { interval: 1, nth: 2, weekday: Weekday::Tue },
                "jeden Monat am zweiten Dienstag, 4-mal",
                "every month on the second Tuesday, 4 times",
            ),
            (
                Every::MonthsOnDay { interval: 3, day: -1 },
                "alle 3 Monate am letzten Tag, 4-mal",
                "every 3 months on the last day, 4 times",
            ),
            (Every::Years { interval: 1 }, "jedes Jahr am 9. März, 4-mal", "every year on 9 March, 4 times"),
        ] {
            assert_eq!(said(Locale::De, every, End::Count(4)), german);
            assert_eq!(said(Locale::En, every, End::Count(4)), english);
        }
        let weekly = Every::Weeks { interval: 1, on: WeekdaySet::single(Weekday::Tue) };
        let until = said(Locale::De, weekly, End::Until(first));
        assert_eq!(until, "jede Woche am Dienstag, bis Di., 9. März 2027");
    }
}
