//! Registering: no seat is given twice (I2), nobody learns who is registered, nothing happens twice (I9).

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{EventDesk, NewRegistration, RegistrationDesk, SessionFields},
    id::SessionId,
    registration::{RegistrationRefusal, RegistrationState},
};
use sea_orm::{ConnectionTrait, Database, DbErr, Statement};
use store::{MailFacts, RegistrationMail};
use tokio::{sync::Barrier, task::JoinSet};
use uuid::Uuid;

use crate::common::{
    House, house,
    programme::{on_site, online, registration},
};

/// How the answers of many simultaneous registrations divide.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    taken: usize,
    full: usize,
    other: Vec<RegistrationRefusal>,
}

impl Tally {
    fn of(answers: Vec<Result<(), RegistrationRefusal>>) -> Self {
        let mut tally = Self::default();
        for answer in answers {
            match answer {
                Ok(()) => tally.taken += 1,
                Err(RegistrationRefusal::Full { .. }) => tally.full += 1,
                Err(other) => tally.other.push(other),
            }
        }
        tally
    }
}

async fn seats(house: &House) -> (i64, i64) {
    let counted = house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await;
    let holding = house.count("SELECT count(*) FROM attendee WHERE holds_seat").await;
    (counted, holding)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_at_once_get_the_ten_seats_there_are_and_not_one_more() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(10)).await;
    let mut tasks = JoinSet::new();
    for n in 0..100 {
        let store = house.store.clone();
        tasks.spawn(async move { store.register(registration(session, &format!("p{n}@example.org"), &["P"])).await });
    }
    let tally = Tally::of(tasks.join_all().await);
    assert_eq!(tally, Tally { taken: 10, full: 90, other: vec![] });
    assert_eq!(seats(&house).await, (10, 10));
    assert_eq!(house.waiting_mail().await, vec!["registration-pending"; 10], "a refusal leaves no mail");
    assert_eq!(house.count("SELECT count(*) FROM registration").await, 10, "and no row");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn groups_at_once_are_seated_whole_or_not_at_all() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(10)).await;
    let mut tasks = JoinSet::new();
    for n in 0..20 {
        let store = house.store.clone();
        tasks.spawn(async move {
            store.register(registration(session, &format!("p{n}@example.org"), &["A", "B", "C"])).await
        });
    }
    let tally = Tally::of(tasks.join_all().await);
    assert_eq!(tally, Tally { taken: 3, full: 17, other: vec![] });
    assert_eq!(seats(&house).await, (9, 9));
}

/// A path that forgets every rule of the desk: it looks first, writes later, and everybody looks at the same time.
async fn careless_clients(house: &House, session: SessionId, guarded: bool) -> usize {
    const CLIENTS: usize = 20;
    house.store.register(registration(session, "first@example.org", &["P"])).await.unwrap();
    let barrier = Arc::new(Barrier::new(CLIENTS));
    let mut tasks = JoinSet::new();
    for n in 0..CLIENTS {
        let (url, barrier) = (house.options.url.clone(), Arc::clone(&barrier));
        tasks.spawn(async move {
            let db = Database::connect(url).await.unwrap();
            if !guarded && db.get_database_backend() == sea_orm::DbBackend::Sqlite {
                db.execute_unprepared("PRAGMA ignore_check_constraints = ON").await.unwrap();
            }
            let left: i64 = {
                let asked = Statement::from_string(
                    db.get_database_backend(),
                    "SELECT CAST(capacity - seats_taken AS bigint) FROM session",
                );
                db.query_one_raw(asked).await.unwrap().unwrap().try_get_by_index(0).unwrap()
            };
            barrier.wait().await;
            left > 0 && take_seat(&db, Uuid::from_u128(1_000 + n as u128)).await.is_ok()
        });
    }
    tasks.join_all().await.into_iter().filter(|taken| *taken).count()
}

async fn take_seat(db: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
    let insert = "INSERT INTO attendee (id, registration_id, session_id, position, name, holds_seat)
                  SELECT $1, id, session_id, 1, 'P', true FROM registration";
    let sql = Statement::from_sql_and_values(db.get_database_backend(), insert, [id.into()]);
    db.execute_raw(sql).await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_database_itself_refuses_the_seat_too_many() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(10)).await;
    assert_eq!(careless_clients(&house, session, true).await, 9);
    assert_eq!(seats(&house).await, (10, 10));
}

/// The negative control: without the check the same clients oversell, so the test above can fail.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_the_check_careless_clients_oversell() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(10)).await;
    if house.is_postgres() {
        let drop = "ALTER TABLE session DROP CONSTRAINT session_never_oversold";
        house.store.connection().execute_unprepared(drop).await.unwrap();
    }
    assert_eq!(careless_clients(&house, session, false).await, 20);
    assert_eq!(seats(&house).await, (21, 21));
}

#[tokio::test]
async fn four_do_not_fit_on_three_seats_and_none_of_them_is_seated() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(3)).await;
    let four = registration(session, "familie@example.org", &["A", "B", "C", "D"]);
    assert_eq!(house.store.register(four).await, Err(RegistrationRefusal::Full { left: 3 }));
    assert_eq!(seats(&house).await, (0, 0));
    assert_eq!(house.waiting_mail().await, Vec::<String>::new());
    house.store.register(registration(session, "familie@example.org", &["A", "B", "C"])).await.unwrap();
    assert_eq!(seats(&house).await, (3, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_form_sent_ten_times_at_once_registers_once() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(10)).await;
    let form = registration(session, "anna@example.org", &["Anna"]);
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let (store, form) = (house.store.clone(), form.clone());
        tasks.spawn(async move { store.register(form).await });
    }
    assert_eq!(tasks.join_all().await, vec![Ok(()); 10]);
    assert_eq!((house.count("SELECT count(*) FROM registration").await, seats(&house).await), (1, (1, 1)));
    assert_eq!(house.waiting_mail().await, ["registration-pending"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_address_registers_once_however_many_forms_it_is_typed_into() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(10)).await;
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let store = house.store.clone();
        tasks.spawn(async move { store.register(registration(session, "Anna@example.org", &["Anna"])).await });
    }
    assert_eq!(tasks.join_all().await, vec![Ok(()); 10], "nobody learns that the address is known");
    assert_eq!((house.count("SELECT count(*) FROM registration").await, seats(&house).await), (1, (1, 1)));
    assert_eq!(house.waiting_mail().await, ["registration-pending", "registration-known"], "one mail an hour about it");
}

#[tokio::test]
async fn a_full_session_says_so_to_known_and_unknown_addresses_alike() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(1)).await;
    house.registered(session, "anna@example.org", &["Anna"]).await;
    let full = Err(RegistrationRefusal::Full { left: 0 });
    assert_eq!(house.store.register(registration(session, "anna@example.org", &["Anna"])).await, full);
    assert_eq!(house.store.register(registration(session, "bernd@example.org", &["Bernd"])).await, full);
}

#[tokio::test]
async fn confirming_twice_sends_one_mail_with_the_net_address() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(5)).await;
    let token = house.registered(session, "anna@example.org", &["Anna", "Bernd"]).await;
    let pending = house.store.registration(&token).await.unwrap().unwrap();
    assert_eq!((pending.state, pending.session.place.online_url), (RegistrationState::Pending, None));
    assert_eq!(pending.held_until.unwrap().to_string(), "2027-03-01 09:00:00", "an hour, by the wall clock");

    house.store.confirm(&token).await.unwrap();
    house.store.confirm(&token).await.unwrap();

    let mails = house.deliver().await;
    let [MailFacts::Registration { to, act: RegistrationMail::Confirmed, registration, token: same, uid, .. }] =
        &mails[..]
    else {
        panic!("{mails:?}")
    };
    assert_eq!((to.as_str(), same), ("anna@example.org", &token));
    assert_eq!(
        (registration.state, &registration.attendees[..]),
        (RegistrationState::Confirmed, &["Anna".to_owned(), "Bernd".to_owned()][..])
    );
    assert_eq!(registration.session.place.online_url.as_deref(), Some("https://meet.example.org/x"));
    assert_eq!(uid, &registration.session.uid);
    assert_eq!(seats(&house).await, (2, 2));
}

#[tokio::test]
async fn cancelling_gives_the_seats_to_others_and_twice_changes_nothing() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(2)).await;
    let token = house.registered(session, "anna@example.org", &["Anna", "Bernd"]).await;
    house.store.confirm(&token).await.unwrap();
    house.store.cancel_registration(&token).await.unwrap();
    house.store.cancel_registration(&token).await.unwrap();
    assert_eq!(seats(&house).await, (0, 0));
    assert_eq!(house.waiting_mail().await, ["registration-confirmed", "registration-cancelled"]);
    let said: Vec<_> = house.deliver().await;
    assert_eq!(said.len(), 1, "a confirmation that is no longer true is not sent: {said:?}");
    house.store.register(registration(session, "carla@example.org", &["Carla"])).await.unwrap();
    house.store.register(registration(session, "anna@example.org", &["Anna"])).await.unwrap();
    assert_eq!(house.store.confirm(&token).await, Err(RegistrationRefusal::NotNow(RegistrationState::Cancelled)));
}

#[tokio::test]
async fn seats_nobody_confirmed_are_free_after_an_hour_and_a_late_click_counts_while_there_are_any() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(2)).await;
    let anna = house.registered(session, "anna@example.org", &["Anna"]).await;
    let bernd = house.registered(session, "bernd@example.org", &["Bernd"]).await;
    assert_eq!(house.store.expire_registrations().await.unwrap(), 0);
    house.pass(TimeDelta::minutes(61));
    assert_eq!(house.store.expire_registrations().await.unwrap(), 2);
    assert_eq!(house.store.expire_registrations().await.unwrap(), 0);
    assert_eq!(seats(&house).await, (0, 0));

    house.registered(session, "carla@example.org", &["Carla"]).await;
    house.store.confirm(&anna).await.unwrap();
    assert_eq!(house.store.confirm(&bernd).await, Err(RegistrationRefusal::Full { left: 0 }));
    assert_eq!(seats(&house).await, (2, 2));
    let view = house.store.registration(&bernd).await.unwrap().unwrap();
    assert_eq!((view.state, view.held_until), (RegistrationState::Expired, None));
}

#[tokio::test]
async fn who_registered_again_after_her_time_was_up_is_not_registered_twice() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(5)).await;
    let first = house.registered(session, "anna@example.org", &["Anna"]).await;
    house.pass(TimeDelta::minutes(61));
    house.store.expire_registrations().await.unwrap();
    let second = house.registered(session, "anna@example.org", &["Anna"]).await;
    assert_eq!(house.store.confirm(&first).await, Err(RegistrationRefusal::NotNow(RegistrationState::Expired)));
    house.store.confirm(&second).await.unwrap();
    assert_eq!(seats(&house).await, (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn confirming_while_others_expire_loses_no_seat_and_waits_for_nobody_in_a_circle() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(30)).await;
    let mut tokens = Vec::new();
    for n in 0..30 {
        tokens.push(house.registered(session, &format!("p{n}@example.org"), &["P"]).await);
    }
    house.pass(TimeDelta::minutes(61));
    let mut confirming = JoinSet::new();
    for token in tokens {
        let store = house.store.clone();
        confirming.spawn(async move { store.confirm(&token).await });
    }
    let mut expiring = JoinSet::new();
    for _ in 0..4 {
        let store = house.store.clone();
        expiring.spawn(async move { store.expire_registrations().await.map(drop) });
    }
    assert_eq!(expiring.join_all().await, vec![Ok(()); 4]);
    assert_eq!(confirming.join_all().await, vec![Ok(()); 30]);
    assert_eq!(seats(&house).await, (30, 30));
}

#[tokio::test]
async fn what_is_not_open_takes_nobody() {
    let house = house().await;
    let olga = house.olga().await;
    let draft = house.drafted(&olga, "Entwurf", &[online(2, "10:00", "12:00")]).await;
    let register = |id| house.store.register(registration(id, "anna@example.org", &["Anna"]));
    assert_eq!(register(draft.sessions[0].id).await, Err(RegistrationRefusal::NotOpen));
    assert_eq!(register(SessionId(Uuid::from_u128(5))).await, Err(RegistrationRefusal::NotFound));

    let event = house.published(&olga, "Vortrag", &[online(2, "10:00", "12:00"), online(3, "10:00", "12:00")]).await;
    let token = house.registered(event.sessions[1].id, "berta@example.org", &["Berta"]).await;
    house.store.drop_session(&olga, event.sessions[1].id, event.version, "").await.unwrap();
    assert_eq!(register(event.sessions[1].id).await, Err(RegistrationRefusal::NotOpen));
    assert_eq!(house.store.confirm(&token).await, Err(RegistrationRefusal::NotOpen));

    house.set_clock("2027-03-02T09:00:00Z");
    assert_eq!(register(event.sessions[0].id).await, Err(RegistrationRefusal::Begun));
}

#[tokio::test]
async fn a_link_opens_its_own_registration_and_no_letter_of_it_can_be_changed() {
    let house = house().await;
    let session = house.session(&house.olga().await, None).await;
    let anna = house.registered(session, "anna@example.org", &["Anna"]).await;
    let bernd = house.registered(session, "bernd@example.org", &["Bernd"]).await;
    let view = house.store.registration(&bernd).await.unwrap().unwrap();
    assert_eq!((view.email.as_str(), view.session.left), ("bernd@example.org", None));
    let mixed = format!("{}{}", &anna[..22], &bernd[22..]);
    for forged in ["", "x", mixed.as_str()] {
        assert_eq!(house.store.registration(forged).await.unwrap(), None);
        assert_eq!(house.store.confirm(forged).await, Err(RegistrationRefusal::NotFound));
        assert_eq!(house.store.cancel_registration(forged).await, Err(RegistrationRefusal::NotFound));
    }
}

#[tokio::test]
async fn only_those_who_run_the_event_see_who_is_registered() {
    let house = house().await;
    let olga = house.olga().await;
    let capacity = Some(10);
    let first = SessionFields { capacity, ..online(2, "10:00", "12:00") };
    let second = SessionFields { capacity, ..online(3, "10:00", "12:00") };
    let event = house.published(&olga, "Vortrag", &[second, first]).await;
    let (first, second) = (event.sessions[0].id, event.sessions[1].id);
    house.registered(second, "carla@example.org", &["Carla"]).await;
    let anna = house.registered(first, "anna@example.org", &["Anna", "Bernd"]).await;
    house.store.confirm(&anna).await.unwrap();
    house.pass(TimeDelta::minutes(61));
    house.store.expire_registrations().await.unwrap();

    let lines = house.store.registrations(&olga, event.id).await.unwrap().unwrap();
    assert_eq!(lines.len(), 1, "who never confirmed is not handed on");
    assert_eq!((lines[0].session, &lines[0].attendees[..]), (first, &["Anna".to_owned(), "Bernd".to_owned()][..]));
    assert_eq!(lines[0].at.to_string(), "2027-03-01 08:00:00");
    for stranger in [Actor::Visitor, house.anna().await] {
        assert_eq!(house.store.registrations(&stranger, event.id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_was_never_confirmed_is_forgotten_and_what_was_is_kept() {
    let house = house().await;
    let session = house.session(&house.olga().await, None).await;
    let kept = house.registered(session, "anna@example.org", &["Anna"]).await;
    house.store.confirm(&kept).await.unwrap();
    let gone = house.registered(session, "bernd@example.org", &["Bernd"]).await;
    let called_off = house.registered(session, "carla@example.org", &["Carla"]).await;
    house.store.cancel_registration(&called_off).await.unwrap();
    house.pass(TimeDelta::minutes(61));
    house.store.expire_registrations().await.unwrap();
    house.deliver().await;
    house.pass(TimeDelta::days(31));
    assert!(house.store.forget().await.unwrap() > 0);
    assert_eq!(house.store.registration(&gone).await.unwrap(), None);
    assert_eq!(house.store.registration(&called_off).await.unwrap(), None);
    assert!(house.store.registration(&kept).await.unwrap().is_some());
    assert_eq!(house.count("SELECT count(*) FROM outbox").await, 0);
    assert_eq!(seats(&house).await, (1, 1));
}

#[tokio::test]
async fn a_change_of_time_reaches_everybody_registered_once() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[on_site("labor", 2, "10:00", "12:00")]).await;
    let session = event.sessions[0].id;
    let anna = house.registered(session, "anna@example.org", &["Anna"]).await;
    house.store.confirm(&anna).await.unwrap();
    let bernd = house.registered(session, "bernd@example.org", &["Bernd"]).await;
    house.store.confirm(&bernd).await.unwrap();
    let off = house.registered(session, "carla@example.org", &["Carla"]).await;
    house.store.cancel_registration(&off).await.unwrap();
    house.deliver().await;

    for (version, from) in [(event.version, "11:00"), (event.version + 1, "11:30")] {
        house.store.change_session(&olga, session, version, on_site("labor", 2, from, "13:00")).await.unwrap();
    }
    let mails = house.deliver().await;
    let mut told: Vec<(&str, i32, String)> = mails
        .iter()
        .map(|mail| match mail {
            MailFacts::Registration { to, act: RegistrationMail::SessionChanged, sequence, registration, .. } => {
                (to.as_str(), *sequence, registration.session.when.local.from.to_string())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    told.sort();
    let from = "2027-03-02 11:30:00".to_owned();
    assert_eq!(
        told,
        [("anna@example.org", 3, from.clone()), ("bernd@example.org", 3, from)],
        "two changes, one mail each"
    );
}

#[tokio::test]
async fn who_has_not_confirmed_is_asked_again_with_the_new_time_and_told_plainly_when_it_is_off() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(2, "10:00", "12:00")]).await;
    let session = event.sessions[0].id;
    house.registered(session, "anna@example.org", &["Anna"]).await;
    house.store.change_session(&olga, session, event.version, online(2, "14:00", "15:00")).await.unwrap();
    let mails = house.deliver().await;
    let [MailFacts::Registration { act: RegistrationMail::Pending, registration, .. }] = &mails[..] else {
        panic!("{mails:?}")
    };
    assert_eq!(registration.session.when.local.from.to_string(), "2027-03-02 14:00:00");
    house.store.drop_session(&olga, session, event.version + 1, "").await.unwrap();
    let mails = house.deliver().await;
    let [MailFacts::Registration { act: RegistrationMail::SessionCancelled, registration, .. }] = &mails[..] else {
        panic!("{mails:?}")
    };
    assert_eq!(registration.state, RegistrationState::Pending, "so the letter names nobody");
}

#[tokio::test]
async fn a_calendar_is_never_told_old_news_however_often_somebody_cancels_and_comes_back() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(2, "10:00", "12:00")]).await;
    let session = event.sessions[0].id;
    let mut told = Vec::new();
    let mut tell = async |mails: Vec<MailFacts>, token: &str| {
        let page = house.store.registration(token).await.unwrap().unwrap();
        for mail in mails {
            let MailFacts::Registration { uid, sequence, .. } = mail else { panic!("{mail:?}") };
            assert_eq!((&uid, sequence), (&page.session.uid, page.session.sequence), "mail and page agree (I6)");
            told.push((uid, sequence));
        }
    };
    let first = house.registered(session, "anna@example.org", &["Anna"]).await;
    house.store.confirm(&first).await.unwrap();
    tell(house.deliver().await, &first).await;
    house.store.cancel_registration(&first).await.unwrap();
    tell(house.deliver().await, &first).await;
    let second = house.registered(session, "anna@example.org", &["Anna"]).await;
    house.store.confirm(&second).await.unwrap();
    tell(house.deliver().await, &second).await;
    house.store.change_session(&olga, session, event.version, online(2, "14:00", "15:00")).await.unwrap();
    tell(house.deliver().await, &second).await;
    let sequences: Vec<i32> = told.iter().map(|(_, sequence)| *sequence).collect();
    assert_eq!(told.len(), 4, "confirmed, cancelled, confirmed, moved");
    assert!(sequences.is_sorted_by(|a, b| a < b), "{sequences:?}");
    assert!(told.iter().all(|(uid, _)| *uid == told[0].0));
}

#[tokio::test]
async fn a_lecture_hall_behind_one_address_can_register() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(100)).await;
    let from = async |number: u32| {
        let form = registration(session, &format!("s{number}@example.org"), &["S"]);
        let network = Some("192.0.2.1".parse().unwrap());
        house.store.register(NewRegistration { network, ..form }).await
    };
    for number in 0..25 {
        from(number).await.unwrap();
    }
    assert_eq!(from(25).await, Err(RegistrationRefusal::Unconfirmed { most: 25 }));
}

#[tokio::test]
async fn whoever_was_told_to_look_for_a_mail_gets_it_however_long_the_mail_server_was_away() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(2)).await;
    for email in ["anna@example.org", "ben@example.org"] {
        house.store.register(registration(session, email, &["Anna"])).await.unwrap();
    }
    house.pass(TimeDelta::minutes(90));
    house.store.expire_registrations().await.unwrap();
    // Ben came again meanwhile: he is asked about that one, and once.
    house.store.register(registration(session, "ben@example.org", &["Ben"])).await.unwrap();
    let mut asked = Vec::new();
    for mail in house.deliver().await {
        let MailFacts::Registration { to, act: RegistrationMail::Pending, registration, token, .. } = mail else {
            panic!("{mail:?}")
        };
        asked.push((to, registration.state, token));
    }
    let told: Vec<_> = asked.iter().map(|(to, state, _)| (to.as_str(), *state)).collect();
    let expected = [("anna@example.org", RegistrationState::Expired), ("ben@example.org", RegistrationState::Pending)];
    assert_eq!(told, expected);
    house.store.confirm(&asked[0].2).await.unwrap();
    assert_eq!(house.deliver().await.len(), 1, "and the seat is hers");
}

#[tokio::test]
async fn a_mail_that_asks_to_confirm_is_not_sent_once_the_session_has_begun() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(2)).await;
    house.store.register(registration(session, "anna@example.org", &["Anna"])).await.unwrap();
    house.set_clock("2027-03-02T09:00:00Z");
    house.store.expire_registrations().await.unwrap();
    assert_eq!(house.deliver().await, []);
}

#[tokio::test]
async fn a_confirmation_that_waited_says_nothing_of_a_session_that_is_off() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(2, "10:00", "12:00")]).await;
    let session = event.sessions[0].id;
    let token = house.registered(session, "anna@example.org", &["Anna"]).await;
    house.store.confirm(&token).await.unwrap();
    house.store.drop_session(&olga, session, event.version, "").await.unwrap();
    let mails = house.deliver().await;
    let [MailFacts::Registration { act: RegistrationMail::SessionCancelled, .. }] = &mails[..] else {
        panic!("{mails:?}")
    };
}

#[tokio::test]
async fn whoever_is_registered_reads_why_a_session_is_off() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(2, "10:00", "12:00"), online(3, "10:00", "12:00")]).await;
    for session in &event.sessions {
        let token = house.registered(session.id, "anna@example.org", &["Anna"]).await;
        house.store.confirm(&token).await.unwrap();
    }
    house.deliver().await;
    let told = async || {
        let mails = house.deliver().await.into_iter();
        let said = mails.map(|mail| match mail {
            MailFacts::Registration { act: RegistrationMail::SessionCancelled, reason, .. } => reason,
            other => panic!("{other:?}"),
        });
        said.collect::<Vec<_>>()
    };
    let reason = format!("  Die Referentin ist krank{}", "!".repeat(1_200));
    house.store.drop_session(&olga, event.sessions[0].id, event.version, &reason).await.unwrap();
    let said = told().await;
    assert!(said.len() == 1 && said[0].starts_with("Die Referentin ist krank!"), "{said:?}");
    assert_eq!(said[0].chars().count(), 1_000);
    house.store.cancel_event(&olga, event.id, event.version + 1, "Sturm").await.unwrap();
    assert_eq!(told().await, ["Sturm"]);
}

#[tokio::test]
async fn organisers_do_not_read_who_never_said_that_the_address_is_hers() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(2)).await;
    let token = house.registered(session, "anna@example.org", &["Anna"]).await;
    let id = house.store.registration(&token).await.unwrap().unwrap().id;
    assert!(house.store.registration_record(&olga, id).await.unwrap().is_some(), "a seat is held for her");
    house.pass(TimeDelta::minutes(61));
    house.store.expire_registrations().await.unwrap();
    assert_eq!(house.store.registration_record(&olga, id).await.unwrap(), None);
    house.store.confirm(&token).await.unwrap();
    assert!(house.store.registration_record(&olga, id).await.unwrap().is_some());
}

#[tokio::test]
async fn a_calendar_is_told_no_old_news_after_what_was_called_off_is_forgotten() {
    let house = house().await;
    let olga = house.olga().await;
    let last =
        SessionFields { date: chrono::NaiveDate::from_ymd_opt(2027, 6, 1).unwrap(), ..online(2, "10:00", "12:00") };
    let event = house.published(&olga, "Vortrag", &[last]).await;
    let session = event.sessions[0].id;
    let mut told = Vec::new();
    for _ in 0..2 {
        let token = house.registered(session, "anna@example.org", &["Anna"]).await;
        house.store.confirm(&token).await.unwrap();
        house.store.cancel_registration(&token).await.unwrap();
        house.store.confirm(&token).await.unwrap_err();
        for mail in house.deliver().await {
            let MailFacts::Registration { uid, sequence, .. } = mail else { panic!("{mail:?}") };
            told.push((uid, sequence));
        }
        house.pass(TimeDelta::days(31));
        house.store.forget().await.unwrap();
        assert_eq!(house.count("SELECT count(*) FROM registration").await, 0);
    }
    assert_eq!(told.len(), 2, "called off twice");
    assert!(told[0].1 < told[1].1 && told[0].0 == told[1].0, "{told:?}");
}

#[tokio::test]
async fn one_network_cannot_shut_a_session_with_seats_it_never_confirms() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(20)).await;
    let names = ["A", "B", "C", "D", "E", "F"];
    let from = |ip: &str, email: &str, count: usize| {
        let form = registration(session, email, &names[..count]);
        house.store.register(NewRegistration { network: Some(ip.parse().unwrap()), ..form })
    };
    from("2001:db8::1", "a@example.org", 6).await.unwrap();
    let refused = RegistrationRefusal::Unconfirmed { most: 10 };
    assert_eq!(from("2001:db8::2", "b@example.org", 6).await, Err(refused), "the same household");
    from("2001:db8::2", "b@example.org", 4).await.unwrap();
    let known = from("2001:db8::2", "a@example.org", 1).await;
    assert_eq!(known, from("2001:db8::2", "x@example.org", 1).await, "nobody learns who is registered");
    from("198.51.100.7", "c@example.org", 5).await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM registration WHERE network IS NOT NULL").await, 3);
    let mut mails = house.deliver().await.into_iter();
    let Some(MailFacts::Registration { token, .. }) = mails.next() else { panic!("no mail") };
    house.store.confirm(&token).await.unwrap();
    from("2001:db8::3", "d@example.org", 2).await.unwrap_err();
    house.pass(TimeDelta::minutes(61));
    house.store.expire_registrations().await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM registration WHERE network IS NOT NULL").await, 0);
    from("2001:db8::3", "d@example.org", 5).await.unwrap();
}
