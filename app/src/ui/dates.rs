//! Dates and times as people read them, and as machines do.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};
use domain::{
    opening::DayRange,
    slot::{LocalSpan, When},
};
use leptos::prelude::*;

use crate::{t, texts::Locale, ui::words};

/// `Dienstag`.
#[must_use]
pub fn weekday(l: Locale, day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => t!(l, dates.monday),
        Weekday::Tue => t!(l, dates.tuesday),
        Weekday::Wed => t!(l, dates.wednesday),
        Weekday::Thu => t!(l, dates.thursday),
        Weekday::Fri => t!(l, dates.friday),
        Weekday::Sat => t!(l, dates.saturday),
        Weekday::Sun => t!(l, dates.sunday),
    }
}

/// `Di.`
#[must_use]
pub fn weekday_short(l: Locale, day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => t!(l, dates.mon),
        Weekday::Tue => t!(l, dates.tue),
        Weekday::Wed => t!(l, dates.wed),
        Weekday::Thu => t!(l, dates.thu),
        Weekday::Fri => t!(l, dates.fri),
        Weekday::Sat => t!(l, dates.sat),
        Weekday::Sun => t!(l, dates.sun),
    }
}

/// `März`, of the date's month.
#[must_use]
pub fn month(l: Locale, date: NaiveDate) -> &'static str {
    match date.month() {
        1 => t!(l, dates.january),
        2 => t!(l, dates.february),
        3 => t!(l, dates.march),
        4 => t!(l, dates.april),
        5 => t!(l, dates.may),
        6 => t!(l, dates.june),
        7 => t!(l, dates.july),
        8 => t!(l, dates.august),
        9 => t!(l, dates.september),
        10 => t!(l, dates.october),
        11 => t!(l, dates.november),
        _ => t!(l, dates.december),
    }
}

/// `Sept.`, of the date's month.
#[must_use]
pub fn month_short(l: Locale, date: NaiveDate) -> &'static str {
    match date.month() {
        1 => t!(l, dates.jan),
        2 => t!(l, dates.feb),
        3 => t!(l, dates.mar),
        4 => t!(l, dates.apr),
        5 => t!(l, dates.may_short),
        6 => t!(l, dates.jun),
        7 => t!(l, dates.jul),
        8 => t!(l, dates.aug),
        9 => t!(l, dates.sep),
        10 => t!(l, dates.oct),
        11 => t!(l, dates.nov),
        _ => t!(l, dates.dec),
    }
}

/// `März 2027`.
#[must_use]
pub fn month_of(l: Locale, date: NaiveDate) -> String {
    t!(l, dates.month_of, month = month(l, date), year = date.year())
}

/// `Di., 9. März 2027`.
#[must_use]
pub fn date(l: Locale, date: NaiveDate) -> String {
    let weekday = weekday_short(l, date.weekday());
    t!(l, dates.date, weekday = weekday, day = date.day(), month = month(l, date), year = date.year())
}

/// `Dienstag, 9. März 2027`.
#[must_use]
pub fn date_long(l: Locale, date: NaiveDate) -> String {
    let weekday = weekday(l, date.weekday());
    t!(l, dates.date, weekday = weekday, day = date.day(), month = month(l, date), year = date.year())
}

/// `Di., 9. März`: where the year is known.
#[must_use]
pub fn date_short(l: Locale, date: NaiveDate) -> String {
    let weekday = weekday_short(l, date.weekday());
    t!(l, dates.date_short, weekday = weekday, day = date.day(), month = month_short(l, date))
}

/// So many days are named one by one.
const MOST_DAYS: usize = 5;
/// And so many when there are more: naming five of six helps nobody.
const FIRST_DAYS: usize = 3;

/// `3. März, 10. März und 17. März`; of many the first, and how many more.
#[must_use]
pub fn days(l: Locale, days: &[NaiveDate]) -> String {
    let day = |date: &NaiveDate| t!(l, dates.day_month, day = date.day(), month = month(l, *date));
    if days.len() <= MOST_DAYS {
        return words::list(l, &days.iter().map(day).collect::<Vec<_>>());
    }
    let first: Vec<String> = days.iter().take(FIRST_DAYS).map(day).collect();
    t!(l, dates.and_more, most = first.join(", "), count = days.len() - FIRST_DAYS)
}

/// `9:30`: for tables and between other words; alone use [`at`].
#[must_use]
pub fn time(_: Locale, time: NaiveTime) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

/// `9:30 Uhr`.
#[must_use]
pub fn at(l: Locale, at: NaiveTime) -> String {
    t!(l, dates.at, time = time(l, at))
}

/// `10:00–12:00 Uhr`; midnight at the end is `24:00`; with both dates when it ends on a later day.
#[must_use]
pub fn times(l: Locale, span: LocalSpan) -> String {
    let LocalSpan { from, until } = span;
    let next_midnight = until.time() == NaiveTime::MIN && from.date().succ_opt() == Some(until.date());
    if next_midnight {
        t!(l, dates.range, from = time(l, from.time()), until = "24:00")
    } else if from.date() == until.date() {
        t!(l, dates.range, from = time(l, from.time()), until = time(l, until.time()))
    } else {
        // Who reads "until 0:00 on the 16th" wonders which night is meant.
        let before = until.date().pred_opt().filter(|_| until.time() == NaiveTime::MIN);
        let end = match before {
            Some(last) => t!(l, dates.when, date = date_short(l, last), times = t!(l, dates.at, time = "24:00")),
            None => t!(l, dates.when, date = date_short(l, until.date()), times = at(l, until.time())),
        };
        t!(l, dates.range_days, from = at(l, from.time()), until = end)
    }
}

/// `Di., 9. März 2027, 10:00–12:00 Uhr`.
#[must_use]
pub fn when(l: Locale, when: &When) -> String {
    span(l, when.local)
}

/// The same of a span of the wall clock.
#[must_use]
pub fn span(l: Locale, span: LocalSpan) -> String {
    t!(l, dates.when, date = date(l, span.from.date()), times = times(l, span))
}

/// `Di., 9. März 2027, 10:15 Uhr`.
#[must_use]
pub fn moment(l: Locale, moment: NaiveDateTime) -> String {
    t!(l, dates.when, date = date(l, moment.date()), times = at(l, moment.time()))
}

/// `14:00 Uhr`, of a minute of the day; its end is `24:00 Uhr`.
#[must_use]
pub fn minute(l: Locale, minute: u16) -> String {
    t!(l, dates.at, time = format!("{}:{:02}", minute / 60, minute % 60))
}

/// `8:00–20:00 Uhr`.
#[must_use]
pub fn day_range(l: Locale, range: DayRange) -> String {
    let clock = |minute: u16| format!("{}:{:02}", minute / 60, minute % 60);
    t!(l, dates.range, from = clock(range.from), until = clock(range.until))
}

/// `8:00–12:00 Uhr und 13:00–17:00 Uhr`; `geschlossen` when there is none.
#[must_use]
pub fn day_ranges(l: Locale, ranges: &[DayRange]) -> String {
    if ranges.is_empty() {
        return t!(l, dates.closed).to_owned();
    }
    words::list(l, &ranges.iter().map(|range| day_range(l, *range)).collect::<Vec<_>>())
}

/// `90 Minuten`, `2 Stunden`, `3 Tage`: the largest unit that says it exactly, minutes up to two hours.
#[must_use]
pub fn duration(l: Locale, minutes: u32) -> String {
    match minutes {
        m if m >= 2 * 1440 && m.is_multiple_of(1440) => t!(l, dates.days, count = m / 1440),
        m if m >= 60 && m.is_multiple_of(60) => t!(l, dates.hours, count = m / 60),
        m if m > 120 => {
            let rest = t!(l, dates.minutes, count = m % 60);
            t!(l, dates.and, most = t!(l, dates.hours, count = m / 60), last = rest)
        }
        m => t!(l, dates.minutes, count = m),
    }
}

/// For `<time datetime>` and forms: `2027-03-09`.
#[must_use]
pub fn iso_date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// For forms: `09:30`.
#[must_use]
pub fn iso_time(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// For `<time datetime>`: `2027-03-09T10:00`, a local date and time.
#[must_use]
pub fn iso(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%dT%H:%M").to_string()
}

/// For `<time datetime>` and JSON-LD: `2027-03-09T10:00:00+01:00`.
#[must_use]
pub fn iso_at(moment: NaiveDateTime, offset_minutes: i32) -> String {
    let sign = if offset_minutes < 0 { '-' } else { '+' };
    let offset = offset_minutes.abs();
    format!("{}{sign}{:02}:{:02}", moment.format("%Y-%m-%dT%H:%M:%S"), offset / 60, offset % 60)
}

/// A stretch of time, in words and for machines.
#[component]
pub fn WhenTime(
    /// The language.
    l: Locale,
    /// When.
    when: When,
) -> impl IntoView {
    let datetime = iso_at(when.local.from, when.offset_minutes);
    // A line may break between date and times, but not inside the times.
    view! {
        <time datetime=datetime>
            {date(l, when.local.from.date())} ", " <span class="times">{times(l, when.local)}</span>
        </time>
    }
}

/// A moment on the wall clock, in words and for machines.
#[component]
pub fn Moment(
    /// The language.
    l: Locale,
    /// The moment.
    at: NaiveDateTime,
) -> impl IntoView {
    view! { <time datetime=iso(at)>{moment(l, at)}</time> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, day).unwrap()
    }

    fn clock(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn a_date_reads_as_people_write_it() {
        assert_eq!(date(Locale::De, day(9)), "Di., 9. März 2027");
        assert_eq!(date(Locale::En, day(9)), "Tue 9 March 2027");
        assert_eq!(date_long(Locale::De, day(9)), "Dienstag, 9. März 2027");
        assert_eq!(date_short(Locale::De, day(9)), "Di., 9. März");
        assert_eq!(month_of(Locale::De, day(9)), "März 2027");
    }

    #[test]
    fn times_of_one_day_are_one_range() {
        let span = LocalSpan::on(day(9), clock(10, 0), clock(12, 0));
        assert_eq!(times(Locale::De, span), "10:00–12:00 Uhr");
        assert_eq!(self::span(Locale::En, span), "Tue 9 March 2027, 10:00–12:00");
    }

    #[test]
    fn an_evening_ends_at_24_and_a_night_names_its_morning() {
        assert_eq!(times(Locale::De, LocalSpan::on(day(9), clock(22, 0), clock(0, 0))), "22:00–24:00 Uhr");
        let night = LocalSpan::on(day(9), clock(22, 0), clock(2, 0));
        assert_eq!(times(Locale::De, night), "22:00 Uhr bis Mi., 10. März, 2:00 Uhr");
        assert_eq!(times(Locale::En, night), "22:00 to Wed 10 Mar, 2:00");
    }

    #[test]
    fn a_length_is_said_in_the_unit_people_use() {
        for (minutes, expected) in [
            (1, "1 Minute"),
            (60, "1 Stunde"),
            (90, "90 Minuten"),
            (150, "2 Stunden und 30 Minuten"),
            (720, "12 Stunden"),
            (1440, "24 Stunden"),
            (2880, "2 Tage"),
        ] {
            assert_eq!(duration(Locale::De, minutes), expected);
        }
    }

    #[test]
    fn opening_hours_read_as_a_list() {
        let ranges = [DayRange { from: 480, until: 720 }, DayRange { from: 780, until: 1440 }];
        assert_eq!(day_ranges(Locale::De, &ranges), "8:00–12:00 Uhr und 13:00–24:00 Uhr");
        assert_eq!(day_ranges(Locale::De, &[]), "geschlossen");
    }

    #[test]
    fn machines_get_the_distance_from_utc() {
        assert_eq!(iso_at(day(9).and_time(clock(10, 0)), 60), "2027-03-09T10:00:00+01:00");
        assert_eq!(iso_at(day(9).and_time(clock(10, 0)), -210), "2027-03-09T10:00:00-03:30");
        assert_eq!(iso(day(9).and_time(clock(9, 5))), "2027-03-09T09:05");
    }
}
