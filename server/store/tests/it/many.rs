//! Lists cost as many questions to the database however long they are.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use crate::common::{
    House, booking,
    closing::{clock, closure, there},
    house, march, wish,
};
use domain::{
    access::Actor,
    desk::{
        Answer, BookingDesk as _, ClosureDesk as _, KeeperDesk as _, LocalWish, NewBooking, NewClosure, NewRules,
        Series,
    },
    organisation::Role,
    recurrence::{End, Every, Repeat},
    rulebook::{AdmissionRule, Counted, How, Period, Quota, RequestTerms, RuleBook, Who},
    rules::BrokenRule,
    space::LayoutSeats,
};
use store::Store;

/// "Haus" with "Studio", which is asked for, takes nothing until it is agreed to, and rations its time; Rosa, who
/// keeps it.
async fn rationed() -> (House, Actor) {
    let house = house().await;
    let site = house.furnished().await;
    house
        .space_with(site, "Studio", |space| {
            space.rules = RuleBook {
                admission: Some(vec![AdmissionRule { who: Who::Everybody, how: How::Ask }]),
                request: Some(RequestTerms { blocks: false, answer_within_hours: 480 }),
                quota: Some(Quota { minutes: Some(240), per: Period::Week, counted: Counted::Space }),
                ..RuleBook::default()
            };
        })
        .await;
    let rosa = house.rosa(site).await;
    (house, rosa)
}

async fn somebody(house: &House, name: &str) -> Actor {
    let of = house.organisation(&format!("{name} GmbH")).await;
    house.person(name, &of, Role::Booker).await
}

/// The same house that counts what it asks, and the counter.
fn counting(house: &House) -> (Store, Arc<AtomicU64>) {
    let asked = Arc::new(AtomicU64::new(0));
    (house.store.clone().counting(Arc::clone(&asked)), asked)
}

/// Two hours on three Tuesdays.
fn weekly(wish: LocalWish) -> NewBooking {
    let every = Every::Weeks { interval: 1, on: [chrono::Weekday::Tue].into_iter().collect() };
    let repeat = Repeat { every, end: End::Count(3), extra: [].into(), except: [].into() };
    NewBooking { series: Some(Series { repeat, choices: vec![] }), ..booking(wish) }
}

#[tokio::test]
async fn thirty_requests_cost_a_keeper_as_many_questions_as_one() {
    let (house, rosa) = rationed().await;
    let (store, asked) = counting(&house);
    let look = async || {
        asked.store(0, Ordering::Relaxed);
        let cards = store.requests(&rosa).await.unwrap().unwrap();
        (cards.len(), asked.load(Ordering::Relaxed))
    };
    let asks = async |number: u32| {
        let who = somebody(&house, &format!("Person{number}")).await;
        let wanted = wish("studio", 2, "10:00", "12:00");
        house.store.book(&who, if number.is_multiple_of(2) { weekly(wanted) } else { booking(wanted) }).await.unwrap();
    };
    asks(0).await;
    let (one, few) = look().await;
    for number in 1..30 {
        asks(number).await;
    }
    let (all, many) = look().await;
    assert_eq!((one, all, many), (1, 30, few));
    assert!(many < 30, "{many}");
}

#[tokio::test]
async fn a_request_of_several_dates_is_told_with_the_dates_each_rule_is_about() {
    let (house, rosa) = rationed().await;
    let anna = somebody(&house, "Anna").await;
    let series = house.store.book(&anna, weekly(wish("studio", 2, "10:00", "12:00"))).await.unwrap();
    let berta = somebody(&house, "Berta").await;
    let other = house.store.book(&berta, booking(wish("studio", 9, "11:00", "13:00"))).await.unwrap();
    house.store.answer(&rosa, other, 1, Answer::Approve(None)).await.unwrap();
    // What she asked for later counts as well, and what is rationed more since then is short in the second week.
    house.store.book(&anna, booking(wish("studio", 10, "14:00", "16:00"))).await.unwrap();
    let view = house.store.rules(&rosa, "haus", Some("studio")).await.unwrap().unwrap();
    let quota = Some(Quota { minutes: Some(180), per: Period::Week, counted: Counted::Space });
    let book = RuleBook { quota, longest_minutes: Some(90), ..view.own };
    let (site, space) = ("haus".to_owned(), Some("studio".to_owned()));
    let new = NewRules { site, space, version: view.version, book, school_calendar: None };
    house.store.change_rules(&rosa, new).await.unwrap();
    let cards = house.store.requests(&rosa).await.unwrap().unwrap();
    let card = cards.iter().find(|card| card.id == series).unwrap();
    let word = |rule: &BrokenRule| match rule {
        BrokenRule::TooLong { .. } => "long",
        BrokenRule::QuotaExceeded { used: 120, .. } => "quota",
        BrokenRule::Taken { .. } => "taken",
        _ => "",
    };
    let told: Vec<_> = card.against.iter().map(|one| (word(&one.rule), one.on.clone())).collect();
    let second = vec![march(9)];
    let every = vec![march(2), march(9), march(16)];
    assert_eq!(told, [("long", every), ("quota", second.clone()), ("taken", second)], "{:?}", card.against);
}

#[tokio::test]
async fn a_closure_over_twenty_bookings_costs_as_many_questions_as_one_over_two() {
    let (house, rosa) = rationed().await;
    let site = rosa.person().unwrap().keeps[0];
    let turm = house.site("Turm", "Lemgo").await;
    for number in 0..20 {
        house.space(turm, &format!("Zimmer {number}")).await;
    }
    house
        .space_with(site, "Studio 2", |space| {
            space.layouts = vec![LayoutSeats { layout: domain::space::Layout::Groups, seats: 12 }];
            space.rules.quota = Some(Quota { minutes: Some(600), per: Period::Month, counted: Counted::Space });
        })
        .await;
    let (store, asked) = counting(&house);
    let shut = NewClosure { spaces: vec!["labor".into()], ..closure(clock(2, "00:00"), clock(31, "00:00")) };
    let plan = async || {
        asked.store(0, Ordering::Relaxed);
        let plan = store.plan_closure(&rosa, &shut).await.unwrap();
        (plan, asked.load(Ordering::Relaxed))
    };
    let book = async |number: u32, from: &str, until: &str| {
        let who = somebody(&house, &format!("Person{number}{}", &from[..2])).await;
        let day = [2, 3, 4, 5, 8, 9, 10, 11, 12, 15][number as usize];
        house.store.book(&who, booking(wish("labor", day, from, until))).await.unwrap();
    };
    book(0, "10:00", "12:00").await;
    book(0, "13:00", "15:00").await;
    let (_, few) = plan().await;
    for number in 1..10 {
        book(number, "10:00", "12:00").await;
        book(number, "13:00", "15:00").await;
    }
    let (plan, many) = plan().await;
    assert_eq!((plan.conflicts.len(), many), (20, few));
    assert!(plan.conflicts.iter().all(|one| one.elsewhere.is_some()));
    let fates = plan.conflicts.iter().map(|one| (one.occurrence, there(one))).collect();
    house.store.close(&rosa, NewClosure { fates, ..shut }).await.unwrap();
    assert_eq!(house.overlaps().await, 0);
}

#[tokio::test]
async fn no_two_dates_are_proposed_one_space_at_a_time_and_a_date_is_not_in_its_own_way() {
    let house = house().await;
    let site = house.furnished().await;
    let rosa = house.rosa(site).await;
    let anna = somebody(&house, "Anna").await;
    for space in ["labor", "saal-a"] {
        house.store.book(&anna, booking(wish(space, 2, "10:00", "12:00"))).await.unwrap();
    }
    let day = || closure(clock(2, "08:00"), clock(2, "20:00"));
    let both = NewClosure { spaces: vec!["labor".into(), "saal-a".into()], ..day() };
    let plan = house.store.plan_closure(&rosa, &both).await.unwrap();
    let proposed: Vec<_> = plan.conflicts.iter().map(|one| one.elsewhere.as_ref().map(|to| to.slug.clone())).collect();
    assert_eq!(proposed.iter().flatten().collect::<Vec<_>>(), ["saal-b"], "one of them: it is given away once");

    // The hall takes both halves; when one is closed its own allocation does not keep it from the other.
    house.store.book(&anna, booking(LocalWish { people: 10, ..wish("saal", 3, "10:00", "12:00") })).await.unwrap();
    let wednesday = closure(clock(3, "08:00"), clock(3, "20:00"));
    for (shut, to) in [("saal-a", "labor"), ("labor", "")] {
        let plan =
            house.store.plan_closure(&rosa, &NewClosure { spaces: vec![shut.into()], ..wednesday.clone() }).await;
        let plan = plan.unwrap();
        let proposed: Vec<_> = plan.conflicts.iter().filter_map(|one| one.elsewhere.as_ref()).collect();
        assert_eq!(proposed.first().map_or("", |to| to.slug.as_str()), to);
    }
    let other = house.store.book(&anna, booking(wish("labor", 3, "09:00", "11:00"))).await.unwrap();
    let plan = NewClosure { spaces: vec!["saal-a".into()], ..wednesday };
    let plan = house.store.plan_closure(&rosa, &plan).await.unwrap();
    assert_eq!(plan.conflicts[0].elsewhere.as_ref().unwrap().slug, "saal-b", "its own other half");
    house.store.cancel(&anna, other, 1, &[], "").await.unwrap();
}
