//! Booking, moving, cancelling and looking up, one at a time.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, all, at, booking, house, march, organisation_of, time, wish};
use chrono::{TimeDelta, Weekday};
use domain::{
    access::Actor,
    booking::{BookingRefusal, BookingState},
    desk::{BookingDesk, BusyWhat, Dates, LocalWish, Moving, NewBooking},
    id::BookingId,
    opening::OpeningHours,
    organisation::Role,
    rules::{BrokenRule, Verdict},
};
use sea_orm_migration::sea_orm::ConnectionTrait;

fn verdict(refusal: &BookingRefusal) -> &Verdict {
    match refusal {
        BookingRefusal::Rules(verdict) => verdict,
        other => panic!("no verdict but {other:?}"),
    }
}

/// Everything the tables say about bookings, as one text.
async fn rows(house: &House) -> Vec<i64> {
    let mut rows = Vec::new();
    for sql in [
        "SELECT COUNT(*) FROM allocation",
        "SELECT COUNT(*) FROM audit",
        "SELECT COUNT(*) FROM outbox",
        "SELECT SUM(version) FROM booking",
        "SELECT SUM(sequence) FROM booking",
    ] {
        rows.push(house.count(sql).await);
    }
    rows
}

async fn booked(house: &House, by: &Actor, wish: LocalWish) -> BookingId {
    house.store.book(by, booking(wish)).await.unwrap()
}

#[tokio::test]
async fn a_booking_stands_at_once_and_can_be_read_by_its_organisation() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;

    let id = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;

    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!((view.state, view.version, view.sequence, view.changeable), (BookingState::Confirmed, 1, 0, true));
    assert_eq!(view.booker, ("Anna".into(), "anna@example.org".into()));
    assert_eq!(view.organisation.name, "Muster");
    let when = view.occurrences[0].when;
    assert_eq!(when.slot.from(), at("2027-03-02T09:00:00Z"), "10:00 in Lemgo");
    assert_eq!((when.local.from, when.offset_minutes), (march(2).and_time(time("10:00")), 60));
    assert_eq!(view.history.iter().map(|h| (h.act.as_str(), h.by.as_str())).collect::<Vec<_>>(), [("booked", "Anna")]);
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox WHERE kind = 'booking-confirmed'").await, 1);
}

#[tokio::test]
async fn a_refusal_names_every_broken_rule_and_nothing_is_written() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let wished = LocalWish { people: 99, ..wish("labor", 6, "10:05", "10:20") };

    let refused = house.store.book(&anna, booking(wished)).await.unwrap_err();

    let broken = &verdict(&refused).broken;
    assert!(
        matches!(
            broken[..],
            [
                BrokenRule::OffGrid { .. },
                BrokenRule::TooShort { .. },
                BrokenRule::Closed { .. },
                BrokenRule::TooManyPeople { seats: 12 }
            ]
        ),
        "{broken:?}"
    );
    assert_eq!(house.count("SELECT COUNT(*) FROM booking").await, 0);
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox").await, 0);
}

#[tokio::test]
async fn what_is_in_the_way_is_named_and_the_nearest_times_and_rooms_are_offered() {
    let house = house().await;
    let site = house.furnished().await;
    let elsewhere = house.site("Fabrik", "Detmold").await;
    house.space(elsewhere, "Denkraum").await;
    house.space_with(site, "Kammer", |small| small.layouts[0].seats = 2).await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let hers = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;
    booked(&house, &anna, wish("saal-a", 2, "09:00", "11:00")).await;

    let refused = house.store.book(&berta, booking(wish("labor", 2, "11:00", "13:00"))).await.unwrap_err();

    let verdict = verdict(&refused);
    let [BrokenRule::Taken { by, free_units: 0 }] = &verdict.broken[..] else { panic!("{verdict:?}") };
    assert_eq!(by.iter().map(|when| when.local.from.time()).collect::<Vec<_>>(), [time("10:00")]);
    let known = async |by: &Actor| {
        let verdict = house.store.check(by, &wish("labor", 2, "11:00", "13:00"), None).await.unwrap();
        verdict.in_the_way
    };
    let [BusyWhat::Booking { id, .. }] = known(&anna).await[..] else { panic!("{:?}", known(&anna).await) };
    assert_eq!(id, hers);
    assert_eq!(*known(&berta).await, [BusyWhat::Taken], "whose it is remains hers");
    let offered: Vec<_> = verdict
        .alternatives
        .iter()
        .map(|other| (other.space.slug.as_str(), other.when.local.from.to_string()))
        .collect();
    assert_eq!(
        offered,
        [
            // Nearest times first, none overlapping another.
            ("labor", "2027-03-02 12:00:00".to_owned()),
            ("labor", "2027-03-02 08:00:00".to_owned()),
            ("labor", "2027-03-02 14:00:00".to_owned()),
            // The same kind in the same house, then larger ones; then the same in the next town. Not the chamber for 2.
            ("saal-a", "2027-03-02 11:00:00".to_owned()),
            ("saal-b", "2027-03-02 11:00:00".to_owned()),
            ("saal", "2027-03-02 11:00:00".to_owned()),
        ]
    );
    // Every alternative keeps its promise.
    for other in &verdict.alternatives {
        let local = other.when.local;
        let wished = LocalWish {
            space: other.space.slug.clone(),
            date: local.from.date(),
            from: local.from.time(),
            until: local.until.time(),
            ..wish("labor", 2, "11:00", "13:00")
        };
        assert_eq!(house.store.check(&berta, &wished, None).await, Ok(Verdict::default()), "{other:?}");
    }
}

#[tokio::test]
async fn buffers_block_as_well() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house
        .space_with(site, "Labor", |lab| {
            lab.rules.buffer_before_minutes = Some(15);
            lab.rules.buffer_after_minutes = Some(30);
        })
        .await;
    let anna = house.anna().await;
    booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;

    for (from, until, free) in [
        ("12:00", "13:00", false),
        ("12:30", "13:30", false),
        ("12:45", "13:45", true),
        ("08:00", "09:15", true),
        ("08:00", "09:30", false),
    ] {
        let verdict = house.store.check(&anna, &wish("labor", 2, from, until), None).await.unwrap();
        assert_eq!(verdict.is_free(), free, "{from}");
    }
}

#[tokio::test]
async fn a_moved_booking_that_clashes_changes_nothing() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    booked(&house, &berta, wish("labor", 3, "10:00", "12:00")).await;
    let id = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;
    let before = (rows(&house).await, house.store.booking(&anna, id).await.unwrap());

    let refused = house.store.change(&anna, id, 1, all(wish("labor", 3, "11:00", "13:00"))).await.unwrap_err();

    let verdict = verdict(&refused);
    assert!(matches!(verdict.broken[..], [BrokenRule::Taken { .. }]), "{verdict:?}");
    assert!(!verdict.alternatives.is_empty());
    assert_eq!((rows(&house).await, house.store.booking(&anna, id).await.unwrap()), before);
    let still_taken = house.store.check(&berta, &wish("labor", 2, "10:00", "12:00"), None).await.unwrap();
    assert!(!still_taken.is_free(), "her old time is still hers");
}

#[tokio::test]
async fn a_move_keeps_the_uid_raises_the_sequence_and_frees_the_old_time() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let id = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;
    let before = house.store.booking(&anna, id).await.unwrap().unwrap();

    // Half of the new time is its own old one: it does not stand in its own way.
    house.store.change(&anna, id, 1, all(wish("labor", 2, "11:00", "13:00"))).await.unwrap();

    let after = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!((after.uid, after.sequence, after.version), (before.uid, 1, 2));
    assert_eq!(after.history.iter().map(|entry| entry.act.as_str()).collect::<Vec<_>>(), ["booked", "moved"]);
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox WHERE kind = 'booking-moved'").await, 1);
    booked(&house, &berta, wish("labor", 2, "10:00", "11:00")).await;
}

#[tokio::test]
async fn a_booking_can_move_to_another_room() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;

    house.store.change(&anna, id, 1, all(wish("saal", 2, "10:00", "12:00"))).await.unwrap();

    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!(view.space.space.slug, "saal");
    let [(from, was), (to, is)] = view.history[1].moved.first().expect("the trail says from where and to where");
    assert_eq!((from.slug.as_str(), to.slug.as_str()), ("labor", "saal"));
    assert_eq!(*was, *is, "at the same time");
    assert_eq!(was.from, march(2).and_time(time("10:00")));
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 2, "both parts of the hall, nothing of the lab");
}

#[tokio::test]
async fn a_change_with_an_old_version_is_refused_and_the_same_change_twice_is_not() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;
    let moved = wish("labor", 2, "13:00", "15:00");
    house.store.change(&anna, id, 1, all(moved.clone())).await.unwrap();

    assert_eq!(house.store.change(&anna, id, 1, all(moved)).await, Ok(()), "a double click");
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox").await, 2);
    let stale = house.store.change(&anna, id, 1, all(wish("labor", 2, "15:00", "17:00"))).await;
    assert_eq!(stale, Err(BookingRefusal::ChangedMeanwhile));
    assert_eq!(house.store.cancel(&anna, id, 1, &[], "").await, Err(BookingRefusal::ChangedMeanwhile));
}

#[tokio::test]
async fn cancelling_frees_the_room_and_twice_is_once() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let id = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;

    for _ in 0..2 {
        house.store.cancel(&anna, id, 1, &[], "krank").await.unwrap();
    }

    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!((view.state, view.sequence, view.changeable), (BookingState::Cancelled, 1, false));
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox WHERE kind = 'booking-cancelled'").await, 1);
    let again = house.store.change(&anna, id, 2, all(wish("labor", 2, "10:00", "12:00"))).await;
    assert_eq!(again, Err(BookingRefusal::NotNow(BookingState::Cancelled)));
    booked(&house, &berta, wish("labor", 2, "10:00", "12:00")).await;
}

#[tokio::test]
async fn what_has_begun_can_neither_be_moved_nor_cancelled() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;
    house.set_clock("2027-03-02T09:00:00Z");

    let over = Err(BookingRefusal::NotNow(BookingState::Finished));
    assert_eq!(house.store.change(&anna, id, 1, all(wish("labor", 3, "10:00", "12:00"))).await, over);
    assert_eq!(house.store.cancel(&anna, id, 1, &[], "").await, over);
    assert!(!house.store.booking(&anna, id).await.unwrap().unwrap().changeable);
}

#[tokio::test]
async fn another_organisations_booking_is_invisible() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let id = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;

    for stranger in [&berta, &Actor::Visitor] {
        assert_eq!(house.store.booking(stranger, id).await, Ok(None));
        let moved = house.store.change(stranger, id, 1, all(wish("labor", 3, "10:00", "12:00"))).await;
        assert_eq!(moved, Err(BookingRefusal::NotFound));
        assert_eq!(house.store.cancel(stranger, id, 1, &[], "").await, Err(BookingRefusal::NotFound));
        assert_eq!(house.store.bookings(stranger, false, 1).await.unwrap().total, 0);
        let verdict = house
            .store
            .check(stranger, &wish("labor", 2, "10:00", "12:00"), Some(Moving { booking: id, dates: Some(Dates::All) }))
            .await
            .unwrap();
        assert!(!verdict.is_free(), "nobody can look behind a booking she may not move");
    }
    assert!(house.store.booking(&Actor::System, id).await.unwrap().is_some(), "mail is written with the house's eyes");
}

#[tokio::test]
async fn a_colleague_sees_a_booking_and_only_an_administrator_changes_it() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let muster = anna.person().unwrap().memberships[0].organisation.clone();
    let carla = house.person("Carla", &muster, Role::Booker).await;
    let doris = house.person("Doris", &muster, Role::Admin).await;
    let id = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;

    assert!(!house.store.booking(&carla, id).await.unwrap().unwrap().changeable);
    assert_eq!(house.store.cancel(&carla, id, 1, &[], "").await, Err(BookingRefusal::Forbidden));
    assert_eq!(house.store.cancel(&doris, id, 1, &[], "").await, Ok(()));
}

#[tokio::test]
async fn who_may_not_book_hears_what_is_missing() {
    let house = house().await;
    house.furnished().await;
    let muster = house.organisation("Muster").await;
    let member = house.person("Maria", &muster, Role::Member).await;
    let wished = || booking(wish("labor", 2, "10:00", "12:00"));

    let refused = house.store.book(&member, wished()).await.unwrap_err();
    assert_eq!(verdict(&refused), &Verdict { broken: vec![BrokenRule::RoleMayNotBook], ..Verdict::default() });
    let Actor::Account(mut person) = member else { unreachable!() };
    person.memberships[0].role = Role::Admin;
    person.memberships[0].confirmed = false;
    let refused = house.store.book(&Actor::Account(person.clone()), wished()).await.unwrap_err();
    assert_eq!(verdict(&refused).broken, [BrokenRule::OrganisationUnconfirmed]);
    person.acting_for = None;
    let refused = house.store.book(&Actor::Account(person), wished()).await.unwrap_err();
    assert_eq!(verdict(&refused).broken, [BrokenRule::NoOrganisation]);
    assert_eq!(house.store.book(&Actor::Visitor, wished()).await, Err(BookingRefusal::Forbidden));
    assert_eq!(house.count("SELECT COUNT(*) FROM booking").await, 0);
}

#[tokio::test]
async fn somebody_elses_form_cannot_be_sent_again() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let form = booking(wish("labor", 2, "10:00", "12:00"));
    let id = house.store.book(&anna, form.clone()).await.unwrap();

    assert_eq!(house.store.book(&anna, form.clone()).await, Ok(id));
    assert_eq!(house.store.book(&berta, form).await, Err(BookingRefusal::Forbidden));
}

#[tokio::test]
async fn the_purpose_is_one_line_of_at_most_120_letters() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let named = |title: &str| NewBooking { title: title.into(), ..booking(wish("labor", 2, "10:00", "12:00")) };

    for wrong in ["", "   ", "\r\n", &"ä".repeat(121)] {
        assert_eq!(house.store.book(&anna, named(wrong)).await, Err(BookingRefusal::Title), "{wrong:?}");
    }
    let id = house.store.book(&anna, named(" Auftakt\r\nBcc: alle ")).await.unwrap();
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!(view.title, "Auftakt  Bcc: alle");
}

#[tokio::test]
async fn a_sessions_booking_is_moved_with_its_session_only() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;
    house
        .store
        .connection()
        .execute_unprepared("UPDATE booking SET session_id = id, session_space_id = id")
        .await
        .unwrap();

    let moved = house.store.change(&anna, id, 1, all(wish("labor", 3, "10:00", "12:00"))).await;
    assert_eq!(moved, Err(BookingRefusal::Forbidden));
    assert_eq!(house.store.cancel(&anna, id, 1, &[], "").await, Err(BookingRefusal::Forbidden));
    assert!(!house.store.booking(&anna, id).await.unwrap().unwrap().changeable);
}

#[tokio::test]
async fn a_pool_is_taken_in_parts_and_packed_so_that_benches_stay_free_for_days() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let benches = |units, from, until| LocalWish { units, people: units, ..wish("werkbank", 2, from, until) };
    booked(&house, &anna, benches(5, "08:00", "10:00")).await;
    booked(&house, &anna, benches(5, "10:00", "12:00")).await;

    assert_eq!(house.count("SELECT COUNT(DISTINCT unit_id) FROM allocation").await, 5, "right after on the same ones");
    let refused = house.store.book(&anna, booking(benches(8, "09:00", "11:00"))).await.unwrap_err();
    let [BrokenRule::Taken { free_units: 7, by }] = &verdict(&refused).broken[..] else { panic!("{refused:?}") };
    assert_eq!(by.len(), 2);
    booked(&house, &anna, benches(7, "09:00", "11:00")).await;
    let too_many = house.store.book(&anna, booking(benches(13, "14:00", "15:00"))).await.unwrap_err();
    assert!(matches!(verdict(&too_many).broken[..], [BrokenRule::Taken { free_units: 12, .. }]), "{too_many:?}");
}

#[tokio::test]
async fn in_the_night_the_clocks_go_forward_times_are_read_as_the_standard_says() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space_with(site, "Labor", |lab| lab.rules.opening = Some(OpeningHours::always())).await;
    let anna = house.anna().await;

    let id = booked(&house, &anna, wish("labor", 28, "02:30", "05:00")).await;
    let when = house.store.booking(&anna, id).await.unwrap().unwrap().occurrences[0].when;
    assert_eq!(when.slot.from(), at("2027-03-28T01:30:00Z"), "with the offset before the gap");
    assert_eq!((when.local.from.time(), when.slot.minutes()), (time("03:30"), 90));
    house.store.cancel(&anna, id, 1, &[], "").await.unwrap();
    let id = booked(&house, &anna, wish("labor", 28, "02:30", "03:30")).await;
    let when = house.store.booking(&anna, id).await.unwrap().unwrap().occurrences[0].when;
    assert_eq!(
        (when.local.from.time(), when.slot.minutes()),
        (time("03:30"), 60),
        "what the gap swallows comes after it"
    );
}

#[tokio::test]
async fn an_evening_may_end_after_midnight_where_the_house_is_open() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house
        .space_with(site, "Labor", |lab| {
            let mut hours = OpeningHours::on(&[Weekday::Tue], 18 * 60, 24 * 60);
            hours.0[2] = OpeningHours::on(&[Weekday::Wed], 0, 120).0[2].clone();
            lab.rules.opening = Some(hours);
        })
        .await;
    let anna = house.anna().await;

    let id = booked(&house, &anna, wish("labor", 2, "22:00", "01:00")).await;
    let when = house.store.booking(&anna, id).await.unwrap().unwrap().occurrences[0].when;
    assert_eq!((when.local.until, when.slot.minutes()), (march(3).and_time(time("01:00")), 180));
}

#[tokio::test]
async fn lists_show_what_is_to_come_by_start_and_the_rest_latest_first() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let late = booked(&house, &anna, wish("labor", 5, "10:00", "12:00")).await;
    let soon = booked(&house, &anna, wish("saal-a", 2, "10:00", "12:00")).await;
    let off = booked(&house, &anna, wish("saal-b", 4, "10:00", "12:00")).await;
    booked(&house, &berta, wish("saal-b", 2, "10:00", "12:00")).await;
    house.store.cancel(&anna, off, 1, &[], "").await.unwrap();
    let listed = async |past| {
        let page = house.store.bookings(&anna, past, 1).await.unwrap();
        assert_eq!(page.total, page.items.len() as u64);
        page.items.iter().map(|card| card.id).collect::<Vec<_>>()
    };

    assert_eq!((listed(false).await, listed(true).await), (vec![soon, late], vec![off]));
    house.pass(TimeDelta::days(2));
    assert_eq!((listed(false).await, listed(true).await), (vec![late], vec![off, soon]));
    let beyond = house.store.bookings(&anna, false, 9).await.unwrap();
    assert_eq!((beyond.items.len(), beyond.total, beyond.page), (0, 1, 9));
}

#[tokio::test]
async fn every_write_is_counted_and_nothing_else() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let before = house.store.changes();

    house.store.check(&anna, &wish("labor", 2, "10:00", "12:00"), None).await.unwrap();
    let _closed = house.store.book(&anna, booking(wish("labor", 6, "10:00", "12:00"))).await.unwrap_err();
    assert_eq!(house.store.changes(), before);
    booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;
    assert_eq!(house.store.changes(), before + 1);
    assert!(organisation_of(&anna).0.as_u128() > 0);
}
