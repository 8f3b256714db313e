//! Reminding participants: each once for each time, nobody at night, nothing of what is off (I3).

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    House, house,
    programme::{on_site, online},
};
use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{EventDesk, EventView, RegistrationDesk},
    id::SessionId,
    registration::RegistrationRules,
    reminder::Reminders,
};
use sea_orm_migration::sea_orm::ConnectionTrait;
use store::{MailFacts, RegistrationMail};
use tokio::task::JoinSet;

/// Somebody who comes; answers the secret of her link.
async fn comes(house: &House, session: SessionId, email: &str) -> String {
    let token = house.registered(session, email, &["Anna", "Amir"]).await;
    house.store.confirm(&token).await.unwrap();
    token
}

/// Who would be reminded by what lies in the outbox now.
async fn reminded(house: &House) -> Vec<String> {
    let mails = house.deliver().await.into_iter();
    let mut to: Vec<String> = mails
        .filter_map(|mail| match mail {
            MailFacts::Registration { to, act: RegistrationMail::Reminder, .. } => Some(to),
            _ => None,
        })
        .collect();
    to.sort_unstable();
    to
}

async fn remind_at(house: &House, now: &str) -> u64 {
    house.set_clock(now);
    house.store.remind_participants().await.unwrap()
}

async fn choose(house: &House, olga: &Actor, event: &EventView, reminders: Reminders) {
    let version = house.event(olga, &event.card.slug).await.version;
    let rules = RegistrationRules { reminders, ..event.rules };
    house.store.choose_rules(olga, event.id, version, rules).await.unwrap();
}

#[tokio::test]
async fn a_day_before_everybody_who_comes_is_reminded_once() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, None).await;
    comes(&house, session, "anna@example.org").await;
    let carla = comes(&house, session, "carla@example.org").await;
    house.store.cancel_registration(&carla).await.unwrap();
    house.registered(session, "ben@example.org", &["Ben"]).await;
    house.deliver().await;

    assert_eq!(remind_at(&house, "2027-03-01T08:59:59Z").await, 0, "it begins on Tuesday at ten");
    assert_eq!(remind_at(&house, "2027-03-01T09:00:00Z").await, 1);
    assert_eq!(house.store.remind_participants().await.unwrap(), 0);
    assert_eq!(reminded(&house).await, ["anna@example.org"]);

    house.set_clock("2027-03-01T09:30:00Z");
    comes(&house, session, "dora@example.org").await;
    assert_eq!(remind_at(&house, "2027-03-01T10:00:00Z").await, 0, "her confirmation is fresh enough");
}

#[tokio::test]
async fn a_week_before_too_where_the_organiser_chose_so_and_who_comes_later_is_reminded_of_the_day() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Abend", &[online(16, "18:00", "20:00")]).await;
    choose(&house, &olga, &event, Reminders { week: true, day: true }).await;
    comes(&house, event.sessions[0].id, "anna@example.org").await;
    assert_eq!(remind_at(&house, "2027-03-09T17:00:00Z").await, 1);
    house.set_clock("2027-03-09T17:00:01Z");
    comes(&house, event.sessions[0].id, "ben@example.org").await;
    assert_eq!(remind_at(&house, "2027-03-10T09:00:00Z").await, 0);
    house.deliver().await;

    assert_eq!(remind_at(&house, "2027-03-15T17:00:00Z").await, 2);
    assert_eq!(reminded(&house).await, ["anna@example.org", "ben@example.org"]);
}

#[tokio::test]
async fn nobody_is_reminded_at_night_or_where_the_organiser_wants_no_reminders() {
    let house = house().await;
    let olga = house.olga().await;
    let late = house.published(&olga, "Nacht der Technik", &[online(10, "22:00", "23:30")]).await;
    let silent = house.published(&olga, "Still", &[online(10, "10:00", "11:00")]).await;
    choose(&house, &olga, &silent, Reminders { week: false, day: false }).await;
    for event in [&late, &silent] {
        comes(&house, event.sessions[0].id, "anna@example.org").await;
    }
    for night in ["2027-03-09T09:00:00Z", "2027-03-09T21:00:00Z", "2027-03-10T06:59:59Z"] {
        assert_eq!(remind_at(&house, night).await, 0, "{night}");
    }
    assert_eq!(remind_at(&house, "2027-03-10T07:00:00Z").await, 1, "at eight in the morning");
}

#[tokio::test]
async fn a_session_that_was_moved_is_reminded_of_its_new_time() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, None).await;
    comes(&house, session, "anna@example.org").await;
    assert_eq!(remind_at(&house, "2027-03-01T09:00:00Z").await, 1);

    let moved = async |fields| {
        let version = house.event(&olga, "vortrag").await.version;
        house.store.change_session(&olga, session, version, fields).await.unwrap();
    };
    moved(online(4, "10:00", "12:00")).await;
    assert!(reminded(&house).await.is_empty(), "what was written before the move is not sent any more");
    assert_eq!(remind_at(&house, "2027-03-02T09:00:00Z").await, 0);
    assert_eq!(remind_at(&house, "2027-03-03T09:00:00Z").await, 1);
    assert_eq!(reminded(&house).await, ["anna@example.org"]);

    house.set_clock("2027-03-03T10:00:00Z");
    moved(online(4, "09:00", "11:00")).await;
    house.pass(TimeDelta::hours(1));
    assert_eq!(house.store.remind_participants().await.unwrap(), 0, "the news of the change reminds her");
}

#[tokio::test]
async fn another_place_at_the_same_time_keeps_the_reminder_and_a_draft_has_none() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let session = house.session(&olga, None).await;
    comes(&house, session, "anna@example.org").await;
    house.drafted(&olga, "Entwurf", &[online(2, "10:00", "12:00")]).await;
    assert_eq!(remind_at(&house, "2027-03-01T09:00:00Z").await, 1);
    let version = house.event(&olga, "vortrag").await.version;
    house.store.change_session(&olga, session, version, on_site("labor", 2, "10:00", "12:00")).await.unwrap();
    assert_eq!(reminded(&house).await, ["anna@example.org"], "it says where she has to go now");
    assert_eq!(house.store.remind_participants().await.unwrap(), 0);
}

#[tokio::test]
async fn of_what_was_called_off_nobody_is_reminded_not_even_by_a_mail_that_was_written_before() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Abend", &[online(2, "10:00", "12:00"), online(3, "10:00", "12:00")]).await;
    for session in &event.sessions {
        comes(&house, session.id, "anna@example.org").await;
    }
    let ben = comes(&house, event.sessions[0].id, "ben@example.org").await;
    assert_eq!(remind_at(&house, "2027-03-01T09:00:00Z").await, 2);
    house.store.cancel_registration(&ben).await.unwrap();
    let version = house.event(&olga, &event.card.slug).await.version;
    house.store.cancel_event(&olga, event.id, version, "").await.unwrap();
    assert!(reminded(&house).await.is_empty());
    assert_eq!(remind_at(&house, "2027-03-02T09:00:00Z").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_workers_at_once_write_one_mail_each() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Abend", &[online(2, "10:00", "12:00"), online(2, "14:00", "15:00")]).await;
    for session in &event.sessions {
        for name in ["anna", "ben", "carla"] {
            comes(&house, session.id, &format!("{name}@example.org")).await;
        }
    }
    house.set_clock("2027-03-01T14:00:00Z");
    let mut workers = JoinSet::new();
    for _ in 0..8 {
        let store = house.store.clone();
        workers.spawn(async move { store.remind_participants().await.unwrap() });
    }
    assert_eq!(workers.join_all().await.into_iter().sum::<u64>(), 6);
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox WHERE kind = 'session-reminder'").await, 6);
}

#[tokio::test]
async fn what_breaks_off_before_the_mails_are_written_is_done_again() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, None).await;
    comes(&house, session, "anna@example.org").await;
    house.set_clock("2027-03-01T09:00:00Z");
    let db = house.store.connection();
    db.execute_unprepared("ALTER TABLE outbox RENAME TO outbox_away").await.unwrap();
    assert!(house.store.remind_participants().await.is_err());
    db.execute_unprepared("ALTER TABLE outbox_away RENAME TO outbox").await.unwrap();
    assert_eq!(house.store.remind_participants().await.unwrap(), 1);
}
