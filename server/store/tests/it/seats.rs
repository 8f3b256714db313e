//! Waiting for seats: strict order, groups whole, nobody slips in, one mail per offer, never oversold (I2).

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{EventDesk, NewRegistration, RegistrationDesk, SessionFields, Standing, Wait},
    id::SessionId,
    registration::{RegistrationRefusal, RegistrationRules, RegistrationState},
};
use store::{MailFacts, RegistrationMail};
use tokio::task::JoinSet;

use crate::common::{
    House, house,
    programme::{online, registration},
};

/// A form of a full session.
fn wish(session: SessionId, email: &str, names: &[&str], anywhere: bool) -> NewRegistration {
    NewRegistration { wait: Some(Wait { anywhere }), ..registration(session, email, names) }
}

/// The secret of the newest mail to an address.
async fn token(house: &House, email: &str) -> String {
    let mut tokens = house.deliver().await.into_iter().filter_map(|mail| match mail {
        MailFacts::Registration { to, token, .. } if to == email => Some(token),
        _ => None,
    });
    tokens.next_back().unwrap()
}

/// Somebody on the waiting list; answers the secret of her link.
async fn waits(house: &House, session: SessionId, email: &str, names: &[&str]) -> String {
    house.store.register(wish(session, email, names, false)).await.unwrap();
    let token = token(house, email).await;
    house.store.confirm(&token).await.unwrap();
    token
}

/// Somebody who has a seat; answers the secret of her link.
async fn seated(house: &House, session: SessionId, email: &str, names: &[&str]) -> String {
    let token = house.registered(session, email, names).await;
    house.store.confirm(&token).await.unwrap();
    token
}

async fn state(house: &House, token: &str) -> RegistrationState {
    house.store.registration(token).await.unwrap().unwrap().state
}

async fn position(house: &House, token: &str) -> Option<usize> {
    house.store.registration(token).await.unwrap().unwrap().wait.unwrap().position
}

async fn seats(house: &House) -> (i64, i64) {
    let counted = house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await;
    let holding = house.count("SELECT count(*) FROM attendee WHERE holds_seat").await;
    (counted, holding)
}

/// What the worker would send now, by kind.
async fn told(house: &House) -> Vec<RegistrationMail> {
    let mails = house.deliver().await.into_iter();
    mails.filter_map(|mail| if let MailFacts::Registration { act, .. } = mail { Some(act) } else { None }).collect()
}

/// Lets the organiser choose that groups too large are passed over.
async fn pass_over(house: &House, olga: &Actor) {
    let event = house.event(olga, "vortrag").await;
    let rules = RegistrationRules { passes_over: true, ..event.rules };
    house.store.choose_rules(olga, event.id, event.version, rules).await.unwrap();
}

/// A session with one seat, taken by Anna; her secret.
async fn full(house: &House) -> (Actor, SessionId, String) {
    let olga = house.olga().await;
    let session = house.session(&olga, Some(1)).await;
    let anna = seated(house, session, "anna@example.org", &["Anna"]).await;
    (olga, session, anna)
}

#[tokio::test]
async fn whoever_waits_said_by_mail_that_the_address_is_hers_and_holds_no_seat() {
    let house = house().await;
    let (_, session, _) = full(&house).await;
    house.store.register(wish(session, "ben@example.org", &["Ben"], false)).await.unwrap();
    assert_eq!(house.waiting_mail().await.last().unwrap(), "seats-asked");
    let ben = token(&house, "ben@example.org").await;
    assert_eq!((state(&house, &ben).await, position(&house, &ben).await), (RegistrationState::Joining, None));
    house.store.confirm(&ben).await.unwrap();
    house.store.confirm(&ben).await.unwrap();
    assert_eq!((state(&house, &ben).await, position(&house, &ben).await), (RegistrationState::Waiting, Some(1)));
    assert_eq!(told(&house).await, [RegistrationMail::Waits], "a second click changes nothing");
    assert_eq!(seats(&house).await, (1, 1));
}

#[tokio::test]
async fn nobody_waits_for_what_is_free_or_for_more_seats_than_there_are() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(2)).await;
    let wait = |names: &'static [&'static str]| wish(session, "ben@example.org", names, false);
    assert_eq!(house.store.register(wait(&["Ben"])).await, Err(RegistrationRefusal::SeatsFree));
    seated(&house, session, "anna@example.org", &["Anna", "Amir"]).await;
    let three = house.store.register(wait(&["Ben", "Bea", "Bo"])).await;
    assert_eq!(three, Err(RegistrationRefusal::TooLarge { capacity: 2 }));
    house.store.register(wait(&["Ben", "Bea"])).await.unwrap();
}

#[tokio::test]
async fn a_freed_seat_goes_to_the_first_and_to_nobody_from_outside() {
    let house = house().await;
    let (olga, session, anna) = full(&house).await;
    let ben = waits(&house, session, "ben@example.org", &["Ben"]).await;
    let carla = waits(&house, session, "carla@example.org", &["Carla"]).await;
    assert_eq!((position(&house, &ben).await, position(&house, &carla).await), (Some(1), Some(2)));
    told(&house).await;

    house.store.cancel_registration(&anna).await.unwrap();
    let outside = registration(session, "dora@example.org", &["Dora"]);
    assert_eq!(house.store.register(outside).await, Err(RegistrationRefusal::Full { left: 0 }), "before the look");
    let seen = house.event(&olga, "vortrag").await.sessions.remove(0);
    assert_eq!((seen.left, seen.open, seen.waitable), (Some(1), false, true));

    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!(house.store.serve_seats().await.unwrap(), 0);
    assert_eq!((state(&house, &ben).await, seats(&house).await), (RegistrationState::Offered, (1, 1)));
    assert_eq!(told(&house).await, [RegistrationMail::Cancelled, RegistrationMail::Offered], "one mail");
    assert_eq!(position(&house, &carla).await, Some(1), "she moves up");

    house.store.confirm(&ben).await.unwrap();
    assert_eq!(state(&house, &ben).await, RegistrationState::Confirmed);
    assert_eq!(told(&house).await, [RegistrationMail::Confirmed]);
    house.store.confirm(&ben).await.unwrap();
    assert_eq!(told(&house).await, []);
}

#[tokio::test]
async fn what_is_declined_or_let_pass_goes_to_the_next() {
    let house = house().await;
    let (_, session, anna) = full(&house).await;
    let ben = waits(&house, session, "ben@example.org", &["Ben"]).await;
    let carla = waits(&house, session, "carla@example.org", &["Carla"]).await;
    let dora = waits(&house, session, "dora@example.org", &["Dora"]).await;
    house.set_clock("2027-03-01T09:00:00Z");
    house.store.cancel_registration(&anna).await.unwrap();
    house.store.serve_seats().await.unwrap();
    house.store.cancel_registration(&ben).await.unwrap();
    house.store.serve_seats().await.unwrap();
    assert_eq!(state(&house, &carla).await, RegistrationState::Offered);
    told(&house).await;

    // Made at ten o'clock the day before: half of what is left ends at night, so it ends at nine.
    let until = house.store.registration(&carla).await.unwrap().unwrap().held_until.unwrap();
    assert_eq!(until.to_string(), "2027-03-02 09:00:00");
    house.set_clock("2027-03-02T07:59:00Z");
    house.store.serve_seats().await.unwrap();
    assert_eq!(state(&house, &carla).await, RegistrationState::Offered);
    house.pass(TimeDelta::minutes(1));
    house.store.serve_seats().await.unwrap();
    assert_eq!(
        (state(&house, &carla).await, state(&house, &dora).await),
        (RegistrationState::Lapsed, RegistrationState::Offered)
    );
    assert_eq!(told(&house).await, [RegistrationMail::Lapsed, RegistrationMail::Offered]);
    assert_eq!(house.store.confirm(&carla).await, Err(RegistrationRefusal::NotNow(RegistrationState::Lapsed)));
    assert_eq!(seats(&house).await, (1, 1));
}

#[tokio::test]
async fn seats_that_were_not_confirmed_in_time_and_a_larger_room_serve_those_who_wait() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(1)).await;
    house.registered(session, "anna@example.org", &["Anna"]).await;
    let ben = waits(&house, session, "ben@example.org", &["Ben"]).await;
    let carla = waits(&house, session, "carla@example.org", &["Carla"]).await;
    house.pass(TimeDelta::minutes(61));
    house.store.expire_registrations().await.unwrap();
    house.store.serve_seats().await.unwrap();
    assert_eq!(
        (state(&house, &ben).await, state(&house, &carla).await),
        (RegistrationState::Offered, RegistrationState::Waiting)
    );

    let event = house.event(&olga, "vortrag").await;
    let fields = SessionFields { capacity: Some(2), ..online(2, "10:00", "12:00") };
    house.store.change_session(&olga, session, event.version, fields).await.unwrap();
    house.store.serve_seats().await.unwrap();
    assert_eq!((state(&house, &carla).await, seats(&house).await), (RegistrationState::Offered, (2, 2)));
}

#[tokio::test]
async fn a_late_click_does_not_slip_in_front_of_those_who_wait() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(1)).await;
    let anna = house.registered(session, "anna@example.org", &["Anna"]).await;
    waits(&house, session, "ben@example.org", &["Ben"]).await;
    house.pass(TimeDelta::minutes(61));
    house.store.expire_registrations().await.unwrap();
    assert_eq!(house.store.confirm(&anna).await, Err(RegistrationRefusal::Full { left: 0 }));
}

#[tokio::test]
async fn whoever_confirms_too_late_that_she_waits_comes_last() {
    let house = house().await;
    let (_, session, _) = full(&house).await;
    house.store.register(wish(session, "ben@example.org", &["Ben"], false)).await.unwrap();
    let ben = token(&house, "ben@example.org").await;
    let carla = waits(&house, session, "carla@example.org", &["Carla"]).await;
    assert_eq!(position(&house, &carla).await, Some(1));
    house.pass(TimeDelta::minutes(59));
    house.store.confirm(&ben).await.unwrap();
    assert_eq!((position(&house, &ben).await, position(&house, &carla).await), (Some(1), Some(2)), "he asked first");

    house.store.register(wish(session, "dora@example.org", &["Dora"], false)).await.unwrap();
    let dora = token(&house, "dora@example.org").await;
    let emil = waits(&house, session, "emil@example.org", &["Emil"]).await;
    house.pass(TimeDelta::minutes(61));
    assert_eq!(house.store.expire_registrations().await.unwrap(), 1);
    house.store.confirm(&dora).await.unwrap();
    assert_eq!((position(&house, &emil).await, position(&house, &dora).await), (Some(3), Some(4)));
}

#[tokio::test]
async fn a_group_too_large_keeps_the_others_waiting_unless_the_organiser_chose_otherwise_and_is_told_once() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(4)).await;
    let one = seated(&house, session, "eins@example.org", &["A"]).await;
    let two = seated(&house, session, "zwei@example.org", &["B"]).await;
    seated(&house, session, "drei@example.org", &["C", "D"]).await;
    let group = waits(&house, session, "gruppe@example.org", &["E", "F", "G"]).await;
    let ben = waits(&house, session, "ben@example.org", &["Ben"]).await;
    let carla = waits(&house, session, "carla@example.org", &["Carla"]).await;
    told(&house).await;
    house.store.cancel_registration(&one).await.unwrap();
    assert_eq!(house.store.serve_seats().await.unwrap(), 0);

    pass_over(&house, &olga).await;
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!(
        (state(&house, &ben).await, state(&house, &group).await),
        (RegistrationState::Offered, RegistrationState::Waiting)
    );
    house.store.cancel_registration(&two).await.unwrap();
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!(state(&house, &carla).await, RegistrationState::Offered);
    let told: Vec<_> = told(&house).await.into_iter().filter(|act| *act == RegistrationMail::PassedOver).collect();
    assert_eq!(told.len(), 1, "she is told, and once");
    assert_eq!(position(&house, &group).await, Some(1), "and keeps her place");
}

#[tokio::test]
async fn whoever_takes_any_session_is_offered_one_with_room_and_may_wait_on() {
    let house = house().await;
    let olga = house.olga().await;
    let hours = [("10:00", "11:00"), ("13:00", "14:00")];
    let sessions = hours.map(|(from, until)| SessionFields { capacity: Some(1), ..online(9, from, until) });
    let event = house.published(&olga, "Vortrag", &sessions).await;
    let (morning, noon) = (event.sessions[0].id, event.sessions[1].id);
    seated(&house, morning, "anna@example.org", &["Anna"]).await;
    let amir = seated(&house, noon, "amir@example.org", &["Amir"]).await;
    house.store.register(wish(morning, "ben@example.org", &["Ben"], true)).await.unwrap();
    let ben = token(&house, "ben@example.org").await;
    house.store.confirm(&ben).await.unwrap();
    let carla = waits(&house, noon, "carla@example.org", &["Carla"]).await;
    assert_eq!(position(&house, &carla).await, Some(2), "he wants what she wants");

    house.store.cancel_registration(&amir).await.unwrap();
    house.store.serve_seats().await.unwrap();
    let offered = house.store.registration(&ben).await.unwrap().unwrap();
    assert_eq!((offered.state, offered.session.id), (RegistrationState::Offered, noon));
    assert_eq!(house.count("SELECT CAST(seats_taken AS bigint) FROM session ORDER BY starts_at DESC LIMIT 1").await, 1);

    house.store.decline_seats(&ben).await.unwrap();
    house.store.serve_seats().await.unwrap();
    let waiting = house.store.registration(&ben).await.unwrap().unwrap();
    assert_eq!(waiting.wait, Some(Standing { anywhere: true, position: Some(1) }), "he waits on for the other one");
    assert_eq!(state(&house, &carla).await, RegistrationState::Offered);
    assert_eq!(seats(&house).await, (2, 2));
}

/// An event with two sessions for one, in the morning and a week later, both taken, and Ben who waits for any.
async fn two_sessions(house: &House) -> ([SessionId; 2], [String; 2], String) {
    let olga = house.olga().await;
    let sessions = [2, 9].map(|day| SessionFields { capacity: Some(1), ..online(day, "10:00", "12:00") });
    let event = house.published(&olga, "Vortrag", &sessions).await;
    let ids = [event.sessions[0].id, event.sessions[1].id];
    let anna = seated(house, ids[0], "anna@example.org", &["Anna"]).await;
    let amir = seated(house, ids[1], "amir@example.org", &["Amir"]).await;
    house.store.register(wish(ids[0], "ben@example.org", &["Ben"], true)).await.unwrap();
    let ben = token(house, "ben@example.org").await;
    house.store.confirm(&ben).await.unwrap();
    told(house).await;
    (ids, [anna, amir], ben)
}

#[tokio::test]
async fn whoever_takes_any_session_is_not_offered_one_that_is_about_to_begin() {
    let house = house().await;
    let ([morning, _], [anna, amir], ben) = two_sessions(&house).await;
    // An hour before the first one begins.
    house.set_clock("2027-03-02T08:00:00Z");
    house.store.cancel_registration(&anna).await.unwrap();
    assert_eq!(house.store.serve_seats().await.unwrap(), 0);
    assert_eq!(state(&house, &ben).await, RegistrationState::Waiting);
    house.store.register(registration(morning, "carla@example.org", &["Carla"])).await.unwrap();
    house.store.cancel_registration(&amir).await.unwrap();
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!(state(&house, &ben).await, RegistrationState::Offered);
}

#[tokio::test]
async fn whoever_lets_one_of_several_sessions_pass_keeps_her_place_for_the_others_and_is_told() {
    let house = house().await;
    let ([morning, other], [anna, amir], ben) = two_sessions(&house).await;
    house.store.cancel_registration(&anna).await.unwrap();
    house.store.serve_seats().await.unwrap();
    let offered = house.store.registration(&ben).await.unwrap().unwrap();
    assert_eq!((offered.state, offered.session.id), (RegistrationState::Offered, morning));
    told(&house).await;
    house.set_clock("2027-03-02T08:30:00Z");
    house.store.serve_seats().await.unwrap();
    assert_eq!(told(&house).await, [RegistrationMail::Lapsed]);
    let waiting = house.store.registration(&ben).await.unwrap().unwrap();
    assert_eq!(waiting.state, RegistrationState::Waiting);
    assert_eq!(waiting.wait, Some(Standing { anywhere: true, position: Some(1) }));
    assert_eq!(seats(&house).await, (1, 1), "what he let pass is free");
    house.store.cancel_registration(&amir).await.unwrap();
    house.store.serve_seats().await.unwrap();
    let offered = house.store.registration(&ben).await.unwrap().unwrap();
    assert_eq!((offered.state, offered.session.id), (RegistrationState::Offered, other));
    // Nothing else is left then.
    house.pass(TimeDelta::hours(36));
    house.store.serve_seats().await.unwrap();
    assert_eq!(state(&house, &ben).await, RegistrationState::Lapsed);
}

#[tokio::test]
async fn a_group_larger_than_the_session_became_keeps_nobody_waiting_and_is_told() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(3)).await;
    let one = seated(&house, session, "eins@example.org", &["A"]).await;
    let two = seated(&house, session, "zwei@example.org", &["B", "C"]).await;
    let group = waits(&house, session, "gruppe@example.org", &["E", "F", "G"]).await;
    let ben = waits(&house, session, "ben@example.org", &["Ben"]).await;
    house.store.cancel_registration(&one).await.unwrap();
    told(&house).await;
    let event = house.event(&olga, "vortrag").await;
    let fields = SessionFields { capacity: Some(2), ..online(2, "10:00", "12:00") };
    house.store.change_session(&olga, session, event.version, fields).await.unwrap();
    house.store.cancel_registration(&two).await.unwrap();
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    let states = (state(&house, &ben).await, state(&house, &group).await);
    assert_eq!(states, (RegistrationState::Offered, RegistrationState::Expired));
    let told: Vec<_> = told(&house).await.into_iter().filter(|act| *act == RegistrationMail::WaitOver).collect();
    assert_eq!(told.len(), 1);
    let again = house.store.confirm(&group).await;
    assert_eq!(again, Err(RegistrationRefusal::TooLarge { capacity: 2 }), "she does not wait in vain again");
}

#[tokio::test]
async fn an_organiser_puts_somebody_first_with_a_reason_and_nobody_else_does() {
    let house = house().await;
    let (olga, session, anna) = full(&house).await;
    let ben = waits(&house, session, "ben@example.org", &["Ben"]).await;
    let carla = waits(&house, session, "carla@example.org", &["Carla"]).await;
    let event = house.event(&olga, "vortrag").await;
    let lines = house.store.waiting_for_seats(&olga, event.id).await.unwrap().unwrap();
    let names: Vec<_> = lines.iter().map(|line| (line.attendees[0].as_str(), line.position)).collect();
    assert_eq!(names, [("Ben", Some(1)), ("Carla", Some(2))]);
    let her = lines[1].id;
    let stranger = house.berta().await;
    assert_eq!(house.store.put_first(&stranger, her, "Ich").await, Err(RegistrationRefusal::NotFound));
    assert_eq!(house.store.waiting_for_seats(&stranger, event.id).await.unwrap(), None);
    assert_eq!(house.store.put_first(&olga, her, "  ").await, Err(RegistrationRefusal::Reason));
    house.store.put_first(&olga, her, "Sie hält den Vortrag").await.unwrap();
    assert_eq!((position(&house, &carla).await, position(&house, &ben).await), (Some(1), Some(2)));
    let written = house.words("SELECT CAST(detail AS text) FROM audit WHERE act = 'put-first'").await;
    assert!(written.len() == 1 && written[0].contains("Sie hält den Vortrag"), "{written:?}");

    house.store.cancel_registration(&anna).await.unwrap();
    house.store.serve_seats().await.unwrap();
    assert_eq!(
        (state(&house, &carla).await, state(&house, &ben).await),
        (RegistrationState::Offered, RegistrationState::Waiting)
    );
}

#[tokio::test]
async fn when_it_begins_those_who_still_wait_are_told_and_forgotten_a_month_later() {
    let house = house().await;
    let (_, session, _) = full(&house).await;
    let ben = waits(&house, session, "ben@example.org", &["Ben"]).await;
    told(&house).await;
    house.set_clock("2027-03-02T08:59:00Z");
    house.store.serve_seats().await.unwrap();
    assert_eq!(state(&house, &ben).await, RegistrationState::Waiting);
    house.set_clock("2027-03-02T09:00:00Z");
    house.store.serve_seats().await.unwrap();
    assert_eq!(
        (state(&house, &ben).await, told(&house).await),
        (RegistrationState::Expired, vec![RegistrationMail::WaitOver])
    );
    house.pass(TimeDelta::days(31));
    house.store.forget().await.unwrap();
    assert_eq!(house.store.registration(&ben).await.unwrap(), None);
    assert_eq!(house.count("SELECT count(*) FROM seat_wish").await, 0);
}

#[tokio::test]
async fn a_session_called_off_is_told_to_those_who_wait_and_its_offers_are_void() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(1)).await;
    let anna = seated(&house, session, "anna@example.org", &["Anna"]).await;
    let ben = waits(&house, session, "ben@example.org", &["Ben"]).await;
    let carla = waits(&house, session, "carla@example.org", &["Carla"]).await;
    house.store.cancel_registration(&anna).await.unwrap();
    house.store.serve_seats().await.unwrap();
    told(&house).await;
    let event = house.event(&olga, "vortrag").await;
    house.store.cancel_event(&olga, event.id, event.version, "Grippe").await.unwrap();
    assert_eq!(told(&house).await, [RegistrationMail::SessionCancelled; 2]);
    assert_eq!(house.store.confirm(&ben).await, Err(RegistrationRefusal::NotOpen));
    house.set_clock("2027-03-03T09:00:00Z");
    house.store.serve_seats().await.unwrap();
    assert_eq!(
        (state(&house, &carla).await, told(&house).await),
        (RegistrationState::Waiting, vec![]),
        "nothing more is said"
    );
}

#[tokio::test]
async fn whoever_is_on_the_list_and_comes_again_is_told_where_she_stands_and_nobody_else_learns_it() {
    let house = house().await;
    let (_, session, _) = full(&house).await;
    waits(&house, session, "ben@example.org", &["Ben"]).await;
    told(&house).await;
    let known = house.store.register(wish(session, "ben@example.org", &["Ben"], false)).await;
    let unknown = house.store.register(wish(session, "carla@example.org", &["Carla"], false)).await;
    assert_eq!((known, unknown), (Ok(()), Ok(())));
    assert_eq!(told(&house).await, [RegistrationMail::Waits, RegistrationMail::WaitAsked]);
}

/// Everybody at once: seats are called off, strangers register, those offered accept, decline or let pass, workers serve.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cancelling_registering_accepting_and_expiring_at_once_keep_the_order_and_never_oversell() {
    const SEATS: usize = 8;
    const WAITING: usize = 16;
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(u16::try_from(SEATS).unwrap())).await;
    let mut seated_ones = Vec::new();
    for n in 0..SEATS {
        seated_ones.push(seated(&house, session, &format!("s{n}@example.org"), &["S"]).await);
    }
    let mut line = Vec::new();
    for n in 0..WAITING {
        line.push(waits(&house, session, &format!("w{n:02}@example.org"), &["W"]).await);
    }
    told(&house).await;
    let mut tasks = JoinSet::new();
    for token in seated_ones {
        let store = house.store.clone();
        tasks.spawn(async move { assert_eq!(store.cancel_registration(&token).await, Ok(())) });
    }
    for n in 0..20 {
        let store = house.store.clone();
        tasks.spawn(async move {
            let outside = store.register(registration(session, &format!("o{n}@example.org"), &["O"])).await;
            assert_eq!(outside, Err(RegistrationRefusal::Full { left: 0 }), "nobody from outside slips in");
        });
    }
    for (n, token) in line.clone().into_iter().enumerate() {
        let store = house.store.clone();
        tasks.spawn(async move {
            for _ in 0..6 {
                store.serve_seats().await.unwrap();
                let offered = store.registration(&token).await.unwrap().unwrap().state == RegistrationState::Offered;
                match n % 3 {
                    0 if offered => assert_eq!(store.confirm(&token).await, Ok(())),
                    1 if offered => assert_eq!(store.cancel_registration(&token).await, Ok(())),
                    _ => {}
                }
            }
        });
    }
    tasks.join_all().await;
    // What is left to do when everybody has gone.
    while house.store.serve_seats().await.unwrap() > 0 {}
    let taken = seats(&house).await;
    assert_eq!(taken.0, taken.1);
    assert!(taken.0 <= i64::try_from(SEATS).unwrap(), "{taken:?}");
    assert_eq!(house.count("SELECT count(*) FROM registration WHERE email LIKE 'o%'").await, 0);
    // Offers were made in the order of the list: nobody was served before somebody who asked first.
    let offered = house
        .words(
            "SELECT r.email FROM audit a JOIN registration r ON r.id = a.on_id
             WHERE a.kind = 'registration' AND a.act = 'offered' ORDER BY a.id",
        )
        .await;
    let expected: Vec<_> = (0..offered.len()).map(|n| format!("w{n:02}@example.org")).collect();
    assert_eq!(offered, expected, "one offer each, in order");
    let mails = told(&house).await;
    let of = |wanted| mails.iter().filter(|act| **act == wanted).count();
    let living = house.count("SELECT count(*) FROM registration WHERE state = 'offered'").await;
    let sent = house.count("SELECT count(*) FROM outbox WHERE kind = 'seats-offered'").await;
    assert_eq!(sent, i64::try_from(offered.len()).unwrap(), "one mail per offer");
    assert_eq!(i64::try_from(of(RegistrationMail::Offered)).unwrap(), living, "and none that is not true any more");
    let waiting = house.count("SELECT count(*) FROM registration WHERE state = 'waiting'").await;
    assert!(waiting == 0 || taken.0 == i64::try_from(SEATS).unwrap(), "no seat is left empty while somebody waits");
}

/// An offer that ends while it is accepted: she has it, or the next one has, and never both.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_offer_that_ends_while_it_is_accepted_is_hers_or_the_next_ones() {
    let house = house().await;
    for round in 0..6 {
        let olga = if round == 0 {
            house.olga().await
        } else {
            house
                .person(
                    &format!("Olga{round}"),
                    &house.trusted(&format!("H{round}")).await,
                    domain::organisation::Role::Organiser,
                )
                .await
        };
        let event = house
            .published(
                &olga,
                &format!("Runde {round}"),
                &[SessionFields { capacity: Some(1), ..online(30, "10:00", "12:00") }],
            )
            .await;
        let session = event.sessions[0].id;
        let anna = seated(&house, session, &format!("anna{round}@example.org"), &["Anna"]).await;
        let ben = waits(&house, session, &format!("ben{round}@example.org"), &["Ben"]).await;
        let carla = waits(&house, session, &format!("carla{round}@example.org"), &["Carla"]).await;
        house.store.cancel_registration(&anna).await.unwrap();
        house.store.serve_seats().await.unwrap();
        let until = house.count("SELECT count(*) FROM registration WHERE state = 'offered'").await;
        assert_eq!(until, 1);
        house.pass(TimeDelta::hours(36));
        let (accepting, serving) = (house.store.clone(), house.store.clone());
        let hers = ben.clone();
        let accepted = tokio::spawn(async move { accepting.confirm(&hers).await });
        let served = tokio::spawn(async move { serving.serve_seats().await });
        let accepted = accepted.await.unwrap();
        served.await.unwrap().unwrap();
        house.store.serve_seats().await.unwrap();
        let states = (state(&house, &ben).await, state(&house, &carla).await);
        match accepted {
            Ok(()) => assert_eq!(states, (RegistrationState::Confirmed, RegistrationState::Waiting)),
            Err(refusal) => {
                assert_eq!(refusal, RegistrationRefusal::NotNow(RegistrationState::Lapsed));
                assert_eq!(states, (RegistrationState::Lapsed, RegistrationState::Offered));
            }
        }
        // The next round begins with a clean table.
        let (ben, carla) = (house.store.cancel_registration(&ben).await, house.store.cancel_registration(&carla).await);
        assert_eq!((ben, carla), (Ok(()), Ok(())));
    }
}
