//! What an organiser adds to mails, and mails that are looked at without being sent (I8, I10).

#![expect(clippy::unwrap_used, reason = "tests")]

use domain::{
    desk::{CopiedSession, EventCopy, EventDesk, RegistrationDesk},
    event::EventRefusal,
    mails::{MOST_NOTE, RegistrationMail},
    slot::LocalSpan,
    text::Localised,
};
use store::MailFacts;

use crate::common::{House, house, march, programme::online, request, time};

fn note() -> Localised {
    Localised::of("de", "Bitte Laptop mitbringen.\n\nBis bald!")
}

/// What the note of an event is.
async fn written(house: &House, by: &domain::access::Actor, slug: &str) -> Option<Localised> {
    let event = house.event(by, slug).await;
    house.store.note_in_mails(by, event.id).await.unwrap()
}

#[tokio::test]
async fn a_note_is_written_by_those_who_run_the_event_and_read_by_those_who_come() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(9, "10:00", "12:00")]).await;
    let anna = house.anna().await;
    let write = async |by, version, note: Localised| house.store.write_mail_note(by, event.id, version, &note).await;
    assert_eq!(write(&anna, event.version, note()).await, Err(EventRefusal::Forbidden));
    assert_eq!(house.store.note_in_mails(&anna, event.id).await.unwrap(), None);
    let long = Localised::of("en", "x".repeat(MOST_NOTE + 1));
    assert_eq!(write(&olga, event.version, long).await, Err(EventRefusal::Note));
    assert_eq!(write(&olga, event.version, note()).await, Ok(()));
    assert_eq!(write(&olga, event.version, note()).await, Err(EventRefusal::ChangedMeanwhile));
    assert_eq!(written(&house, &olga, "vortrag").await, Some(note()));
    let details = house.words("SELECT CAST(detail AS text) FROM audit WHERE act = 'mail-note-written'").await;
    assert_eq!(details, ["{}"], "the trail says that, and not what");

    let token = house.registered(event.sessions[0].id, "dora@example.org", &["Dora"]).await;
    house.store.confirm(&token).await.unwrap();
    let mails = house.deliver().await;
    let [MailFacts::Registration { registration, .. }] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(registration.note, note());
}

#[tokio::test]
async fn a_copy_of_an_event_says_the_same_in_its_mails() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(9, "10:00", "12:00")]).await;
    house.store.write_mail_note(&olga, event.id, event.version, &note()).await.unwrap();
    let event = house.event(&olga, "vortrag").await;
    let when = LocalSpan { from: march(16).and_time(time("10:00")), until: march(16).and_time(time("12:00")) };
    let sessions = vec![CopiedSession { of: event.sessions[0].id, when, space: None }];
    let copy = EventCopy { request: request(), of: event.id, version: event.version, sessions };
    let slug = house.store.copy_event(&olga, copy).await.unwrap();
    assert_eq!(written(&house, &olga, &slug).await, Some(note()));
}

#[tokio::test]
async fn a_mail_is_looked_at_with_somebody_who_registered_and_opens_nothing() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(9, "10:00", "12:00")]).await;
    let sample = async |by, act| house.store.mail_sample(by, event.id, act).await.unwrap();
    let made_up = sample(&olga, RegistrationMail::Confirmed).await.unwrap();
    assert!(!made_up.real);

    let pending = house.registered(event.sessions[0].id, "cem@example.org", &["Cem"]).await;
    assert!(!sample(&olga, RegistrationMail::Pending).await.unwrap().real, "nobody knows whether the address is his");
    let token = house.registered(event.sessions[0].id, "dora@example.org", &["Dora"]).await;
    house.store.confirm(&token).await.unwrap();
    let codes: Vec<_> = house.store.tickets(&token).await.unwrap().into_iter().map(|one| one.address.code).collect();
    for act in RegistrationMail::ALL {
        let found = sample(&olga, *act).await.unwrap();
        assert!(found.real, "{act:?}");
        let MailFacts::Registration { to, token: secret, tickets, registration, .. } = found.facts else {
            panic!("{act:?}")
        };
        assert_eq!(to, "dora@example.org");
        assert_eq!(registration.state, act.state(), "{act:?}");
        assert!(secret != token && secret != pending, "{act:?}");
        assert!(tickets.iter().all(|ticket| !codes.contains(&ticket.address.code)), "{act:?}");
    }
    let anna = house.anna().await;
    assert_eq!(sample(&anna, RegistrationMail::Confirmed).await, None, "nor is it there for anybody else");
    let draft = house.drafted(&olga, "Leer", &[]).await;
    let none = house.store.mail_sample(&olga, draft.id, RegistrationMail::Confirmed).await.unwrap();
    assert_eq!(none, None, "without a session there is nothing to write about");
}
