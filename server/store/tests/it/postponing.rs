//! Sessions put off to a time nobody knows yet: their room is free, who is registered stays it, and a new time makes
//! them take place again.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{
        BookingDesk as _, DoorDesk as _, EventDesk as _, EventView, MessageDesk as _, NewRegistration,
        RegistrationDesk as _, RequestAnswer, SessionFields, Wait,
    },
    event::{EventRefusal, EventState},
    id::SessionId,
    message::{Audience, Group},
    organisation::Role,
    registration::{RegistrationRefusal, RegistrationRules, RegistrationState},
};
use store::{MailFacts, RegistrationMail};

use crate::common::{
    House, booking, house, march,
    programme::{on_site, online, registration},
    wish,
};

/// A public event in the lab on Tuesday, for which Carla has a seat; her secret.
async fn announced(house: &House) -> (Actor, EventView, String) {
    house.furnished().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[on_site("labor", 2, "10:00", "12:00")]).await;
    let carla = house.registered(event.sessions[0].id, "carla@example.org", &["Carla"]).await;
    house.store.confirm(&carla).await.unwrap();
    house.deliver().await;
    (olga, event, carla)
}

async fn postponed(house: &House, olga: &Actor, only: Option<SessionId>) {
    let event = house.event(olga, "vortrag").await;
    house.store.postpone(olga, event.id, event.version, only, " Sturm ").await.unwrap();
}

/// Gives the first session this time.
async fn resumed(house: &House, olga: &Actor, day: u32) -> Result<(), EventRefusal> {
    let event = house.event(olga, "vortrag").await;
    let fields = on_site("labor", day, "10:00", "12:00");
    house.store.change_session(olga, event.sessions[0].id, event.version, fields).await
}

async fn told(house: &House) -> Vec<(String, RegistrationMail)> {
    let mails = house.deliver().await.into_iter();
    mails
        .filter_map(|mail| if let MailFacts::Registration { to, act, .. } = mail { Some((to, act)) } else { None })
        .collect()
}

async fn state(house: &House, token: &str) -> RegistrationState {
    house.store.registration(token).await.unwrap().unwrap().state
}

#[tokio::test]
async fn its_room_is_free_who_is_registered_stays_it_and_everybody_is_told_why() {
    let house = house().await;
    let (olga, event, carla) = announced(&house).await;
    let anna = house.anna().await;
    let before = event.sessions[0].clone();

    postponed(&house, &olga, None).await;

    let mails = house.deliver().await;
    let [
        MailFacts::Registration {
            to,
            act: RegistrationMail::SessionPostponed,
            reason,
            uid,
            sequence,
            registration: hers,
            tickets,
            ..
        },
    ] = &mails[..]
    else {
        panic!("{mails:?}")
    };
    assert_eq!((to.as_str(), reason.as_str(), uid), ("carla@example.org", "Sturm", &before.uid));
    assert!(*sequence > before.sequence && hers.session.postponed && tickets.is_empty());
    let page = house.event(&Actor::Visitor, "vortrag").await;
    let session = &page.sessions[0];
    assert_eq!(page.card.state, EventState::Published);
    assert_eq!((session.postponed, session.cancelled, session.open), (true, true, false));
    assert_eq!(state(&house, &carla).await, RegistrationState::Confirmed);
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let late = house.store.register(registration(before.id, "dora@example.org", &["Dora"])).await;
    assert_eq!(late, Err(RegistrationRefusal::NotOpen));
}

#[tokio::test]
async fn a_new_time_takes_a_room_and_makes_it_take_place_again_even_after_the_time_it_had() {
    let house = house().await;
    let (olga, event, carla) = announced(&house).await;
    let anna = house.anna().await;
    postponed(&house, &olga, Some(event.sessions[0].id)).await;
    house.deliver().await;
    let off = house.event(&olga, "vortrag").await.sessions[0].sequence;
    house.set_clock("2027-03-04T08:00:00Z");
    house.store.book(&anna, booking(wish("labor", 9, "11:00", "13:00"))).await.unwrap();

    let taken = resumed(&house, &olga, 9).await;
    assert!(matches!(taken, Err(EventRefusal::Room(_))), "{taken:?}");
    assert!(house.event(&olga, "vortrag").await.sessions[0].postponed, "nothing changed");
    let past = resumed(&house, &olga, 3).await;
    assert!(matches!(past, Err(EventRefusal::Room(_))), "{past:?}");
    resumed(&house, &olga, 10).await.unwrap();

    let session = house.event(&Actor::Visitor, "vortrag").await.sessions[0].clone();
    assert_eq!((session.postponed, session.cancelled, session.open), (false, false, true));
    assert_eq!((&session.uid, session.sequence), (&event.sessions[0].uid, off + 1));
    let mails = told(&house).await;
    assert!(mails.contains(&("carla@example.org".into(), RegistrationMail::SessionChanged)), "{mails:?}");
    assert_eq!(state(&house, &carla).await, RegistrationState::Confirmed);
    let clash = house.store.book(&anna, booking(wish("labor", 10, "11:00", "13:00"))).await;
    assert!(clash.is_err(), "the room is the session's");
}

#[tokio::test]
async fn the_same_time_again_takes_the_room_anew() {
    let house = house().await;
    let (olga, event, _) = announced(&house).await;
    let anna = house.anna().await;
    postponed(&house, &olga, None).await;
    resumed(&house, &olga, 2).await.unwrap();
    assert!(!house.event(&olga, "vortrag").await.sessions[0].postponed);
    assert!(house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.is_err());
    assert_eq!(
        told(&house).await,
        [("carla@example.org".to_owned(), RegistrationMail::SessionChanged)],
        "what was taken back before anybody heard of it is not told"
    );
    assert_eq!(house.event(&olga, "vortrag").await.sessions[0].sequence, event.sessions[0].sequence + 2);
}

#[tokio::test]
async fn whoever_waits_or_was_offered_a_seat_waits_on_past_the_time_it_had() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(1)).await;
    let anna = house.registered(session, "anna@example.org", &["Anna"]).await;
    house.store.confirm(&anna).await.unwrap();
    let mut tokens = Vec::new();
    for email in ["ben@example.org", "carla@example.org"] {
        let wish = NewRegistration { wait: Some(Wait { anywhere: true }), ..registration(session, email, &["Jemand"]) };
        house.store.register(wish).await.unwrap();
        let token = house.deliver().await.into_iter().find_map(|mail| match mail {
            MailFacts::Registration { to, token, .. } if to == email => Some(token),
            _ => None,
        });
        tokens.push(token.unwrap());
        house.store.confirm(tokens.last().unwrap()).await.unwrap();
    }
    house.store.cancel_registration(&anna).await.unwrap();
    house.store.serve_seats().await.unwrap();
    assert_eq!(state(&house, &tokens[0]).await, RegistrationState::Offered);
    house.deliver().await;

    postponed(&house, &olga, None).await;
    house.set_clock("2027-03-20T08:00:00Z");
    house.store.serve_seats().await.unwrap();
    for token in &tokens {
        assert_eq!(state(&house, token).await, RegistrationState::Waiting);
    }

    let event = house.event(&olga, "vortrag").await;
    let fields = SessionFields { capacity: Some(1), ..online(30, "10:00", "12:00") };
    house.store.change_session(&olga, session, event.version, fields).await.unwrap();
    house.store.serve_seats().await.unwrap();
    assert_eq!(state(&house, &tokens[0]).await, RegistrationState::Offered, "first come, first served");
    assert_eq!(state(&house, &tokens[1]).await, RegistrationState::Waiting);
}

#[tokio::test]
async fn who_asked_for_a_seat_is_answered_once_there_is_a_time() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(30, "10:00", "12:00")]).await;
    let rules = RegistrationRules { answer_days: Some(3), ..event.rules };
    house.store.choose_rules(&olga, event.id, event.version, rules).await.unwrap();
    let anna = house.registered(event.sessions[0].id, "anna@example.org", &["Anna"]).await;
    house.store.confirm(&anna).await.unwrap();
    postponed(&house, &olga, None).await;
    house.pass(TimeDelta::days(10));
    assert_eq!(house.store.end_seat_requests().await.unwrap(), 0);
    let yes = async || {
        let lines = house.store.seat_requests(&olga, event.id).await.unwrap().unwrap();
        let to = lines.iter().map(|line| (line.id, line.version)).collect();
        house.store.answer_seat_requests(&olga, event.id, RequestAnswer { to, yes: true, message: String::new() }).await
    };
    assert_eq!(yes().await, Err(RegistrationRefusal::NotOpen));

    let now = house.event(&olga, "vortrag").await;
    let later = online(25, "10:00", "12:00");
    house.store.change_session(&olga, event.sessions[0].id, now.version, later).await.unwrap();
    assert_eq!(house.store.end_seat_requests().await.unwrap(), 0, "the days to answer begin anew");
    assert_eq!(yes().await, Ok(1));
    assert_eq!(state(&house, &anna).await, RegistrationState::Confirmed);
}

#[tokio::test]
async fn one_can_stay_away_from_what_has_no_time_yet_whenever_one_likes() {
    let house = house().await;
    let (olga, _, carla) = announced(&house).await;
    postponed(&house, &olga, None).await;
    house.set_clock("2027-03-05T08:00:00Z");
    house.store.cancel_registration(&carla).await.unwrap();
    assert_eq!(state(&house, &carla).await, RegistrationState::Cancelled);
}

#[tokio::test]
async fn what_is_postponed_can_be_called_off_and_then_that_alone_is_told() {
    let house = house().await;
    let (olga, event, carla) = announced(&house).await;
    postponed(&house, &olga, None).await;
    let now = house.event(&olga, "vortrag").await;
    house.store.drop_session(&olga, event.sessions[0].id, now.version, "").await.unwrap();
    assert_eq!(told(&house).await, [("carla@example.org".to_owned(), RegistrationMail::SessionCancelled)]);
    let session = house.event(&olga, "vortrag").await.sessions[0].clone();
    assert_eq!((session.postponed, session.cancelled), (false, true));
    assert_eq!(state(&house, &carla).await, RegistrationState::Confirmed);
}

#[tokio::test]
async fn a_draft_what_is_over_and_what_is_another_organisations_is_not_postponed() {
    let house = house().await;
    let (olga, event, _) = announced(&house).await;
    let other = house.organisation("Verein").await;
    let otto = house.person("Otto", &other, Role::Organiser).await;
    let postpone =
        async |by: &Actor, event: &EventView| house.store.postpone(by, event.id, event.version, None, "").await;
    assert_eq!(postpone(&otto, &event).await, Err(EventRefusal::Forbidden));
    let draft = house.drafted(&olga, "Entwurf", &[online(9, "10:00", "12:00")]).await;
    assert_eq!(postpone(&otto, &draft).await, Err(EventRefusal::NotFound));
    assert_eq!(postpone(&olga, &draft).await, Err(EventRefusal::NotNow(EventState::Draft)));
    let stale = EventView { version: event.version - 1, ..event.clone() };
    assert_eq!(postpone(&olga, &stale).await, Err(EventRefusal::ChangedMeanwhile));
    house.set_clock("2027-03-02T12:00:00Z");
    assert_eq!(postpone(&olga, &event).await, Err(EventRefusal::NothingToCome));
    assert!(house.waiting_mail().await.is_empty());
}

#[tokio::test]
async fn who_waits_for_a_new_time_is_not_forgotten_yet_and_not_kept_for_ever() {
    let house = house().await;
    let (olga, _, carla) = announced(&house).await;
    postponed(&house, &olga, None).await;
    house.deliver().await;
    let email = async || house.store.registration(&carla).await.unwrap().map(|registration| registration.email);
    house.pass(TimeDelta::days(200));
    house.store.forget().await.unwrap();
    assert_eq!(email().await.as_deref(), Some("carla@example.org"));
    house.pass(TimeDelta::days(365 + 60 - 200 + 2));
    house.store.forget().await.unwrap();
    assert_ne!(email().await.as_deref(), Some("carla@example.org"));
}

#[tokio::test]
async fn whoever_was_let_in_already_has_not_come_to_what_will_be_another_day() {
    let house = house().await;
    let (olga, event, carla) = announced(&house).await;
    let session = event.sessions[0].id;
    house.set_clock("2027-03-02T09:30:00Z");
    let people = house.store.door(&olga, session).await.unwrap().unwrap().people;
    house.store.came(&olga, people[0].id).await.unwrap();
    postponed(&house, &olga, None).await;
    resumed(&house, &olga, 9).await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM attendee WHERE arrived_at IS NOT NULL").await, 0);
    let version = house.store.registration(&carla).await.unwrap().unwrap().version;
    house.store.change_registration(&carla, version, vec!["Clara".into()], None).await.unwrap();
}

#[tokio::test]
async fn an_organiser_reaches_those_who_wait_for_a_new_time() {
    let house = house().await;
    let (olga, event, _) = announced(&house).await;
    postponed(&house, &olga, None).await;
    let messages = house.store.messages(&olga, event.id).await.unwrap().unwrap();
    let confirmed = messages.reached.into_iter().find(|(to, _)| *to == Audience::All(Group::Confirmed));
    assert_eq!(confirmed.map(|(_, people)| people), Some(1));
}

#[tokio::test]
async fn of_several_parts_the_one_that_is_postponed_is_news_once_the_other_is_over() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let sessions = [online(2, "10:00", "12:00"), online(9, "10:00", "12:00")];
    let event = house.published(&olga, "Vortrag", &sessions).await;
    postponed(&house, &olga, Some(event.sessions[1].id)).await;
    let found = house.event(&Actor::Visitor, "vortrag").await;
    assert!(!found.is_postponed(march(2)), "the first is still to come");
    house.set_clock("2027-03-03T08:00:00Z");
    let found = house.event(&Actor::Visitor, "vortrag").await;
    assert!(found.is_postponed(march(3)));
    assert!(found.card.next.unwrap().postponed);
}
