//! What a series must make, by tables, and by days asked one by one.

use chrono::{Datelike, Days, Months, NaiveTime, TimeDelta};
use proptest::prelude::*;

use super::{
    any::{every, matches, repeat, span},
    *,
};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Two hours in the morning of a day.
fn morning(day: &str) -> LocalSpan {
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    LocalSpan::on(date(day), time(9), time(11))
}

fn rule(every: Every, end: End) -> Repeat {
    Repeat { every, end, extra: BTreeSet::new(), except: BTreeSet::new() }
}

fn starts(repeat: &Repeat, first: &str) -> Result<Vec<String>, RepeatError> {
    Ok(repeat.dates(morning(first))?.iter().map(|span| span.from.date().to_string()).collect())
}

fn weeks(interval: u16, on: &[Weekday]) -> Every {
    Every::Weeks { interval, on: on.iter().copied().collect() }
}

#[test]
fn what_people_ask_for_is_what_they_get() {
    let second_tuesday = |interval, nth| Every::MonthsOnWeekday { interval, nth, weekday: Weekday::Tue };
    for (every, end, first, dates) in [
        (Every::Once, End::Count(9), "2027-03-09", "2027-03-09"),
        (
            Every::Days { interval: 10 },
            End::Until(date("2027-03-29")),
            "2027-03-09",
            "2027-03-09 2027-03-19 2027-03-29",
        ),
        // 2027-03-09 is a Tuesday: the Monday of its week is over, the week counts all the same.
        (
            weeks(2, &[Weekday::Mon, Weekday::Thu]),
            End::Count(4),
            "2027-03-09",
            "2027-03-11 2027-03-22 2027-03-25 2027-04-05",
        ),
        // Weeks begin on Monday: Sunday is in the same week.
        (weeks(2, &[Weekday::Tue, Weekday::Sun]), End::Count(3), "2027-03-09", "2027-03-09 2027-03-14 2027-03-23"),
        (Every::MonthsOnDay { interval: 1, day: 31 }, End::Count(3), "2027-03-09", "2027-03-31 2027-05-31 2027-07-31"),
        (Every::MonthsOnDay { interval: 1, day: -1 }, End::Count(3), "2028-01-31", "2028-01-31 2028-02-29 2028-03-31"),
        (second_tuesday(1, 2), End::Count(2), "2027-03-10", "2027-04-13 2027-05-11"),
        (second_tuesday(1, 5), End::Count(3), "2027-03-09", "2027-03-30 2027-06-29 2027-08-31"),
        (second_tuesday(3, -1), End::Count(2), "2027-03-09", "2027-03-30 2027-06-29"),
        (Every::Years { interval: 1 }, End::Count(2), "2028-02-29", "2028-02-29 2032-02-29"),
        (
            Every::Years { interval: 2 },
            End::Until(date("2031-03-09")),
            "2027-03-09",
            "2027-03-09 2029-03-09 2031-03-09",
        ),
    ] {
        assert_eq!(starts(&rule(every, end), first).unwrap().join(" "), dates, "{every:?}");
    }
}

#[test]
fn what_cannot_be_a_series_is_refused_by_its_cause() {
    let (daily, many) = (Every::Days { interval: 1 }, End::Count(3));
    let until = |day| End::Until(date(day));
    for (every, end, first, why) in [
        (Every::Days { interval: 0 }, many, "2027-03-09", RepeatError::NoInterval),
        (Every::Weeks { interval: 1, on: WeekdaySet::EMPTY }, many, "2027-03-09", RepeatError::NoWeekday),
        (Every::MonthsOnDay { interval: 1, day: 32 }, many, "2027-03-09", RepeatError::NoSuchDay),
        (Every::MonthsOnDay { interval: 1, day: -2 }, many, "2027-03-09", RepeatError::NoSuchDay),
        (
            Every::MonthsOnWeekday { interval: 1, nth: 0, weekday: Weekday::Mon },
            many,
            "2027-03-09",
            RepeatError::NoSuchDay,
        ),
        (daily, until("2027-03-08"), "2027-03-09", RepeatError::EndsBeforeStart),
        (Every::MonthsOnDay { interval: 12, day: 31 }, many, "2027-02-01", RepeatError::NeverMatches),
        (Every::MonthsOnDay { interval: 24, day: 29 }, many, "2027-02-01", RepeatError::NeverMatches),
        (weeks(1, &[Weekday::Mon]), until("2027-03-14"), "2027-03-09", RepeatError::NeverMatches),
        (daily, End::Count(0), "2027-03-09", RepeatError::NoDates),
        (daily, End::Count(401), "2027-03-09", RepeatError::TooMany),
        (daily, until("2028-04-12"), "2027-03-09", RepeatError::TooMany),
        (Every::Years { interval: 1 }, End::Count(12), "2027-03-09", RepeatError::TooLong),
        (Every::Years { interval: 5 }, until("2037-03-10"), "2027-03-09", RepeatError::TooLong),
    ] {
        assert_eq!(starts(&rule(every, end), first), Err(why), "{every:?} {end:?}");
    }
    assert_eq!(starts(&rule(daily, End::Count(400)), "2027-03-09").unwrap().len(), 400);
    assert_eq!(starts(&rule(daily, until("2028-04-11")), "2027-03-09").unwrap().len(), 400);
    assert_eq!(starts(&rule(Every::Years { interval: 1 }, End::Count(11)), "2027-03-09").unwrap().len(), 11);
}

#[test]
fn a_time_that_ends_before_it_starts_is_no_date() {
    let day = morning("2027-03-09");
    let backwards = LocalSpan { from: day.until, until: day.from };
    let mut once = rule(Every::Once, End::Count(1));
    assert_eq!(once.dates(backwards), Err(RepeatError::EmptySpan));
    once.extra.insert(LocalSpan { until: day.from, ..day });
    assert_eq!(once.dates(day), Err(RepeatError::EmptySpan));
}

#[test]
fn thirty_hours_every_day_overlap_and_touching_days_do_not() {
    let day = morning("2027-03-09");
    let hours = |hours| LocalSpan { until: day.from + TimeDelta::hours(hours), ..day };
    let daily = rule(Every::Days { interval: 1 }, End::Count(2));
    let next = hours(30).starting_on(date("2027-03-10")).unwrap();
    assert_eq!(daily.dates(hours(30)), Err(RepeatError::Overlaps(hours(30), next)));
    assert!(daily.dates(hours(24)).is_ok());
    assert_eq!(overlapping(&[next, hours(30)]), Some((hours(30), next)), "in whatever order they come");
}

#[test]
fn dates_are_added_left_out_and_moved() {
    let mut list = rule(weeks(1, &[Weekday::Tue]), End::Count(3));
    list.extra.extend([morning("2027-03-05"), morning("2027-03-16")]);
    list.except.extend([date("2027-03-23"), date("2027-03-24")]);
    assert_eq!(starts(&list, "2027-03-09").unwrap(), ["2027-03-05", "2027-03-09", "2027-03-16"]);
    // Left out at nine, added at one: moved.
    let later = LocalSpan {
        from: morning("2027-03-23").until,
        until: date("2027-03-23").and_time(NaiveTime::MIN) + TimeDelta::hours(13),
    };
    list.extra.insert(later);
    assert_eq!(list.dates(morning("2027-03-09")).unwrap().last(), Some(&later));
    list.extra.clear();
    list.except.extend([date("2027-03-09"), date("2027-03-16")]);
    assert_eq!(starts(&list, "2027-03-09"), Err(RepeatError::NoDates));
    assert_eq!(list.start(morning("2027-03-08")), Ok(morning("2027-03-09")), "DTSTART may be left out");
}

#[test]
fn a_free_list_is_too_long_with_one_date_more_than_400() {
    let mut list = rule(Every::Once, End::Count(1));
    list.extra
        .extend((1..400).map(|day| morning("2027-03-09").starting_on(date("2027-03-09") + Days::new(day)).unwrap()));
    assert_eq!(starts(&list, "2027-03-09").unwrap().len(), 400);
    list.extra.insert(morning("2027-03-08"));
    assert_eq!(starts(&list, "2027-03-09"), Err(RepeatError::TooMany));
}

proptest! {
    #[test]
    fn the_dates_are_all_days_that_match_and_no_others(repeat in repeat(), first in span()) {
        let start = first.from.date();
        let horizon = start + Months::new(12 * HORIZON_YEARS);
        let last = if let End::Until(date) = repeat.end { date } else { horizon };
        let most = if let End::Count(count) = repeat.end { count.into() } else { usize::MAX };
        let days: Vec<NaiveDate> = start.iter_days().take_while(|day| *day <= last)
            .filter(|day| matches(repeat.every, start, *day)).take(most).collect();
        let expected = match repeat.end {
            End::Until(date) if date < start => Err(RepeatError::EndsBeforeStart),
            _ if days.is_empty() => Err(RepeatError::NeverMatches),
            End::Count(_) if days.len() < most => Err(RepeatError::TooLong),
            _ if days.len() > MOST_DATES => Err(RepeatError::TooMany),
            _ => Ok(days),
        };
        prop_assert_eq!(repeat.made(start), expected);
    }

    #[test]
    fn dates_ascend_and_keep_the_clock_on_the_wall(repeat in repeat(), first in span()) {
        let Ok(dates) = repeat.dates(first) else { return Ok(()) };
        prop_assert_eq!(dates.first().copied(), repeat.start(first).ok());
        prop_assert!(dates.windows(2).all(|pair| pair[0].until <= pair[1].from));
        for span in &dates {
            prop_assert_eq!((span.from.time(), span.until.time()), (first.from.time(), first.until.time()));
            prop_assert_eq!(span.until - span.from, first.until - first.from);
        }
        if let End::Count(count) = repeat.end {
            prop_assert_eq!(dates.len(), usize::from(count));
        }
    }

    #[test]
    fn leaving_out_a_date_takes_away_that_date(repeat in repeat(), first in span(), which in any::<prop::sample::Index>()) {
        let Ok(mut dates) = repeat.dates(first) else { return Ok(()) };
        let gone = dates.remove(which.index(dates.len()));
        let less = Repeat { except: [gone.from.date()].into(), ..repeat };
        prop_assert_eq!(less.dates(first), if dates.is_empty() { Err(RepeatError::NoDates) } else { Ok(dates) });
    }

    #[test]
    fn no_rule_is_looked_at_for_long(every in every(), interval: u16, day: i8, first in span(), years in 0i32..200_000, count: u16) {
        let from = first.from.date().with_day(1).unwrap();
        let date = from.with_year(from.year() + years).unwrap();
        let first = first.starting_on(date).unwrap();
        let wide = Every::MonthsOnDay { interval, day };
        for end in [End::Count(count), End::Until(NaiveDate::MAX)] {
            for every in [every, wide, Every::Days { interval }, Every::Years { interval }] {
                let dates = rule(every, end).dates(first);
                prop_assert!(dates.is_err() || dates.unwrap().len() == usize::from(count));
            }
        }
    }

    #[test]
    fn a_series_survives_the_database(repeat in repeat(), extra in span(), except in span()) {
        let repeat = Repeat { extra: [extra].into(), except: [except.from.date()].into(), ..repeat };
        let text = serde_json::to_string(&repeat).unwrap();
        prop_assert_eq!(serde_json::from_str::<Repeat>(&text).unwrap(), repeat);
    }

    #[test]
    fn a_rule_is_read_as_it_was_written(repeat in repeat(), first in span()) {
        // A place two hours east of Greenwich.
        let text = repeat.rrule(|local| local.and_utc() - TimeDelta::hours(2)).unwrap();
        let read = Repeat::from_rrule(&text, first.from, |at| at.naive_utc() + TimeDelta::hours(2));
        prop_assert_eq!(read, Ok(repeat), "{}", text);
    }

    #[test]
    fn no_rrule_is_too_odd_to_be_refused(text in "(FREQ|BYDAY|UNTIL|COUNT|INTERVAL|BYSETPOS|ä|=|;|,|[0-9A-Zé-])*") {
        let _ = Repeat::from_rrule(&text, morning("2027-03-09").from, |at| at.naive_utc());
    }
}
