//! A search as it stands in the address, and what is wrong with it.

use chrono::{Days, NaiveDate, NaiveTime};
use domain::{
    search::{MOST_DAYS, SpaceSearch},
    space::{Layout, SpaceKind},
};

use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
};

/// The lengths one can choose, in minutes.
pub const LENGTHS: [u16; 9] = [60, 90, 120, 180, 240, 360, 480, 600, 720];

/// What is asked when nothing is chosen: half a day within a fortnight, at the hours people work.
const USUAL_MINUTES: u16 = 240;
const USUAL_DAYS: u64 = 13;

/// What stands in the form when one comes here.
#[must_use]
pub fn with_defaults(fields: &Fields, today: NaiveDate) -> Fields {
    let usual = [
        ("first", today.to_string()),
        ("last", (today + Days::new(USUAL_DAYS)).to_string()),
        ("minutes", USUAL_MINUTES.to_string()),
        ("from", "08:00".to_owned()),
        ("until", "18:00".to_owned()),
    ];
    usual.iter().fold(fields.clone(), |fields, (name, value)| {
        if fields.0.iter().any(|(other, _)| other == name) { fields } else { fields.with(name, value) }
    })
}

/// Reads the search, or names everything that is wrong.
///
/// # Errors
/// Each problem with its field.
pub fn read(l: Locale, fields: &Fields, today: NaiveDate) -> Result<SpaceSearch, Problems> {
    let mut problems = Problems::default();
    let people = fields.parse("people").filter(|people| (1..=2000).contains(people));
    if people.is_none() {
        problems.add("people", t!(l, find.problem_people));
    }
    let minutes = fields.parse("minutes").filter(|minutes| (15..=1440).contains(minutes));
    if minutes.is_none() {
        problems.add("minutes", t!(l, find.problem_minutes));
    }
    let first = fields.date("first");
    match first {
        None => problems.add("first", t!(l, find.problem_day)),
        Some(first) if first < today => problems.add("first", t!(l, find.problem_past)),
        Some(_) => {}
    }
    let last = fields.date("last");
    match last.zip(first) {
        None => problems.add("last", t!(l, find.problem_day)),
        Some((last, first)) if last < first => problems.add("last", t!(l, find.problem_last)),
        Some((last, first)) if last > first + Days::new(MOST_DAYS.into()) => {
            problems.add("last", t!(l, find.problem_long, count = MOST_DAYS));
        }
        Some(_) => {}
    }
    let (from, until) = (fields.time("from"), fields.time("until"));
    if from.is_none() {
        problems.add("from", t!(l, find.problem_time));
    }
    match from.zip(until) {
        None if until.is_none() => problems.add("until", t!(l, find.problem_time)),
        Some((from, until)) if until != NaiveTime::MIN && until <= from => {
            problems.add("until", t!(l, find.problem_until));
        }
        _ => {}
    }
    let (Some(people), Some(minutes), Some(first), Some(last), Some(from), Some(until)) =
        (people, minutes, first, last, from, until)
    else {
        return Err(problems);
    };
    if !problems.0.is_empty() {
        return Err(problems);
    }
    Ok(SpaceSearch {
        people,
        layout: fields.text("layout").and_then(Layout::from_code),
        equipment: fields.all("equipment").map(str::to_owned).collect(),
        step_free: fields.ticked("step_free"),
        kinds: fields.all("kind").filter_map(SpaceKind::from_code).collect(),
        town: fields.text("town").map(str::to_owned),
        use_kind: fields.text("use").map(str::to_owned),
        minutes,
        first,
        last,
        from,
        until,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, 1).unwrap()
    }

    #[test]
    fn who_says_only_how_many_come_is_asked_about_half_a_day_within_a_fortnight() {
        let search = read(Locale::De, &with_defaults(&typed(&[("people", "14")]), today()), today()).unwrap();
        assert_eq!((search.people, search.minutes, search.first), (14, 240, today()));
        assert_eq!((search.last - search.first).num_days(), 13);
    }

    #[test]
    fn each_thing_that_is_wrong_is_named_at_its_field() {
        let wrong =
            [("people", "0"), ("first", "2027-02-01"), ("last", "2027-01-31"), ("from", "14:00"), ("until", "12:00")];
        let problems = read(Locale::De, &with_defaults(&typed(&wrong), today()), today()).unwrap_err();
        let named: Vec<_> = problems.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
        assert_eq!(named, ["people", "first", "last", "until"]);
        let month = [("people", "3"), ("first", "2027-03-01"), ("last", "2027-05-01")];
        let problems = read(Locale::De, &with_defaults(&typed(&month), today()), today()).unwrap_err();
        assert_eq!(problems.0.len(), 1);
    }
}
