//! Links for groups: who registers earlier, and seats that are kept until a day (I2, I8).

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};
use domain::{
    access::Actor,
    desk::{
        AccessDesk, AccessFields, AccessLink, AccessRefusal, CopiedSession, EventCopy, EventDesk, EventView,
        NewRegistration, RegistrationDesk, RequestAnswer, Reserve, SessionFields, Wait,
    },
    event::EventRefusal,
    id::{AccessId, SessionId},
    registration::{RegistrationRefusal, RegistrationRules, RegistrationState, ReserveFault, Window},
    slot::LocalSpan,
};
use migrations::Migrator;
use sea_orm::{ConnectionTrait, Database, Statement};
use sea_orm_migration::MigratorTrait;
use store::MailFacts;
use tokio::{sync::Barrier, task::JoinSet};
use uuid::Uuid;

use crate::common::{
    House, bare_house, house, march, organisation_of,
    programme::{online, registration},
    request, time,
};

/// March 2027, by the clock of the region.
fn on(day: u32, at: &str) -> NaiveDateTime {
    march(day).and_time(time(at))
}

/// A public event in the second week of March with so many seats.
async fn announced(house: &House, olga: &Actor, seats: u16) -> EventView {
    let session = SessionFields { capacity: Some(seats), ..online(9, "10:00", "12:00") };
    house.published(olga, "Vortrag", &[session]).await
}

fn fields(reserves: &[(SessionId, u16, NaiveDateTime)]) -> AccessFields {
    let reserves =
        reserves.iter().map(|(session, seats, until)| Reserve { session: *session, seats: *seats, until: *until });
    AccessFields { name: "Partnerunternehmen".into(), opens: None, reserves: reserves.collect() }
}

async fn link(house: &House, olga: &Actor, event: &EventView, id: AccessId) -> AccessLink {
    let links = house.store.access_links(olga, event.id).await.unwrap().unwrap();
    links.into_iter().find(|link| link.id == id).unwrap()
}

/// A link for which so many seats of the first session are kept until the fifth of March at noon.
async fn partner(house: &House, olga: &Actor, event: &EventView, seats: u16) -> AccessLink {
    let fields = fields(&[(event.sessions[0].id, seats, on(5, "12:00"))]);
    let id = house.store.make_access_link(olga, request(), event.id, fields).await.unwrap();
    link(house, olga, event, id).await
}

/// The form of somebody who came by a link.
fn by(link: &AccessLink, session: SessionId, email: &str, names: &[&str]) -> NewRegistration {
    NewRegistration { access: link.token.clone(), ..registration(session, email, names) }
}

/// The same for somebody who would wait.
fn waiting(form: NewRegistration) -> NewRegistration {
    NewRegistration { wait: Some(Wait::default()), ..form }
}

/// Sends a form, and answers the secret of the mailed link.
async fn sent(house: &House, form: NewRegistration) -> String {
    let email = form.email.clone();
    house.store.register(form).await.unwrap();
    let mut tokens = house.deliver().await.into_iter().filter_map(|mail| match mail {
        MailFacts::Registration { to, token, .. } if to == email => Some(token),
        _ => None,
    });
    tokens.next_back().unwrap()
}

/// The same, and says that the address is hers.
async fn confirmed(house: &House, form: NewRegistration) -> String {
    let token = sent(house, form).await;
    house.store.confirm(&token).await.unwrap();
    token
}

async fn state(house: &House, token: &str) -> RegistrationState {
    house.store.registration(token).await.unwrap().unwrap().state
}

/// Seats taken and kept, as the session counts them; it counts what there is.
async fn seats(house: &House) -> (i64, i64) {
    let taken = house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await;
    let reserved = house.count("SELECT CAST(sum(seats_reserved) AS bigint) FROM session").await;
    assert_eq!(taken, house.count("SELECT count(*) FROM attendee WHERE holds_seat").await);
    assert_eq!(reserved, house.count("SELECT CAST(coalesce(sum(kept), 0) AS bigint) FROM seat_reserve").await);
    let oversold = "SELECT count(*) FROM session WHERE seats_taken + seats_reserved > capacity";
    assert_eq!(house.count(oversold).await, 0);
    (taken, reserved)
}

const FULL: Result<(), RegistrationRefusal> = Err(RegistrationRefusal::Full { left: 0 });

#[tokio::test]
async fn kept_seats_are_for_those_with_the_link_and_come_back_when_they_call_off() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 3).await;
    let session = event.sessions[0].id;
    let link = partner(&house, &olga, &event, 2).await;
    assert_eq!(seats(&house).await, (0, 2));
    let seen = house.event(&Actor::Visitor, "vortrag").await.sessions.remove(0);
    assert_eq!((seen.left, seen.reserved, seen.open), (Some(1), Some((2, on(5, "12:00"))), true));

    let two = registration(session, "zwei@example.org", &["A", "B"]);
    assert_eq!(house.store.register(two).await, Err(RegistrationRefusal::Full { left: 1 }));
    confirmed(&house, registration(session, "eine@example.org", &["Eine"])).await;
    assert_eq!(house.store.register(registration(session, "keine@example.org", &["K"])).await, FULL);
    let seen = house.event(&Actor::Visitor, "vortrag").await.sessions.remove(0);
    assert_eq!((seen.left, seen.open, seen.waitable), (Some(0), false, true), "one can wait for what is released");

    let anna = confirmed(&house, by(&link, session, "anna@example.org", &["Anna"])).await;
    assert_eq!(seats(&house).await, (2, 1));
    house.store.cancel_registration(&anna).await.unwrap();
    assert_eq!(seats(&house).await, (1, 2), "it is kept for the group again");
    assert_eq!(house.store.register(registration(session, "keine@example.org", &["K"])).await, FULL);

    let pair = confirmed(&house, by(&link, session, "paar@example.org", &["Paul", "Paula"])).await;
    assert_eq!(seats(&house).await, (3, 0));
    assert_eq!(house.store.register(by(&link, session, "mehr@example.org", &["M"])).await, FULL);
    let now = self::link(&house, &olga, &event, link.id).await;
    assert_eq!((now.seats, now.reserves[0].taken, now.reserves[0].kept), (2, 2, 0));
    let version = house.store.registration(&pair).await.unwrap().unwrap().version;
    let fewer = vec!["Paul".to_owned(), String::new()];
    house.store.change_registration(&pair, version, fewer, None).await.unwrap();
    assert_eq!(seats(&house).await, (2, 1), "so is the seat of a group that got smaller");
}

#[tokio::test]
async fn who_has_the_link_registers_earlier_but_not_before_it_opens_nor_after_the_end() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 5).await;
    let session = event.sessions[0].id;
    let rules = RegistrationRules { opens: Some(on(4, "08:00")), closes: Some(on(8, "08:00")), ..event.rules };
    house.store.choose_rules(&olga, event.id, event.version, rules).await.unwrap();
    let early = AccessFields { opens: Some(on(2, "08:00")), ..fields(&[]) };
    let id = house.store.make_access_link(&olga, request(), event.id, early).await.unwrap();
    let link = link(&house, &olga, &event, id).await;
    let token = link.token.clone().unwrap();
    let window = async || house.store.access("vortrag", &token).await.unwrap().unwrap().window;
    let tries = async |email: &str| {
        let mail = |who: &str| format!("{who}-{email}");
        let group = house.store.register(by(&link, session, &mail("g"), &["G"])).await;
        (group, house.store.register(registration(session, &mail("a"), &["A"])).await)
    };
    let shut = Err(RegistrationRefusal::NotOpen);
    assert_eq!(tries("1@example.org").await, (shut.clone(), shut.clone()));
    assert_eq!(window().await, Window::Before(on(2, "08:00")));
    house.set_clock("2027-03-02T07:00:00Z");
    assert_eq!(tries("2@example.org").await, (Ok(()), shut.clone()));
    assert_eq!(window().await, Window::Open);
    house.set_clock("2027-03-04T07:00:00Z");
    assert_eq!(tries("3@example.org").await, (Ok(()), Ok(())));
    house.set_clock("2027-03-08T07:00:00Z");
    assert_eq!(tries("4@example.org").await, (shut.clone(), shut));
}

#[tokio::test]
async fn a_link_opens_its_own_event_until_it_is_made_anew_or_ended() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 3).await;
    let other = SessionFields { capacity: Some(3), ..online(10, "10:00", "12:00") };
    let other = house.published(&olga, "Anderes", &[other]).await;
    let (session, elsewhere) = (event.sessions[0].id, other.sessions[0].id);
    let first = partner(&house, &olga, &event, 2).await;
    let refused = Err(RegistrationRefusal::Access);
    assert_eq!(house.store.register(by(&first, elsewhere, "anna@example.org", &["Anna"])).await, refused);
    assert_eq!(house.store.access("anderes", first.token.as_deref().unwrap()).await.unwrap(), None);
    let mut forged = by(&first, session, "anna@example.org", &["Anna"]);
    forged.access = Some("A".repeat(43));
    assert_eq!(house.store.register(forged).await, refused, "nor does a guess");

    assert_eq!(
        house.store.renew_access_link(&olga, first.id, first.version + 1).await,
        Err(AccessRefusal::ChangedMeanwhile)
    );
    house.store.renew_access_link(&olga, first.id, first.version).await.unwrap();
    let anew = link(&house, &olga, &event, first.id).await;
    assert_ne!(anew.token, first.token);
    assert_eq!(house.store.register(by(&first, session, "anna@example.org", &["Anna"])).await, refused);
    confirmed(&house, by(&anew, session, "anna@example.org", &["Anna"])).await;
    assert_eq!(seats(&house).await, (1, 1), "what was kept stays kept");

    house.store.end_access_link(&olga, first.id).await.unwrap();
    house.store.end_access_link(&olga, first.id).await.unwrap();
    assert_eq!(house.store.register(by(&anew, session, "ben@example.org", &["Ben"])).await, refused);
    assert_eq!(seats(&house).await, (1, 0), "nothing is kept any more, and who is registered stays");
    let ended = link(&house, &olga, &event, first.id).await;
    assert_eq!((ended.token, ended.seats, ended.reserves[0].released), (None, 1, Some(on(1, "08:00"))));
    let acts = house.words("SELECT act FROM audit WHERE act LIKE 'access%' OR act LIKE 'seats%' ORDER BY id").await;
    assert_eq!(acts, ["access-link-made", "access-link-renewed", "seats-released", "access-link-ended"]);
    let change = house.store.change_access_link(&olga, first.id, ended.version, fields(&[])).await;
    assert_eq!(change, Err(AccessRefusal::Over));
}

#[tokio::test]
async fn another_organisation_neither_sees_nor_touches_a_link() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 3).await;
    let link = partner(&house, &olga, &event, 2).await;
    let anna = house.anna().await;
    let session = event.sessions[0].id;
    let everything = ["access_link", "seat_reserve", "session", "audit"];
    let before = house.contents(&everything).await;
    for stranger in [anna, Actor::Visitor] {
        let store = &house.store;
        assert_eq!(store.access_links(&stranger, event.id).await.unwrap(), None);
        let gone = Err(AccessRefusal::NotFound);
        assert_eq!(
            store.make_access_link(&stranger, request(), event.id, fields(&[])).await,
            Err(AccessRefusal::NotFound)
        );
        assert_eq!(store.change_access_link(&stranger, link.id, 1, fields(&[])).await, gone);
        assert_eq!(store.renew_access_link(&stranger, link.id, 1).await, gone);
        assert_eq!(store.end_access_link(&stranger, link.id).await, gone);
        assert_eq!(store.release_seats(&stranger, link.id, session).await, gone);
    }
    assert_eq!(house.contents(&everything).await, before);
}

#[tokio::test]
async fn one_form_sent_ten_times_at_once_makes_one_link() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 5).await;
    let form = request();
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let (store, olga) = (house.store.clone(), olga.clone());
        let (id, fields) = (event.id, fields(&[(event.sessions[0].id, 2, on(5, "12:00"))]));
        tasks.spawn(async move { store.make_access_link(&olga, form, id, fields).await.unwrap() });
    }
    let mut made = tasks.join_all().await;
    made.dedup();
    assert_eq!((made.len(), seats(&house).await), (1, (0, 2)));
}

#[tokio::test]
async fn seats_are_kept_as_far_as_they_are_free_and_every_fault_is_named() {
    let house = house().await;
    let olga = house.olga().await;
    let limitless = online(10, "10:00", "12:00");
    let limited = SessionFields { capacity: Some(5), ..online(9, "10:00", "12:00") };
    let event = house.published(&olga, "Vortrag", &[limited, limitless]).await;
    let [session, free] = [event.sessions[0].id, event.sessions[1].id];
    confirmed(&house, registration(session, "anna@example.org", &["Anna"])).await;
    let make = async |reserves: &[(SessionId, u16, NaiveDateTime)]| {
        house.store.make_access_link(&olga, request(), event.id, fields(reserves)).await
    };
    let noon = on(5, "12:00");
    let faults =
        AccessRefusal::Reserves(vec![(session, ReserveFault::TooMany { most: 4 }), (free, ReserveFault::NoLimit)]);
    let mut refused = make(&[(session, 5, noon), (free, 1, noon)]).await.unwrap_err();
    if let AccessRefusal::Reserves(faults) = &mut refused {
        faults.sort_by_key(|(id, _)| *id != session);
    }
    assert_eq!(refused, faults);
    for late in [on(1, "08:00"), on(9, "10:01")] {
        let faults = AccessRefusal::Reserves(vec![(session, ReserveFault::Until)]);
        assert_eq!(make(&[(session, 1, late)]).await, Err(faults));
    }
    assert_eq!(house.count("SELECT count(*) FROM access_link").await, 0, "nothing of it remains");
    let id = make(&[(session, 3, noon)]).await.unwrap();
    let link = link(&house, &olga, &event, id).await;
    confirmed(&house, by(&link, session, "ben@example.org", &["Ben", "Bea"])).await;
    assert_eq!(seats(&house).await, (3, 1));

    let change = async |seats: Option<u16>| {
        let now = self::link(&house, &olga, &event, id).await;
        let reserves: Vec<_> = seats.map(|seats| (session, seats, noon)).into_iter().collect();
        house.store.change_access_link(&olga, id, now.version, fields(&reserves)).await
    };
    let fault = |fault| Err(AccessRefusal::Reserves(vec![(session, fault)]));
    assert_eq!(change(Some(1)).await, fault(ReserveFault::Taken { taken: 2 }));
    assert_eq!(change(None).await, fault(ReserveFault::Taken { taken: 2 }));
    assert_eq!(change(Some(5)).await, fault(ReserveFault::TooMany { most: 4 }));
    assert_eq!((change(Some(4)).await, seats(&house).await), (Ok(()), (3, 2)));
    assert_eq!((change(Some(2)).await, seats(&house).await), (Ok(()), (3, 0)));
    assert_eq!((change(Some(4)).await, seats(&house).await), (Ok(()), (3, 2)));

    let event = house.event(&olga, "vortrag").await;
    let fewer = SessionFields { capacity: Some(4), ..online(9, "10:00", "12:00") };
    let refused = house.store.change_session(&olga, session, event.version, fewer).await;
    assert_eq!(refused, Err(EventRefusal::FewerSeatsThanKept { taken: 3, reserved: 2 }));
    let stale = house.store.change_access_link(&olga, id, 1, fields(&[])).await;
    assert_eq!(stale, Err(AccessRefusal::ChangedMeanwhile));
}

#[tokio::test]
async fn at_its_day_what_is_left_is_released_once_and_those_who_wait_are_served() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 3).await;
    let session = event.sessions[0].id;
    let link = partner(&house, &olga, &event, 3).await;
    let anna = confirmed(&house, by(&link, session, "anna@example.org", &["Anna"])).await;
    let ben = confirmed(&house, waiting(registration(session, "ben@example.org", &["Ben"]))).await;
    assert_eq!(house.store.serve_seats().await.unwrap(), 0, "what is kept is not free");
    assert_eq!(house.store.release_due().await.unwrap(), 0);

    house.set_clock("2027-03-05T11:00:00Z");
    let mut tasks = JoinSet::new();
    for _ in 0..6 {
        let store = house.store.clone();
        tasks.spawn(async move { store.release_due().await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.into_iter().sum::<u64>(), 1, "however many workers look");
    assert_eq!(house.store.release_due().await.unwrap(), 0);
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'seats-released'").await, 1);
    assert_eq!(seats(&house).await, (1, 0));
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!((state(&house, &ben).await, seats(&house).await), (RegistrationState::Offered, (2, 0)));
    house.store.cancel_registration(&anna).await.unwrap();
    assert_eq!(seats(&house).await, (1, 0), "what comes back after that is anybody's");
    let kept = self::link(&house, &olga, &event, link.id).await.reserves[0];
    assert_eq!((kept.taken, kept.kept, kept.released), (0, 0, Some(on(5, "12:00"))));
    house.store.register(registration(session, "carla@example.org", &["Carla"])).await.unwrap();
}

#[tokio::test]
async fn an_organiser_releases_earlier_and_twice_changes_nothing() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 3).await;
    let session = event.sessions[0].id;
    let link = partner(&house, &olga, &event, 3).await;
    for _ in 0..2 {
        house.store.release_seats(&olga, link.id, session).await.unwrap();
    }
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'seats-released'").await, 1);
    assert_eq!(seats(&house).await, (0, 0));
    let stale = house.store.change_access_link(&olga, link.id, link.version, fields(&[])).await;
    assert_eq!(stale, Err(AccessRefusal::ChangedMeanwhile), "an open form does not keep them again");
    let now = self::link(&house, &olga, &event, link.id).await;
    let again = fields(&[(session, 2, on(6, "12:00"))]);
    house.store.change_access_link(&olga, link.id, now.version, again).await.unwrap();
    assert_eq!(seats(&house).await, (0, 0), "what was released stays released");
}

#[tokio::test]
async fn who_waits_by_the_link_gets_what_comes_back_to_it_and_nobody_else_does() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 2).await;
    let session = event.sessions[0].id;
    let link = partner(&house, &olga, &event, 1).await;
    confirmed(&house, registration(session, "frei@example.org", &["Frei"])).await;
    let anna = confirmed(&house, by(&link, session, "anna@example.org", &["Anna"])).await;
    let ben = confirmed(&house, waiting(registration(session, "ben@example.org", &["Ben"]))).await;
    let carla = confirmed(&house, waiting(by(&link, session, "carla@example.org", &["Carla"]))).await;
    house.store.cancel_registration(&anna).await.unwrap();
    assert_eq!(house.store.register(by(&link, session, "dora@example.org", &["D"])).await, FULL, "nobody slips in");
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!(
        [state(&house, &ben).await, state(&house, &carla).await],
        [RegistrationState::Waiting, RegistrationState::Offered]
    );
    assert_eq!(seats(&house).await, (2, 0));
    house.store.cancel_registration(&carla).await.unwrap();
    assert_eq!(seats(&house).await, (1, 1), "an offer that was declined goes back to the group");
    assert_eq!(house.store.serve_seats().await.unwrap(), 0, "Ben waits for what is free");
    house.store.register(by(&link, session, "dora@example.org", &["Dora"])).await.unwrap();
    assert_eq!(seats(&house).await, (2, 0), "nobody of the group waits for it");
    let more = fields(&[(session, 2, on(5, "12:00"))]);
    let fault = AccessRefusal::Reserves(vec![(session, ReserveFault::WaitedFor)]);
    assert_eq!(house.store.make_access_link(&olga, request(), event.id, more).await, Err(fault));
}

#[tokio::test]
async fn what_was_not_confirmed_in_time_is_kept_again_and_a_late_click_takes_it() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 1).await;
    let session = event.sessions[0].id;
    let link = partner(&house, &olga, &event, 1).await;
    let anna = sent(&house, by(&link, session, "anna@example.org", &["Anna"])).await;
    assert_eq!(seats(&house).await, (1, 0));
    house.pass(TimeDelta::minutes(61));
    house.store.expire_registrations().await.unwrap();
    assert_eq!((state(&house, &anna).await, seats(&house).await), (RegistrationState::Expired, (0, 1)));
    house.store.confirm(&anna).await.unwrap();
    assert_eq!((state(&house, &anna).await, seats(&house).await), (RegistrationState::Confirmed, (1, 0)));
    assert_eq!(link_of(&house, &olga, &event).await.reserves[0].taken, 1);
}

async fn link_of(house: &House, olga: &Actor, event: &EventView) -> AccessLink {
    house.store.access_links(olga, event.id).await.unwrap().unwrap().remove(0)
}

#[tokio::test]
async fn a_request_holds_a_kept_seat_and_a_no_gives_it_back_to_the_group() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 2).await;
    let session = event.sessions[0].id;
    let rules = RegistrationRules { answer_days: Some(3), ..event.rules };
    house.store.choose_rules(&olga, event.id, event.version, rules).await.unwrap();
    let link = partner(&house, &olga, &event, 1).await;
    let anna = confirmed(&house, by(&link, session, "anna@example.org", &["Anna"])).await;
    assert_eq!((state(&house, &anna).await, seats(&house).await), (RegistrationState::Requested, (1, 0)));
    let asks = house.store.seat_requests(&olga, event.id).await.unwrap().unwrap();
    let no = RequestAnswer { to: vec![(asks[0].id, asks[0].version)], yes: false, message: String::new() };
    house.store.answer_seat_requests(&olga, event.id, no).await.unwrap();
    assert_eq!(seats(&house).await, (0, 1));
}

#[tokio::test]
async fn a_session_that_begins_earlier_is_released_before_it_and_one_that_was_postponed_waits() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 3).await;
    let session = event.sessions[0].id;
    partner(&house, &olga, &event, 2).await;
    let event = house.event(&olga, "vortrag").await;
    let earlier = SessionFields { capacity: Some(3), ..online(4, "10:00", "12:00") };
    house.store.change_session(&olga, session, event.version, earlier.clone()).await.unwrap();
    assert_eq!(link_of(&house, &olga, &event).await.reserves[0].reserve.until, on(4, "10:00"));

    let event = house.event(&olga, "vortrag").await;
    house.store.postpone(&olga, event.id, event.version, None, "").await.unwrap();
    house.set_clock("2027-03-06T07:00:00Z");
    assert_eq!((house.store.release_due().await.unwrap(), seats(&house).await), (0, (0, 2)));
    let event = house.event(&olga, "vortrag").await;
    let again = SessionFields { date: march(11), ..earlier };
    house.store.change_session(&olga, session, event.version, again).await.unwrap();
    assert_eq!((house.store.release_due().await.unwrap(), seats(&house).await), (1, (0, 0)));
}

#[tokio::test]
async fn a_copy_has_links_of_its_own_for_the_same_groups() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 3).await;
    let session = event.sessions[0].id;
    let opening = AccessFields { opens: Some(on(3, "08:00")), ..fields(&[(session, 2, on(5, "12:00"))]) };
    let id = house.store.make_access_link(&olga, request(), event.id, opening).await.unwrap();
    let link = link(&house, &olga, &event, id).await;
    house.set_clock("2027-03-04T07:00:00Z");
    confirmed(&house, by(&link, session, "anna@example.org", &["Anna"])).await;
    let event = house.event(&olga, "vortrag").await;
    let when = LocalSpan::on(march(16), time("10:00"), time("12:00"));
    let sessions = vec![CopiedSession { of: session, when, space: None }];
    let copy = EventCopy { request: request(), of: event.id, version: event.version, sessions };
    let slug = house.store.copy_event(&olga, copy).await.unwrap();
    let copied = house.event(&olga, &slug).await;
    let own = link_of(&house, &olga, &copied).await;
    assert_eq!((own.name.as_str(), own.opens, own.seats), ("Partnerunternehmen", Some(on(10, "08:00")), 0));
    let kept = own.reserves[0];
    assert_eq!((kept.reserve.until, kept.reserve.seats, kept.taken, kept.kept), (on(12, "12:00"), 2, 0, 2));
    assert_ne!(own.token, link.token);
    assert_eq!(seats(&house).await, (1, 1 + 2));
    assert_eq!(organisation_of(&olga), copied.card.organiser.id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_at_once_with_and_without_the_link_get_what_there_is_for_them() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 20).await;
    let session = event.sessions[0].id;
    let link = partner(&house, &olga, &event, 10).await;
    let mut tasks = JoinSet::new();
    for n in 0..60 {
        let store = house.store.clone();
        let email = format!("p{n}@example.org");
        let form = if n % 2 == 0 { by(&link, session, &email, &["P"]) } else { registration(session, &email, &["P"]) };
        tasks.spawn(async move { (n % 2 == 0, store.register(form).await) });
    }
    let answers = tasks.join_all().await;
    let got = |group: bool| answers.iter().filter(|(of, answer)| *of == group && answer.is_ok()).count();
    assert!(answers.iter().all(|(_, answer)| matches!(answer, Ok(()) | Err(RegistrationRefusal::Full { .. }))));
    assert_eq!((got(true) + got(false), seats(&house).await), (20, (20, 0)));
    assert!(got(true) >= 10 && got(false) <= 10, "{} of the group, {} of the others", got(true), got(false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn registering_calling_off_and_releasing_at_once_never_promise_a_seat_twice() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 20).await;
    let session = event.sessions[0].id;
    let link = partner(&house, &olga, &event, 10).await;
    let mut leaving = Vec::new();
    for n in 0..5 {
        leaving.push(confirmed(&house, by(&link, session, &format!("g{n}@example.org"), &["G"])).await);
        leaving.push(confirmed(&house, registration(session, &format!("f{n}@example.org"), &["F"])).await);
    }
    assert_eq!(seats(&house).await, (10, 5));
    house.set_clock("2027-03-05T11:00:00Z");
    let mut tasks = JoinSet::new();
    for n in 0..60 {
        let store = house.store.clone();
        let email = format!("p{n}@example.org");
        let form =
            if n % 2 == 0 { by(&link, session, &email, &["P"]) } else { registration(session, &email, &["P", "Q"]) };
        tasks.spawn(async move { store.register(form).await });
    }
    for token in leaving {
        let store = house.store.clone();
        tasks.spawn(async move { store.cancel_registration(&token).await });
    }
    for _ in 0..4 {
        let store = house.store.clone();
        tasks.spawn(async move {
            store.release_due().await.unwrap();
            Ok(())
        });
    }
    let answers = tasks.join_all().await;
    assert!(answers.iter().all(|answer| matches!(answer, Ok(()) | Err(RegistrationRefusal::Full { .. }))));
    let (taken, reserved) = seats(&house).await;
    assert!((10..=20).contains(&taken) && reserved == 0, "{taken} taken, {reserved} kept");
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'seats-released'").await, 1);
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
            let backend = db.get_database_backend();
            if !guarded && backend == sea_orm::DbBackend::Sqlite {
                db.execute_unprepared("PRAGMA ignore_check_constraints = ON").await.unwrap();
            }
            let left: i64 = {
                let asked = "SELECT CAST(capacity - seats_taken - seats_reserved AS bigint) FROM session";
                let asked = Statement::from_string(backend, asked);
                db.query_one_raw(asked).await.unwrap().unwrap().try_get_by_index(0).unwrap()
            };
            barrier.wait().await;
            let insert = "INSERT INTO attendee (id, registration_id, session_id, position, name, holds_seat)
                          SELECT $1, id, session_id, 1, 'P', true FROM registration";
            let id = Uuid::from_u128(1_000 + n as u128);
            let sql = Statement::from_sql_and_values(backend, insert, [id.into()]);
            left > 0 && db.execute_raw(sql).await.is_ok()
        });
    }
    tasks.join_all().await.into_iter().filter(|taken| *taken).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_database_itself_refuses_what_is_kept_for_others() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 10).await;
    partner(&house, &olga, &event, 5).await;
    assert_eq!(careless_clients(&house, event.sessions[0].id, true).await, 4);
    assert_eq!(seats(&house).await, (5, 5));
    let overdraw = "UPDATE seat_reserve SET kept = kept - 6";
    assert!(house.store.connection().execute_unprepared(overdraw).await.is_err(), "nor is more kept than there is");
}

/// The negative control: without the check the same clients take what is kept, so the test above can fail.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_the_check_careless_clients_take_what_is_kept() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 10).await;
    partner(&house, &olga, &event, 5).await;
    if house.is_postgres() {
        let drop = "ALTER TABLE session DROP CONSTRAINT session_never_oversold";
        house.store.connection().execute_unprepared(drop).await.unwrap();
    }
    assert_eq!(careless_clients(&house, event.sessions[0].id, false).await, 20);
    let promised = house.count("SELECT CAST(seats_taken + seats_reserved AS bigint) FROM session").await;
    assert_eq!(promised, 26);
}

#[tokio::test]
async fn a_house_that_was_open_before_keeps_its_seats_and_its_check() {
    let before = Migrator::migrations().iter().position(|step| step.name().contains("access_links")).unwrap();
    let house = bare_house().await;
    house.migrate(Some(u32::try_from(before).unwrap())).await;
    let id = |number: u8| {
        let hex = format!("{number:032x}");
        if house.is_postgres() { format!("'{hex}'") } else { format!("X'{hex}'") }
    };
    let (yes, no) = if house.is_postgres() { ("true", "false") } else { ("1", "0") };
    let at = "'2027-03-01T09:00:00+00:00'";
    let rows = format!(
        "INSERT INTO organisation (id, slug, name, kind, sector, town, confirmed, created_at)
         VALUES ({o}, 'hochschule', 'Hochschule', 'university', 'science', 'Lemgo', {yes}, {at});
         INSERT INTO event (id, slug, organisation_id, title, summary, description, audience, price, language, contact,
            takes_registrations, state, version, created_at, changed_at)
         VALUES ({e}, 'vortrag', {o}, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', 'de', '{{}}', {yes}, 'published', 1, {at}, {at});
         INSERT INTO session (id, event_id, uid, title, summary, speakers, starts_at, ends_at, zone, capacity, cancelled,
            sequence)
         VALUES ({s}, {e}, 'uid', '{{}}', '{{}}', '[]', {at}, '2027-03-01T10:00:00+00:00', 'Europe/Berlin', 2, {no}, 0);
         INSERT INTO registration (id, request_id, session_id, email, language, consent, state, created_at, held_until)
         VALUES ({r}, {r}, {s}, 'anna@example.org', 'de', '1', 'confirmed', {at}, {at});
         INSERT INTO attendee (id, registration_id, session_id, position, name, holds_seat)
         VALUES ({a}, {r}, {s}, 0, 'Anna', {yes});",
        o = id(1),
        e = id(2),
        s = id(3),
        r = id(4),
        a = id(5),
    );
    let run = async |sql: &str| house.store.connection().execute_unprepared(sql).await;
    run(&rows).await.unwrap();

    house.migrate(None).await;

    assert_eq!(seats(&house).await, (1, 0));
    let link = format!(
        "INSERT INTO access_link (id, event_id, name, key_id, version, created_at) VALUES ({l}, {e}, 'G', {l}, 1, {at});
         INSERT INTO seat_reserve (access_id, session_id, seats, kept, until) VALUES ({l}, {s}, 1, 1, {at});",
        l = id(6),
        e = id(2),
        s = id(3),
    );
    run(&link).await.unwrap();
    assert_eq!(seats(&house).await, (1, 1));
    let guest = |number: u8, of: &str| {
        format!(
            "INSERT INTO attendee (id, registration_id, session_id, position, name, holds_seat, reserve_id)
             VALUES ({}, {}, {}, 1, 'Ben', {yes}, {of})",
            id(number),
            id(4),
            id(3),
        )
    };
    assert!(run(&guest(7, "NULL")).await.is_err(), "the last seat is kept");
    run(&guest(7, &id(6))).await.unwrap();
    assert_eq!(seats(&house).await, (2, 0));
    run("DELETE FROM registration").await.unwrap();
    assert_eq!(seats(&house).await, (0, 1), "it is kept again when its registration goes");
    run("DELETE FROM seat_reserve").await.unwrap();
    assert_eq!(seats(&house).await, (0, 0));
}

#[tokio::test]
async fn a_session_without_a_limit_keeps_nothing_and_can_have_a_limit_again() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 5).await;
    let session = event.sessions[0].id;
    partner(&house, &olga, &event, 2).await;
    let limited = |capacity| SessionFields { capacity, ..online(9, "10:00", "12:00") };
    let version = house.event(&olga, "vortrag").await.version;
    house.store.change_session(&olga, session, version, limited(None)).await.unwrap();
    assert_eq!(house.event(&Actor::Visitor, "vortrag").await.sessions[0].reserved, None);
    assert_eq!(house.count("SELECT CAST(sum(kept) AS bigint) FROM seat_reserve").await, 0);
    let version = house.event(&olga, "vortrag").await.version;
    house.store.change_session(&olga, session, version, limited(Some(1))).await.unwrap();
    assert_eq!(seats(&house).await, (0, 0), "nobody is in the way of it");
}

#[tokio::test]
async fn a_late_click_is_offered_what_the_desk_would_give_and_nothing_else() {
    let house = house().await;
    let olga = house.olga().await;
    let event = announced(&house, &olga, 2).await;
    let session = event.sessions[0].id;
    let link = partner(&house, &olga, &event, 1).await;
    // One kept seat and a free one are enough for two.
    let late = sent(&house, by(&link, session, "paar@example.org", &["Paul", "Paula"])).await;
    house.pass(TimeDelta::hours(2));
    house.store.expire_registrations().await.unwrap();
    let seen = house.store.registration(&late).await.unwrap().unwrap();
    assert_eq!((seen.state, seen.session.left, seen.session.waitable), (RegistrationState::Expired, Some(2), false));
    // Somebody of her group waits for the kept one: it is not hers by a late click.
    confirmed(&house, registration(session, "eine@example.org", &["Eine"])).await;
    let carla = confirmed(&house, by(&link, session, "carla@example.org", &["Carla"])).await;
    let waits = confirmed(&house, waiting(by(&link, session, "dora@example.org", &["Dora"]))).await;
    assert_eq!(state(&house, &waits).await, RegistrationState::Waiting);
    house.store.cancel_registration(&carla).await.unwrap();
    let seen = house.store.registration(&late).await.unwrap().unwrap();
    assert_eq!((seen.session.left, seen.session.waitable), (Some(0), true));
    assert_eq!(house.store.confirm(&late).await, FULL);
}
