//! What is offered to those who wait: when it is worth offering, what is held with it, and how much is asked for it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use crate::common::{House, booking, house, march, request, time, waiting, wish};
use chrono::{TimeDelta, Weekday, WeekdaySet};
use domain::{
    access::{Actor, Person},
    desk::{Behalf, BookingDesk, EquipmentDesk, LocalWish, NewBooking, NewPool, NewWaiting, WaitingDesk, WaitingView},
    equipment::Along,
    hold::MOST_HOLDS,
    id::{BookingId, SiteId},
    organisation::Role,
    slot::LocalSpan,
    text::Localised,
    waiting::{MOST_UNANSWERED, MOST_WAITING, Pattern, WaitState, WaitingRefusal},
};
use store::{Mail, MailFacts, WaitingMail};

async fn somebody(house: &House, name: &str) -> Actor {
    let of = house.organisation(&format!("{name} GmbH")).await;
    house.person(name, &of, Role::Booker).await
}

fn keeping(actor: Actor, site: SiteId) -> Actor {
    let Actor::Account(person) = actor else { unreachable!() };
    Actor::Account(Person { keeps: vec![site], ..person })
}

fn exactly(wish: &LocalWish) -> NewWaiting {
    waiting(&wish.space, Pattern::exactly(wish.span()).unwrap())
}

/// One hour on any workday of these, within the hours the whole of "Labor" is booked.
fn any_day(first: u32, last: u32) -> NewWaiting {
    let on = [Weekday::Mon, Weekday::Tue, Weekday::Wed].into_iter().collect::<WeekdaySet>();
    let days = (march(first), march(last));
    waiting("labor", Pattern::new(days, on, (time("10:00"), time("11:00")), 60).unwrap())
}

async fn book(house: &House, by: &Actor, day: u32) -> BookingId {
    house.store.book(by, booking(wish("labor", day, "10:00", "11:00"))).await.unwrap()
}

async fn cancel(house: &House, by: &Actor, id: BookingId) {
    house.store.cancel(by, id, 1, &[], "").await.unwrap();
}

async fn serve(house: &House) -> u64 {
    house.store.serve_waiting().await.unwrap()
}

async fn view(house: &House, who: &Actor) -> WaitingView {
    house.store.waiting(who).await.unwrap().remove(0)
}

#[tokio::test]
async fn whoever_waits_for_one_of_several_times_keeps_her_place_when_an_offer_passes_by_three_times_at_most() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let mut days = Vec::new();
    for day in [8, 9, 10, 15] {
        days.push(book(&house, &anna, day).await);
    }
    let berta = somebody(&house, "Berta").await;
    let id = house.store.wait_for(&berta, any_day(8, 15)).await.unwrap();
    for (round, day) in (1..).zip([8, 9, 10]) {
        cancel(&house, &anna, days.remove(0)).await;
        assert_eq!(serve(&house).await, 1, "round {round}");
        let offer = view(&house, &berta).await.offer.unwrap();
        assert_eq!(offer.when.local.from.date(), march(day));
        house.pass(TimeDelta::hours(25));
        assert_eq!(serve(&house).await, 0, "what passed by is not offered again");
        let stays = if round < MOST_UNANSWERED { WaitState::Waiting } else { WaitState::Lapsed };
        assert_eq!(view(&house, &berta).await.state, stays, "round {round}");
        let told = house.store.mail_facts(&Mail::WaitingLapsed { waiting: id }).await.unwrap().unwrap();
        let MailFacts::Waiting(facts) = told else { panic!("{told:?}") };
        assert_eq!((facts.act, facts.wish.state), (WaitingMail::Lapsed, stays));
    }
    assert_eq!(house.count("SELECT count(*) FROM outbox WHERE kind = 'waiting-lapsed'").await, 3);
}

#[tokio::test]
async fn whoever_says_no_is_there_and_may_let_three_more_pass() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let (first, second) = (book(&house, &anna, 8).await, book(&house, &anna, 9).await);
    for day in [10, 15] {
        book(&house, &anna, day).await;
    }
    let berta = somebody(&house, "Berta").await;
    let id = house.store.wait_for(&berta, any_day(8, 15)).await.unwrap();
    cancel(&house, &anna, first).await;
    serve(&house).await;
    house.pass(TimeDelta::hours(25));
    serve(&house).await;
    assert_eq!(house.count("SELECT count(*) FROM waiting WHERE unanswered = 1").await, 1);
    cancel(&house, &anna, second).await;
    serve(&house).await;
    house.decline(&berta, id).await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM waiting WHERE unanswered = 0").await, 1);
}

#[tokio::test]
async fn what_begins_in_a_moment_is_offered_to_whoever_waits_for_it_and_not_to_whoever_takes_any_time() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let near = book(&house, &anna, 2).await;
    for day in [3, 8, 9] {
        book(&house, &anna, day).await;
    }
    let (berta, carla) = (somebody(&house, "Berta").await, somebody(&house, "Carla").await);
    house.store.wait_for(&berta, any_day(2, 9)).await.unwrap();
    house.store.wait_for(&carla, exactly(&wish("labor", 2, "10:00", "11:00"))).await.unwrap();
    cancel(&house, &anna, near).await;
    house.set_clock("2027-03-02T08:40:00Z");
    assert_eq!(serve(&house).await, 1);
    assert_eq!(view(&house, &berta).await.state, WaitState::Waiting);
    let offer = view(&house, &carla).await.offer.unwrap();
    assert_eq!(offer.minutes_left, 20);

    // A short offer is no form of hers: she may have three of those open as ever.
    for hour in 0..u32::try_from(MOST_HOLDS).unwrap() {
        let other = wish("labor", 4, &format!("{}:00", 10 + hour), &format!("{}:00", 11 + hour));
        house.store.hold(&carla, request(), &other, None, None).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_books_for_her_books_what_is_held_for_her() {
    let house = house().await;
    let site = house.furnished().await;
    let anna = house.anna().await;
    let berta = somebody(&house, "Berta").await;
    let rosa = keeping(somebody(&house, "Rosa").await, site);
    for by_keeper in [true, false] {
        let taken = book(&house, &anna, 9).await;
        house.store.wait_for(&berta, exactly(&wish("labor", 9, "10:00", "11:00"))).await.unwrap();
        cancel(&house, &anna, taken).await;
        assert_eq!(serve(&house).await, 1);
        let colleague = {
            let person = house.person("Boss", &berta.person().unwrap().memberships[0].organisation, Role::Admin).await;
            if by_keeper { rosa.clone() } else { person }
        };
        let hers = LocalWish {
            behalf: Some(Behalf { organisation: "Berta GmbH".into(), contact: "berta@example.org".into() }),
            ..wish("labor", 9, "10:00", "11:00")
        };
        let own = LocalWish { behalf: None, ..hers.clone() };
        assert!(!house.store.check(&colleague, &own, None).await.unwrap().is_free(), "it is not held for herself");
        assert!(house.store.check(&colleague, &hers, None).await.unwrap().is_free());
        let id = house.store.book(&colleague, booking(hers)).await.unwrap();
        assert_eq!(view(&house, &berta).await.state, WaitState::Booked, "by a keeper: {by_keeper}");
        assert_eq!(house.store.booking(&berta, id).await.unwrap().unwrap().booker.1, "berta@example.org");
        cancel(&house, &berta, id).await;
        house.pass(TimeDelta::seconds(1));
    }
}

#[tokio::test]
async fn the_form_behind_an_offer_says_how_long_the_offer_lasts_and_holds_nothing_beside_it() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let taken = book(&house, &anna, 9).await;
    let berta = somebody(&house, "Berta").await;
    let offered = wish("labor", 9, "10:00", "11:00");
    house.store.wait_for(&berta, exactly(&offered)).await.unwrap();
    cancel(&house, &anna, taken).await;
    assert_eq!(serve(&house).await, 1);
    let ends = view(&house, &berta).await.offer.unwrap().until;

    let form = request();
    let seen = house.store.held(&berta, form, &offered).await.unwrap().unwrap();
    assert_eq!((seen.until, seen.longer, seen.promised), (ends, false, true), "before anything was held");
    let asked = house.store.hold(&berta, form, &offered, None, None).await.unwrap();
    assert_eq!((asked.until, asked.longer, asked.promised), (ends, false, true));
    assert_eq!(house.count("SELECT count(*) FROM hold WHERE NOT promised").await, 0);

    // An hour more than was offered is held like any other time.
    let longer = wish("labor", 9, "10:00", "12:00");
    let held = house.store.hold(&berta, form, &longer, None, None).await.unwrap();
    assert_eq!((held.seconds, held.promised), (600, false));
    let back = house.store.hold(&berta, form, &offered, None, None).await.unwrap();
    assert!(back.promised);
    assert!(house.store.check(&anna, &wish("labor", 9, "11:00", "12:00"), None).await.unwrap().is_free());
    house.pass(TimeDelta::hours(25));
    assert_eq!(house.store.held(&berta, form, &offered).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_taken_along_and_how_many_days_it_takes_are_waited_for_too() {
    let house = house().await;
    let site = house.furnished().await;
    let anna = keeping(house.anna().await, site);
    let pool = NewPool { site: "haus".into(), key: None, name: Localised::of("de", "Headset"), count: 4 };
    house.store.add_pool(&anna, pool).await.unwrap();
    house
        .space_with(site, "Studio", |space| {
            space.rules.longest_minutes = Some(3 * 24 * 60);
            space.rules.opening = Some(domain::opening::OpeningHours::always());
        })
        .await;
    let headsets = |count, wish| LocalWish { along: Along::from([("headset".to_owned(), count)]), ..wish };
    let away = house.store.book(&anna, booking(headsets(2, wish("labor", 9, "10:00", "11:00")))).await.unwrap();
    let berta = somebody(&house, "Berta").await;
    let span = LocalSpan { from: march(9).and_time(time("08:00")), until: march(10).and_time(time("12:00")) };
    let mut new = waiting("studio", Pattern::exactly(span).unwrap());
    new.wanted.along = Along::from([("headset".to_owned(), 3)]);
    house.store.wait_for(&berta, new).await.unwrap();
    assert_eq!(serve(&house).await, 0, "the studio is free, the headsets are not");
    cancel(&house, &anna, away).await;
    assert_eq!(serve(&house).await, 1);
    let view = view(&house, &berta).await;
    assert_eq!(view.offer.unwrap().when.local, span);
    assert_eq!((view.along[0].count, view.along[0].name.get("de")), (3, "Headset"));
    let two = NewBooking { ..booking(headsets(2, wish("labor", 10, "10:00", "11:00"))) };
    assert!(house.store.book(&anna, two).await.is_err(), "three of four are held with it");
    let one = booking(headsets(1, wish("labor", 10, "10:00", "11:00")));
    house.store.book(&anna, one).await.unwrap();
    let days = LocalWish { last: Some(march(10)), ..headsets(3, wish("studio", 9, "08:00", "12:00")) };
    house.store.book(&berta, booking(days)).await.unwrap();
    assert_eq!(house.store.waiting(&berta).await.unwrap()[0].state, WaitState::Booked);
}

#[tokio::test]
async fn a_keeper_puts_somebody_on_the_list_who_called_and_it_is_her_wish() {
    let house = house().await;
    let site = house.furnished().await;
    let anna = house.anna().await;
    let taken = book(&house, &anna, 9).await;
    let berta = somebody(&house, "Berta").await;
    let rosa = keeping(somebody(&house, "Rosa").await, site);
    let named = |organisation: &str, contact: &str| NewWaiting {
        behalf: Some(Behalf { organisation: organisation.into(), contact: contact.into() }),
        language: "en".into(),
        ..exactly(&wish("labor", 9, "10:00", "11:00"))
    };
    let refused = async |by: &Actor, new| house.store.wait_for(by, new).await.unwrap_err();
    assert_eq!(refused(&rosa, named("Berta GmbH", "")).await, WaitingRefusal::Contact, "nobody could be written to");
    assert_eq!(refused(&rosa, named("Berta GmbH", "anna@example.org")).await, WaitingRefusal::Contact);
    assert_eq!(refused(&berta, named("Rosa GmbH", "rosa@example.org")).await, WaitingRefusal::Organisation);
    let id = house.store.wait_for(&rosa, named("Berta GmbH", "berta@example.org")).await.unwrap();

    let (hers, rosas) = (view(&house, &berta).await, view(&house, &rosa).await);
    assert_eq!((hers.behalf, hers.asked_by.as_deref()), (None, Some("Rosa")));
    assert_eq!(rosas.behalf.unwrap().contact, "berta@example.org");
    cancel(&house, &anna, taken).await;
    assert_eq!(serve(&house).await, 1);
    let told = house.store.mail_facts(&Mail::WaitingOffered { waiting: id }).await.unwrap().unwrap();
    let MailFacts::Waiting(facts) = told else { panic!("{told:?}") };
    assert_eq!((facts.to.as_str(), facts.language.as_str()), ("berta@example.org", "de"), "in her own language");
    house.decline(&rosa, id).await.unwrap();
    assert_eq!(view(&house, &berta).await.state, WaitState::Left);
}

#[tokio::test]
async fn a_hundred_who_wait_cost_as_many_questions_as_one_and_the_last_of_them_is_served() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    book(&house, &anna, 9).await;
    let (asked, last) = (Arc::new(AtomicU64::new(0)), somebody(&house, "Zora").await);
    let counting = house.store.clone().counting(Arc::clone(&asked));
    let sweep = async || {
        asked.store(0, Ordering::Relaxed);
        let made = counting.serve_waiting().await.unwrap();
        (made, asked.load(Ordering::Relaxed))
    };
    let somebody_waits = async |number: usize| {
        let who = somebody(&house, &format!("Person{number}")).await;
        for _ in 0..MOST_WAITING {
            house.store.wait_for(&who, exactly(&wish("labor", 9, "10:00", "11:00"))).await.unwrap();
        }
    };
    somebody_waits(0).await;
    let (_, few) = sweep().await;
    for number in 1..52 {
        somebody_waits(number).await;
    }
    let (made, many) = sweep().await;
    assert_eq!((made, many), (0, few), "520 wishes of 52 people");
    assert!(many < 25, "{many}");

    // Whoever is behind all of them has something free.
    let hall = house.store.book(&anna, booking(wish("saal-a", 9, "10:00", "12:00"))).await.unwrap();
    house.store.wait_for(&last, exactly(&wish("saal-a", 9, "10:00", "12:00"))).await.unwrap();
    cancel(&house, &anna, hall).await;
    let (made, _) = sweep().await;
    assert_eq!((made, view(&house, &last).await.state), (1, WaitState::Offered));
}
