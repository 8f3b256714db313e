//! Two who ask for one time: the first who is given it has it, on whatever way, and the other is told what else is free.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, booking, house, programme::on_site, wish};
use domain::{
    access::{Actor, Person},
    desk::{Answer, Behalf, BookingDesk, EventDesk as _, KeeperDesk as _, LocalWish, SessionFields},
    id::BookingId,
    rulebook::{AdmissionRule, How, RequestTerms, RuleBook, Who},
};
use store::{BookingMail, Mail, MailFacts};

/// A house in which "Studio" is asked for, which keeps it for nobody; Rosa, who keeps it, and Anna, who asks.
async fn asking() -> (House, Actor, Actor) {
    let house = house().await;
    let site = house.furnished().await;
    let admission = vec![AdmissionRule { who: Who::Everybody, how: How::Ask }];
    house
        .space_with(site, "Studio", |space| {
            space.rules = RuleBook {
                admission: Some(admission),
                request: Some(RequestTerms { blocks: false, answer_within_hours: 48 }),
                buffer_after_minutes: Some(30),
                ..RuleBook::default()
            };
        })
        .await;
    let anna = house.anna().await;
    let Actor::Account(person) = house.berta().await else { unreachable!() };
    (house, Actor::Account(Person { keeps: vec![site], ..person }), anna)
}

async fn told(house: &House) -> i64 {
    house.count("SELECT count(*) FROM outbox WHERE kind = 'request-overtaken'").await
}

/// What the mail to whoever asked says is still free: the spaces.
async fn ways(house: &House, booking: BookingId) -> Vec<String> {
    let facts = house.store.mail_facts(&Mail::RequestOvertaken { booking }).await.unwrap().unwrap();
    let MailFacts::Booking { act: BookingMail::Overtaken, ways, .. } = facts else { panic!("{facts:?}") };
    ways.into_iter().map(|way| way.space.slug).collect()
}

/// Rosa books at once for her own organisation.
async fn books(house: &House, rosa: &Actor, wish: LocalWish) {
    let behalf = Some(Behalf { organisation: "Muster".into(), contact: "anna@example.org".into() });
    house.store.book(rosa, booking(LocalWish { behalf, ..wish })).await.unwrap();
}

#[tokio::test]
async fn a_direct_booking_over_a_request_tells_whoever_asked_what_else_is_free() {
    let (house, rosa, anna) = asking().await;
    let asked = house.store.book(&anna, booking(wish("studio", 9, "10:00", "12:00"))).await.unwrap();
    books(&house, &rosa, wish("studio", 9, "14:00", "15:00")).await;
    assert_eq!(told(&house).await, 0, "that is another time");
    books(&house, &rosa, wish("labor", 9, "10:00", "12:00")).await;
    assert_eq!(told(&house).await, 0, "that is another space");
    books(&house, &rosa, wish("studio", 9, "11:00", "13:00")).await;
    assert_eq!(told(&house).await, 1);
    let ways = ways(&house, asked).await;
    assert!(ways.contains(&"studio".to_owned()) && ways.len() > 1, "{ways:?}");
}

#[tokio::test]
async fn of_a_series_whoever_asked_learns_which_dates_are_gone_and_what_is_free_for_the_first() {
    let (house, rosa, anna) = asking().await;
    let id = house.store.book(&anna, booking(wish("studio", 9, "10:00", "12:00"))).await.unwrap();
    for (version, day) in (1..).zip([16, 23, 30]) {
        house.store.add_date(&anna, id, version, wish("studio", day, "10:00", "12:00"), None).await.unwrap();
    }
    for day in [16, 30] {
        books(&house, &rosa, wish("studio", day, "11:00", "13:00")).await;
    }
    let facts = house.store.mail_facts(&Mail::RequestOvertaken { booking: id }).await.unwrap().unwrap();
    let MailFacts::Booking { ways, off, booking, .. } = facts else { panic!("{facts:?}") };
    assert_eq!(off, [booking.occurrences[1].id, booking.occurrences[3].id]);
    assert!(
        !ways.is_empty() && ways.iter().all(|way| way.when.local.from.date() < crate::common::march(30)),
        "{ways:?}"
    );
}

#[tokio::test]
async fn what_is_needed_to_clear_a_space_is_given_with_it() {
    let (house, rosa, anna) = asking().await;
    let asked = house.store.book(&anna, booking(wish("studio", 9, "10:00", "11:45"))).await.unwrap();
    books(&house, &rosa, wish("studio", 9, "12:00", "13:00")).await;
    assert_eq!(told(&house).await, 1, "it would have been cleared until a quarter past twelve");
    assert!(!ways(&house, asked).await.is_empty());
}

#[tokio::test]
async fn of_two_who_ask_the_other_is_told_and_whoever_was_given_it_is_not() {
    let (house, rosa, anna) = asking().await;
    let first = house.store.book(&anna, booking(wish("studio", 9, "10:00", "12:00"))).await.unwrap();
    let second = house.store.book(&anna, booking(wish("studio", 9, "11:00", "13:00"))).await.unwrap();
    house.store.answer(&rosa, second, 1, Answer::Approve(None)).await.unwrap();
    assert_eq!(told(&house).await, 1);
    assert!(!ways(&house, first).await.is_empty());
}

#[tokio::test]
async fn an_event_that_takes_what_is_asked_for_tells_so_when_it_is_drafted_and_when_it_moves_there() {
    let (house, rosa, anna) = asking().await;
    let Actor::Account(olga) = house.olga().await else { unreachable!() };
    let Actor::Account(Person { keeps, .. }) = rosa else { unreachable!() };
    // A session cannot wait for an answer: whoever keeps the space says why it need not.
    let olga = Actor::Account(Person { keeps, ..olga });
    let kept = |day, from, until| SessionFields {
        override_reason: Some("Die Region lädt ein".into()),
        ..on_site("studio", day, from, until)
    };
    let asked = house.store.book(&anna, booking(wish("studio", 9, "10:00", "12:00"))).await.unwrap();
    house.drafted(&olga, "Vortrag", &[kept(9, "11:00", "13:00")]).await;
    assert_eq!(told(&house).await, 1);
    assert!(!ways(&house, asked).await.is_empty());
    let other = house.store.book(&anna, booking(wish("studio", 10, "10:00", "12:00"))).await.unwrap();
    let event = house.drafted(&olga, "Werkstatt", &[kept(11, "10:00", "12:00")]).await;
    assert_eq!(told(&house).await, 1, "nobody asked for that day");
    let session = event.sessions[0].id;
    house.store.change_session(&olga, session, event.version, kept(10, "10:00", "12:00")).await.unwrap();
    assert_eq!(told(&house).await, 2);
    assert!(!ways(&house, other).await.is_empty());
}
