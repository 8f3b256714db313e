//! The next time that works when the wished one does not (I7): near it first, then as far as there is one.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    House, booking,
    closing::{clock, closure},
    house, march, time, wish,
};
use chrono::{Days, NaiveDate};
use domain::{
    access::Actor,
    desk::{BookingDesk, ClosureDesk, LocalWish},
    opening::OpeningHours,
    rulebook::{Counted, Period, Quota, RuleBook},
    rules::{Admission, BrokenRule},
    slot::When,
};

/// A house with one room, "Labor", who books there, and who keeps it.
async fn house_with(rules: RuleBook) -> (House, Actor, Actor) {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space_with(site, "Labor", |space| space.rules = rules).await;
    let (anna, rosa) = (house.anna().await, house.rosa(site).await);
    (house, anna, rosa)
}

fn at(when: &When) -> LocalWish {
    let local = when.local;
    let (date, from, until) = (local.from.date(), local.from.time(), local.until.time());
    LocalWish { date, from, until, ..wish("labor", 1, "00:00", "00:00") }
}

/// What is offered instead of a wish, each of which can be had, and is as long.
async fn offered(house: &House, by: &Actor, wished: &LocalWish) -> Vec<When> {
    let verdict = house.store.check(by, wished, None).await.unwrap();
    assert!(!verdict.is_free());
    let offered: Vec<When> = verdict.alternatives.iter().map(|way| way.when).collect();
    for when in &offered {
        let verdict = house.store.check(by, &at(when), None).await.unwrap();
        assert_eq!((verdict.broken, verdict.admission), (vec![], Admission::AtOnce), "{when:?}");
    }
    offered
}

fn days(offered: &[When]) -> Vec<NaiveDate> {
    offered.iter().map(|when| when.local.from.date()).collect()
}

fn horizon(days: u16) -> RuleBook {
    RuleBook { horizon_days: Some(days), ..RuleBook::default() }
}

#[tokio::test]
async fn after_a_long_closure_the_first_day_behind_it_is_offered_at_the_wished_hour_first() {
    let (house, anna, rosa) = house_with(RuleBook::default()).await;
    for (until, open_again) in [("2027-03-15", "2027-03-15"), ("2027-07-03", "2027-07-05")] {
        let [until, open_again]: [NaiveDate; 2] = [until, open_again].map(|date| date.parse().unwrap());
        house.store.close(&rosa, closure(clock(2, "00:00"), until.and_time(time("00:00")))).await.unwrap();
        let found = offered(&house, &anna, &wish("labor", 3, "14:00", "16:00")).await;
        assert_eq!(days(&found), [open_again; 3]);
        assert_eq!(found[0].local.from.time(), time("14:00"));
    }
}

#[tokio::test]
async fn beyond_the_horizon_the_last_days_that_can_be_booked_are_offered() {
    let (house, anna, _) = house_with(horizon(23)).await;
    let far = LocalWish { date: march(1) + Days::new(200), ..wish("labor", 1, "10:00", "12:00") };
    // It is Monday, 8:00: in 23 days one may book what begins by then on Wednesday, the 24th.
    let found = offered(&house, &anna, &far).await;
    assert_eq!(found[0].local.from, march(24).and_time(time("08:00")), "{found:?}");

    let booked = booking(wish("labor", 24, "08:00", "10:00"));
    house.store.book(&anna, booked).await.unwrap();
    let found = offered(&house, &anna, &far).await;
    assert_eq!(days(&found), [march(23); 3]);
    assert_eq!(found[0].local.from.time(), time("10:00"));
}

#[tokio::test]
async fn where_everything_to_the_horizon_is_taken_the_days_before_are_offered() {
    let (house, anna, _) = house_with(horizon(9)).await;
    for day in [8, 9, 10] {
        let until = if day == 10 { "10:00" } else { "20:00" };
        house.store.book(&anna, booking(wish("labor", day, "08:00", until))).await.unwrap();
    }
    let found = offered(&house, &anna, &wish("labor", 9, "10:00", "12:00")).await;
    assert_eq!(days(&found), [march(5); 3]);
}

#[tokio::test]
async fn a_quota_of_a_month_or_a_year_leads_to_its_next_one_and_no_further_than_one_may_book() {
    for (per, days_ahead, next) in
        [(Period::Month, 90, Some("2027-04-01")), (Period::Year, 360, Some("2028-01-03")), (Period::Year, 90, None)]
    {
        let quota = Quota { minutes: Some(180), per, counted: Counted::Space };
        let (house, anna, _) = house_with(RuleBook { quota: Some(quota), ..horizon(days_ahead) }).await;
        house.store.book(&anna, booking(wish("labor", 4, "12:00", "14:00"))).await.unwrap();
        let found = offered(&house, &anna, &wish("labor", 9, "12:00", "14:00")).await;
        let next: Option<NaiveDate> = next.map(|date| date.parse().unwrap());
        assert_eq!(found.first().map(|when| when.local.from.date()), next, "{per:?} {days_ahead}");

        let long = house.store.check(&anna, &wish("labor", 9, "10:00", "14:00"), None).await.unwrap();
        assert!(matches!(long.broken[..], [BrokenRule::QuotaExceeded { .. }]));
        assert_eq!(long.alternatives, [], "four hours are more than any period has");
    }
}

#[tokio::test]
async fn where_nothing_is_free_within_a_year_nothing_is_offered() {
    let (house, anna, rosa) = house_with(horizon(3000)).await;
    let first = march(1).and_time(time("00:00"));
    for number in 0..5 {
        let from = first + Days::new(number * 90);
        house.store.close(&rosa, closure(from, from + Days::new(90))).await.unwrap();
    }
    assert_eq!(offered(&house, &anna, &wish("labor", 3, "14:00", "16:00")).await, []);
}

#[tokio::test]
async fn in_the_hour_that_occurs_twice_what_is_offered_is_read_back_as_it_was_meant() {
    let rules =
        RuleBook { opening: Some(OpeningHours::always()), buffer_before_minutes: Some(15), ..RuleBook::default() };
    let (house, anna, _) = house_with(rules).await;
    house.set_clock("2027-10-29T07:00:00Z");
    let date = NaiveDate::from_ymd_opt(2027, 10, 31).unwrap();
    let at = |from, until| LocalWish { date, ..wish("labor", 1, from, until) };
    house.store.book(&anna, booking(at("03:00", "05:00"))).await.unwrap();
    let found = offered(&house, &anna, &at("02:30", "03:30")).await;
    assert!(found.iter().all(|when| when.slot.minutes() == 120), "as long as the wish is that night: {found:?}");
    let from: Vec<_> = found.iter().map(|when| when.local.from.time()).collect();
    assert_eq!(from, [time("00:45"), time("05:15"), time("07:15")], "not 1:45, whose end is read as an hour earlier");
}
