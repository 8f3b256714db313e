//! Changing who comes by the link, until when, and what those who run the event see of it; when one can register.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::{NaiveDateTime, TimeDelta};
use domain::{
    access::Actor,
    desk::{EventDesk, NewRegistration, RegistrationDesk, RegistrationView, TrailAct, Wait},
    event::EventRefusal,
    id::SessionId,
    registration::{RegistrationRefusal, RegistrationRules, RegistrationState, Window},
};
use store::{MailFacts, RegistrationMail};

use crate::common::{
    House, house,
    programme::{online, registration},
};

async fn view(house: &House, token: &str) -> RegistrationView {
    house.store.registration(token).await.unwrap().unwrap()
}

/// Changes who comes, having seen what is there now.
async fn change(house: &House, token: &str, names: &[&str]) -> Result<(), RegistrationRefusal> {
    let version = view(house, token).await.version;
    house.store.change_registration(token, version, names.iter().map(|name| (*name).to_owned()).collect(), None).await
}

async fn seated(house: &House, session: SessionId, email: &str, names: &[&str]) -> String {
    let token = house.registered(session, email, names).await;
    house.store.confirm(&token).await.unwrap();
    house.deliver().await;
    token
}

async fn choose(house: &House, olga: &Actor, differ: impl FnOnce(&mut RegistrationRules)) -> Result<(), EventRefusal> {
    let event = house.event(olga, "vortrag").await;
    let mut rules = event.rules;
    differ(&mut rules);
    house.store.choose_rules(olga, event.id, event.version, rules).await
}

#[tokio::test]
async fn somebody_else_comes_instead_and_the_calendar_entry_is_newer() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(3)).await;
    let token = seated(&house, session, "anna@example.org", &["Anna", "Ben"]).await;
    let before = view(&house, &token).await;
    change(&house, &token, &["Anna", " Carla "]).await.unwrap();
    let after = view(&house, &token).await;
    assert_eq!(after.attendees, ["Anna", "Carla"]);
    assert_eq!(house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await, 2);
    let mails = house.deliver().await;
    let [MailFacts::Registration { act, sequence, uid, .. }] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!((*act, uid), (RegistrationMail::Changed, &before.session.uid));
    assert!(*sequence > before.session.sequence);
    // The same form sent again, and one that changes nothing, do nothing.
    change(&house, &token, &["Anna", "Carla"]).await.unwrap();
    assert_eq!(house.deliver().await, []);
    let stale = house.store.change_registration(&token, before.version, vec!["X".into(), "Y".into()], None).await;
    assert_eq!(stale, Err(RegistrationRefusal::ChangedMeanwhile));
}

#[tokio::test]
async fn whoever_does_not_come_gives_her_seat_to_those_who_wait() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(3)).await;
    let token = seated(&house, session, "anna@example.org", &["Anna", "Ben", "Carla"]).await;
    let wish = registration(session, "dora@example.org", &["Dora"]);
    house.store.register(NewRegistration { wait: Some(Wait::default()), ..wish }).await.unwrap();
    let dora = house.deliver().await.into_iter().find_map(|mail| match mail {
        MailFacts::Registration { token, .. } => Some(token),
        _ => None,
    });
    let dora = dora.unwrap();
    house.store.confirm(&dora).await.unwrap();
    change(&house, &token, &["", "Ben", "Carla"]).await.unwrap();
    assert_eq!(view(&house, &token).await.attendees, ["Ben", "Carla"], "the next one is the contact person");
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!(view(&house, &dora).await.state, RegistrationState::Offered);
    assert_eq!(house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await, 3);
    assert_eq!(change(&house, &token, &["", " "]).await, Err(RegistrationRefusal::Attendees), "nobody is no group");
}

#[tokio::test]
async fn a_group_that_waits_gets_smaller_and_keeps_its_place() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(3)).await;
    let first = seated(&house, session, "anna@example.org", &["Anna"]).await;
    seated(&house, session, "ben@example.org", &["Ben", "Bea"]).await;
    let mut tokens = Vec::new();
    for (email, names) in [("c@example.org", ["C", "D"].as_slice()), ("e@example.org", ["E"].as_slice())] {
        let wish = registration(session, email, names);
        house.store.register(NewRegistration { wait: Some(Wait::default()), ..wish }).await.unwrap();
        let mail = house.deliver().await.pop().unwrap();
        let MailFacts::Registration { token, .. } = mail else { panic!("{mail:?}") };
        house.store.confirm(&token).await.unwrap();
        house.deliver().await;
        tokens.push(token);
    }
    house.store.cancel_registration(&first).await.unwrap();
    assert_eq!(house.store.serve_seats().await.unwrap(), 0, "two do not fit on one seat");
    change(&house, &tokens[0], &["C", ""]).await.unwrap();
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!(view(&house, &tokens[0]).await.state, RegistrationState::Offered);
    assert_eq!(view(&house, &tokens[1]).await.state, RegistrationState::Waiting);
}

#[tokio::test]
async fn one_changes_and_calls_off_until_the_hour_the_organiser_chose() {
    let house = house().await;
    let olga = house.olga().await;
    // Tuesday, ten o'clock in Germany.
    let session = house.session(&olga, Some(3)).await;
    let token = seated(&house, session, "anna@example.org", &["Anna"]).await;
    choose(&house, &olga, |rules| rules.change_hours = Some(4)).await.unwrap();
    let seen = view(&house, &token).await;
    assert_eq!((seen.changes_until.to_string(), seen.changeable), ("2027-03-02 06:00:00".into(), true));
    house.set_clock("2027-03-02T04:59:00Z");
    change(&house, &token, &["Änne"]).await.unwrap();
    house.pass(TimeDelta::minutes(1));
    assert_eq!(change(&house, &token, &["Anna"]).await, Err(RegistrationRefusal::TooLate));
    assert_eq!(house.store.cancel_registration(&token).await, Err(RegistrationRefusal::TooLate));
    assert!(!view(&house, &token).await.changeable);
    choose(&house, &olga, |rules| rules.change_hours = None).await.unwrap();
    house.store.cancel_registration(&token).await.unwrap();
    assert_eq!(change(&house, &token, &["Anna"]).await, Err(RegistrationRefusal::NotNow(RegistrationState::Cancelled)));
}

#[tokio::test]
async fn whoever_is_here_is_not_replaced() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(3)).await;
    let token = seated(&house, session, "anna@example.org", &["Anna", "Ben"]).await;
    house.set_clock("2027-03-02T08:00:00Z");
    let door = domain::desk::DoorDesk::door(&house.store, &olga, session).await.unwrap().unwrap();
    let anna = door.people.iter().find(|line| line.name == "Anna").unwrap().id;
    domain::desk::DoorDesk::came(&house.store, &olga, anna).await.unwrap();
    assert_eq!(change(&house, &token, &["Carla", "Ben"]).await, Err(RegistrationRefusal::Arrived));
    assert_eq!(change(&house, &token, &["", "Ben"]).await, Err(RegistrationRefusal::Arrived));
    change(&house, &token, &["Anna", "Carla"]).await.unwrap();
}

#[tokio::test]
async fn whoever_is_here_does_not_call_off_and_those_who_are_not_give_their_seats_back() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(2)).await;
    let token = seated(&house, session, "anna@example.org", &["Anna", "Ben"]).await;
    house.set_clock("2027-03-02T08:00:00Z");
    let door = domain::desk::DoorDesk::door(&house.store, &olga, session).await.unwrap().unwrap();
    let anna = door.people.iter().find(|line| line.name == "Anna").unwrap().id;
    domain::desk::DoorDesk::came(&house.store, &olga, anna).await.unwrap();
    assert_eq!(house.store.cancel_registration(&token).await, Err(RegistrationRefusal::Arrived));
    assert_eq!(view(&house, &token).await.state, RegistrationState::Confirmed);
    assert_eq!(house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await, 2);
    change(&house, &token, &["Anna", ""]).await.unwrap();
    assert_eq!(house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await, 1);
}

#[tokio::test]
async fn those_who_run_the_event_see_what_happened_and_nobody_else_does() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(3)).await;
    let token = seated(&house, session, "anna@example.org", &["Anna", "Ben"]).await;
    change(&house, &token, &["Anna", ""]).await.unwrap();
    house.store.cancel_registration(&token).await.unwrap();
    let event = house.event(&olga, "vortrag").await;
    let line = house.store.registrations(&olga, event.id).await.unwrap().unwrap().remove(0);
    let record = house.store.registration_record(&olga, line.id).await.unwrap().unwrap();
    let acts: Vec<_> = record.trail.iter().map(|line| line.act).collect();
    assert_eq!(acts, [TrailAct::Registered, TrailAct::Confirmed, TrailAct::Changed, TrailAct::Cancelled]);
    assert_eq!((record.event, record.registration.attendees), (event.id, vec!["Anna".to_owned()]));
    let stranger = house.berta().await;
    assert_eq!(house.store.registration_record(&stranger, line.id).await.unwrap(), None);
    assert_eq!(house.store.registration_record(&Actor::Visitor, line.id).await.unwrap(), None);
    // What was changed is counted, not named: names go when the registration goes.
    let details = house.words("SELECT CAST(detail AS text) FROM audit WHERE act = 'changed'").await;
    assert!(details.len() == 1 && !details[0].contains("Ben"), "{details:?}");
}

/// What the contact person is told of sessions with too few people: how many there are.
async fn few(house: &House) -> Vec<usize> {
    house.store.tell_of_few().await.unwrap();
    let mails = house.deliver().await.into_iter();
    mails.filter_map(|mail| if let MailFacts::TooFew { count, .. } = mail { Some(count) } else { None }).collect()
}

#[tokio::test]
async fn that_too_few_come_is_told_to_the_organiser_once_when_registration_closes() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(20, "10:00", "12:00"), online(21, "10:00", "12:00")]).await;
    choose(&house, &olga, |rules| {
        rules.minimum = Some(2);
        rules.closes = "2027-03-10T12:00:00".parse().ok();
    })
    .await
    .unwrap();
    seated(&house, event.sessions[0].id, "anna@example.org", &["Anna"]).await;
    seated(&house, event.sessions[1].id, "ben@example.org", &["Ben", "Bea"]).await;
    house.set_clock("2027-03-10T10:59:00Z");
    assert!(few(&house).await.is_empty());
    house.pass(TimeDelta::minutes(1));
    assert_eq!(few(&house).await, [1]);
    house.pass(TimeDelta::hours(1));
    assert!(few(&house).await.is_empty(), "once");
    choose(&house, &olga, |rules| rules.closes = None).await.unwrap();
    house.set_clock("2027-03-13T08:59:00Z");
    assert!(few(&house).await.is_empty());
    seated(&house, event.sessions[0].id, "carla@example.org", &["Carla"]).await;
    house.set_clock("2027-03-14T09:00:00Z");
    assert!(few(&house).await.is_empty(), "enough by then");
}

#[tokio::test]
async fn a_late_click_counts_until_the_closing_and_no_longer() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(1)).await;
    let anna = house.registered(session, "anna@example.org", &["Anna"]).await;
    let wish = registration(session, "ben@example.org", &["Ben"]);
    house.store.register(NewRegistration { wait: Some(Wait::default()), ..wish }).await.unwrap();
    let Some(MailFacts::Registration { token: ben, .. }) = house.deliver().await.pop() else { panic!("no mail") };
    choose(&house, &olga, |rules| rules.closes = "2027-03-01T12:00:00".parse().ok()).await.unwrap();
    house.pass(TimeDelta::minutes(61));
    house.store.expire_registrations().await.unwrap();
    assert!(view(&house, &anna).await.session.open, "one button confirms");
    house.set_clock("2027-03-01T11:00:00Z");
    assert!(!view(&house, &anna).await.session.open);
    assert_eq!(house.store.confirm(&anna).await, Err(RegistrationRefusal::NotOpen));
    assert_eq!(house.store.confirm(&ben).await, Err(RegistrationRefusal::NotOpen), "nor does one join the list");
    assert_eq!(house.count("SELECT count(*) FROM attendee WHERE holds_seat").await, 0);
    choose(&house, &olga, |rules| rules.closes = "2027-03-01T13:00:00".parse().ok()).await.unwrap();
    house.store.confirm(&anna).await.unwrap();
}

#[tokio::test]
async fn one_registers_from_the_opening_to_the_closing() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(1)).await;
    let local = |text: &str| Some(text.parse::<NaiveDateTime>().unwrap());
    choose(&house, &olga, |rules| {
        (rules.opens, rules.closes) = (local("2027-03-01T09:00:00"), local("2027-03-01T12:00:00"));
    })
    .await
    .unwrap();
    let form = |name: &str| registration(session, &format!("{name}@example.org"), &[name]);
    assert_eq!(house.store.register(form("anna")).await, Err(RegistrationRefusal::NotOpen));
    let seen = house.event(&olga, "vortrag").await;
    assert_eq!((seen.window, seen.sessions[0].open), (Window::Before(local("2027-03-01T09:00:00").unwrap()), false));
    house.set_clock("2027-03-01T08:00:00Z");
    house.store.register(form("anna")).await.unwrap();
    assert!(house.event(&olga, "vortrag").await.sessions[0].waitable);
    house.set_clock("2027-03-01T11:00:00Z");
    let wish = NewRegistration { wait: Some(Wait::default()), ..form("ben") };
    assert_eq!(house.store.register(wish).await, Err(RegistrationRefusal::NotOpen), "nor does one ask to wait");
    let seen = house.event(&olga, "vortrag").await;
    assert_eq!((seen.window, seen.sessions[0].waitable), (Window::After(local("2027-03-01T12:00:00").unwrap()), false));
    let backwards = choose(&house, &olga, |rules| rules.closes = local("2027-03-01T09:00:00")).await;
    assert_eq!(backwards, Err(EventRefusal::Rules));
}
