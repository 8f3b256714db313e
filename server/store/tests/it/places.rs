//! What sites and spaces say of themselves, and whether spaces are offered.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use crate::common::{House, all, booking, house, march, request, time, waiting, wish};
use domain::{
    access::{Actor, Person},
    booking::{BookingRefusal, BookingState},
    desk::{BookingDesk, CalendarDesk, CatalogueDesk, Scope, SiteDesk, SpaceQuery, SpaceToMake, WaitingDesk},
    id::SiteId,
    place::{PlaceFault, PlaceRefusal, SiteFields, SpaceFields},
    rules::BrokenRule,
    slot::LocalSpan,
    space::{Contact, Layout, LayoutSeats, SpaceKind},
    text::Localised,
    waiting::Pattern,
};

fn contact() -> Contact {
    Contact { name: "Mara".into(), email: "mara@example.org".into(), phone: String::new() }
}

fn turm() -> SiteFields {
    SiteFields {
        name: "Turm".into(),
        town: "Höxter".into(),
        zone: "Europe/Berlin".into(),
        contact: contact(),
        ..SiteFields::default()
    }
}

fn kammer() -> SpaceFields {
    SpaceFields {
        name: Localised::of("de", "Kammer"),
        kind: SpaceKind::Lab,
        summary: Localised::of("de", "Klein"),
        description: Localised::default(),
        area: Some(12),
        layouts: vec![LayoutSeats { layout: Layout::Rows, seats: 8 }],
        equipment: BTreeMap::new(),
        access: None,
        contact: None,
    }
}

async fn make(house: &House, region: &Actor, site: &str, units: u16) -> String {
    let new = SpaceToMake { request: request(), site: site.into(), units, fields: kammer() };
    house.store.make_space(region, new).await.unwrap()
}

/// "Haus", the region, and Anna.
async fn furnished() -> (House, SiteId, Actor, Actor) {
    let house = house().await;
    let site = house.furnished().await;
    let (region, anna) = (house.region().await, house.anna().await);
    (house, site, region, anna)
}

async fn listed(house: &House) -> Vec<String> {
    let cards = house.store.spaces(&SpaceQuery::default()).await.unwrap();
    let mut slugs: Vec<String> = cards.into_iter().map(|card| card.space.space.slug).collect();
    slugs.sort();
    slugs
}

#[tokio::test]
async fn a_new_site_and_its_space_are_in_no_list_until_the_space_is_offered() {
    let (house, _, region, anna) = furnished().await;
    let form = request();
    for _ in 0..2 {
        assert_eq!(house.store.make_site(&region, form, turm()).await.as_deref(), Ok("turm"), "sent twice it is one");
    }
    assert_eq!(make(&house, &region, "turm", 1).await, "kammer");
    assert!(!listed(&house).await.contains(&"kammer".to_owned()));
    let facets = house.store.facets().await.unwrap();
    assert_eq!(facets.towns, ["Lemgo"]);
    let rows = house.store.timetable(&anna, &Scope::Region, house.store.today(), 1).await.unwrap().unwrap().rows;
    assert!(rows.iter().all(|row| row.space.slug != "kammer"));
    let wished = wish("kammer", 2, "10:00", "12:00");
    let verdict = house.store.check(&anna, &wished, None).await.unwrap();
    assert!(matches!(verdict.broken[..], [BrokenRule::NotAdmitted { .. }]), "{verdict:?}");
    let refused = house.store.book(&anna, booking(wished.clone())).await;
    assert!(matches!(refused, Err(BookingRefusal::Rules(_))), "{refused:?}");

    house.store.hide_space(&region, ("turm", "kammer"), false).await.unwrap();
    assert!(listed(&house).await.contains(&"kammer".to_owned()));
    assert_eq!(house.store.facets().await.unwrap().towns, ["Höxter", "Lemgo"]);
    house.store.book(&anna, booking(wished)).await.unwrap();
    let acts = house.words("SELECT act FROM audit WHERE kind IN ('site', 'space') ORDER BY id").await;
    assert_eq!(acts, ["site-made", "space-made", "space-shown"]);
}

#[tokio::test]
async fn what_is_booked_in_a_space_stays_when_it_is_hidden_and_nothing_is_added_or_moved() {
    let (house, _, region, anna) = furnished().await;
    let id = house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    house.store.hide_space(&region, ("haus", "labor"), true).await.unwrap();
    let kept = house.store.kept_space(&region, "haus", "labor").await.unwrap().unwrap();
    assert_eq!((kept.hidden, kept.to_come), (true, 1));
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!((view.state, view.space.space.slug.as_str()), (BookingState::Confirmed, "labor"));
    assert!(house.store.space("labor").await.unwrap().unwrap().hidden, "its page says so");
    let moved = house.store.change(&anna, id, view.version, all(wish("labor", 3, "10:00", "12:00"))).await;
    assert!(matches!(moved, Err(BookingRefusal::Rules(_))), "{moved:?}");
    let another = house.store.check(&anna, &wish("saal-a", 2, "10:00", "12:00"), None).await.unwrap();
    assert!(another.is_free(), "the room next to it is as it was");
    let instead = house.store.check(&anna, &wish("labor", 4, "10:00", "12:00"), None).await.unwrap();
    assert!(instead.alternatives.iter().all(|way| way.space.slug != "labor"), "{instead:?}");
}

#[tokio::test]
async fn a_pool_is_made_with_all_of_its_units_and_one_booking_takes_some() {
    let (house, _, region, anna) = furnished().await;
    assert_eq!(make(&house, &region, "haus", 3).await, "kammer");
    house.store.hide_space(&region, ("haus", "kammer"), false).await.unwrap();
    let view = house.store.space("kammer").await.unwrap().unwrap();
    assert_eq!((view.units, view.pool, view.layouts.len()), (3, true, 1));
    for _ in 0..3 {
        house.store.book(&anna, booking(wish("kammer", 2, "10:00", "12:00"))).await.unwrap();
    }
    assert!(house.store.book(&anna, booking(wish("kammer", 2, "10:00", "12:00"))).await.is_err());
    for units in [0, 100] {
        let new = SpaceToMake { request: request(), site: "haus".into(), units, fields: kammer() };
        let refused = house.store.make_space(&region, new).await;
        assert_eq!(refused, Err(PlaceRefusal::Fields(vec![PlaceFault::Units])), "{units}");
    }
}

#[tokio::test]
async fn a_description_is_written_by_whoever_keeps_the_place_and_knows_what_she_saw() {
    let (house, site, region, anna) = furnished().await;
    let rosa = house.rosa(site).await;
    let of_site = house.store.kept_site(&rosa, "haus").await.unwrap().unwrap();
    assert!(!of_site.adds && house.store.kept_site(&region, "haus").await.unwrap().unwrap().adds);
    let new = SiteFields { town: "Detmold".into(), contact: contact(), ..of_site.fields.clone() };
    house.store.describe_site(&rosa, "haus", of_site.version, new.clone()).await.unwrap();
    assert_eq!(house.store.site("haus").await.unwrap().unwrap().town, "Detmold");
    let late = SiteFields { town: "Lage".into(), ..new.clone() };
    let late = house.store.describe_site(&region, "haus", of_site.version, late).await;
    assert_eq!(late, Err(PlaceRefusal::ChangedMeanwhile));
    let clock = SiteFields { zone: "Europe/Lisbon".into(), ..new };
    let clock = house.store.describe_site(&region, "haus", of_site.version + 1, clock).await;
    assert_eq!(clock, Err(PlaceRefusal::Fields(vec![PlaceFault::Zone])), "what is booked hangs on it");

    let of_space = house.store.kept_space(&rosa, "haus", "labor").await.unwrap().unwrap();
    let new = SpaceFields { contact: Some(contact()), ..kammer() };
    house.store.describe_space(&rosa, ("haus", "labor"), of_space.version, new.clone()).await.unwrap();
    let view = house.store.space("labor").await.unwrap().unwrap();
    assert_eq!((view.space.name.get("de"), view.contact, view.area), ("Kammer", contact(), Some(12)));
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'layouts-changed'").await, 1);
    let strange = SpaceFields { equipment: BTreeMap::from([("x".into(), 1)]), ..new };
    let strange = house.store.describe_space(&rosa, ("haus", "labor"), of_space.version + 1, strange).await;
    assert_eq!(strange, Err(PlaceRefusal::Fields(vec![PlaceFault::Equipment])));
    assert_eq!(house.store.kept_sites(&anna).await.unwrap(), None);
}

#[tokio::test]
async fn nobody_describes_or_hides_what_she_does_not_keep() {
    let (house, site, _, anna) = furnished().await;
    let labor = house.store.space("labor").await.unwrap().unwrap().space;
    let Actor::Account(person) = house.rosa(site).await else { unreachable!() };
    let of_labor = Actor::Account(Person { keeps: vec![], keeps_spaces: vec![(site, labor.id)], ..person });
    let lines = house.store.kept_sites(&of_labor).await.unwrap().unwrap();
    let seen: Vec<_> = lines.iter().flat_map(|line| &line.spaces).map(|line| line.space.slug.as_str()).collect();
    assert_eq!((seen, lines[0].describes), (vec!["labor"], false));
    assert!(house.store.kept_space(&of_labor, "haus", "labor").await.unwrap().is_some());
    for by in [&Actor::Visitor, &anna, &of_labor] {
        assert_eq!(house.store.kept_site(by, "haus").await.unwrap(), None);
        assert_eq!(house.store.kept_space(by, "haus", "saal").await.unwrap(), None);
        let not = Err(PlaceRefusal::NotFound);
        assert_eq!(house.store.make_site(by, request(), turm()).await, Err(PlaceRefusal::NotFound));
        assert_eq!(house.store.describe_site(by, "haus", 1, turm()).await, not);
        assert_eq!(house.store.describe_space(by, ("haus", "saal"), 1, kammer()).await, not);
        assert_eq!(house.store.hide_space(by, ("haus", "saal"), true).await, not);
        let new = SpaceToMake { request: request(), site: "haus".into(), units: 1, fields: kammer() };
        assert_eq!(house.store.make_space(by, new).await, Err(PlaceRefusal::NotFound));
    }
}

#[tokio::test]
async fn who_waits_for_a_space_that_is_hidden_is_offered_nothing() {
    let (house, _, region, anna) = furnished().await;
    let berta = house.berta().await;
    let id = house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let exact = Pattern::exactly(LocalSpan::on(march(2), time("10:00"), time("12:00"))).unwrap();
    house.store.wait_for(&berta, waiting("labor", exact)).await.unwrap();
    house.store.hide_space(&region, ("haus", "labor"), true).await.unwrap();
    house.store.cancel(&anna, id, 1, &[], "").await.unwrap();
    assert_eq!(house.store.serve_waiting().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_several_times_at_once_makes_one_site() {
    let (house, _, region, _) = furnished().await;
    let form = request();
    let sent: Vec<_> = (0..6)
        .map(|_| {
            let (store, region) = (house.store.clone(), region.clone());
            tokio::spawn(async move { store.make_site(&region, form, turm()).await })
        })
        .collect();
    for one in sent {
        assert_eq!(one.await.unwrap().as_deref(), Ok("turm"));
    }
    assert_eq!(house.count("SELECT count(*) FROM site").await, 2);
}
