//! Seats that are kept for groups, where other rules meet them: the list, the search, offers, answers, the clock (I2).

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{
        AccessDesk, AccessFields, EventDesk, EventQuery, EventView, NewRegistration, RegistrationDesk, Reserve,
        SessionFields, Wait,
    },
    id::SessionId,
    registration::{RegistrationRefusal, RegistrationRules, RegistrationState},
};
use sea_orm::ConnectionTrait;
use store::MailFacts;

use crate::common::{
    House, house, march,
    programme::{online, registration},
    request, time,
};

/// The form of somebody who would wait.
fn wish(session: SessionId, email: &str, names: &[&str], anywhere: bool) -> NewRegistration {
    NewRegistration { wait: Some(Wait { anywhere }), ..registration(session, email, names) }
}

/// Sends a form, says that the address is hers, and answers the secret of her link.
async fn confirmed(house: &House, form: NewRegistration) -> String {
    let email = form.email.clone();
    house.store.register(form).await.unwrap();
    let mut tokens = house.deliver().await.into_iter().filter_map(|mail| match mail {
        MailFacts::Registration { to, token, .. } if to == email => Some(token),
        _ => None,
    });
    let token = tokens.next_back().unwrap();
    house.store.confirm(&token).await.unwrap();
    token
}

async fn state(house: &House, token: &str) -> RegistrationState {
    house.store.registration(token).await.unwrap().unwrap().state
}

/// Seats taken and kept.
async fn seats(house: &House) -> (i64, i64) {
    let taken = house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await;
    (taken, house.count("SELECT CAST(sum(seats_reserved) AS bigint) FROM session").await)
}

/// A link for which so many seats of a session are kept until the fifth of March at noon; its secret.
async fn partner(house: &House, olga: &Actor, event: &EventView, session: SessionId, seats: u16) -> String {
    let until = march(5).and_time(time("12:00"));
    let fields =
        AccessFields { name: "Partner".into(), opens: None, reserves: vec![Reserve { session, seats, until }] };
    house.store.make_access_link(olga, request(), event.id, fields).await.unwrap();
    house.store.access_links(olga, event.id).await.unwrap().unwrap().pop().unwrap().token.unwrap()
}

/// A public session of so many seats, so many of them kept, and the secret of the link.
async fn kept(house: &House, olga: &Actor, capacity: u16, kept: u16) -> (EventView, SessionId, String) {
    let session = SessionFields { capacity: Some(capacity), ..online(9, "10:00", "12:00") };
    let event = house.published(olga, "Vortrag", &[session]).await;
    let session = event.sessions[0].id;
    let token = partner(house, olga, &event, session, kept).await;
    (event, session, token)
}

#[tokio::test]
async fn who_looks_for_free_seats_does_not_find_those_that_are_kept() {
    let house = house().await;
    let olga = house.olga().await;
    let (_, session, _) = kept(&house, &olga, 2, 1).await;
    let query = EventQuery { with_seats: true, ..EventQuery::default() };
    assert_eq!(house.store.events(&query, 1).await.unwrap().total, 1);
    confirmed(&house, registration(session, "a@example.org", &["A"])).await;
    assert_eq!(house.store.events(&query, 1).await.unwrap().total, 0, "the last one is kept");
    house.set_clock("2027-03-05T11:00:00Z");
    house.store.release_due().await.unwrap();
    assert_eq!(house.store.events(&query, 1).await.unwrap().total, 1);
}

#[tokio::test]
async fn a_kept_seat_comes_back_from_an_offer_that_lapsed_and_from_a_request_nobody_answered() {
    let house = house().await;
    let olga = house.olga().await;
    let (event, session, token) = kept(&house, &olga, 2, 1).await;
    let by = |form: NewRegistration| NewRegistration { access: Some(token.clone()), ..form };
    let group = confirmed(&house, by(registration(session, "g@example.org", &["G"]))).await;
    confirmed(&house, registration(session, "f@example.org", &["F"])).await;
    let waits = confirmed(&house, by(wish(session, "w@example.org", &["W"], false))).await;
    house.store.cancel_registration(&group).await.unwrap();
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!(seats(&house).await, (2, 0), "the offer holds it");
    house.pass(TimeDelta::days(1));
    house.pass(TimeDelta::hours(12));
    house.store.serve_seats().await.unwrap();
    assert_eq!((state(&house, &waits).await, seats(&house).await), (RegistrationState::Lapsed, (1, 1)));

    let rules = RegistrationRules { answer_days: Some(1), ..event.rules };
    let version = house.event(&olga, "vortrag").await.version;
    house.store.choose_rules(&olga, event.id, version, rules).await.unwrap();
    let asks = confirmed(&house, by(registration(session, "r@example.org", &["R"]))).await;
    assert_eq!((state(&house, &asks).await, seats(&house).await), (RegistrationState::Requested, (2, 0)));
    house.pass(TimeDelta::days(1));
    assert_eq!(house.store.end_seat_requests().await.unwrap(), 1);
    assert_eq!((state(&house, &asks).await, seats(&house).await), (RegistrationState::Declined, (1, 1)));
}

#[tokio::test]
async fn a_group_on_seats_of_both_kinds_gives_each_back_to_where_it_came_from() {
    let house = house().await;
    let olga = house.olga().await;
    let (_, session, token) = kept(&house, &olga, 4, 2).await;
    let by = |form: NewRegistration| NewRegistration { access: Some(token.clone()), ..form };
    let three = confirmed(&house, by(registration(session, "drei@example.org", &["A", "B", "C"]))).await;
    assert_eq!(seats(&house).await, (3, 0));
    let version = house.store.registration(&three).await.unwrap().unwrap().version;
    // The last one sat on a free seat.
    let fewer = vec!["A".to_owned(), "B".to_owned(), String::new()];
    house.store.change_registration(&three, version, fewer, None).await.unwrap();
    assert_eq!(seats(&house).await, (2, 0));
    let version = house.store.registration(&three).await.unwrap().unwrap().version;
    house.store.change_registration(&three, version, vec![String::new(), "B".to_owned()], None).await.unwrap();
    assert_eq!(seats(&house).await, (1, 1), "and the first one on a kept one");
    let stranger = registration(session, "fremd@example.org", &["1", "2", "3"]);
    assert_eq!(house.store.register(stranger).await, Err(RegistrationRefusal::Full { left: 2 }));
}

#[tokio::test]
async fn who_waited_by_an_address_that_was_made_anew_is_nobody_of_the_group_any_more() {
    let house = house().await;
    let olga = house.olga().await;
    let session = SessionFields { capacity: Some(2), ..online(9, "10:00", "12:00") };
    let event = house.published(&olga, "Vortrag", &[session]).await;
    let session = event.sessions[0].id;
    let token = partner(&house, &olga, &event, session, 1).await;
    let by = |form: NewRegistration| NewRegistration { access: Some(token.clone()), ..form };
    let group = confirmed(&house, by(registration(session, "g@example.org", &["G"]))).await;
    confirmed(&house, registration(session, "f@example.org", &["F"])).await;
    let leaked = confirmed(&house, by(wish(session, "l@example.org", &["L"], false))).await;
    let link = house.store.access_links(&olga, event.id).await.unwrap().unwrap().remove(0);
    house.store.renew_access_link(&olga, link.id, link.version).await.unwrap();
    house.store.cancel_registration(&group).await.unwrap();
    assert_eq!(house.store.serve_seats().await.unwrap(), 0, "what is kept is for those who have the new address");
    assert_eq!(state(&house, &leaked).await, RegistrationState::Waiting);
    let anew = house.store.access_links(&olga, event.id).await.unwrap().unwrap().remove(0).token;
    house
        .store
        .register(NewRegistration { access: anew, ..registration(session, "n@example.org", &["N"]) })
        .await
        .unwrap();
}

#[tokio::test]
async fn what_cannot_be_released_does_not_keep_the_seats_of_the_others() {
    let house = house().await;
    let olga = house.olga().await;
    let mut sessions = Vec::new();
    for (title, hour) in [("Eins", "10:00"), ("Zwei", "13:00")] {
        let fields = SessionFields { capacity: Some(2), ..online(9, hour, "15:00") };
        let event = house.published(&olga, title, &[fields]).await;
        partner(&house, &olga, &event, event.sessions[0].id, 1).await;
        sessions.push(event.sessions[0].id);
    }
    let of = |session: &SessionId| {
        if house.is_postgres() { format!("'{session}'") } else { format!("X'{}'", session.0.simple()) }
    };
    let broken = if house.is_postgres() {
        format!("ALTER TABLE seat_reserve ADD CONSTRAINT broken CHECK (session_id <> {} OR kept > 0)", of(&sessions[0]))
    } else {
        format!(
            "CREATE TRIGGER broken BEFORE UPDATE ON seat_reserve WHEN NEW.session_id = {}
             BEGIN SELECT RAISE(ABORT, 'broken'); END",
            of(&sessions[0])
        )
    };
    house.store.connection().execute_unprepared(&broken).await.unwrap();
    house.set_clock("2027-03-05T11:00:00Z");
    assert!(house.store.release_due().await.is_err(), "it is said that one failed");
    let left = house.count("SELECT count(*) FROM seat_reserve WHERE released_at IS NULL").await;
    assert_eq!(left, 1);
}
