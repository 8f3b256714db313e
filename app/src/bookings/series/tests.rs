//! A repetition must come out of its form as it was meant, and what is wrong with it stand where it can be mended.

use super::*;

fn typed(pairs: &[(&str, &str)]) -> Fields {
    Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

/// Tuesday, 9 March 2027, 10 to 12.
fn first() -> LocalSpan {
    let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    LocalSpan::on(NaiveDate::from_ymd_opt(2027, 3, 9).unwrap(), clock(10), clock(12))
}

fn every(pairs: &[(&str, &str)]) -> Every {
    let mut pairs = pairs.to_vec();
    pairs.push(("count", "4"));
    read(Locale::De, &typed(&pairs), first()).unwrap().repeat.every
}

#[test]
fn a_rule_is_read_as_it_is_chosen_and_takes_its_days_from_the_first_date() {
    let days = |days: &[Weekday]| days.iter().copied().collect::<WeekdaySet>();
    let tuesday = days(&[Weekday::Tue]);
    for (pairs, expected) in [
        (&[("repeat", "days"), ("every", "2")][..], Every::Days { interval: 2 }),
        (&[("repeat", "weeks")], Every::Weeks { interval: 1, on: tuesday }),
        (
            &[("repeat", "weeks"), ("every", "2"), ("on", "MO"), ("on", "FR")],
            Every::Weeks { interval: 2, on: days(&[Weekday::Mon, Weekday::Fri]) },
        ),
        (&[("repeat", "months")], Every::MonthsOnDay { interval: 1, day: 9 }),
        (&[("repeat", "months"), ("monthly", "last-day")], Every::MonthsOnDay { interval: 1, day: -1 }),
        (
            &[("repeat", "months"), ("monthly", "weekday")],
            Every::MonthsOnWeekday { interval: 1, nth: 2, weekday: Weekday::Tue },
        ),
        (
            &[("repeat", "months"), ("monthly", "last-weekday")],
            Every::MonthsOnWeekday { interval: 1, nth: -1, weekday: Weekday::Tue },
        ),
        (&[("repeat", "years")], Every::Years { interval: 1 }),
    ] {
        assert_eq!(every(pairs), expected, "{pairs:?}");
    }
}

#[test]
fn a_fifth_weekday_is_meant_as_the_last() {
    let fifth = first().starting_on(NaiveDate::from_ymd_opt(2027, 3, 30).unwrap()).unwrap();
    let form = typed(&[("repeat", "months"), ("monthly", "weekday"), ("count", "3")]);
    let every = read(Locale::De, &form, fifth).unwrap().repeat.every;
    assert_eq!(every, Every::MonthsOnWeekday { interval: 1, nth: -1, weekday: Weekday::Tue });
}

#[test]
fn a_series_ends_after_so_many_dates_or_on_a_day() {
    let end = |pairs: &[(&str, &str)]| read(Locale::De, &typed(pairs), first()).map(|series| series.repeat.end);
    assert_eq!(end(&[("repeat", "days"), ("count", "10"), ("last", "1.4.2027")]), Ok(End::Count(10)));
    let last = NaiveDate::from_ymd_opt(2027, 4, 1).unwrap();
    assert_eq!(end(&[("repeat", "days"), ("ends", "last"), ("last", "1.4.2027")]), Ok(End::Until(last)));
}

#[test]
fn dates_beside_the_rule_have_the_times_of_the_first() {
    let form = typed(&[("repeat", "dates"), ("extra", "2027-03-11"), ("extra", ""), ("extra", "15.3.2027")]);
    let repeat = read(Locale::De, &form, first()).unwrap().repeat;
    let dates = repeat.dates(first()).unwrap();
    assert_eq!(dates.len(), 3);
    assert!(dates.iter().all(|span| span.from.time() == first().from.time()));
}

#[test]
fn what_is_wrong_is_said_where_it_can_be_mended() {
    for (pairs, field) in [
        (&[("repeat", "weeks"), ("every", "0"), ("count", "3")][..], "every"),
        (&[("repeat", "weeks")], "count"),
        (&[("repeat", "weeks"), ("count", "viele")], "count"),
        (&[("repeat", "weeks"), ("ends", "last"), ("count", "3")], "last"),
        (&[("repeat", "weeks"), ("ends", "last"), ("last", "2027-03-01")], "last"),
        (&[("repeat", "days"), ("count", "401")], "count"),
        (&[("repeat", "dates"), ("extra", "morgen")], "extra"),
    ] {
        let problems = read(Locale::De, &typed(pairs), first()).unwrap_err();
        assert_eq!(problems.0.first().and_then(|(field, _)| field.as_deref()), Some(field), "{pairs:?}");
    }
}

#[test]
fn decisions_come_back_from_their_own_form() {
    let words = ["2027-03-16", "2027-03-23 werkstatt 2027-03-24 22:00 02:00"];
    let read = choices(&typed(&[("pick", words[0]), ("pick", words[1]), ("pick", "2027-03-30 halb")]));
    assert_eq!(read.iter().map(choice_text).collect::<Vec<_>>(), words);
    assert_eq!(choices(&with_choices(&typed(&[("pick", "2027-04-06")]), &read)), read);
}
