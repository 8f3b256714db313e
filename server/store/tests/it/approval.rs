//! Registrations an organiser answers: seats are held and never promised, one answer and one mail each (I2, I3).

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{
        DoorDesk, EventDesk, EventView, NewRegistration, RegistrationDesk, RegistrationView, RequestAnswer,
        RequestLine, SessionFields, TrailAct, Wait,
    },
    id::{RegistrationId, SessionId},
    organisation::Role,
    registration::{RegistrationRefusal, RegistrationRules, RegistrationState},
};
use store::{MailFacts, RegistrationMail};
use tokio::task::JoinSet;

use crate::common::{
    House, house,
    programme::{online, registration},
};

/// A public event whose registrations are answered within three days, its session four weeks ahead.
async fn asked(house: &House, seats: Option<u16>) -> (Actor, EventView) {
    let olga = house.olga().await;
    let fields = SessionFields { capacity: seats, ..online(30, "10:00", "12:00") };
    let event = house.published(&olga, "Vortrag", &[fields]).await;
    answered_within(house, &olga, Some(3)).await;
    (olga, event)
}

async fn answered_within(house: &House, olga: &Actor, answer_days: Option<u16>) {
    let event = house.event(olga, "vortrag").await;
    let rules = RegistrationRules { answer_days, ..event.rules };
    house.store.choose_rules(olga, event.id, event.version, rules).await.unwrap();
}

/// Somebody who asked and said that the address is hers; the secret of her link.
async fn asks(house: &House, session: SessionId, email: &str, names: &[&str]) -> String {
    let token = house.registered(session, email, names).await;
    house.store.confirm(&token).await.unwrap();
    // The next one comes after her: lists are in the order of asking.
    house.pass(TimeDelta::minutes(1));
    token
}

async fn view(house: &House, token: &str) -> RegistrationView {
    house.store.registration(token).await.unwrap().unwrap()
}

async fn state(house: &House, token: &str) -> RegistrationState {
    view(house, token).await.state
}

async fn lines(house: &House, olga: &Actor, event: &EventView) -> Vec<RequestLine> {
    house.store.seat_requests(olga, event.id).await.unwrap().unwrap()
}

fn answer(lines: &[RequestLine], yes: bool, message: &str) -> RequestAnswer {
    RequestAnswer { to: lines.iter().map(|line| (line.id, line.version)).collect(), yes, message: message.into() }
}

/// What the worker would send now: to whom, what.
async fn told(house: &House) -> Vec<(String, RegistrationMail)> {
    let mails = house.deliver().await.into_iter();
    mails
        .filter_map(|mail| if let MailFacts::Registration { to, act, .. } = mail { Some((to, act)) } else { None })
        .collect()
}

async fn seats(house: &House) -> (i64, i64) {
    let counted = house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await;
    (counted, house.count("SELECT count(*) FROM attendee WHERE holds_seat").await)
}

#[tokio::test]
async fn confirming_asks_the_organiser_holds_the_seats_and_promises_nothing() {
    let house = house().await;
    let (olga, event) = asked(&house, Some(2)).await;
    let session = event.sessions[0].id;
    let anna = house.registered(session, "anna@example.org", &["Anna", "Amir"]).await;
    assert!(view(&house, &anna).await.asks, "the mail and the page say so beforehand");
    house.store.confirm(&anna).await.unwrap();
    house.store.confirm(&anna).await.unwrap();
    let seen = view(&house, &anna).await;
    assert_eq!(
        (seen.state, seen.was_confirmed, seen.session.place.online_url),
        (RegistrationState::Requested, false, None)
    );
    assert_eq!(house.store.tickets(&anna).await.unwrap(), []);
    assert_eq!(seats(&house).await, (2, 2));
    let ben = registration(session, "ben@example.org", &["Ben"]);
    assert_eq!(
        house.store.register(ben).await,
        Err(RegistrationRefusal::Full { left: 0 }),
        "what is asked for is held"
    );

    let mails = house.deliver().await;
    let [
        MailFacts::Registration { act: RegistrationMail::Requested, .. },
        MailFacts::SeatRequests { to, count: 1, slug, .. },
    ] = &mails[..]
    else {
        panic!("one mail to her and one to the organiser: {mails:?}")
    };
    assert_eq!((to.as_str(), slug.as_str()), (olga.person().unwrap().email.as_str(), "vortrag"));
    let found = lines(&house, &olga, &event).await;
    assert_eq!((found.len(), &found[0].attendees[..]), (1, &["Anna".to_owned(), "Amir".into()][..]));
    assert_eq!(found[0].until - found[0].at, TimeDelta::days(3));
}

/// What the contact person is told now: how many requests wait.
async fn organiser_told(house: &House) -> Vec<usize> {
    let mails = house.deliver().await.into_iter();
    mails.filter_map(|mail| if let MailFacts::SeatRequests { count, .. } = mail { Some(count) } else { None }).collect()
}

#[tokio::test]
async fn whoever_asks_after_the_mail_of_the_half_day_left_is_told_in_the_next_one() {
    let house = house().await;
    let (olga, event) = asked(&house, None).await;
    let session = event.sessions[0].id;
    asks(&house, session, "anna@example.org", &["Anna"]).await;
    assert_eq!(organiser_told(&house).await, [1]);
    let ben = asks(&house, session, "ben@example.org", &["Ben"]).await;
    asks(&house, session, "carla@example.org", &["Carla"]).await;
    assert!(organiser_told(&house).await.is_empty(), "twice a day at most");
    house.set_clock("2027-03-01T12:00:00Z");
    assert_eq!(organiser_told(&house).await, [3], "and nobody is forgotten");
    house.set_clock("2027-03-02T00:00:00Z");
    assert!(organiser_told(&house).await.is_empty(), "once");

    // Who is answered before the mail leaves is in none.
    let dora = house.registered(session, "dora@example.org", &["Dora"]).await;
    house.store.confirm(&dora).await.unwrap();
    assert_eq!(organiser_told(&house).await, [4]);
    house.store.cancel_registration(&ben).await.unwrap();
    let emil = asks(&house, session, "emil@example.org", &["Emil"]).await;
    house.store.cancel_registration(&emil).await.unwrap();
    for line in lines(&house, &olga, &event).await {
        house.store.answer_seat_requests(&olga, event.id, answer(&[line], true, "")).await.unwrap();
    }
    house.set_clock("2027-03-02T12:00:00Z");
    assert!(organiser_told(&house).await.is_empty());
}

#[tokio::test]
async fn what_is_to_be_answered_soon_is_told_while_half_of_the_time_is_left() {
    let house = house().await;
    let (_, event) = asked(&house, None).await;
    let session = event.sessions[0].id;
    // Three hours before it begins, in the middle of a half day.
    house.set_clock("2027-03-30T05:00:00Z");
    asks(&house, session, "anna@example.org", &["Anna"]).await;
    assert_eq!(organiser_told(&house).await, [1]);
    asks(&house, session, "ben@example.org", &["Ben"]).await;
    house.set_clock("2027-03-30T06:29:00Z");
    assert!(organiser_told(&house).await.is_empty());
    house.set_clock("2027-03-30T06:31:00Z");
    assert_eq!(organiser_told(&house).await, [2]);
}

#[tokio::test]
async fn a_yes_makes_the_seats_hers_and_a_no_frees_them_each_with_one_mail_and_the_message() {
    let house = house().await;
    let (olga, event) = asked(&house, Some(3)).await;
    let session = event.sessions[0].id;
    let mut tokens = Vec::new();
    for name in ["anna", "ben", "carla"] {
        tokens.push(asks(&house, session, &format!("{name}@example.org"), &[name]).await);
    }
    house.deliver().await;
    let found = lines(&house, &olga, &event).await;
    let yes = answer(&found[..2], true, "Bringen Sie bitte\r\nSchuhe mit.");
    assert_eq!(house.store.answer_seat_requests(&olga, event.id, yes.clone()).await, Ok(2));
    assert_eq!(house.store.answer_seat_requests(&olga, event.id, yes).await, Ok(0), "a second click changes nothing");
    let no = answer(&found[2..], false, "");
    assert_eq!(house.store.answer_seat_requests(&olga, event.id, no).await, Ok(1));
    assert_eq!(
        told(&house).await,
        [
            ("anna@example.org".to_owned(), RegistrationMail::Approved),
            ("ben@example.org".to_owned(), RegistrationMail::Approved),
            ("carla@example.org".to_owned(), RegistrationMail::Declined),
        ]
    );
    let anna = view(&house, &tokens[0]).await;
    assert_eq!((anna.state, anna.was_confirmed), (RegistrationState::Confirmed, true));
    assert_eq!(anna.answer, "Bringen Sie bitte\nSchuhe mit.");
    assert!(anna.session.place.online_url.is_some(), "now it is hers");
    assert_eq!(house.store.tickets(&tokens[0]).await.unwrap().len(), 1);
    let carla = view(&house, &tokens[2]).await;
    assert_eq!((carla.state, carla.unanswered), (RegistrationState::Declined, false));
    assert_eq!(seats(&house).await, (2, 2));
    assert!(lines(&house, &olga, &event).await.is_empty());
    let record = house.store.registration_record(&olga, found[0].id).await.unwrap().unwrap();
    let acts: Vec<_> = record.trail.iter().map(|line| (line.act, line.by.is_some())).collect();
    assert_eq!(
        acts,
        [(TrailAct::Registered, false), (TrailAct::Requested, false), (TrailAct::Approved, true)],
        "who said yes is known"
    );
}

#[tokio::test]
async fn several_are_answered_together_or_not_at_all() {
    let house = house().await;
    let (olga, event) = asked(&house, None).await;
    let session = event.sessions[0].id;
    let anna = asks(&house, session, "anna@example.org", &["Anna", "Amir"]).await;
    let ben = asks(&house, session, "ben@example.org", &["Ben"]).await;
    house.deliver().await;
    let found = lines(&house, &olga, &event).await;
    // She comes alone after all: nobody says yes to what was not seen.
    let seen = view(&house, &anna).await;
    house.store.change_registration(&anna, seen.version, vec!["Anna".into(), String::new()], None).await.unwrap();
    let before = house.contents(&["registration", "attendee", "audit", "outbox"]).await;
    let all = answer(&found, true, "");
    let refused = house.store.answer_seat_requests(&olga, event.id, all.clone()).await;
    assert_eq!(refused, Err(RegistrationRefusal::ChangedMeanwhile));
    house.store.cancel_registration(&ben).await.unwrap();
    let withdrawn = house.store.answer_seat_requests(&olga, event.id, answer(&found[1..], true, "")).await;
    assert_eq!(withdrawn, Err(RegistrationRefusal::NotNow(RegistrationState::Cancelled)));
    let long = answer(&lines(&house, &olga, &event).await, true, &"x".repeat(1_001));
    assert_eq!(house.store.answer_seat_requests(&olga, event.id, long).await, Err(RegistrationRefusal::Message));
    assert_eq!(state(&house, &anna).await, RegistrationState::Requested);
    let now = house.contents(&["registration", "attendee", "audit", "outbox"]).await;
    assert!(now.len() > before.len(), "only what Ben did himself");
    assert_eq!(told(&house).await, [], "nobody was written to: he had nothing to lose");
}

#[tokio::test]
async fn nobody_else_sees_or_answers_requests() {
    let house = house().await;
    let (olga, event) = asked(&house, None).await;
    let anna = asks(&house, event.sessions[0].id, "anna@example.org", &["Anna"]).await;
    let found = lines(&house, &olga, &event).await;
    let other = house.person("Otto", &house.trusted("Verein").await, Role::Organiser).await;
    for stranger in [&other, &Actor::Visitor] {
        assert_eq!(house.store.seat_requests(stranger, event.id).await.unwrap(), None);
        let tried = house.store.answer_seat_requests(stranger, event.id, answer(&found, true, "")).await;
        assert_eq!(tried, Err(RegistrationRefusal::NotFound));
    }
    let theirs = house.published(&other, "Fest", &[online(30, "10:00", "12:00")]).await;
    let tried = house.store.answer_seat_requests(&other, theirs.id, answer(&found, true, "")).await;
    assert_eq!(tried, Err(RegistrationRefusal::NotFound), "not by way of an event of their own");
    assert_eq!(state(&house, &anna).await, RegistrationState::Requested);
}

#[tokio::test]
async fn what_nobody_answers_in_time_ends_and_she_is_told_once() {
    let house = house().await;
    let (olga, event) = asked(&house, Some(1)).await;
    let anna = asks(&house, event.sessions[0].id, "anna@example.org", &["Anna"]).await;
    house.deliver().await;
    let found = lines(&house, &olga, &event).await;
    // A minute passed since she asked.
    house.pass(TimeDelta::days(3) - TimeDelta::minutes(2));
    assert_eq!(house.store.end_seat_requests().await.unwrap(), 0);
    house.pass(TimeDelta::minutes(1));
    let late = house.store.answer_seat_requests(&olga, event.id, answer(&found, true, "")).await;
    assert_eq!(late, Err(RegistrationRefusal::TooLate));
    assert_eq!(house.store.end_seat_requests().await.unwrap(), 1);
    assert_eq!(house.store.end_seat_requests().await.unwrap(), 0);
    let seen = view(&house, &anna).await;
    assert_eq!((seen.state, seen.unanswered, seats(&house).await), (RegistrationState::Declined, true, (0, 0)));
    assert_eq!(told(&house).await, [("anna@example.org".to_owned(), RegistrationMail::Unanswered)]);
    assert_eq!(
        house.store.confirm(&anna).await,
        Err(RegistrationRefusal::NotNow(RegistrationState::Declined)),
        "a late click does not ask again"
    );
    house.store.register(registration(event.sessions[0].id, "anna@example.org", &["Anna"])).await.unwrap();
}

#[tokio::test]
async fn a_request_is_answered_before_the_session_begins() {
    let house = house().await;
    let (olga, event) = asked(&house, None).await;
    house.set_clock("2027-03-29T08:00:00Z");
    let anna = asks(&house, event.sessions[0].id, "anna@example.org", &["Anna"]).await;
    let line = lines(&house, &olga, &event).await.remove(0);
    assert_eq!(line.until, event.sessions[0].when.local.from);
    let ben = house.registered(event.sessions[0].id, "ben@example.org", &["Ben"]).await;
    house.set_clock("2027-03-30T08:30:00Z");
    assert_eq!(house.store.confirm(&ben).await, Err(RegistrationRefusal::Begun));
    assert_eq!(state(&house, &anna).await, RegistrationState::Requested);
}

#[tokio::test]
async fn what_a_no_frees_is_offered_to_whoever_waits_and_accepting_asks_again() {
    let house = house().await;
    let (olga, event) = asked(&house, Some(1)).await;
    let session = event.sessions[0].id;
    let anna = asks(&house, session, "anna@example.org", &["Anna"]).await;
    let wish =
        NewRegistration { wait: Some(Wait { anywhere: false }), ..registration(session, "ben@example.org", &["Ben"]) };
    house.store.register(wish).await.unwrap();
    let ben = match house.deliver().await.pop() {
        Some(MailFacts::Registration { to, token, .. }) if to == "ben@example.org" => token,
        other => panic!("{other:?}"),
    };
    house.store.confirm(&ben).await.unwrap();
    assert_eq!(state(&house, &ben).await, RegistrationState::Waiting);
    assert_eq!(house.store.serve_seats().await.unwrap(), 0, "the seat is held for Anna");
    let found = lines(&house, &olga, &event).await;
    assert_eq!(found.len(), 1, "who waits does not ask yet");
    house.store.answer_seat_requests(&olga, event.id, answer(&found, false, "")).await.unwrap();
    assert_eq!((state(&house, &anna).await, seats(&house).await), (RegistrationState::Declined, (0, 0)));
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    house.deliver().await;
    house.store.confirm(&ben).await.unwrap();
    assert_eq!((state(&house, &ben).await, seats(&house).await), (RegistrationState::Requested, (1, 1)));
    assert_eq!(told(&house).await, [("ben@example.org".to_owned(), RegistrationMail::Requested)]);
    let found = lines(&house, &olga, &event).await;
    house.store.answer_seat_requests(&olga, event.id, answer(&found, true, "")).await.unwrap();
    assert_eq!(state(&house, &ben).await, RegistrationState::Confirmed);
}

#[tokio::test]
async fn whoever_is_confirmed_stays_so_and_a_request_stays_one_when_the_rule_changes() {
    let house = house().await;
    let olga = house.olga().await;
    let fields = SessionFields { capacity: Some(5), ..online(30, "10:00", "12:00") };
    let event = house.published(&olga, "Vortrag", &[fields]).await;
    let session = event.sessions[0].id;
    let anna = asks(&house, session, "anna@example.org", &["Anna"]).await;
    let ben = house.registered(session, "ben@example.org", &["Ben"]).await;
    answered_within(&house, &olga, Some(2)).await;
    house.store.confirm(&anna).await.unwrap();
    house.store.confirm(&ben).await.unwrap();
    let states = (state(&house, &anna).await, state(&house, &ben).await);
    assert_eq!(states, (RegistrationState::Confirmed, RegistrationState::Requested));
    answered_within(&house, &olga, None).await;
    house.store.confirm(&ben).await.unwrap();
    assert_eq!(state(&house, &ben).await, RegistrationState::Requested, "the organiser still answers it");
    assert_eq!(lines(&house, &olga, &event).await.len(), 1);
}

#[tokio::test]
async fn a_session_that_is_called_off_is_told_and_its_requests_end_without_another_word() {
    let house = house().await;
    let (olga, event) = asked(&house, None).await;
    let anna = asks(&house, event.sessions[0].id, "anna@example.org", &["Anna"]).await;
    house.deliver().await;
    let now = house.event(&olga, "vortrag").await;
    house.store.cancel_event(&olga, now.id, now.version, "Wasserschaden").await.unwrap();
    assert_eq!(told(&house).await, [("anna@example.org".to_owned(), RegistrationMail::SessionCancelled)]);
    house.pass(TimeDelta::days(4));
    assert_eq!(house.store.end_seat_requests().await.unwrap(), 1);
    assert_eq!(told(&house).await, []);
    assert_eq!(state(&house, &anna).await, RegistrationState::Declined);
}

#[tokio::test]
async fn whoever_lets_somebody_in_says_yes_to_her_request() {
    let house = house().await;
    let (olga, event) = asked(&house, Some(2)).await;
    house.set_clock("2027-03-29T08:00:00Z");
    let session = event.sessions[0].id;
    let anna = asks(&house, session, "anna@example.org", &["Anna"]).await;
    house.set_clock("2027-03-30T07:45:00Z");
    let door = house.store.door(&olga, session).await.unwrap().unwrap();
    assert_eq!((door.people[0].requested, door.people[0].unanswered), (true, false), "the door knows");
    house.store.came(&olga, door.people[0].id).await.unwrap();
    let seen = view(&house, &anna).await;
    assert_eq!((seen.state, seen.was_confirmed), (RegistrationState::Confirmed, true));
    house.pass(TimeDelta::days(1));
    assert_eq!(house.store.end_seat_requests().await.unwrap(), 0);
}

#[tokio::test]
async fn what_was_written_to_her_is_forgotten_with_her_name() {
    let house = house().await;
    let (olga, event) = asked(&house, None).await;
    for name in ["anna", "ben"] {
        asks(&house, event.sessions[0].id, &format!("{name}@example.org"), &[name]).await;
    }
    let found = lines(&house, &olga, &event).await;
    let (yes, no) = (answer(&found[..1], true, "Bis bald, Anna"), answer(&found[1..], false, "Leider, Ben"));
    house.store.answer_seat_requests(&olga, event.id, yes).await.unwrap();
    house.store.answer_seat_requests(&olga, event.id, no).await.unwrap();
    house.deliver().await;
    assert_eq!(house.count("SELECT count(*) FROM registration WHERE answer <> ''").await, 2);
    house.pass(TimeDelta::days(31));
    house.store.forget().await.unwrap();
    let left = house.words("SELECT answer FROM registration").await;
    assert_eq!(left, ["Bis bald, Anna"], "what was declined goes first");
    house.pass(TimeDelta::days(61));
    house.store.forget().await.unwrap();
    assert_eq!(house.words("SELECT answer FROM registration").await, [""]);
    assert!(house.contents(&["audit", "outbox"]).await.iter().all(|row| !row.contains("Bis bald")));
}

/// Yes, no, goodbye, a change and the clock, all at once: each request ends one way, with one mail, and nothing is
/// oversold.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_answers_and_whoever_withdraws_at_once_one_of_them_counts() {
    const PEOPLE: u16 = 12;
    let house = house().await;
    let (olga, event) = asked(&house, Some(PEOPLE)).await;
    let session = event.sessions[0].id;
    let mut tokens = Vec::new();
    for n in 0..PEOPLE {
        tokens.push(asks(&house, session, &format!("p{n:02}@example.org"), &["P"]).await);
    }
    house.deliver().await;
    let found = lines(&house, &olga, &event).await;
    let mut tasks = JoinSet::new();
    for (n, line) in found.iter().cloned().enumerate() {
        for yes in [true, false] {
            let (store, olga, id) = (house.store.clone(), olga.clone(), event.id);
            let said = answer(std::slice::from_ref(&line), yes, "");
            tasks.spawn(async move { drop(store.answer_seat_requests(&olga, id, said).await) });
        }
        let (store, token) = (house.store.clone(), tokens[n].clone());
        tasks.spawn(async move { drop(store.cancel_registration(&token).await) });
        let store = house.store.clone();
        tasks.spawn(async move {
            drop(store.register(registration(session, &format!("o{n}@example.org"), &["O"])).await);
        });
    }
    tasks.join_all().await;
    let (counted, holding) = seats(&house).await;
    assert_eq!(counted, holding);
    assert!(counted <= i64::from(PEOPLE), "{counted}");
    let open = house.count("SELECT count(*) FROM registration WHERE state = 'requested'").await;
    assert_eq!(open, 0, "every one of them was settled");
    for line in &found {
        let acts = house.store.registration_record(&olga, line.id).await.unwrap().unwrap().trail;
        let ends = acts.iter().filter(|line| matches!(line.act, TrailAct::Approved | TrailAct::Declined)).count();
        assert!(ends <= 1, "{acts:?}");
    }
    let answered = house.count("SELECT count(*) FROM audit WHERE act IN ('approved', 'declined')").await;
    let sql = "SELECT count(*) FROM outbox WHERE kind IN ('registration-approved', 'registration-declined')";
    assert_eq!(house.count(sql).await, answered, "one mail per answer");
    assert!(house.store.registration_record(&olga, RegistrationId(uuid::Uuid::nil())).await.unwrap().is_none());
}
