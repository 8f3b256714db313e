//! The rules of a space where they are used: buffers by kind of use, late cancelling, exceptions, and what would help.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{House, all, booking, house, march, wish};
use domain::{
    access::{Actor, Person},
    booking::BookingRefusal,
    desk::{BookingDesk, CalendarDesk, Change, LocalWish, NewBooking, Scope},
    id::SiteId,
    organisation::Role,
    rulebook::{Cancellation, Period, Qualification, Quota, RuleBook, UseKind},
    rules::{BrokenRule, Verdict},
    text::Localised,
};

fn catering() -> UseKind {
    UseKind {
        key: "catering".into(),
        name: Localised::of("de", "Bewirtung"),
        buffer_before_minutes: 60,
        buffer_after_minutes: 90,
        task: Localised::default(),
    }
}

/// A house with a room "Saal" of these rules, and one "Labor" without any.
async fn house_with(rules: RuleBook) -> (House, SiteId) {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space_with(site, "Saal", |hall| hall.rules = rules).await;
    house.space(site, "Labor").await;
    (house, site)
}

fn catered(wish: LocalWish) -> LocalWish {
    LocalWish { use_kind: Some("catering".into()), ..wish }
}

async fn keeper(house: &House, site: SiteId) -> Actor {
    let town = house.organisation("Stadt").await;
    let Actor::Account(person) = house.person("Rosa", &town, Role::Booker).await else { unreachable!() };
    Actor::Account(Person { keeps: vec![site], ..person })
}

fn broken(refused: BookingRefusal) -> Vec<BrokenRule> {
    let BookingRefusal::Rules(Verdict { broken, .. }) = refused else { panic!("{refused:?}") };
    broken
}

async fn buffers(house: &House, by: &Actor) -> (u16, u16) {
    let table = house.store.timetable(by, &Scope::Space("saal".into()), march(2), 1).await.unwrap().unwrap();
    let busy = &table.rows[0].days[0].busy[0];
    (busy.buffer_before, busy.buffer_after)
}

#[tokio::test]
async fn a_kind_of_use_brings_buffers_of_its_own() {
    let (house, _) = house_with(RuleBook { uses: Some(vec![catering()]), ..RuleBook::default() }).await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, booking(catered(wish("saal", 2, "12:00", "14:00")))).await.unwrap();
    assert_eq!(buffers(&house, &anna).await, (60, 90));
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!(view.occurrences[0].use_kind.as_deref(), Some("catering"));

    let verdict = house.store.check(&anna, &wish("saal", 2, "14:30", "15:30"), None).await.unwrap();
    assert!(matches!(verdict.broken[..], [BrokenRule::Taken { .. }]), "{:?}", verdict.broken);

    house.store.change(&anna, id, 1, all(wish("saal", 2, "12:00", "14:00"))).await.unwrap();
    assert_eq!(buffers(&house, &anna).await, (0, 0), "the same time for an ordinary use");
}

#[tokio::test]
async fn a_space_refuses_a_kind_of_use_it_does_not_know() {
    let (house, _) = house_with(RuleBook { uses: Some(vec![catering()]), ..RuleBook::default() }).await;
    let anna = house.anna().await;
    let wished = catered(wish("labor", 2, "12:00", "14:00"));
    assert_eq!(house.store.check(&anna, &wished, None).await, Err(BookingRefusal::UseKind));
    assert_eq!(house.store.book(&anna, booking(wished)).await, Err(BookingRefusal::UseKind));

    house.store.book(&anna, booking(wish("saal", 2, "12:00", "14:00"))).await.unwrap();
    let taken = house.store.check(&anna, &catered(wish("saal", 2, "12:00", "14:00")), None).await.unwrap();
    assert!(!taken.alternatives.is_empty());
    assert!(taken.alternatives.iter().all(|way| way.space.slug == "saal"), "nobody caters in the lab");
}

#[tokio::test]
async fn whoever_calls_off_too_late_needs_a_keeper() {
    let rules = RuleBook { cancellation: Some(Cancellation { free_until_hours: 48 }), ..RuleBook::default() };
    let (house, site) = house_with(rules).await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    // It is Monday, 8:00.
    let late = house.store.book(&anna, booking(wish("saal", 2, "12:00", "14:00"))).await.unwrap();
    let early = house.store.book(&anna, booking(wish("saal", 3, "12:00", "14:00"))).await.unwrap();

    let refused = house.store.cancel(&anna, late, 1, &[], "krank").await.unwrap_err();
    assert_eq!(broken(refused), [BrokenRule::TooLateToCancel { hours: 48 }]);
    assert_eq!(house.store.cancel(&anna, early, 1, &[], "").await, Ok(()));
    assert_eq!(house.store.cancel(&rosa, late, 1, &[], "krank").await, Ok(()));
}

#[tokio::test]
async fn a_keeper_makes_an_exception_for_a_reason_that_is_written_down() {
    let (house, site) = house_with(RuleBook { longest_minutes: Some(60), ..RuleBook::default() }).await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    let new = |reason: &str| NewBooking {
        override_reason: Some(reason.into()),
        ..booking(wish("saal", 2, "06:00", "09:00"))
    };
    for (by, reason) in [(&rosa, " "), (&anna, "Ich bin wichtig")] {
        let rules = broken(house.store.book(by, new(reason)).await.unwrap_err());
        assert!(matches!(rules[..], [BrokenRule::TooLong { .. }, BrokenRule::Closed { .. }]), "{rules:?}");
    }
    let id = house.store.book(&rosa, new("Ratssitzung")).await.unwrap();
    let acts: Vec<_> = house.store.booking(&rosa, id).await.unwrap().unwrap().history;
    assert_eq!(acts.iter().map(|entry| entry.act.as_str()).collect::<Vec<_>>(), ["booked", "overrode"]);
    let written = "SELECT count(*) FROM audit WHERE act = 'overrode'
        AND CAST(detail AS text) LIKE '%Ratssitzung%' AND CAST(detail AS text) LIKE '%TooLong%'";
    assert_eq!(house.count(written).await, 1);

    let rules = broken(house.store.book(&rosa, new("Noch eine")).await.unwrap_err());
    assert!(matches!(rules[..], [BrokenRule::Taken { .. }]), "a taken time is taken: {rules:?}");
}

#[tokio::test]
async fn what_is_missing_in_the_person_is_answered_with_other_spaces_and_no_other_times() {
    let briefing = Qualification { key: "briefing".into(), name: Localised::of("de", "Unterweisung") };
    let (house, _) = house_with(RuleBook { qualifications: Some(vec![briefing]), ..RuleBook::default() }).await;
    let anna = house.anna().await;
    let verdict = house.store.check(&anna, &wish("saal", 2, "12:00", "14:00"), None).await.unwrap();
    assert!(matches!(verdict.broken[..], [BrokenRule::QualificationMissing { .. }]), "{:?}", verdict.broken);
    let spaces: Vec<_> = verdict.alternatives.iter().map(|way| way.space.slug.as_str()).collect();
    assert_eq!(spaces, ["labor"]);

    let verdict = house.store.check(&anna, &wish("labor", 6, "12:00", "14:00"), None).await.unwrap();
    assert!(verdict.alternatives.iter().all(|way| way.space.slug == "labor"), "{:?}", verdict.alternatives);
}

#[tokio::test]
async fn a_quota_leads_to_its_next_period_and_counts_what_is_added() {
    let quota = Quota { minutes: Some(180), per: Period::Week };
    let (house, _) = house_with(RuleBook { quota: Some(quota), ..RuleBook::default() }).await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, booking(wish("saal", 4, "12:00", "14:00"))).await.unwrap();

    let refused = house.store.add_date(&anna, id, 1, wish("saal", 5, "12:00", "14:00")).await.unwrap_err();
    let BookingRefusal::Rules(verdict) = refused else { panic!("{refused:?}") };
    assert!(matches!(verdict.broken[..], [BrokenRule::QuotaExceeded { used: 120, .. }]), "{:?}", verdict.broken);
    let days: Vec<_> = verdict.alternatives.iter().filter(|way| way.space.slug == "saal").collect();
    assert!(!days.is_empty() && days.iter().all(|way| way.when.local.from.date() >= march(8)), "{days:?}");

    let moved = Change { title: None, ..all(wish("saal", 5, "12:00", "15:00")) };
    assert_eq!(house.store.change(&anna, id, 1, moved).await, Ok(()), "what moves does not count twice");
}
