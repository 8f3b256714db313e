//! What becomes of a request by the clock: its keepers are reminded once, and in the end it ends by itself.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, booking, house, wish};
use chrono::TimeDelta;
use domain::{
    access::{Actor, Person},
    booking::{BookingRefusal, BookingState},
    desk::{Answer, BookingDesk, Change, Dates, KeeperDesk as _, LocalWish, NewBooking},
    id::{AccountId, BookingId, SiteId},
    rulebook::{AdmissionRule, How, RuleBook, Who},
    rules::{Alternative, BrokenRule, RuleKind},
};
use sea_orm_migration::sea_orm::ConnectionTrait as _;
use store::{Mail, MailFacts, intake::NewPerson};

/// A house in which "Studio" is asked for, and answered for by Kim; asked for by Anna on Monday at 8.
async fn asked(wish: LocalWish) -> (House, Actor, BookingId, Actor) {
    let house = house().await;
    let site = house.furnished().await;
    let admission = vec![AdmissionRule { who: Who::Everybody, how: How::Ask }];
    house
        .space_with(site, "Studio", |space| {
            space.rules = RuleBook { admission: Some(admission), ..RuleBook::default() };
        })
        .await;
    let kim = keeper(&house, site).await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, booking(wish)).await.unwrap();
    (house, anna, id, kim)
}

/// Kim, who keeps "Haus" and belongs to no organisation.
async fn keeper(house: &House, site: SiteId) -> Actor {
    let mut intake = house.store.intake("test").await.unwrap();
    let new = NewPerson {
        email: "kim@example.org".into(),
        name: "Kim".into(),
        roles: vec![],
        keeps: vec!["haus".into()],
        platform_admin: false,
        proofs: vec![],
    };
    let id: AccountId = intake.person(new).await.unwrap().id();
    intake.commit().await.unwrap();
    Actor::Account(Person {
        id,
        name: "Kim".into(),
        email: "kim@example.org".into(),
        language: "de".into(),
        memberships: vec![],
        acting_for: None,
        keeps: vec![site],
        keeps_spaces: vec![],
        platform_admin: false,
        auditor: false,
        recent: true,
    })
}

async fn mails(house: &House, kind: &str) -> i64 {
    house.count(&format!("SELECT count(*) FROM outbox WHERE kind = '{kind}'")).await
}

async fn state(house: &House, anna: &Actor, id: BookingId) -> BookingState {
    house.store.booking(anna, id).await.unwrap().unwrap().state
}

#[tokio::test]
async fn a_request_nobody_answers_ends_in_time_and_frees_the_room() {
    let (house, anna, id, _) = asked(wish("studio", 9, "10:00", "12:00")).await;
    house.pass(TimeDelta::hours(48) - TimeDelta::seconds(1));
    assert_eq!(house.store.expire_requests().await.unwrap(), 0);
    assert_eq!(state(&house, &anna, id).await, BookingState::Requested);
    house.pass(TimeDelta::seconds(1));
    assert_eq!(house.store.expire_requests().await.unwrap(), 1);
    assert_eq!(state(&house, &anna, id).await, BookingState::Expired);
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 0);
    assert_eq!(mails(&house, "booking-expired").await, 1);
    assert_eq!(house.store.expire_requests().await.unwrap(), 0, "once");
}

#[tokio::test]
async fn a_request_ends_when_what_it_asks_for_begins() {
    let (house, anna, id, _) = asked(wish("studio", 2, "10:00", "12:00")).await;
    house.pass(TimeDelta::hours(26));
    assert_eq!(house.store.expire_requests().await.unwrap(), 1);
    assert_eq!(state(&house, &anna, id).await, BookingState::Expired);
}

#[tokio::test]
async fn keepers_are_reminded_once_when_half_of_the_time_is_over() {
    let (house, anna, id, _) = asked(wish("studio", 9, "10:00", "12:00")).await;
    assert_eq!(mails(&house, "request-waiting").await, 1);
    house.pass(TimeDelta::hours(24) - TimeDelta::seconds(1));
    assert_eq!(house.store.remind_of_requests().await.unwrap(), 0);
    house.pass(TimeDelta::seconds(1));
    assert_eq!(house.store.remind_of_requests().await.unwrap(), 1);
    assert_eq!(mails(&house, "request-waiting").await, 2);
    assert_eq!(house.store.remind_of_requests().await.unwrap(), 0, "once");
    assert_eq!(state(&house, &anna, id).await, BookingState::Requested);
}

#[tokio::test]
async fn nobody_is_reminded_in_the_last_hours() {
    let (house, ..) = asked(wish("studio", 1, "15:00", "16:00")).await;
    house.pass(TimeDelta::hours(4));
    assert_eq!(house.store.remind_of_requests().await.unwrap(), 0, "three hours are left");
}

#[tokio::test]
async fn a_note_reaches_the_keepers_of_what_stands_at_once() {
    let (house, anna, ..) = asked(wish("studio", 9, "10:00", "12:00")).await;
    let with_note = NewBooking { note: "Bitte Flipchart".into(), ..booking(wish("labor", 10, "10:00", "12:00")) };
    house.store.book(&anna, booking(wish("labor", 8, "10:00", "12:00"))).await.unwrap();
    assert_eq!(mails(&house, "keeper-noted").await, 0, "there is nothing to say");
    let id = house.store.book(&anna, with_note).await.unwrap();
    assert_eq!(mails(&house, "keeper-noted").await, 1);
    house.store.cancel(&anna, id, 1, &[], "Wir sind krank").await.unwrap();
    assert_eq!(mails(&house, "keeper-called-off").await, 1);
}

#[tokio::test]
async fn a_mail_knows_whether_a_keeper_or_the_booker_called_it_off() {
    let (house, anna, _, kim) = asked(wish("studio", 9, "10:00", "12:00")).await;
    for (who, by_keeper, reason) in [(&kim, true, "Wasserschaden"), (&anna, false, "")] {
        let booking = house.store.book(&anna, booking(wish("labor", 10, "10:00", "12:00"))).await.unwrap();
        house.store.cancel(who, booking, 1, &[], reason).await.unwrap();
        let told = house.store.mail_facts(&Mail::BookingCancelled { booking }).await.unwrap().unwrap();
        let MailFacts::Booking { to, by_keeper: said, reason: why, .. } = told else { panic!("a booking") };
        assert_eq!((to.as_str(), said, why.as_str()), ("anna@example.org", by_keeper, reason));
    }
    assert_eq!(mails(&house, "keeper-called-off").await, 0, "Kim knows what she did, and Anna gave no reason");
}

#[tokio::test]
async fn a_date_no_keeper_agreed_to_stays_asked_for_whatever_is_changed_about_it() {
    let (house, anna, id, _) = asked(wish("labor", 3, "10:00", "12:00")).await;
    let pending = wish("studio", 4, "10:00", "12:00");
    house.store.add_date(&anna, id, 1, pending.clone(), None).await.unwrap();
    let states = async || {
        let view = house.store.booking(&anna, id).await.unwrap().unwrap();
        view.occurrences.iter().map(|date| (date.state, date.people, date.id)).collect::<Vec<_>>()
    };
    let before = states().await;
    assert_eq!([before[0].0, before[1].0], [BookingState::Confirmed, BookingState::Requested]);
    let fewer = LocalWish { people: before[1].1 - 1, ..pending };
    let change =
        Change { dates: Dates::This(before[1].2), wish: fewer, choices: vec![], title: None, override_reason: None };
    house.store.change(&anna, id, 2, change).await.unwrap();
    let after = states().await;
    assert_eq!([after[0].0, after[1].0], [BookingState::Confirmed, BookingState::Requested]);
    assert_eq!(after[1].1, before[1].1 - 1);
}

#[tokio::test]
async fn a_date_added_to_a_request_stands_at_once_where_nobody_is_to_be_asked() {
    use BookingState::{Confirmed, Requested};
    let (house, anna, id, kim) = asked(wish("studio", 4, "10:00", "12:00")).await;
    house.store.add_date(&anna, id, 1, wish("labor", 3, "10:00", "12:00"), None).await.unwrap();
    let view = async || house.store.booking(&anna, id).await.unwrap().unwrap();
    let states = async || view().await.occurrences.iter().map(|date| date.state).collect::<Vec<_>>();
    assert_eq!((view().await.state, states().await), (Requested, vec![Confirmed, Requested]));
    assert_eq!([mails(&house, "booking-confirmed").await, mails(&house, "booking-moved").await], [1, 0]);
    assert!(view().await.history.iter().any(|entry| entry.act == "booked"));

    house.store.add_date(&kim, id, 2, wish("studio", 5, "10:00", "12:00"), None).await.unwrap();
    assert_eq!(states().await, [Confirmed, Requested, Requested], "a keeper who adds to it has not said yes");
    house.store.answer(&kim, id, 3, Answer::Approve(None)).await.unwrap();
    assert_eq!((view().await.state, states().await), (Confirmed, vec![Confirmed; 3]));
}

#[tokio::test]
async fn a_request_is_not_in_its_own_way_when_a_keeper_looks_for_something_else() {
    let (house, _, id, kim) = asked(wish("studio", 9, "10:00", "12:00")).await;
    let card = house.store.requests(&kim).await.unwrap().unwrap().remove(0);
    assert_eq!(card.wish, wish("studio", 9, "10:00", "12:00"));
    let broken = async |request| {
        let mut why = house.store.why(&kim, &card.wish, &card.booker.1, request).await.unwrap();
        why.remove(0).verdict.broken
    };
    assert_eq!(broken(Some(id)).await, []);
    assert!(matches!(broken(None).await[..], [BrokenRule::Taken { .. }]), "the studio is kept for her");
}

#[tokio::test]
async fn whoever_is_told_no_or_nothing_reads_what_is_free_instead() {
    let (house, anna, declined, kim) = asked(wish("studio", 9, "10:00", "12:00")).await;
    let expired = house.store.book(&anna, booking(wish("studio", 16, "10:00", "12:00"))).await.unwrap();
    house.store.answer(&kim, declined, 1, Answer::Decline("Fenster kaputt".into())).await.unwrap();
    house.pass(TimeDelta::hours(48));
    house.store.expire_requests().await.unwrap();
    let version = Some(1);
    for (id, mail) in [
        (declined, Mail::BookingDeclined { booking: declined, version }),
        (expired, Mail::BookingExpired { booking: expired }),
    ] {
        let Some(MailFacts::Booking { ways, .. }) = house.store.mail_facts(&mail).await.unwrap() else {
            panic!("nothing is told")
        };
        let was = house.store.booking(&anna, id).await.unwrap().unwrap().occurrences[0].when;
        let here = |way: &&Alternative| way.space.slug == "studio";
        assert!(ways.iter().filter(here).count() > 0, "at other times: {ways:?}");
        assert!(ways.iter().filter(here).all(|way| !way.when.slot.overlaps(was.slot)), "{ways:?}");
        assert!(ways.iter().any(|way| !here(&way) && way.when == was), "in other spaces: {ways:?}");
    }
}

#[tokio::test]
async fn what_stands_stays_when_all_that_was_to_come_is_declined_and_the_owner_is_told() {
    let (house, anna, id, kim) = asked(wish("labor", 3, "10:00", "12:00")).await;
    house.store.add_date(&anna, id, 1, wish("studio", 4, "10:00", "12:00"), None).await.unwrap();
    house.set_clock("2027-03-03T12:00:00Z");
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    house.store.answer(&kim, id, view.version, Answer::Decline("Fenster kaputt".into())).await.unwrap();
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    let states: Vec<_> = view.occurrences.iter().map(|date| date.state).collect();
    assert_eq!((view.state, states), (BookingState::Confirmed, vec![BookingState::Confirmed, BookingState::Declined]));
    let told = house.store.mail_facts(&Mail::BookingDeclined { booking: id, version: None }).await.unwrap().unwrap();
    let MailFacts::Booking { to, reason, .. } = told else { panic!("a booking") };
    assert_eq!((to.as_str(), reason.as_str()), ("anna@example.org", "Fenster kaputt"));
    assert_eq!(mails(&house, "booking-declined").await, 1);
    assert_eq!(view.answer_by, None);
}

#[tokio::test]
async fn to_decline_what_was_asked_for_leaves_alone_to_what_nobody_came() {
    let (house, anna, id, kim) = asked(wish("labor", 3, "10:00", "12:00")).await;
    house.store.add_date(&anna, id, 1, wish("studio", 4, "10:00", "12:00"), None).await.unwrap();
    house.set_clock("2027-03-03T12:00:00Z");
    let missed = "UPDATE occurrence SET state = 'no-show' WHERE state = 'confirmed'";
    house.store.connection().execute_unprepared(missed).await.unwrap();
    let version = house.store.booking(&anna, id).await.unwrap().unwrap().version;
    house.store.answer(&kim, id, version, Answer::Decline("Fenster kaputt".into())).await.unwrap();
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    let states: Vec<_> = view.occurrences.iter().map(|date| date.state).collect();
    assert_eq!(states, [BookingState::NoShow, BookingState::Declined]);
}

#[tokio::test]
async fn a_request_is_as_old_as_its_question_whatever_is_edited_about_it() {
    let (house, anna, first, kim) = asked(wish("studio", 9, "10:00", "12:00")).await;
    house.pass(TimeDelta::hours(1));
    let second = house.store.book(&anna, booking(wish("studio", 10, "10:00", "12:00"))).await.unwrap();
    let look = async || {
        let cards = house.store.requests(&kim).await.unwrap().unwrap();
        cards.iter().map(|card| (card.id, card.asked_at.format("%H:%M").to_string())).collect::<Vec<_>>()
    };
    let since = |id, time: &str| (id, time.to_owned());
    assert_eq!(look().await, [since(first, "08:00"), since(second, "09:00")]);
    house.pass(TimeDelta::hours(1));
    house.store.write_note(&anna, first, 1, "Bitte Flipchart").await.unwrap();
    let named = Change {
        choices: vec![],
        title: Some("Kurs".into()),
        ..crate::common::all(wish("studio", 9, "10:00", "12:00"))
    };
    house.store.change(&anna, first, 2, named).await.unwrap();
    assert_eq!(look().await, [since(first, "08:00"), since(second, "09:00")], "nothing new was asked");
    house.store.change(&anna, first, 3, crate::common::all(wish("studio", 9, "14:00", "16:00"))).await.unwrap();
    assert_eq!(look().await, [since(second, "09:00"), since(first, "10:00")], "that is another question");
}

#[tokio::test]
async fn what_is_edited_about_a_request_puts_off_no_reminder() {
    let (house, anna, id, _) = asked(wish("studio", 9, "10:00", "12:00")).await;
    house.pass(TimeDelta::hours(20));
    house.store.write_note(&anna, id, 1, "Bitte Flipchart").await.unwrap();
    house.pass(TimeDelta::hours(4));
    assert_eq!(house.store.remind_of_requests().await.unwrap(), 1);
}

#[tokio::test]
async fn what_was_asked_for_in_time_is_not_too_late_when_its_keeper_answers() {
    let house = house().await;
    let site = house.furnished().await;
    let admission = vec![AdmissionRule { who: Who::Everybody, how: How::Ask }];
    house
        .space_with(site, "Studio", |space| {
            let (notice_minutes, firm) = (Some(48 * 60), Some(RuleKind::ALL.to_vec()));
            space.rules = RuleBook { admission: Some(admission), notice_minutes, firm, ..RuleBook::default() };
        })
        .await;
    let (kim, anna) = (keeper(&house, site).await, house.anna().await);
    // Asked for on Monday at eight, for Wednesday at ten.
    let id = house.store.book(&anna, booking(wish("studio", 3, "10:00", "12:00"))).await.unwrap();
    house.pass(TimeDelta::hours(24));
    let late = house.store.book(&anna, booking(wish("studio", 3, "14:00", "16:00"))).await.unwrap_err();
    assert!(
        matches!(&late, BookingRefusal::Rules(verdict) if matches!(verdict.broken[..], [BrokenRule::TooSoon { .. }]))
    );
    let cards = house.store.requests(&kim).await.unwrap().unwrap();
    assert!(cards[0].against.is_empty(), "{:?}", cards[0].against);
    house.store.answer(&kim, id, 1, Answer::Approve(None)).await.unwrap();
    assert_eq!(state(&house, &anna, id).await, BookingState::Confirmed);
}

#[tokio::test]
async fn whoever_asks_on_friday_is_answered_on_tuesday() {
    let house = house().await;
    let site = house.furnished().await;
    let admission = vec![AdmissionRule { who: Who::Everybody, how: How::Ask }];
    house.space_with(site, "Studio", |space| space.rules.admission = Some(admission)).await;
    let anna = house.anna().await;
    house.set_clock("2027-03-05T13:00:00Z");
    let id = house.store.book(&anna, booking(wish("studio", 16, "10:00", "12:00"))).await.unwrap();
    let asked = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!(asked.answer_by.map(|at| at.to_string()).as_deref(), Some("2027-03-09 14:00:00"));
}
