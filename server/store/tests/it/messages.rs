//! Messages to participants: one mail for each contact person, once, to whom the preview said.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    House, house,
    programme::{online, registration},
    request,
};
use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{
        AccountDesk, EventDesk, EventView, MessageDesk, NewMessage, NewRegistration, PrivacyDesk, RegistrationDesk,
        SessionFields, Wait,
    },
    id::SessionId,
    message::{Audience, Group, MOST_A_DAY, MessageRefusal, Words},
    organisation::Role,
};
use store::{MailFacts, MessageFacts};
use tokio::task::JoinSet;

const ALL: Audience = Audience::All(Group::Confirmed);

/// A message from a form of its own.
fn message(event: &EventView, to: Audience, people: u32) -> NewMessage {
    let words = Words { subject: "Bitte mitbringen".into(), text: "Guten Tag,\n\nein Laptop hilft.".into() };
    NewMessage { request: request(), event: event.id, to, words, people }
}

/// Somebody who comes; answers the secret of her link.
async fn comes(house: &House, session: SessionId, email: &str) -> String {
    let token = house.registered(session, email, &["Anna", "Amir"]).await;
    house.store.confirm(&token).await.unwrap();
    token
}

/// An event of Olga's with two sessions. Anna comes to both, Ben to the second, Carla has not confirmed, Dora waits
/// for the first, which is full.
async fn busy(house: &House) -> (Actor, EventView) {
    let olga = house.olga().await;
    let first = SessionFields { capacity: Some(2), ..online(9, "10:00", "12:00") };
    let event = house.published(&olga, "Abend", &[first, online(10, "10:00", "12:00")]).await;
    let [first, second] = [event.sessions[0].id, event.sessions[1].id];
    comes(house, first, "anna@example.org").await;
    comes(house, second, "anna@example.org").await;
    comes(house, second, "ben@example.org").await;
    house.registered(second, "carla@example.org", &["Carla"]).await;
    let wish = NewRegistration { wait: Some(Wait::default()), ..registration(first, "dora@example.org", &["Dora"]) };
    house.store.register(wish).await.unwrap();
    let token = house
        .deliver()
        .await
        .into_iter()
        .find_map(|mail| match mail {
            MailFacts::Registration { to, token, .. } if to == "dora@example.org" => Some(token),
            _ => None,
        })
        .unwrap();
    house.store.confirm(&token).await.unwrap();
    house.deliver().await;
    (olga, event)
}

/// The messages that lie in the outbox, by address.
async fn delivered(house: &House) -> Vec<MessageFacts> {
    let mails = house.deliver().await.into_iter();
    let mut messages: Vec<_> =
        mails.filter_map(|mail| if let MailFacts::Message(facts) = mail { Some(*facts) } else { None }).collect();
    messages.sort_by(|a, b| a.to.cmp(&b.to));
    messages
}

async fn reached(house: &House, by: &Actor, event: &EventView, to: Audience) -> Vec<String> {
    let people = house.store.messages(by, event.id).await.unwrap().unwrap().people(to);
    assert_eq!(house.store.send_message(by, message(event, to, people)).await, Ok(people), "{to}");
    delivered(house).await.into_iter().map(|facts| facts.to).collect()
}

#[tokio::test]
async fn each_audience_gets_one_mail_for_each_contact_person() {
    let house = house().await;
    let (olga, event) = busy(&house).await;
    assert_eq!(reached(&house, &olga, &event, ALL).await, ["anna@example.org", "ben@example.org"], "each once");
    let first = Audience::Session(event.sessions[0].id);
    assert_eq!(reached(&house, &olga, &event, first).await, ["anna@example.org"]);
    assert_eq!(reached(&house, &olga, &event, Audience::All(Group::Unconfirmed)).await, ["carla@example.org"]);
    assert_eq!(reached(&house, &olga, &event, Audience::All(Group::Waiting)).await, ["dora@example.org"]);
    house.pass(TimeDelta::minutes(61));
    let messages = house.store.messages(&olga, event.id).await.unwrap().unwrap();
    assert_eq!(messages.people(Audience::All(Group::Unconfirmed)), 0, "her time is up");
}

#[tokio::test]
async fn a_message_says_what_was_written_and_opens_the_registration_and_the_trail_keeps_no_text() {
    let house = house().await;
    let (olga, event) = busy(&house).await;
    house.store.send_message(&olga, message(&event, ALL, 2)).await.unwrap();
    let facts = delivered(&house).await.remove(0);
    assert_eq!((facts.words.subject.as_str(), facts.language.as_str()), ("Bitte mitbringen", "de"));
    assert_eq!(facts.words.paragraphs(), ["Guten Tag,", "ein Laptop hilft."]);
    assert!(!facts.about_session);
    let opened = house.store.registration(&facts.token).await.unwrap().unwrap();
    assert_eq!((opened.email.as_str(), opened.session.id), ("anna@example.org", event.sessions[0].id));

    let messages = house.store.messages(&olga, event.id).await.unwrap().unwrap();
    let sent: Vec<_> = messages.sent.iter().map(|sent| (sent.by.as_deref(), sent.to, sent.people)).collect();
    assert_eq!(sent, [(Some("Olga"), ALL, 2)]);
    let trail = house.words("SELECT CAST(detail AS text) FROM audit WHERE act = 'wrote'").await;
    assert_eq!(trail.len(), 1);
    assert!(!trail[0].contains("Laptop") && !trail[0].contains("mitbringen"), "{trail:?}");
}

#[tokio::test]
async fn where_the_audience_changed_nothing_is_sent_until_the_new_number_was_seen() {
    let house = house().await;
    let (olga, event) = busy(&house).await;
    let seen = message(&event, ALL, 2);
    comes(&house, event.sessions[1].id, "emil@example.org").await;
    house.deliver().await;
    let refused = house.store.send_message(&olga, seen.clone()).await;
    assert_eq!(refused, Err(MessageRefusal::AudienceChanged { people: 3 }));
    assert!(delivered(&house).await.is_empty());
    assert_eq!(house.store.send_message(&olga, NewMessage { people: 3, ..seen }).await, Ok(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_sent_many_times_at_once_is_one_message() {
    let house = house().await;
    let (olga, event) = busy(&house).await;
    let new = message(&event, ALL, 2);
    let mut clicks = JoinSet::new();
    for _ in 0..8 {
        let (store, olga, new) = (house.store.clone(), olga.clone(), new.clone());
        clicks.spawn(async move { store.send_message(&olga, new).await });
    }
    assert!(clicks.join_all().await.into_iter().all(|answer| answer == Ok(2)));
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox WHERE kind = 'event-message'").await, 2);
    assert_eq!(house.count("SELECT COUNT(*) FROM message").await, 1);
}

#[tokio::test]
async fn a_day_has_so_many_messages_and_no_more_and_the_next_day_has_its_own() {
    let house = house().await;
    let (olga, event) = busy(&house).await;
    for _ in 0..MOST_A_DAY {
        assert!(!house.store.messages(&olga, event.id).await.unwrap().unwrap().enough);
        house.store.send_message(&olga, message(&event, ALL, 2)).await.unwrap();
    }
    assert!(house.store.messages(&olga, event.id).await.unwrap().unwrap().enough);
    assert_eq!(house.store.send_message(&olga, message(&event, ALL, 2)).await, Err(MessageRefusal::TooMany));
    house.set_clock("2027-03-01T22:59:59Z");
    assert_eq!(house.store.send_message(&olga, message(&event, ALL, 2)).await, Err(MessageRefusal::TooMany));
    house.set_clock("2027-03-01T23:00:00Z");
    assert_eq!(house.store.send_message(&olga, message(&event, ALL, 2)).await, Ok(2), "midnight here");
}

#[tokio::test]
async fn only_those_who_run_the_event_write_and_read_and_not_to_nobody() {
    let house = house().await;
    let (olga, event) = busy(&house).await;
    let anna = house.anna().await;
    assert_eq!(house.store.messages(&anna, event.id).await.unwrap(), None);
    for stranger in [&anna, &Actor::Visitor] {
        let refused = house.store.send_message(stranger, message(&event, ALL, 2)).await;
        assert_eq!(refused, Err(MessageRefusal::NotFound));
    }
    let empty = house.published(&olga, "Leer", &[online(11, "10:00", "12:00")]).await;
    assert_eq!(house.store.send_message(&olga, message(&empty, ALL, 0)).await, Err(MessageRefusal::Nobody));
    let blank = NewMessage { words: Words { subject: " ".into(), text: "x".into() }, ..message(&event, ALL, 2) };
    assert_eq!(house.store.send_message(&olga, blank).await, Err(MessageRefusal::Subject));
    assert_eq!(house.count("SELECT COUNT(*) FROM message").await, 0);
}

#[tokio::test]
async fn who_called_off_before_the_mail_left_is_not_written_to() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Abend", &[online(9, "10:00", "12:00")]).await;
    let token = comes(&house, event.sessions[0].id, "anna@example.org").await;
    house.deliver().await;
    house.store.send_message(&olga, message(&event, ALL, 1)).await.unwrap();
    house.store.cancel_registration(&token).await.unwrap();
    assert!(delivered(&house).await.is_empty());
}

#[tokio::test]
async fn of_a_session_that_was_called_off_one_writes_to_those_who_wanted_to_come() {
    let house = house().await;
    let (olga, event) = busy(&house).await;
    let version = house.event(&olga, &event.card.slug).await.version;
    house.store.drop_session(&olga, event.sessions[1].id, version, "").await.unwrap();
    house.deliver().await;
    assert_eq!(reached(&house, &olga, &event, ALL).await, ["anna@example.org"], "for the first");
    let off = Audience::Session(event.sessions[1].id);
    assert_eq!(reached(&house, &olga, &event, off).await, ["anna@example.org", "ben@example.org"]);
}

#[tokio::test]
async fn who_erases_her_account_leaves_her_messages_without_her_and_so_does_time() {
    let house = house().await;
    let (olga, event) = busy(&house).await;
    let university = olga.person().unwrap().memberships[0].organisation.clone();
    let chef = house.person("Chef", &university, Role::Admin).await;
    house.store.send_message(&chef, message(&event, ALL, 2)).await.unwrap();
    house.deliver().await;
    let link = house.store.sign_in_token_for("olga@example.org").await.unwrap();
    let login = house.store.sign_in(&link, "Firefox".into()).await.unwrap().token;
    let olga = house.store.actor(&login).await.unwrap();
    house.store.send_message(&olga, message(&event, ALL, 2)).await.unwrap();
    house.store.erase(&olga, &login).await.unwrap();
    let authors = async || {
        let messages = house.store.messages(&chef, event.id).await.unwrap().unwrap();
        messages.sent.into_iter().map(|sent| sent.by).collect::<Vec<_>>()
    };
    let mut left = authors().await;
    left.sort_unstable();
    assert_eq!(left, [None, Some("Chef".to_owned())]);
    house.pass(TimeDelta::days(731));
    house.store.forget().await.unwrap();
    assert_eq!(authors().await, [None, None]);
}
