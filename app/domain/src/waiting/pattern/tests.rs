use chrono::{Datelike, Weekday};
use proptest::prelude::*;

use super::*;

fn march(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 3, day).unwrap()
}

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

fn pattern(first: u32, last: u32, on: &[Weekday], from: &str, until: &str, minutes: u16) -> Pattern {
    let on = on.iter().copied().collect();
    Pattern::new((march(first), march(last)), on, (time(from), time(until)), minutes).unwrap()
}

fn span(day: u32, from: &str, until: &str) -> LocalSpan {
    LocalSpan::on(march(day), time(from), time(until))
}

/// The first use that is free, looking at one day after the other.
fn find(pattern: &Pattern, today: NaiveDate, grid: u16, free: impl Fn(LocalSpan) -> bool) -> Option<LocalSpan> {
    pattern.days_from(today).find_map(|date| pattern.first_on(date, grid, |wish| free(wish).then_some(wish)))
}

#[test]
fn any_tuesday_afternoon_this_month_is_every_tuesday_from_noon_on() {
    let tuesdays = pattern(1, 31, &[Weekday::Tue], "12:00", "18:00", 120);
    assert_eq!(tuesdays.days().map(|date| date.day()).collect::<Vec<_>>(), [2, 9, 16, 23, 30]);
    let uses: Vec<_> = tuesdays.uses(march(9), 60).collect();
    assert_eq!((uses.len(), uses[0], uses[4]), (5, span(9, "12:00", "14:00"), span(9, "16:00", "18:00")));
    let free = |wish| wish == span(16, "15:00", "17:00");
    assert_eq!(find(&tuesdays, march(1), 30, free), Some(span(16, "15:00", "17:00")));
    assert_eq!(find(&tuesdays, march(18), 30, free), None, "that day is past");
}

#[test]
fn an_exact_time_is_one_use_on_the_grid_or_not() {
    for (wish, minutes) in [(span(9, "10:05", "12:00"), 115), (span(9, "22:00", "02:00"), 240)] {
        let exact = Pattern::exactly(wish).unwrap();
        assert_eq!(exact.uses(march(9), 60).collect::<Vec<_>>(), [wish]);
        assert_eq!((exact.exact(), exact.minutes()), (Some(wish), minutes));
        assert_eq!(find(&exact, march(10), 60, |_| true), Some(wish), "it may go on after midnight");
    }
    assert_eq!(pattern(1, 31, &[Weekday::Tue], "12:00", "18:00", 120).exact(), None);
}

#[test]
fn a_time_of_days_is_waited_for_from_its_first_minute_to_its_last() {
    let days = LocalSpan { from: span(9, "08:00", "09:00").from, until: span(11, "12:00", "13:00").from };
    let exact = Pattern::exactly(days).unwrap();
    assert_eq!((exact.exact(), exact.nights()), (Some(days), 2));
    assert_eq!(exact.uses(march(9), 60).collect::<Vec<_>>(), [days]);
    assert!(exact.around().until >= days.until);
    let on = |day| Pattern::exactly(span(day, "09:00", "10:00")).unwrap();
    for (day, meets) in [(8, false), (9, true), (10, true), (11, true), (12, false)] {
        assert_eq!((exact.meets(&on(day)), on(day).meets(&exact)), (meets, meets), "the {day}th");
    }
    let stored = serde_json::to_string(&exact).unwrap();
    assert_eq!(serde_json::from_str::<Pattern>(&stored).unwrap(), exact);
    let older = stored.replace(",\"nights\":2", "");
    assert_eq!(
        serde_json::from_str::<Pattern>(&older).unwrap().nights(),
        0,
        "what was stored before days were counted"
    );
}

#[test]
fn times_that_nothing_can_match_are_refused_with_their_fault() {
    let tuesday = || WeekdaySet::single(Weekday::Tue);
    let day = (time("12:00"), time("18:00"));
    for (days, on, minutes, fault) in [
        ((march(9), march(8)), tuesday(), 60, PatternFault::EndsBeforeStart),
        ((march(1), march(1) + Days::new(93)), tuesday(), 60, PatternFault::TooLong),
        ((march(10), march(15)), tuesday(), 60, PatternFault::NoDay),
        ((march(1), march(31)), WeekdaySet::EMPTY, 60, PatternFault::NoDay),
        ((march(1), march(31)), tuesday(), 361, PatternFault::NoFit),
        ((march(1), march(31)), tuesday(), 0, PatternFault::NoFit),
    ] {
        assert_eq!(Pattern::new(days, on, day, minutes), Err(fault));
    }
    let nothing = LocalSpan { from: span(9, "08:00", "09:00").from, until: span(9, "07:00", "08:00").until };
    assert_eq!(Pattern::exactly(nothing), Err(PatternFault::NoFit));
}

#[test]
fn a_wish_is_over_when_its_last_use_can_begin_no_more() {
    let tuesdays = pattern(1, 31, &[Weekday::Tue], "12:00", "18:00", 120);
    assert!(!tuesdays.is_over(march(30).and_time(time("15:59"))));
    assert!(tuesdays.is_over(march(30).and_time(time("16:00"))));
}

#[test]
fn those_are_in_each_others_way_whose_hours_overlap() {
    let tuesdays = pattern(1, 31, &[Weekday::Tue], "12:00", "18:00", 120);
    for (other, meets) in [
        (pattern(1, 31, &[Weekday::Tue], "08:00", "12:00", 60), false),
        (pattern(1, 31, &[Weekday::Tue, Weekday::Wed], "17:00", "19:00", 60), true),
        (pattern(1, 31, &[Weekday::Wed], "12:00", "18:00", 60), false),
        (pattern(1, 31, &[Weekday::Mon], "20:00", "13:00", 60), true),
        (pattern(3, 8, &[Weekday::Mon], "12:00", "18:00", 60), false),
    ] {
        assert_eq!((tuesdays.meets(&other), other.meets(&tuesdays)), (meets, meets), "{other:?}");
    }
}

#[test]
fn a_pattern_survives_being_written_down() {
    let pattern = pattern(1, 31, &[Weekday::Tue, Weekday::Fri], "12:00", "18:00", 120);
    let text = serde_json::to_string(&pattern).unwrap();
    assert_eq!(serde_json::from_str::<Pattern>(&text).unwrap(), pattern);
}

proptest! {
    /// The wall clock minute by minute knows best what is free.
    #[test]
    fn a_use_is_found_if_and_only_if_there_is_one(
        busy in prop::collection::vec((0i64..7 * 1440, 1i64..1440), 0..14),
        days in 1u8..128, from in 0u32..1440, hours in 1u32..1440, minutes in 15u16..400, grid in prop::sample::select(vec![5u16, 15, 30, 60, 50]),
    ) {
        let on: WeekdaySet =
            (0..7u8).filter(|day| days & (1 << day) != 0).filter_map(|day| Weekday::try_from(day).ok()).collect();
        let clock = |minute: u32| NaiveTime::from_num_seconds_from_midnight_opt(minute % 1440 * 60, 0).unwrap();
        let hours = (clock(from), clock(from + hours));
        let Ok(pattern) = Pattern::new((march(1), march(7)), on, hours, minutes) else { return Ok(()) };
        let zero = march(1).and_time(NaiveTime::MIN);
        let offset = |at: NaiveDateTime| (at - zero).num_minutes();
        let is_free = |from: i64, until: i64| busy.iter().all(|(start, length)| until <= *start || start + length <= from);
        let found = find(&pattern, march(1), grid, |wish| is_free(offset(wish.from), offset(wish.until)));

        let length = i64::from(minutes);
        let only = pattern.width().num_minutes() == length;
        let expected = (0..8 * 1440).find(|start| {
            let inside = (0..7).any(|day| {
                let date = march(1) + Days::new(day);
                let hours = LocalSpan::on(date, pattern.from(), pattern.until());
                on.contains(date.weekday()) && offset(hours.from) <= *start && start + length <= offset(hours.until)
            });
            let on_grid = only || start % 1440 % i64::from(grid) == 0;
            inside && on_grid && is_free(*start, start + length)
        });
        // Hours that go on after midnight may overlap those of the next day: then the earlier day comes first.
        prop_assert_eq!(found.is_some(), expected.is_some());
        if let (Some(found), Some(expected)) = (found, expected) {
            prop_assert!(offset(found.from) >= expected && is_free(offset(found.from), offset(found.until)));
            prop_assert_eq!(offset(found.until) - offset(found.from), length);
        }
    }
}
