//! The trail as the region reads it: what was done, by whom, found again, and nobody's private business told.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, booking, house, march, programme::online, wish};
use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{AccountDesk, AdministrationDesk, BookingDesk, Doer, Trail, TrailKey, TrailSearch},
    trail::{Deed, Thing},
};

async fn signed_in(house: &House, email: &str) -> Actor {
    let link = house.store.sign_in_token_for(email).await.unwrap();
    let login = house.store.sign_in(&link, "Firefox".into()).await.unwrap().token;
    house.store.actor(&login).await.unwrap()
}

async fn auditor(house: &House) -> Actor {
    house.store.create_account("rita@example.org", "Rita", "de", false).await.unwrap();
    house.store.set_auditor("rita@example.org", true).await.unwrap();
    signed_in(house, "rita@example.org").await
}

async fn read(house: &House, by: &Actor, search: &TrailSearch, before: Option<TrailKey>) -> Trail {
    house.store.read_trail(by, search, before).await.unwrap().unwrap()
}

async fn deeds(house: &House, by: &Actor, search: &TrailSearch) -> Vec<Deed> {
    read(house, by, search, None).await.entries.into_iter().filter_map(|entry| entry.deed).collect()
}

#[tokio::test]
async fn an_entry_is_found_by_what_it_is_about_its_words_who_did_it_and_when() {
    let house = house().await;
    house.furnished().await;
    let rita = auditor(&house).await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    house.set_clock("2027-03-02T07:00:00Z");
    let id = house.store.book(&anna, booking(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
    house.set_clock("2027-03-02T22:59:59Z");
    house.store.cancel(&anna, id, 1, &[], "Grippe im 100%igen Team").await.unwrap();
    house.set_clock("2027-03-02T23:00:00Z");
    house.store.book(&berta, booking(wish("labor", 4, "10:00", "12:00"))).await.unwrap();

    let all = TrailSearch { thing: Some(Thing::Booking), ..TrailSearch::default() };
    assert_eq!(deeds(&house, &rita, &all).await, [Deed::Booked, Deed::Cancelled, Deed::Booked]);
    for (search, expected) in [
        (TrailSearch { word: "GRIPPE".into(), ..all.clone() }, vec![Deed::Cancelled]),
        (TrailSearch { word: "100%".into(), ..all.clone() }, vec![Deed::Cancelled]),
        (TrailSearch { word: "1%T".into(), ..all.clone() }, vec![]),
        (
            TrailSearch { word: "bucht".into(), deeds: vec![Deed::Booked], ..all.clone() },
            vec![Deed::Booked, Deed::Booked],
        ),
        (TrailSearch { word: id.to_string(), ..all.clone() }, vec![Deed::Cancelled, Deed::Booked]),
        (TrailSearch { person: "berta@".into(), ..all.clone() }, vec![Deed::Booked]),
        (TrailSearch { person: "niemand".into(), ..all.clone() }, vec![]),
        (TrailSearch { until: Some(march(2)), ..all.clone() }, vec![Deed::Cancelled, Deed::Booked]),
        (TrailSearch { from: Some(march(3)), ..all.clone() }, vec![Deed::Booked]),
        (TrailSearch { thing: Some(Thing::Waiting), ..all.clone() }, vec![]),
    ] {
        assert_eq!(deeds(&house, &rita, &search).await, expected, "{search:?}");
    }
    let last = read(&house, &rita, &all, None).await.entries.remove(1);
    assert!(matches!(&last.by, Doer::Person(_, name, email) if name == "Anna" && email == "anna@example.org"));
    assert_eq!(last.at, march(2).and_hms_opt(23, 59, 59).unwrap(), "by the region's clock");
    assert_eq!(last.reason, "Grippe im 100%igen Team");
    for by in [&anna, &Actor::Visitor] {
        assert_eq!(house.store.read_trail(by, &all, None).await, Ok(None));
    }
}

#[tokio::test]
async fn what_is_private_is_told_by_its_number_and_what_is_public_by_its_name() {
    let house = house().await;
    house.furnished().await;
    let rita = auditor(&house).await;
    let anna = house.anna().await;
    let olga = house.olga().await;
    house.store.book(&anna, booking(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
    house.drafted(&olga, "Geheim", &[]).await;
    let named = async || {
        let trail = read(&house, &rita, &TrailSearch::default(), None).await;
        let entries = trail.entries.into_iter().filter(|entry| !matches!(entry.by, Doer::House));
        entries.map(|entry| (entry.thing.unwrap(), entry.name.get("de").to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(named().await, [(Thing::Event, String::new()), (Thing::Booking, String::new())]);
    house.published(&olga, "Offen", &[online(2, "10:00", "12:00")]).await;
    let now = named().await;
    assert!(now.contains(&(Thing::Event, "Offen".to_owned())), "{now:?}");
    assert!(now.iter().all(|(_, name)| name != "Geheim"), "{now:?}");
}

#[tokio::test]
async fn it_goes_on_below_the_last_entry_however_much_is_written_meanwhile() {
    let house = house().await;
    house.furnished().await;
    let rita = auditor(&house).await;
    let anna = house.anna().await;
    let bookings = TrailSearch { thing: Some(Thing::Booking), ..TrailSearch::default() };
    for number in 0..60 {
        // Six at once each: what was written in one second is in order too.
        if number % 6 == 0 {
            house.pass(TimeDelta::seconds(1));
        }
        let day = [2, 3, 4, 5, 8, 9][number / 10];
        let wished = wish("werkbank", day, "10:00", "12:00");
        house.store.book(&anna, booking(wished)).await.unwrap();
    }
    let first = read(&house, &rita, &bookings, None).await;
    assert_eq!(first.entries.len(), 50);
    house.store.book(&anna, booking(wish("labor", 10, "10:00", "12:00"))).await.unwrap();
    let second = read(&house, &rita, &bookings, first.older).await;
    assert_eq!((second.entries.len(), second.older), (10, None));
    let mut seen: Vec<_> = first.entries.iter().chain(&second.entries).map(|entry| entry.on).collect();
    let times: Vec<_> = first.entries.iter().chain(&second.entries).map(|entry| entry.at).collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 60, "nothing twice, nothing left out");
    let key = first.older.unwrap();
    assert_eq!(key.to_string().parse(), Ok(key));
    assert!("gestern".parse::<TrailKey>().is_err());
}

#[tokio::test]
async fn who_erased_her_account_is_named_no_more() {
    let house = house().await;
    let rita = auditor(&house).await;
    house.store.create_account("anna@example.org", "Anna", "de", false).await.unwrap();
    let link = house.store.sign_in_token_for("anna@example.org").await.unwrap();
    let login = house.store.sign_in(&link, "Firefox".into()).await.unwrap().token;
    let anna = house.store.actor(&login).await.unwrap();
    domain::desk::PrivacyDesk::erase(&house.store, &anna, &login).await.unwrap();
    let erased = read(&house, &rita, &TrailSearch::default(), None).await.entries.remove(0);
    assert_eq!((erased.deed, &erased.by, erased.name.get("de")), (Some(Deed::Erased), &Doer::Erased, ""));
}
