//! A series that is moved, and single dates of it that go another way or stay.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use crate::common::{House, all, booking, house, march, time, wish};
use chrono::{Datelike, Weekday, WeekdaySet};
use domain::{
    access::Actor,
    apart::Apart,
    booking::{BookingRefusal, BookingState},
    desk::{
        Answer, BookingDesk, BookingView, Change, Changed, Choice, Dates, KeeperDesk, LocalWish, NewBooking, Pick,
        PlannedDate, Series,
    },
    id::BookingId,
    recurrence::{End, Every, Repeat},
    rulebook::{AdmissionRule, How, Who},
    rules::Admission,
};

/// Four Tuesdays in March, 10 to 12.
fn tuesdays(space: &str) -> NewBooking {
    let every = Every::Weeks { interval: 1, on: WeekdaySet::single(Weekday::Tue) };
    let repeat = Repeat { every, end: End::Count(4), extra: BTreeSet::new(), except: BTreeSet::new() };
    NewBooking { series: Some(Series { repeat, choices: Vec::new() }), ..booking(wish(space, 2, "10:00", "12:00")) }
}

fn choice(day: u32, pick: Pick) -> Choice {
    Choice { date: march(day), pick }
}

fn instead(space: &str, day: u32, from: &str, until: &str) -> Pick {
    Pick::Instead { space: space.into(), date: march(day), from: time(from), until: time(until) }
}

async fn view(house: &House, by: &Actor, id: BookingId) -> BookingView {
    house.store.booking(by, id).await.unwrap().unwrap()
}

/// Day, hour and space of each date that stands.
fn places(view: &BookingView) -> Vec<(u32, String, String)> {
    let stands = view.occurrences.iter().filter(|date| date.state.occupies());
    let place = stands.map(|date| {
        let from = date.when.local.from;
        (from.day(), from.format("%H:%M").to_string(), date.space.slug.clone())
    });
    place.collect()
}

fn at(day: u32, from: &str, space: &str) -> (u32, String, String) {
    (day, from.into(), space.into())
}

/// Anna's four Tuesdays in the laboratory, the third of them taken by Berta in the afternoon.
async fn clashing() -> (House, Actor, BookingId) {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let id = house.store.book(&anna, tuesdays("labor")).await.unwrap();
    house.store.book(&berta, booking(wish("labor", 16, "14:00", "16:00"))).await.unwrap();
    (house, anna, id)
}

fn afternoons(choices: Vec<Choice>) -> Change {
    Change { choices, ..all(wish("labor", 2, "14:00", "16:00")) }
}

#[tokio::test]
async fn a_series_moves_round_a_clash_when_one_date_stays_or_goes_elsewhere() {
    let (house, anna, id) = clashing().await;
    assert_eq!(house.store.change(&anna, id, 1, afternoons(vec![])).await, Err(BookingRefusal::Dates));

    let stays = afternoons(vec![choice(16, Pick::Skip)]);
    house.store.change(&anna, id, 1, stays).await.unwrap();
    let after = view(&house, &anna, id).await;
    let afternoon = |day| at(day, "14:00", "labor");
    assert_eq!(places(&after), [afternoon(2), afternoon(9), at(16, "10:00", "labor"), afternoon(23)]);
    assert_eq!((after.version, after.sequence), (2, 1));
    assert_eq!(after.occurrences[2].apart, Apart { time: true, place: false });
    let entry = after.history.last().unwrap();
    assert_eq!((entry.act.as_str(), entry.moved.len(), entry.stayed), ("moved", 1, 1));

    // A day later all of them, but for the one that goes to the hall at its own time.
    let back = Change {
        choices: vec![choice(16, instead("saal-a", 18, "09:00", "11:00"))],
        ..all(wish("labor", 3, "14:00", "16:00"))
    };
    house.store.change(&anna, id, 2, back).await.unwrap();
    let after = view(&house, &anna, id).await;
    assert_eq!(places(&after), [afternoon(3), afternoon(10), at(18, "09:00", "saal-a"), afternoon(24)]);
    let entry = after.history.last().unwrap();
    let days = entry.moved.iter().map(|[from, to]| (from.1.from.day(), to.1.from.day(), to.0.slug.as_str()));
    assert_eq!(days.collect::<Vec<_>>(), [(2, 3, "labor"), (16, 18, "saal-a")], "the trail names both ways");
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 5);
}

#[tokio::test]
async fn a_choice_is_for_that_day_and_a_place_that_is_not_there_is_refused() {
    let (house, anna, id) = clashing().await;
    let before = view(&house, &anna, id).await;
    let nowhere = afternoons(vec![choice(16, instead("nirgends", 16, "14:00", "16:00"))]);
    assert_eq!(house.store.change(&anna, id, 1, nowhere).await, Err(BookingRefusal::NotFound));
    let other_day = afternoons(vec![choice(17, Pick::Skip)]);
    assert_eq!(house.store.change(&anna, id, 1, other_day).await, Err(BookingRefusal::Dates));
    let none = afternoons([2, 9, 16, 23].map(|day| choice(day, Pick::Skip)).to_vec());
    assert_eq!(house.store.change(&anna, id, 1, none).await, Err(BookingRefusal::Dates), "nothing is left to change");
    let onto_another = afternoons(vec![choice(16, instead("labor", 9, "15:00", "17:00"))]);
    assert_eq!(house.store.change(&anna, id, 1, onto_another).await, Err(BookingRefusal::Dates));
    assert_eq!(view(&house, &anna, id).await, before);
}

fn shown(planned: &[PlannedDate]) -> Vec<(u32, String, bool)> {
    let one = |date: &PlannedDate| (date.original.from.day(), date.space.slug.clone(), date.verdict.is_free());
    planned.iter().map(one).collect()
}

#[tokio::test]
async fn a_change_is_planned_date_by_date_and_the_next_free_space_is_taken_where_wished() {
    let (house, anna, id) = clashing().await;
    let date = |day, space: &str, free| (day, space.to_owned(), free);
    let planned = house.store.plan_change(&anna, id, &afternoons(vec![]), false).await.unwrap();
    assert_eq!(shown(&planned)[2], date(16, "labor", false));
    let ways = &planned[2].verdict.alternatives;
    assert!(ways.iter().any(|way| way.space.slug == "saal-a"), "{ways:?}");

    let planned = house.store.plan_change(&anna, id, &afternoons(vec![]), true).await.unwrap();
    assert_eq!(planned[2].pick, Some(instead("saal-a", 16, "14:00", "16:00")));
    let choices = vec![choice(16, planned[2].pick.clone().unwrap()), choice(23, Pick::Skip)];
    let planned = house.store.plan_change(&anna, id, &afternoons(choices.clone()), false).await.unwrap();
    let free = [date(2, "labor", true), date(9, "labor", true), date(16, "saal-a", true), date(23, "labor", true)];
    assert_eq!(shown(&planned), free);
    assert_eq!(planned[3].local, planned[3].original, "it stays");
    house.store.change(&anna, id, 1, afternoons(choices)).await.unwrap();
    let last = view(&house, &anna, id).await;
    assert_eq!(places(&last)[2..], [at(16, "14:00", "saal-a"), at(23, "10:00", "labor")]);
}

#[tokio::test]
async fn a_new_purpose_reaches_what_stands_apart_and_not_what_stays() {
    let (house, anna, id) = clashing().await;
    let change = Change {
        title: Some("Klausur".into()),
        ..afternoons(vec![choice(9, instead("labor", 9, "10:00", "12:00")), choice(16, Pick::Skip)])
    };
    house.store.change(&anna, id, 1, change).await.unwrap();
    let after = view(&house, &anna, id).await;
    assert_eq!(after.history.last().unwrap().changed, [Changed::Title]);
    let titles: Vec<_> = after.occurrences.into_iter().map(|date| date.title).collect();
    assert_eq!(titles, ["Klausur", "Klausur", "Workshop", "Klausur"]);
}

#[tokio::test]
async fn a_date_that_stays_where_a_keeper_agreed_to_it_is_not_asked_for_again() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let admission = vec![AdmissionRule { who: Who::Everybody, how: How::Ask }];
    house.space_with(site, "Labor", |space| space.rules.admission = Some(admission)).await;
    let (anna, rosa) = (house.anna().await, house.rosa(site).await);
    let id = house.store.book(&anna, tuesdays("labor")).await.unwrap();
    house.store.answer(&rosa, id, 1, Answer::Approve(None)).await.unwrap();
    let version = view(&house, &anna, id).await.version;
    let keeps_its_time = afternoons(vec![choice(9, instead("labor", 9, "10:00", "12:00")), choice(16, Pick::Skip)]);
    let planned = house.store.plan_change(&anna, id, &keeps_its_time, false).await.unwrap();
    let asks: Vec<_> = planned.iter().map(|date| date.verdict.admission == Admission::Ask).collect();
    assert_eq!(asks, [true, false, false, true]);
    house.store.change(&anna, id, version, keeps_its_time).await.unwrap();
    let after = view(&house, &anna, id).await;
    let states: Vec<_> = after.occurrences.iter().map(|date| date.state).collect();
    let (waits, stands) = (BookingState::Requested, BookingState::Confirmed);
    assert_eq!((states, after.state), (vec![waits, stands, stands, waits], stands));
    assert!(after.answer_by.is_some());
    house.store.answer(&rosa, id, after.version, Answer::Approve(None)).await.unwrap();
    assert_eq!(view(&house, &anna, id).await.answer_by, None);
}

#[tokio::test]
async fn dates_that_follow_are_chosen_for_too() {
    let (house, anna, id) = clashing().await;
    let second = view(&house, &anna, id).await.occurrences[1].id;
    let change = Change {
        dates: Dates::Following(second),
        choices: vec![choice(16, instead("saal-b", 16, "14:00", "16:00")), choice(2, Pick::Skip)],
        ..all(LocalWish { people: 9, ..wish("labor", 9, "14:00", "16:00") })
    };
    house.store.change(&anna, id, 1, change).await.unwrap();
    let after = view(&house, &anna, id).await;
    assert_eq!(after.history.last().unwrap().changed, [Changed::People(4, 9)]);
    let afternoon = |day| at(day, "14:00", "labor");
    let expected = [at(2, "10:00", "labor"), afternoon(9), at(16, "14:00", "saal-b"), afternoon(23)];
    assert_eq!(places(&after), expected);
}
