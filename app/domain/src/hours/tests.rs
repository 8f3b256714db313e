use chrono::Weekday::{Mon, Sat, Sun};
use proptest::prelude::*;

use super::*;
use crate::opening::DAY;

const fn range(from: u16, until: u16) -> DayRange {
    DayRange { from, until }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn all_week(from: u16, until: u16) -> OpeningHours {
    OpeningHours(std::array::from_fn(|_| vec![range(from, until)]))
}

fn season(name: &str, from: (u8, u8), until: (u8, u8), hours: OpeningHours) -> Season {
    let on = |(month, day)| MonthDay { month, day };
    Season { name: Localised::of("de", name), from: on(from), until: on(until), hours }
}

/// Mondays 8–20, Sundays 10–14.
fn house() -> SpaceRules {
    let mut opening = OpeningHours::on(&[Mon], 480, 1200);
    opening.0[6] = OpeningHours::on(&[Sun], 600, 840).0[6].clone();
    SpaceRules { opening, ..SpaceRules::default() }
}

/// 1 March 2027 is a Monday.
fn span(from: (u32, u16), until: (u32, u16)) -> LocalSpan {
    LocalSpan { from: instant(day(2027, 3, from.0), from.1), until: instant(day(2027, 3, until.0), until.1) }
}

#[test]
fn a_day_is_open_to_its_last_minute_and_not_beyond() {
    let rules = house();
    assert_eq!(rules.first_closed(span((1, 480), (1, 1200))), None);
    assert_eq!(rules.first_closed(span((1, 480), (1, 1201))), Some(day(2027, 3, 1)));
    assert_eq!(rules.first_closed(span((1, 479), (1, 540))), Some(day(2027, 3, 1)));
    assert_eq!(rules.first_closed(span((2, 480), (2, 540))), Some(day(2027, 3, 2)), "Tuesday is closed");
}

#[test]
fn a_lunch_break_is_closed() {
    let mut rules = house();
    rules.opening.0[0] = vec![range(480, 720), range(780, 1020)];
    assert_eq!(rules.first_closed(span((1, 480), (1, 720))), None);
    assert_eq!(rules.first_closed(span((1, 660), (1, 840))), Some(day(2027, 3, 1)));
}

#[test]
fn a_house_that_never_closes_is_open_over_midnight() {
    let always = SpaceRules::default();
    assert_eq!(always.first_closed(span((1, 1380), (3, 60))), None);
    let evenings = SpaceRules { opening: OpeningHours::on(&[Mon], 1080, DAY), ..always };
    assert_eq!(evenings.first_closed(span((1, 1380), (2, 0))), None);
    assert_eq!(evenings.first_closed(span((1, 1380), (2, 1))), Some(day(2027, 3, 2)), "the night is Tuesday's");
}

#[test]
fn a_winter_lasts_over_new_year() {
    let winter = season("Winter", (12, 20), (1, 6), all_week(600, 660));
    let rules = SpaceRules { seasons: vec![winter.clone()], ..house() };
    for (date, expected) in [
        (day(2026, 12, 14), vec![range(480, 1200)]),
        (day(2026, 12, 20), vec![range(600, 660)]),
        (day(2026, 12, 31), vec![range(600, 660)]),
        (day(2027, 1, 1), vec![range(600, 660)]),
        (day(2027, 1, 6), vec![range(600, 660)]),
        (day(2027, 1, 7), vec![]),
    ] {
        assert_eq!(rules.hours(date), expected, "{date}");
    }
    assert_eq!(rules.kind_of_day(day(2027, 1, 2)), DayKind::Season(winter.name));
    assert_eq!(rules.kind_of_day(day(2027, 1, 7)), DayKind::Regular);
}

#[test]
fn of_two_seasons_the_later_entry_wins() {
    let summer = season("Sommer", (6, 1), (8, 31), all_week(480, 1320));
    let fair = season("Messe", (7, 10), (7, 12), all_week(360, DAY));
    let rules = SpaceRules { seasons: vec![summer, fair], ..house() };
    assert_eq!(rules.hours(day(2027, 7, 9)), [range(480, 1320)]);
    assert_eq!(rules.hours(day(2027, 7, 10)), [range(360, DAY)]);
}

#[test]
fn a_public_holiday_is_closed_or_like_a_sunday_or_nothing_as_the_keeper_says() {
    let whit_monday = day(2027, 5, 17);
    let rules = |treat| SpaceRules { holidays: PublicHolidays { land: Land::default(), treat }, ..house() };
    assert_eq!(rules(HolidayHours::Closed).hours(whit_monday), []);
    assert_eq!(rules(HolidayHours::AsSunday).hours(whit_monday), [range(600, 840)]);
    assert_eq!(rules(HolidayHours::Ignored).hours(whit_monday), [range(480, 1200)]);
    assert_eq!(rules(HolidayHours::Closed).kind_of_day(whit_monday), DayKind::Holiday(Holiday::WhitMonday));
    assert_eq!(rules(HolidayHours::Ignored).kind_of_day(whit_monday), DayKind::Regular);
    let monday = day(2027, 5, 10);
    assert_eq!(rules(HolidayHours::Closed).hours(monday), [range(480, 1200)]);
}

#[test]
fn a_holiday_of_another_land_is_a_day_like_any() {
    let rules =
        |land| SpaceRules { holidays: PublicHolidays { land, treat: HolidayHours::Closed }, ..SpaceRules::default() };
    let corpus_christi = day(2027, 5, 27);
    assert_eq!(rules(Land::NorthRhineWestphalia).hours(corpus_christi), []);
    assert_eq!(rules(Land::Saxony).hours(corpus_christi), [range(0, DAY)]);
}

#[test]
fn school_holidays_have_hours_of_their_own_on_their_dates() {
    let autumn = SchoolHoliday { name: "Herbstferien".into(), first: day(2027, 10, 23), last: day(2027, 11, 6) };
    let mut rules = SpaceRules { school_calendar: vec![autumn], ..house() };
    assert_eq!(rules.hours(day(2027, 10, 25)), [range(480, 1200)], "nothing is said about school holidays");
    rules.school_holidays.hours = Some(OpeningHours::on(&[Mon, Sat], 540, 720));
    for (date, expected) in [
        (day(2027, 10, 18), vec![range(480, 1200)]),
        (day(2027, 10, 23), vec![range(540, 720)]),
        (day(2027, 11, 1), vec![range(540, 720)]),
        (day(2027, 11, 6), vec![range(540, 720)]),
        (day(2027, 11, 8), vec![range(480, 1200)]),
    ] {
        assert_eq!(rules.hours(date), expected, "{date}");
    }
    let all_saints = day(2027, 11, 1);
    assert_eq!(rules.kind_of_day(all_saints), DayKind::SchoolHoliday("Herbstferien".into()));
    rules.holidays.treat = HolidayHours::AsSunday;
    assert_eq!(rules.hours(all_saints), [], "the Sunday of the school holidays");
    assert_eq!(rules.kind_of_day(all_saints), DayKind::Holiday(Holiday::AllSaints));
}

proptest! {
    #[test]
    fn a_span_is_open_when_each_of_its_minutes_is(
        from in 0u16..2880,
        length in 1u16..1500,
        ranges in prop::collection::vec((0u16..1439, 1u16..700), 0..4),
    ) {
        let week = ranges.iter().map(|&(from, length)| range(from, (from + length).min(DAY))).collect::<Vec<_>>();
        let rules = SpaceRules { opening: OpeningHours(std::array::from_fn(|_| week.clone())), ..SpaceRules::default() };
        let start = day(2027, 3, 1);
        let closed = (from..from + length)
            .find(|at| !week.iter().any(|range| range.from <= at % DAY && at % DAY < range.until))
            .map(|at| start + chrono::Days::new((at / DAY).into()));
        let span = LocalSpan { from: instant(start, from), until: instant(start, from + length) };
        prop_assert_eq!(rules.first_closed(span), closed);
    }

    #[test]
    fn a_season_and_the_rest_of_the_year_share_no_day_and_leave_none_out(
        from in 1u32..=365, until in 1u32..=365, year in 2026i32..2030,
    ) {
        let at = |ordinal| MonthDay::of(NaiveDate::from_yo_opt(2027, ordinal).unwrap());
        let after = |ordinal: u32| at(ordinal % 365 + 1);
        let before = |ordinal: u32| at((ordinal + 363) % 365 + 1);
        prop_assume!(until % 365 + 1 != from && at(until) != MonthDay { month: 2, day: 28 });
        prop_assume!(at(from) != MonthDay { month: 3, day: 1 });
        let during = Season { name: Localised::default(), from: at(from), until: at(until), hours: OpeningHours::default() };
        let rest = Season { from: after(until), until: before(from), ..during.clone() };
        for date in day(year, 1, 1).iter_days().take(365) {
            prop_assert!(during.holds(date) != rest.holds(date), "{}", date);
        }
    }
}
