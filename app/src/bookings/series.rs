//! A repetition as it stands in a form or an address, what was decided about single dates, and what is wrong with it.

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday, WeekdaySet};
use domain::{
    desk::{Choice, Pick, Series},
    recurrence::{End, Every, Repeat, RepeatError},
    slot::LocalSpan,
};

use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::dates::{self, iso_date, iso_time},
};

/// What makes a repetition, in the order of the form.
pub const NAMES: [&str; 9] = ["repeat", "every", "on", "monthly", "ends", "count", "last", "extra", "pick"];

/// The days of a week as forms name them (RFC 5545 3.3.10).
pub const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "MO"),
    (Weekday::Tue, "TU"),
    (Weekday::Wed, "WE"),
    (Weekday::Thu, "TH"),
    (Weekday::Fri, "FR"),
    (Weekday::Sat, "SA"),
    (Weekday::Sun, "SU"),
];

/// True when the wish repeats.
#[must_use]
pub fn repeats(fields: &Fields) -> bool {
    fields.text("repeat").is_some()
}

/// Reads how a wish repeats whose first date is `first`, with what was decided about its dates.
///
/// # Errors
/// What is wrong, by field.
pub fn read(l: Locale, fields: &Fields, first: LocalSpan) -> Result<Series, Problems> {
    let mut problems = Problems::default();
    let interval =
        if fields.text("every").is_none() { Some(1) } else { fields.parse("every").filter(|n: &u16| *n > 0) };
    if interval.is_none() {
        problems.add("every", t!(l, series.problem_every));
    }
    let every = every(fields, interval.unwrap_or(1), first.from.date());
    let end = if every == Every::Once { Some(End::Count(1)) } else { end(fields) };
    if end.is_none() {
        let until = fields.get("ends") == "last";
        let (field, text) =
            if until { ("last", t!(l, series.problem_last)) } else { ("count", t!(l, series.problem_count)) };
        problems.add(field, text);
    }
    let extra: Option<_> = fields.all("extra").map(|text| first.starting_on(day(text)?)).collect();
    if extra.is_none() {
        problems.add("extra", t!(l, series.problem_extra));
    }
    match end.zip(extra).filter(|_| problems.is_empty()) {
        None => Err(problems),
        Some((end, extra)) => {
            let repeat = Repeat { every, end, extra, except: [].into() };
            repeat.dates(first).map_err(|error| problem(l, &error))?;
            Ok(Series { repeat, choices: choices(fields) })
        }
    }
}

fn every(fields: &Fields, interval: u16, first: NaiveDate) -> Every {
    match fields.get("repeat") {
        "days" => Every::Days { interval },
        "weeks" => Every::Weeks { interval, on: weekdays(fields, first) },
        "months" => month(fields.get("monthly"), interval, first),
        "years" => Every::Years { interval },
        _ => Every::Once,
    }
}

/// The days that are ticked; none: that of the first date.
fn weekdays(fields: &Fields, first: NaiveDate) -> WeekdaySet {
    let ticked = |code: &str| fields.all("on").any(|on| on == code);
    let days: WeekdaySet = WEEKDAYS.iter().filter(|(_, code)| ticked(code)).map(|(day, _)| *day).collect();
    if days.is_empty() { WeekdaySet::single(first.weekday()) } else { days }
}

/// The day of the month the first date is on, counted as is chosen. A fifth weekday is meant as the last: most months
/// have no fifth.
fn month(counted: &str, interval: u16, first: NaiveDate) -> Every {
    let weekday = first.weekday();
    let nth = i8::try_from(first.day0() / 7 + 1).ok().filter(|nth| *nth < 5).unwrap_or(-1);
    match counted {
        "weekday" => Every::MonthsOnWeekday { interval, nth, weekday },
        "last-weekday" => Every::MonthsOnWeekday { interval, nth: -1, weekday },
        "last-day" => Every::MonthsOnDay { interval, day: -1 },
        _ => Every::MonthsOnDay { interval, day: i8::try_from(first.day()).unwrap_or(-1) },
    }
}

fn end(fields: &Fields) -> Option<End> {
    if fields.get("ends") == "last" {
        fields.date("last").map(End::Until)
    } else {
        fields.parse("count").filter(|count| *count > 0).map(End::Count)
    }
}

/// A date of several under one name.
fn day(text: &str) -> Option<NaiveDate> {
    Fields(vec![("extra".to_owned(), text.to_owned())]).date("extra")
}

/// Why a rule makes no dates, at the field where it can be mended.
#[must_use]
pub fn problem(l: Locale, error: &RepeatError) -> Problems {
    match error {
        RepeatError::NoInterval => Problems::of("every", t!(l, series.problem_every)),
        RepeatError::NoWeekday => Problems::of("on", t!(l, series.problem_weekday)),
        RepeatError::NoSuchDay => Problems::of("monthly", t!(l, series.problem_never)),
        RepeatError::NeverMatches => Problems::of("repeat", t!(l, series.problem_never)),
        RepeatError::EndsBeforeStart => Problems::of("last", t!(l, series.problem_ends_before)),
        RepeatError::NoDates => Problems::of("count", t!(l, series.problem_no_dates)),
        RepeatError::TooMany => Problems::of("count", t!(l, series.problem_too_many)),
        RepeatError::TooLong => Problems::of("count", t!(l, series.problem_too_long)),
        RepeatError::EmptySpan => Problems::of("until", t!(l, bookings.problem_until)),
        RepeatError::Overlaps(one, other) => {
            let (one, other) = (dates::span(l, *one), dates::span(l, *other));
            Problems::of("repeat", t!(l, series.problem_overlaps, one = one, other = other))
        }
    }
}

/// What was decided about single dates.
#[must_use]
pub fn choices(fields: &Fields) -> Vec<Choice> {
    fields.all("pick").filter_map(choice).collect()
}

/// The form with everything decided about single dates replaced.
#[must_use]
pub fn with_choices(fields: &Fields, choices: &[Choice]) -> Fields {
    let mut fields = fields.with("pick", "");
    fields.0.extend(choices.iter().map(|choice| ("pick".to_owned(), choice_text(choice))));
    fields
}

/// A decision in one word: `2027-03-16` leaves that date out, `2027-03-16 trafo 2027-03-17 10:00 12:00` puts another
/// space and time in its place.
#[must_use]
pub fn choice_text(choice: &Choice) -> String {
    let date = iso_date(choice.date);
    match &choice.pick {
        Pick::Skip => date,
        Pick::Instead { space, date: day, from, until } => {
            format!("{date} {space} {} {} {}", iso_date(*day), iso_time(*from), iso_time(*until))
        }
    }
}

/// The decision such a word stands for.
#[must_use]
pub fn choice(text: &str) -> Option<Choice> {
    let mut words = text.split(' ');
    let mut word = || words.next();
    let date = word()?.parse().ok()?;
    let Some(space) = word() else { return Some(Choice { date, pick: Pick::Skip }) };
    let clock = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
    let (day, from, until) = (word()?.parse().ok()?, clock(word()?)?, clock(word()?)?);
    Some(Choice { date, pick: Pick::Instead { space: space.to_owned(), date: day, from, until } })
}

#[cfg(test)]
mod tests;
