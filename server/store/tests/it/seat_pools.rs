//! Seats that sessions of an event share: never oversold on whichever path, one order for all who wait (I2, I8).

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{
        AccessDesk, AccessFields, CopiedSession, DoorDesk, DoorNotes, EventCopy, EventDesk, EventView, NewRegistration,
        RegistrationDesk, RequestAnswer, Reserve, SeatPoolDesk, SeatPoolFields, SeatPoolRefusal, SessionFields, Wait,
        WalkIn,
    },
    event::EventRefusal,
    id::{SeatPoolId, SessionId},
    reconcile::{DoorAct, DoorDeed, Fate},
    registration::{PoolFault, RegistrationRefusal, RegistrationRules, RegistrationState, ReserveFault, SeatPool},
    slot::LocalSpan,
    text::Localised,
};
use sea_orm::ConnectionTrait;
use store::MailFacts;

use crate::common::{
    House, house, march,
    programme::{online, registration},
    request, time,
};

mod races;

/// Seats called "Workshops".
fn fields(capacity: u16, sessions: &[SessionId]) -> SeatPoolFields {
    SeatPoolFields { name: Localised::of("de", "Workshops"), capacity, sessions: sessions.to_vec() }
}

/// Sessions on the ninth of March, each with a limit of its own or without one, that share so many seats.
async fn sharing(house: &House, olga: &Actor, seats: u16, own: &[Option<u16>]) -> (EventView, Vec<SessionId>) {
    let hours = ["10:00", "11:00", "12:00", "13:00", "14:00"];
    let sessions = own.iter().zip(hours.windows(2)).map(|(capacity, hours)| SessionFields {
        title: Localised::of("de", format!("Workshop um {}", hours[0])),
        capacity: *capacity,
        ..online(9, hours[0], hours[1])
    });
    let event = house.published(olga, "Tag", &sessions.collect::<Vec<_>>()).await;
    let ids: Vec<SessionId> = event.sessions.iter().map(|session| session.id).collect();
    house.store.make_seat_pool(olga, request(), event.id, event.version, fields(seats, &ids)).await.unwrap();
    (house.event(olga, "tag").await, ids)
}

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

async fn position(house: &House, token: &str) -> Option<usize> {
    house.store.registration(token).await.unwrap().unwrap().wait.unwrap().position
}

/// The only pool, as its organisers see it.
async fn pool(house: &House, olga: &Actor) -> SeatPool {
    house.event(olga, "tag").await.pools.remove(0)
}

/// What the pool has promised: seats taken and kept. Every count is what it counts, and nothing is promised twice.
async fn promised(house: &House) -> (i64, i64) {
    let faults = faults(house).await;
    assert!(faults.is_empty(), "{faults:?}");
    let taken = house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM seat_pool").await;
    (taken, house.count("SELECT CAST(sum(seats_reserved) AS bigint) FROM seat_pool").await)
}

/// What is wrong with the counts.
async fn faults(house: &House) -> Vec<&'static str> {
    let live = "session.pool_id = seat_pool.id AND (session.postponed OR NOT session.cancelled)";
    let held = "SELECT count(*) FROM attendee JOIN session ON session.id = attendee.session_id WHERE holds_seat";
    let kept = "SELECT coalesce(sum(kept), 0) FROM seat_reserve JOIN session ON session.id = seat_reserve.session_id
        WHERE kept > 0";
    let asked = [
        ("more is promised than there is", "seats_taken + seats_reserved > capacity".to_owned()),
        ("taken is not what is held", format!("seats_taken <> ({held} AND {live})")),
        ("reserved is not what is kept", format!("seats_reserved <> ({kept} AND {live})")),
        ("more is held than there is", format!("({held} AND {live}) > capacity")),
    ];
    let mut faults = Vec::new();
    for (fault, wrong) in asked {
        if house.count(&format!("SELECT count(*) FROM seat_pool WHERE {wrong}")).await > 0 {
            faults.push(fault);
        }
    }
    let sessions = "SELECT count(*) FROM session WHERE seats_taken + seats_reserved > capacity
        OR seats_taken <> (SELECT count(*) FROM attendee WHERE session_id = session.id AND holds_seat)";
    if house.count(sessions).await > 0 {
        faults.push("a session counts wrong");
    }
    faults
}

const FULL: Result<(), RegistrationRefusal> = Err(RegistrationRefusal::Full { left: 0 });

#[tokio::test]
async fn whoever_comes_to_two_sessions_takes_two_seats_and_there_is_not_one_more() {
    let house = house().await;
    let olga = house.olga().await;
    let (_, ids) = sharing(&house, &olga, 3, &[None, Some(2)]).await;
    let anna = confirmed(&house, registration(ids[0], "anna@example.org", &["Anna"])).await;
    confirmed(&house, registration(ids[1], "anna@example.org", &["Anna"])).await;
    let two = registration(ids[0], "zwei@example.org", &["A", "B"]);
    assert_eq!(house.store.register(two).await, Err(RegistrationRefusal::Full { left: 1 }));
    confirmed(&house, registration(ids[0], "ben@example.org", &["Ben"])).await;
    assert_eq!(promised(&house).await, (3, 0));
    for id in &ids {
        assert_eq!(house.store.register(registration(*id, "carla@example.org", &["C"])).await, FULL);
    }
    let seen = house.event(&Actor::Visitor, "tag").await;
    let said = |session: &domain::desk::SessionView| (session.taken, session.left, session.open, session.waitable);
    assert_eq!(
        seen.sessions.iter().map(said).collect::<Vec<_>>(),
        [(2, Some(0), false, true), (1, Some(0), false, true)]
    );
    assert_eq!((seen.limit(&seen.sessions[0]), seen.limit(&seen.sessions[1])), (Some(3), Some(2)));

    house.store.cancel_registration(&anna).await.unwrap();
    assert_eq!(promised(&house).await, (2, 0));
    house.store.register(registration(ids[1], "carla@example.org", &["C"])).await.unwrap();
    let own = registration(ids[1], "dora@example.org", &["D"]);
    assert_eq!(house.store.register(own).await, FULL, "the pool as well as the room");
    assert_eq!(promised(&house).await, (3, 0));
}

#[tokio::test]
async fn a_session_has_what_both_have_its_room_and_its_pool() {
    let house = house().await;
    let olga = house.olga().await;
    let (_, ids) = sharing(&house, &olga, 5, &[Some(2), None, Some(9)]).await;
    let left = async || {
        let seen = house.event(&Actor::Visitor, "tag").await;
        seen.sessions.iter().map(|session| session.left).collect::<Vec<_>>()
    };
    assert_eq!(left().await, [Some(2), Some(5), Some(5)]);
    confirmed(&house, registration(ids[0], "a@example.org", &["A", "B"])).await;
    assert_eq!(left().await, [Some(0), Some(3), Some(3)]);
    let many = registration(ids[2], "b@example.org", &["1", "2", "3", "4"]);
    assert_eq!(house.store.register(many).await, Err(RegistrationRefusal::Full { left: 3 }));
    let query = domain::desk::EventQuery { with_seats: true, ..domain::desk::EventQuery::default() };
    assert_eq!(house.store.events(&query, 1).await.unwrap().total, 1);
    confirmed(&house, registration(ids[1], "c@example.org", &["1", "2", "3"])).await;
    assert_eq!(left().await, [Some(0), Some(0), Some(0)]);
    assert_eq!(house.store.events(&query, 1).await.unwrap().total, 0, "nothing of it has seats");
}

#[tokio::test]
async fn every_way_of_giving_a_seat_back_gives_it_back_to_the_pool() {
    let house = house().await;
    let olga = house.olga().await;
    let (event, ids) = sharing(&house, &olga, 4, &[None, None]).await;
    // Not confirmed in time, and a late click.
    let late = house.registered(ids[0], "spaet@example.org", &["S", "T"]).await;
    assert_eq!(promised(&house).await, (2, 0));
    house.pass(TimeDelta::minutes(61));
    house.store.expire_registrations().await.unwrap();
    assert_eq!(promised(&house).await, (0, 0));
    confirmed(&house, registration(ids[1], "drei@example.org", &["1", "2", "3"])).await;
    let click = house.store.confirm(&late).await;
    assert_eq!(click, Err(RegistrationRefusal::Full { left: 1 }), "somebody of the other session was faster");
    // A group gets smaller.
    let pair = confirmed(&house, registration(ids[0], "paar@example.org", &["P"])).await;
    house.store.cancel_registration(&pair).await.unwrap();
    let all = house.store.registrations(&olga, event.id).await.unwrap().unwrap();
    assert_eq!(all.iter().filter(|line| line.state == RegistrationState::Confirmed).count(), 1);
    house.store.confirm(&late).await.unwrap_err();
    // Requests: held until a no.
    let rules = RegistrationRules { answer_days: Some(2), ..event.rules };
    let version = house.event(&olga, "tag").await.version;
    house.store.choose_rules(&olga, event.id, version, rules).await.unwrap();
    confirmed(&house, registration(ids[0], "frage@example.org", &["F"])).await;
    assert_eq!(promised(&house).await, (4, 0));
    let asked = house.store.seat_requests(&olga, event.id).await.unwrap().unwrap();
    let to = asked.iter().map(|line| (line.id, line.version)).collect();
    let no = RequestAnswer { to, yes: false, message: String::new() };
    house.store.answer_seat_requests(&olga, event.id, no).await.unwrap();
    assert_eq!(promised(&house).await, (3, 0));
    // And one nobody answers.
    confirmed(&house, registration(ids[0], "stille@example.org", &["F"])).await;
    assert_eq!(promised(&house).await, (4, 0));
    house.pass(TimeDelta::days(3));
    assert_eq!(house.store.end_seat_requests().await.unwrap(), 1);
    assert_eq!(promised(&house).await, (3, 0));
}

#[tokio::test]
async fn a_group_gets_smaller_and_the_pool_has_its_seats_again() {
    let house = house().await;
    let olga = house.olga().await;
    let (_, ids) = sharing(&house, &olga, 3, &[None, None]).await;
    let group = confirmed(&house, registration(ids[0], "g@example.org", &["A", "B", "C"])).await;
    let version = house.store.registration(&group).await.unwrap().unwrap().version;
    let fewer = vec!["A".to_owned(), String::new(), String::new()];
    house.store.change_registration(&group, version, fewer, None).await.unwrap();
    assert_eq!(promised(&house).await, (1, 0));
    confirmed(&house, registration(ids[1], "b@example.org", &["A", "B"])).await;
    assert_eq!(promised(&house).await, (3, 0));
}

#[tokio::test]
async fn what_is_called_off_leaves_its_seats_to_the_others_and_what_is_postponed_keeps_them() {
    let house = house().await;
    let olga = house.olga().await;
    let (_, ids) = sharing(&house, &olga, 2, &[None, None]).await;
    confirmed(&house, registration(ids[0], "a@example.org", &["A", "B"])).await;
    let event = house.event(&olga, "tag").await;
    house.store.postpone(&olga, event.id, event.version, Some(ids[0]), "Krank").await.unwrap();
    assert_eq!(promised(&house).await, (2, 0));
    assert_eq!(house.store.register(registration(ids[1], "c@example.org", &["C"])).await, FULL);
    let event = house.event(&olga, "tag").await;
    house.store.drop_session(&olga, ids[0], event.version, "").await.unwrap();
    assert_eq!(promised(&house).await, (0, 0));
    house.store.register(registration(ids[1], "c@example.org", &["C", "D"])).await.unwrap();
    assert_eq!(promised(&house).await, (2, 0));
    let event = house.event(&olga, "tag").await;
    assert_eq!(event.sharing(event.pools[0].id).count(), 1, "what is off shares nothing");
    house.store.cancel_event(&olga, event.id, event.version, "").await.unwrap();
    assert_eq!(promised(&house).await, (0, 0));
}

#[tokio::test]
async fn who_waits_for_any_session_of_the_pool_is_first_and_nobody_slips_in_by_another() {
    let house = house().await;
    let olga = house.olga().await;
    let (_, ids) = sharing(&house, &olga, 2, &[None, None, None]).await;
    let anna = confirmed(&house, registration(ids[0], "anna@example.org", &["Anna"])).await;
    let amir = confirmed(&house, registration(ids[1], "amir@example.org", &["Amir"])).await;
    let pair = confirmed(&house, wish(ids[0], "paar@example.org", &["Paul", "Paula"], false)).await;
    let ben = confirmed(&house, wish(ids[1], "ben@example.org", &["Ben"], false)).await;
    assert_eq!((position(&house, &pair).await, position(&house, &ben).await), (Some(1), Some(2)), "one list");
    let far = wish(ids[1], "viele@example.org", &["1", "2", "3"], true);
    assert_eq!(house.store.register(far).await, Err(RegistrationRefusal::TooLarge { capacity: 2 }));

    // The seat in the other session is theirs as well, and one is too few for two.
    house.store.cancel_registration(&amir).await.unwrap();
    let slipping = registration(ids[2], "dora@example.org", &["Dora"]);
    assert_eq!(house.store.register(slipping.clone()).await, FULL, "before the look");
    assert_eq!(house.store.serve_seats().await.unwrap(), 0);
    assert_eq!(house.store.register(slipping.clone()).await, FULL, "and after it");
    let seen = house.event(&Actor::Visitor, "tag").await.sessions.remove(2);
    assert_eq!((seen.left, seen.open, seen.waitable), (Some(1), false, true));

    house.store.cancel_registration(&anna).await.unwrap();
    assert_eq!(house.store.register(slipping.clone()).await, FULL);
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!(
        (state(&house, &pair).await, state(&house, &ben).await),
        (RegistrationState::Offered, RegistrationState::Waiting)
    );
    assert_eq!(promised(&house).await, (2, 0));

    // Declined, they are the next one's, though she wants the other session.
    house.store.cancel_registration(&pair).await.unwrap();
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!(state(&house, &ben).await, RegistrationState::Offered);
    house.store.register(registration(ids[0], "dora@example.org", &["Dora"])).await.unwrap();
    house.store.confirm(&ben).await.unwrap();
    assert_eq!(promised(&house).await, (2, 0));
}

#[tokio::test]
async fn who_waits_for_a_full_room_does_not_shut_the_others_of_the_pool() {
    let house = house().await;
    let olga = house.olga().await;
    let (_, ids) = sharing(&house, &olga, 5, &[Some(1), None]).await;
    let anna = confirmed(&house, registration(ids[0], "anna@example.org", &["Anna"])).await;
    let ben = confirmed(&house, wish(ids[0], "ben@example.org", &["Ben"], false)).await;
    let seen = house.event(&Actor::Visitor, "tag").await;
    assert_eq!((seen.sessions[1].left, seen.sessions[1].open), (Some(4), true));
    confirmed(&house, registration(ids[1], "vier@example.org", &["1", "2", "3", "4"])).await;
    // What becomes free in her room is hers in the pool as well.
    house.store.cancel_registration(&anna).await.unwrap();
    assert_eq!(house.store.register(registration(ids[1], "dora@example.org", &["Dora"])).await, FULL);
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!((state(&house, &ben).await, promised(&house).await), (RegistrationState::Offered, (5, 0)));
}

#[tokio::test]
async fn whoever_takes_any_session_is_offered_one_and_an_offer_that_lapses_is_the_next_ones() {
    let house = house().await;
    let olga = house.olga().await;
    let (_, ids) = sharing(&house, &olga, 1, &[None, None]).await;
    let anna = confirmed(&house, registration(ids[1], "anna@example.org", &["Anna"])).await;
    let ben = confirmed(&house, wish(ids[0], "ben@example.org", &["Ben"], true)).await;
    let carla = confirmed(&house, wish(ids[1], "carla@example.org", &["Carla"], false)).await;
    house.store.cancel_registration(&anna).await.unwrap();
    house.store.serve_seats().await.unwrap();
    let offered = house.store.registration(&ben).await.unwrap().unwrap();
    assert_eq!((offered.state, offered.session.id), (RegistrationState::Offered, ids[0]));
    // She waits on for the other session, and is the first there.
    house.store.decline_seats(&ben).await.unwrap();
    assert_eq!(promised(&house).await, (0, 0));
    house.store.serve_seats().await.unwrap();
    let offered = house.store.registration(&ben).await.unwrap().unwrap();
    assert_eq!((offered.state, offered.session.id), (RegistrationState::Offered, ids[1]));
    house.pass(TimeDelta::days(2));
    house.store.serve_seats().await.unwrap();
    assert_eq!(
        (state(&house, &ben).await, state(&house, &carla).await),
        (RegistrationState::Lapsed, RegistrationState::Offered)
    );
    assert_eq!(promised(&house).await, (1, 0));
}

/// A link for which so many seats of a session are kept until the fifth of March at noon; its secret.
async fn partner(house: &House, olga: &Actor, event: &EventView, session: SessionId, seats: u16) -> String {
    let until = march(5).and_time(time("12:00"));
    let fields =
        AccessFields { name: "Partner".into(), opens: None, reserves: vec![Reserve { session, seats, until }] };
    house.store.make_access_link(olga, request(), event.id, fields).await.unwrap();
    house.store.access_links(olga, event.id).await.unwrap().unwrap().pop().unwrap().token.unwrap()
}

#[tokio::test]
async fn what_is_kept_of_a_session_is_kept_of_its_pool_and_no_more_than_it_has() {
    let house = house().await;
    let olga = house.olga().await;
    let (event, ids) = sharing(&house, &olga, 4, &[None, None]).await;
    let until = march(5).and_time(time("12:00"));
    let reserve = |seats: [u16; 2]| AccessFields {
        name: "Partner".into(),
        opens: None,
        reserves: ids.iter().zip(seats).map(|(session, seats)| Reserve { session: *session, seats, until }).collect(),
    };
    let too_many = house.store.make_access_link(&olga, request(), event.id, reserve([3, 3])).await;
    let faults = match too_many {
        Err(domain::desk::AccessRefusal::Reserves(faults)) => faults,
        other => panic!("{other:?}"),
    };
    assert_eq!(faults.len(), 1, "the first has its three");
    assert_eq!(faults[0].1, ReserveFault::TooMany { most: 1 });
    let token = partner(&house, &olga, &event, ids[0], 3).await;
    assert_eq!(promised(&house).await, (0, 3));
    let by = |form: NewRegistration| NewRegistration { access: Some(token.clone()), ..form };

    let two = registration(ids[1], "zwei@example.org", &["A", "B"]);
    assert_eq!(house.store.register(two.clone()).await, Err(RegistrationRefusal::Full { left: 1 }));
    // By the link one has all of them there, and of the other session what is free.
    let seen = house.store.access("tag", &token).await.unwrap().unwrap().sessions;
    assert_eq!((seen[&ids[0]].left, seen[&ids[1]].left), (Some(4), Some(1)));
    // Two kept ones and a free one: each goes where it came from.
    let four = confirmed(&house, by(registration(ids[0], "vier@example.org", &["A", "B", "C", "D"]))).await;
    assert_eq!(promised(&house).await, (4, 0));
    house.store.cancel_registration(&four).await.unwrap();
    assert_eq!(promised(&house).await, (0, 3));
    let one = confirmed(&house, by(registration(ids[0], "eine@example.org", &["E"]))).await;
    assert_eq!(promised(&house).await, (1, 2));
    house.set_clock("2027-03-05T11:00:00Z");
    assert_eq!(house.store.release_due().await.unwrap(), 1);
    assert_eq!(promised(&house).await, (1, 0));
    house.store.register(NewRegistration { request: request(), ..two }).await.unwrap();
    house.store.cancel_registration(&one).await.unwrap();
    assert_eq!(promised(&house).await, (2, 0), "what comes back later is anybody's");
}

#[tokio::test]
async fn nothing_of_a_pool_is_kept_that_somebody_waits_for_and_a_lapsed_offer_is_kept_again() {
    let house = house().await;
    let olga = house.olga().await;
    let (event, ids) = sharing(&house, &olga, 2, &[None, None]).await;
    let token = partner(&house, &olga, &event, ids[0], 1).await;
    let by = |form: NewRegistration| NewRegistration { access: Some(token.clone()), ..form };
    let group = confirmed(&house, by(registration(ids[0], "g@example.org", &["G"]))).await;
    confirmed(&house, registration(ids[1], "f@example.org", &["F"])).await;
    let stranger = confirmed(&house, wish(ids[1], "s@example.org", &["S"], false)).await;
    let waits = confirmed(&house, by(wish(ids[0], "w@example.org", &["W"], false))).await;
    house.store.cancel_registration(&group).await.unwrap();
    assert_eq!(promised(&house).await, (1, 1));
    // Hers is the kept one, though he asked first: it never was for him.
    assert_eq!(house.store.serve_seats().await.unwrap(), 1);
    assert_eq!(
        (state(&house, &waits).await, state(&house, &stranger).await),
        (RegistrationState::Offered, RegistrationState::Waiting)
    );
    assert_eq!(promised(&house).await, (2, 0));
    house.pass(TimeDelta::days(2));
    house.store.serve_seats().await.unwrap();
    assert_eq!((state(&house, &waits).await, promised(&house).await), (RegistrationState::Lapsed, (1, 1)));
    // More is not kept than it was: what is free is his who waits.
    let links = house.store.access_links(&olga, event.id).await.unwrap().unwrap();
    let more = AccessFields {
        name: "Partner".into(),
        opens: None,
        reserves: vec![Reserve { seats: 2, ..links[0].reserves[0].reserve }],
    };
    let refused = house.store.change_access_link(&olga, links[0].id, links[0].version, more).await;
    let none = ReserveFault::TooMany { most: 1 };
    assert_eq!(refused, Err(domain::desk::AccessRefusal::Reserves(vec![(ids[0], none)])));
}

#[tokio::test]
async fn a_pool_is_made_once_changed_with_its_version_and_refused_with_its_numbers() {
    let house = house().await;
    let olga = house.olga().await;
    let (event, ids) = sharing(&house, &olga, 5, &[None, Some(4)]).await;
    let mine = pool(&house, &olga).await;
    house.pass(TimeDelta::seconds(1));
    let again = request();
    let second = house.store.make_seat_pool(&olga, again, event.id, event.version, fields(9, &[])).await.unwrap();
    let twice = house.store.make_seat_pool(&olga, again, event.id, event.version, fields(9, &[])).await;
    assert_eq!(twice, Ok(second), "a double click makes one");
    confirmed(&house, registration(ids[0], "a@example.org", &["A", "B"])).await;
    confirmed(&house, registration(ids[1], "b@example.org", &["C"])).await;
    let now = house.event(&olga, "tag").await;
    let change = async |version, seats, sessions: &[SessionId]| {
        house.store.change_seat_pool(&olga, mine.id, version, fields(seats, sessions)).await
    };
    assert_eq!(change(event.version, 9, &ids).await, Err(SeatPoolRefusal::ChangedMeanwhile));
    let fault = PoolFault { capacity: 2, taken: 3, reserved: 0 };
    assert_eq!(change(now.version, 2, &ids).await, Err(SeatPoolRefusal::TooSmall(fault)));
    assert_eq!(change(now.version, 0, &ids).await, Err(SeatPoolRefusal::Capacity));
    let nameless = SeatPoolFields { name: Localised::of("de", " "), ..fields(9, &[]) };
    assert_eq!(house.store.change_seat_pool(&olga, mine.id, now.version, nameless).await, Err(SeatPoolRefusal::Name));
    assert_eq!(pool(&house, &olga).await.capacity, 5, "nothing was changed");
    // One goes, and the others fit.
    change(now.version, 2, &ids[..1]).await.unwrap();
    assert_eq!(promised(&house).await, (2, 0));
    let now = house.event(&olga, "tag").await;
    assert_eq!((now.sessions[0].pool, now.sessions[1].pool), (Some(mine.id), None));
    // It comes to the other pool, and both count right.
    house.store.change_seat_pool(&olga, second, now.version, fields(9, &ids)).await.unwrap();
    assert_eq!(promised(&house).await, (3, 0));
    let now = house.event(&olga, "tag").await;
    assert_eq!(now.pools.iter().map(|pool| pool.taken).collect::<Vec<_>>(), [0, 3]);
    house.store.drop_seat_pool(&olga, second, now.version).await.unwrap();
    let now = house.event(&olga, "tag").await;
    assert_eq!((now.pools.len(), now.sessions[0].left, now.sessions[1].left), (1, None, Some(3)));
    let acts = house.words("SELECT act FROM audit WHERE act LIKE 'seat-pool%' ORDER BY id").await;
    let changed = "seat-pool-changed";
    assert_eq!(acts, ["seat-pool-made", "seat-pool-made", changed, changed, "seat-pool-dropped"]);
}

#[tokio::test]
async fn another_organisations_pools_are_none() {
    let house = house().await;
    let olga = house.olga().await;
    let (event, ids) = sharing(&house, &olga, 5, &[None, None]).await;
    let mine = pool(&house, &olga).await.id;
    let berta = house.person("Berta", &house.trusted("Beispiel").await, domain::organisation::Role::Admin).await;
    let theirs = house.published(&berta, "Anderes", &[online(9, "10:00", "11:00")]).await;
    let gone = Err(SeatPoolRefusal::NotFound);
    for stranger in [&berta, &Actor::Visitor] {
        let made = house.store.make_seat_pool(stranger, request(), event.id, event.version, fields(9, &[])).await;
        assert_eq!(made, Err(SeatPoolRefusal::NotFound));
        assert_eq!(house.store.change_seat_pool(stranger, mine, event.version, fields(9, &ids)).await, gone);
        assert_eq!(house.store.drop_seat_pool(stranger, mine, event.version).await, gone);
    }
    // Nor do sessions of one event share what is another's: the desk says no, and so does the database.
    let foreign = fields(9, &[ids[0]]);
    let made = house.store.make_seat_pool(&berta, request(), theirs.id, theirs.version, foreign).await;
    assert_eq!(made, Err(SeatPoolRefusal::ChangedMeanwhile));
    let into = SessionFields { pool: Some(mine), ..online(9, "10:00", "11:00") };
    let moved = house.store.change_session(&berta, theirs.sessions[0].id, theirs.version, into).await;
    assert_eq!(moved, Err(EventRefusal::ChangedMeanwhile));
    let sql = "UPDATE session SET pool_id = (SELECT id FROM seat_pool)";
    assert!(house.store.connection().execute_unprepared(sql).await.is_err());
    assert_eq!(house.count("SELECT count(*) FROM session WHERE pool_id IS NOT NULL").await, 2);
}

#[tokio::test]
async fn a_session_comes_to_a_pool_with_its_seats_or_not_at_all_and_leaves_without_what_it_kept() {
    let house = house().await;
    let olga = house.olga().await;
    let (event, ids) = sharing(&house, &olga, 3, &[None]).await;
    let mine = pool(&house, &olga).await.id;
    let other = |pool: Option<SeatPoolId>, capacity| SessionFields { pool, capacity, ..online(10, "10:00", "11:00") };
    let id = house.store.add_session(&olga, request(), event.id, event.version, other(None, Some(8))).await.unwrap();
    confirmed(&house, registration(ids[0], "a@example.org", &["A", "B"])).await;
    confirmed(&house, registration(id, "b@example.org", &["C", "D"])).await;
    let change = async |fields: SessionFields| {
        let version = house.event(&olga, "tag").await.version;
        house.store.change_session(&olga, id, version, fields).await
    };
    let fault = PoolFault { capacity: 3, taken: 4, reserved: 0 };
    assert_eq!(change(other(Some(mine), Some(8))).await, Err(EventRefusal::Pool(fault)));
    let version = house.event(&olga, "tag").await.version;
    house.store.change_seat_pool(&olga, mine, version, fields(6, &ids)).await.unwrap();
    change(other(Some(mine), None)).await.unwrap();
    assert_eq!(promised(&house).await, (4, 0));
    let event = house.event(&olga, "tag").await;
    partner(&house, &olga, &event, id, 2).await;
    assert_eq!(promised(&house).await, (4, 2));
    change(other(None, None)).await.unwrap();
    assert_eq!(promised(&house).await, (2, 0));
    assert_eq!(
        house.count("SELECT count(*) FROM audit WHERE act = 'seats-released'").await,
        1,
        "it has no limit any more"
    );
}

#[tokio::test]
async fn a_copy_has_pools_of_its_own_that_its_sessions_share_and_nothing_is_taken_in_them() {
    let house = house().await;
    let olga = house.olga().await;
    let (event, ids) = sharing(&house, &olga, 3, &[None, None, Some(2)]).await;
    partner(&house, &olga, &event, ids[0], 2).await;
    confirmed(&house, registration(ids[1], "a@example.org", &["A"])).await;
    let event = house.event(&olga, "tag").await;
    let day = |session: &domain::desk::SessionView| {
        let local = session.when.local;
        LocalSpan::on(march(16), local.from.time(), local.until.time())
    };
    let taken = event.sessions.iter().take(2);
    let sessions = taken.map(|session| CopiedSession { of: session.id, when: day(session), space: None }).collect();
    let copy = EventCopy { request: request(), of: event.id, version: event.version, sessions };
    let slug = house.store.copy_event(&olga, copy).await.unwrap();
    let copied = house.event(&olga, &slug).await;
    let (old, new) = (&event.pools[0], &copied.pools[0]);
    assert_ne!(new.id, old.id);
    assert_eq!((&new.name, new.capacity, new.taken, new.reserved), (&old.name, 3, 0, 2));
    assert!(copied.sessions.iter().all(|session| session.pool == Some(new.id)));
    assert_eq!(promised(&house).await, (1, 4));
}

#[tokio::test]
async fn at_the_door_the_pool_is_the_limit_too_with_and_without_the_net() {
    let house = house().await;
    let olga = house.olga().await;
    let (_, ids) = sharing(&house, &olga, 4, &[None, Some(9)]).await;
    confirmed(&house, registration(ids[1], "a@example.org", &["A"])).await;
    house.set_clock("2027-03-09T09:10:00Z");
    let walk_in = |name: &str| WalkIn { request: request(), session: ids[0], name: name.into(), email: String::new() };
    house.store.walk_in(&olga, walk_in("Bea")).await.unwrap();
    assert_eq!(promised(&house).await, (2, 0));
    let names = ["Carla", "Doris", "Emil"];
    let act = |name: &&str| DoorAct {
        id: request(),
        at: house.store.now(),
        after: None,
        deed: DoorDeed::WalkedIn((*name).into()),
    };
    let acts = names.iter().map(act).collect();
    let notes = DoorNotes { session: ids[0], sent_at: house.store.now(), acts };
    let fates = house.store.reconcile(&olga, notes).await.unwrap();
    assert_eq!(
        fates,
        [Fate::Noted, Fate::Noted, Fate::Standing],
        "whoever came is on the list, and takes nobody's seat"
    );
    assert_eq!(promised(&house).await, (4, 0));
    assert_eq!(house.store.walk_in(&olga, walk_in("Fritz")).await, Err(domain::attendance::DoorRefusal::Full));
}

#[tokio::test]
async fn one_network_does_not_shut_a_pool_session_by_session() {
    let house = house().await;
    let olga = house.olga().await;
    let (_, ids) = sharing(&house, &olga, 10, &[None, None]).await;
    let from = |session, email: &str, names: &[&str]| NewRegistration {
        network: Some("192.0.2.7".parse().unwrap()),
        ..registration(session, email, names)
    };
    house.store.register(from(ids[0], "a@example.org", &["1", "2", "3", "4"])).await.unwrap();
    let refused = house.store.register(from(ids[1], "b@example.org", &["1", "2"])).await;
    assert_eq!(refused, Err(RegistrationRefusal::Unconfirmed { most: 5 }));
    house.store.register(from(ids[1], "b@example.org", &["1"])).await.unwrap();
}
