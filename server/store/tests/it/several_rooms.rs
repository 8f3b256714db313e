//! Sessions in several spaces: all of them are had at their time, or nothing changes (I4), and what stands is what is
//! announced.

#![expect(clippy::unwrap_used, reason = "tests")]

use domain::{
    access::{Actor, Person},
    booking::{BookingRefusal, RoomVerdicts},
    desk::{
        Answer, BookingDesk, BusyWhat, CalendarDesk, ClosureDesk, CopiedSession, DayDesk, EventCopy, EventDesk,
        EventQuery, EventView, Fate, KeeperDesk, NewClosure, Scope, SessionFields, SessionView,
    },
    event::{EventRefusal, EventState, MOST_FURTHER},
    rulebook::{AdmissionRule, How, RuleBook, Who},
    rules::{BrokenRule, Lifter},
    slot::{LocalSpan, Margins},
    space::{Layout, LayoutSeats},
    text::Localised,
};
use sea_orm_migration::sea_orm::ConnectionTrait;
use tokio::task::JoinSet;

use crate::common::{
    House, booking,
    closing::{clock, closure},
    house, march,
    programme::{event, on_site},
    request, time, wish,
};

/// Everything a change of a session may touch.
const TOUCHED: [&str; 8] =
    ["event", "session", "session_space", "booking", "occurrence", "allocation", "outbox", "audit"];

/// A session in these spaces, in March 2027, the main one first.
fn across(spaces: &[&str], day: u32, from: &str, until: &str) -> SessionFields {
    let (main, further) = spaces.split_first().unwrap();
    SessionFields {
        further: further.iter().map(|slug| (*slug).to_owned()).collect(),
        ..on_site(main, day, from, until)
    }
}

/// A hall for 80 that is cleaned for a quarter of an hour before and half an hour after, and a foyer and a lab for 12.
async fn campus(house: &House) {
    let site = house.site("Haus", "Lemgo").await;
    house
        .space_with(site, "Saal", |hall| {
            hall.layouts = vec![LayoutSeats { layout: Layout::Rows, seats: 80 }];
            hall.rules.buffer_before_minutes = Some(15);
            hall.rules.buffer_after_minutes = Some(30);
        })
        .await;
    house.space(site, "Foyer").await;
    house.space(site, "Labor").await;
}

async fn announced(house: &House, spaces: &[&str]) -> (Actor, EventView) {
    campus(house).await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Tagung", &[across(spaces, 2, "10:00", "12:00")]).await;
    (olga, event)
}

async fn change(house: &House, by: &Actor, fields: SessionFields) -> Result<(), EventRefusal> {
    let event = house.event(by, "tagung").await;
    house.store.change_session(by, event.sessions[0].id, event.version, fields).await
}

async fn session(house: &House, by: &Actor) -> SessionView {
    house.event(by, "tagung").await.sessions[0].clone()
}

fn slugs(session: &SessionView) -> Vec<&str> {
    session.place.spaces().map(|space| space.slug.as_str()).collect()
}

fn verdicts(refusal: Result<impl std::fmt::Debug, EventRefusal>) -> RoomVerdicts {
    match refusal {
        Err(EventRefusal::Room(BookingRefusal::Rooms(verdicts))) => *verdicts,
        other => panic!("{other:?}"),
    }
}

async fn is_free(house: &House, by: &Actor, space: &str, day: u32, from: &str, until: &str) -> bool {
    house.store.check(by, &wish(space, day, from, until), None).await.unwrap().is_free()
}

#[tokio::test]
async fn every_room_is_taken_with_its_own_buffers_and_with_the_time_to_set_up_and_clear() {
    let house = house().await;
    campus(&house).await;
    let (olga, anna) = (house.olga().await, house.anna().await);
    let margins = Margins { before: 60, after: 30 };
    let fields = SessionFields { margins, capacity: Some(40), ..across(&["saal", "foyer"], 2, "11:00", "13:00") };
    house.published(&olga, "Tagung", &[fields]).await;

    let stored = session(&house, &olga).await;
    assert_eq!((slugs(&stored), stored.margins), (vec!["saal", "foyer"], margins));
    assert_eq!(stored.when.local, LocalSpan::on(march(2), time("11:00"), time("13:00")));
    for (space, from, until, free) in [
        // The hall: an hour and a quarter before, an hour after. The buffers of the wish itself come on top.
        ("saal", "08:45", "09:15", true),
        ("saal", "09:00", "09:30", false),
        ("saal", "13:45", "14:15", false),
        ("saal", "14:15", "14:45", true),
        ("foyer", "09:30", "10:00", true),
        ("foyer", "09:45", "10:15", false),
        ("foyer", "13:00", "13:30", false),
        ("foyer", "13:30", "14:00", true),
        ("labor", "11:00", "13:00", true),
    ] {
        assert_eq!(is_free(&house, &anna, space, 2, from, until).await, free, "{space} {from}-{until}");
    }
    assert_eq!(house.rooms_that_disagree().await, 0);
}

#[tokio::test]
async fn seats_are_counted_in_the_main_room_only() {
    let house = house().await;
    let (olga, _) = announced(&house, &["saal", "foyer"]).await;
    let forty = |spaces: &[&str]| SessionFields { capacity: Some(40), ..across(spaces, 2, "10:00", "12:00") };
    change(&house, &olga, forty(&["saal", "foyer"])).await.unwrap();
    let said = verdicts(change(&house, &olga, forty(&["foyer", "saal"])).await);
    let too_many = |place: usize| matches!(said.rooms[place].verdict.broken[..], [BrokenRule::TooManyPeople { .. }]);
    assert!(too_many(0) && said.rooms[1].verdict.is_free(), "{said:?}");
    assert_eq!(slugs(&session(&house, &olga).await), ["saal", "foyer"]);
}

#[tokio::test]
async fn when_one_of_two_rooms_is_taken_nothing_changes_and_it_is_named_with_what_would_work() {
    let house = house().await;
    let (olga, event) = announced(&house, &["saal", "foyer"]).await;
    let anna = house.anna().await;
    house.registered(event.sessions[0].id, "carla@example.org", &["Carla"]).await;
    house.store.book(&anna, booking(wish("foyer", 3, "09:00", "11:00"))).await.unwrap();
    let before = house.contents(&TOUCHED).await;

    let said = verdicts(change(&house, &olga, across(&["saal", "foyer"], 3, "10:00", "12:00")).await);

    assert_eq!(house.contents(&TOUCHED).await, before, "not even the room that is free");
    let spaces: Vec<&str> = said.rooms.iter().map(|room| room.space.slug.as_str()).collect();
    assert_eq!(spaces, ["saal", "foyer"]);
    assert!(said.rooms[0].verdict.is_free());
    assert!(matches!(said.rooms[1].verdict.broken[..], [BrokenRule::Taken { .. }]), "{said:?}");
    let others: Vec<&str> = said.rooms[1].verdict.alternatives.iter().map(|way| way.space.slug.as_str()).collect();
    assert_eq!(others, ["labor"], "not the hall, which it has already");
    assert!(!said.times.is_empty());
    for way in said.times {
        assert_eq!(way.space.slug, "saal");
        let LocalSpan { from, until } = way.when.local;
        let fields = SessionFields {
            date: from.date(),
            from: from.time(),
            until: until.time(),
            ..across(&["saal", "foyer"], 3, "10:00", "12:00")
        };
        change(&house, &olga, fields).await.unwrap();
        assert_eq!((house.overlaps().await, house.rooms_that_disagree().await), (0, 0));
    }
}

#[tokio::test]
async fn a_new_session_takes_all_rooms_or_is_not_there() {
    let house = house().await;
    campus(&house).await;
    let (olga, anna) = (house.olga().await, house.anna().await);
    house.store.book(&anna, booking(wish("labor", 2, "11:30", "13:00"))).await.unwrap();
    let draft = house.drafted(&olga, "Tagung", &[]).await;
    let before = house.contents(&TOUCHED).await;
    let fields = across(&["saal", "foyer", "labor"], 2, "10:00", "12:00");
    let said = verdicts(house.store.add_session(&olga, request(), draft.id, draft.version, fields).await);
    assert_eq!(said.refused().map(|(place, _)| place).collect::<Vec<_>>(), [2]);
    assert_eq!(house.contents(&TOUCHED).await, before);
}

#[tokio::test]
async fn other_rooms_are_a_change_everybody_is_told_of_once_and_another_order_is_not() {
    let house = house().await;
    let (olga, event) = announced(&house, &["saal"]).await;
    house.registered(event.sessions[0].id, "carla@example.org", &["Carla"]).await;
    let at = |spaces: &[&str]| across(spaces, 2, "10:00", "12:00");
    let margins = Margins { before: 30, after: 0 };
    let bookings = || house.words("SELECT CAST(uid AS text) FROM booking WHERE state = 'confirmed' ORDER BY uid");
    for (fields, sequence, told, held) in [
        (at(&["saal", "foyer"]), 1, 1, 2),
        (at(&["saal", "foyer", "labor"]), 2, 2, 3),
        (at(&["saal", "labor", "foyer"]), 2, 2, 3),
        (SessionFields { margins, ..at(&["saal", "labor", "foyer"]) }, 2, 2, 3),
        (at(&["saal", "labor", "foyer"]), 2, 2, 3),
        (at(&["saal", "foyer"]), 3, 3, 2),
        (at(&["foyer", "saal"]), 4, 4, 2),
        (across(&["foyer", "saal"], 2, "10:00", "11:00"), 5, 5, 2),
        (at(&["foyer"]), 6, 6, 1),
    ] {
        let wanted: Vec<String> = fields.space.iter().chain(&fields.further).cloned().collect();
        change(&house, &olga, fields).await.unwrap();
        let now = session(&house, &olga).await;
        assert_eq!(slugs(&now), wanted);
        assert_eq!((now.sequence, house.mails("session-changed").await), (sequence, told), "{wanted:?}");
        assert_eq!(bookings().await.len(), held, "{wanted:?}");
        assert_eq!((house.overlaps().await, house.rooms_that_disagree().await), (0, 0), "{wanted:?}");
    }
}

#[tokio::test]
async fn two_rooms_that_change_places_keep_their_bookings_and_one_that_is_swapped_moves_its_own() {
    let house = house().await;
    let (olga, _) = announced(&house, &["saal", "foyer"]).await;
    let uids = || house.words("SELECT CAST(uid AS text) FROM booking WHERE state = 'confirmed' ORDER BY uid");
    let before = uids().await;
    change(&house, &olga, across(&["foyer", "saal"], 2, "10:00", "12:00")).await.unwrap();
    assert_eq!(uids().await, before);
    change(&house, &olga, across(&["foyer", "labor"], 2, "10:00", "12:00")).await.unwrap();
    assert_eq!(uids().await, before, "a booking moves to the new room");
    assert_eq!(house.rooms_that_disagree().await, 0);
}

#[tokio::test]
async fn what_does_not_take_place_has_no_room_and_comes_back_to_all_of_them_or_none() {
    let house = house().await;
    let (olga, event) = announced(&house, &["saal", "foyer"]).await;
    let anna = house.anna().await;
    house.store.postpone(&olga, event.id, event.version, None, "Sturm").await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 0);
    assert_eq!(slugs(&session(&house, &olga).await), ["saal", "foyer"], "where it was is still said");
    house.store.book(&anna, booking(wish("foyer", 9, "09:00", "11:00"))).await.unwrap();
    let said = verdicts(change(&house, &olga, across(&["saal", "foyer"], 9, "10:00", "12:00")).await);
    assert_eq!(said.refused().count(), 1);
    assert!(session(&house, &olga).await.postponed);
    change(&house, &olga, across(&["saal", "foyer"], 9, "11:00", "12:00")).await.unwrap();
    assert_eq!(house.rooms_that_disagree().await, 0);

    let now = house.event(&olga, "tagung").await;
    house.store.drop_session(&olga, now.sessions[0].id, now.version, "").await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 1, "Anna's");
    assert_eq!(house.rooms_that_disagree().await, 0);

    let draft = house.drafted(&olga, "Entwurf", &[across(&["saal", "labor"], 2, "10:00", "12:00")]).await;
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 3);
    house.store.drop_session(&olga, draft.sessions[0].id, draft.version, "").await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 1);
    let gone = "SELECT count(*) FROM session_space WHERE session_id NOT IN (SELECT id FROM session)";
    assert_eq!((house.count(gone).await, house.rooms_that_disagree().await), (0, 0));

    let shown = house.published(&olga, "Messe", &[across(&["saal", "labor"], 4, "10:00", "12:00")]).await;
    house.store.cancel_event(&olga, shown.id, shown.version, "").await.unwrap();
    assert_eq!((house.count("SELECT count(*) FROM allocation").await, house.rooms_that_disagree().await), (1, 0));
}

#[tokio::test]
async fn a_draft_does_not_become_public_by_itself_when_one_of_its_rooms_is_gone() {
    let house = house().await;
    campus(&house).await;
    let olga = house.olga().await;
    let draft = house.drafted(&olga, "Tagung", &[across(&["saal", "foyer"], 2, "10:00", "12:00")]).await;
    let noon = march(1).and_hms_opt(12, 0, 0);
    house.store.plan_publishing(&olga, draft.id, draft.version, noon).await.unwrap();
    let gone = "UPDATE booking SET state = 'cancelled'
        WHERE session_space_id IN (SELECT id FROM space WHERE slug = 'foyer')";
    house.store.connection().execute_unprepared(gone).await.unwrap();
    assert_eq!(house.rooms_that_disagree().await, 1, "and the check of these tests sees it");
    house.set_clock("2027-03-01T11:00:00Z");
    assert_eq!(house.store.publish_due().await.unwrap(), 0);
    assert_eq!(house.event(&olga, "tagung").await.card.state, EventState::Draft);
}

#[tokio::test]
async fn a_closure_of_one_of_its_rooms_leaves_a_session_where_it_is_and_it_can_still_be_corrected() {
    let house = house().await;
    let (olga, event) = announced(&house, &["saal", "foyer"]).await;
    let site = event.sessions[0].place.spaces().next().unwrap().site.id;
    let rosa = house.rosa(site).await;
    let shut = NewClosure { spaces: vec!["foyer".into()], ..closure(clock(2, "08:00"), clock(2, "18:00")) };
    let plan = house.store.plan_closure(&rosa, &shut).await.unwrap();
    let under: Vec<_> = plan.conflicts.iter().map(|one| (one.space.slug.as_str(), one.event.is_some())).collect();
    assert_eq!(under, [("foyer", true)], "the hall is open");
    let fates = plan.conflicts.iter().map(|one| (one.occurrence, Fate::Keep)).collect();
    house.store.close(&rosa, NewClosure { fates, ..shut }).await.unwrap();
    assert_eq!(house.rooms_that_disagree().await, 0);
    let named = |spaces: &[&str]| SessionFields {
        title: Localised::of("de", "Auftakt"),
        ..across(spaces, 2, "10:00", "12:00")
    };
    change(&house, &olga, named(&["saal", "foyer"])).await.unwrap();
    change(&house, &olga, named(&["foyer", "saal"])).await.unwrap();
    let said = verdicts(change(&house, &olga, across(&["saal", "foyer"], 2, "10:00", "13:00")).await);
    assert!(matches!(said.rooms[1].verdict.broken[..], [BrokenRule::Closure { .. }]), "{said:?}");
}

#[tokio::test]
async fn every_room_shows_the_event_in_its_calendar_and_to_its_keepers() {
    let house = house().await;
    let (_, event) = announced(&house, &["saal", "foyer"]).await;
    let site = event.sessions[0].place.spaces().next().unwrap().site.id;
    for space in ["saal", "foyer"] {
        let scope = Scope::Space(space.into());
        let shown = house.store.timetable(&Actor::Visitor, &scope, march(2), 1).await.unwrap().unwrap();
        let what: Vec<_> = shown.rows[0].days[0].busy.iter().map(|busy| busy.what.clone()).collect();
        assert!(matches!(&what[..], [BusyWhat::Event { slug, .. }] if slug == "tagung"), "{what:?}");
    }
    let rosa = house.rosa(site).await;
    let days = house.store.days(&rosa, Some("haus"), march(2), 1).await.unwrap().unwrap();
    let mut spaces: Vec<_> = days[0].dates.iter().map(|date| (date.space.slug.as_str(), date.of_event)).collect();
    spaces.sort_unstable();
    assert_eq!(spaces, [("foyer", true), ("saal", true)]);
}

#[tokio::test]
async fn keepers_see_when_a_session_is_set_up_and_cleared() {
    let house = house().await;
    campus(&house).await;
    let olga = house.olga().await;
    let margins = Margins { before: 60, after: 30 };
    let fields = SessionFields { margins, ..across(&["saal", "foyer"], 2, "10:00", "12:00") };
    let event = house.published(&olga, "Tagung", &[fields]).await;
    let rosa = house.rosa(event.sessions[0].place.spaces().next().unwrap().site.id).await;
    let days = house.store.days(&rosa, Some("haus"), march(2), 1).await.unwrap().unwrap();
    let mut tasks: Vec<_> = days[0].tasks.iter().map(|task| (task.span.from, task.span.until)).collect();
    tasks.sort_unstable();
    // The hall is cleaned before and after besides.
    let expected = [("08:45", "10:00"), ("09:00", "10:00"), ("12:00", "12:30"), ("12:00", "13:00")];
    assert_eq!(tasks, expected.map(|(from, until)| (clock(2, from), clock(2, until))));
}

fn copied(event: &EventView, day: u32) -> EventCopy {
    let session = &event.sessions[0];
    let when = LocalSpan::on(march(day), session.when.local.from.time(), session.when.local.until.time());
    let space = session.place.space.as_ref().map(|space| space.slug.clone());
    let sessions = vec![CopiedSession { of: session.id, when, space }];
    EventCopy { request: request(), of: event.id, version: event.version, sessions }
}

#[tokio::test]
async fn a_copy_takes_every_room_along_or_nothing() {
    let house = house().await;
    campus(&house).await;
    let (olga, anna) = (house.olga().await, house.anna().await);
    let margins = Margins { before: 30, after: 15 };
    let fields = SessionFields { margins, ..across(&["saal", "foyer"], 2, "10:00", "12:00") };
    let event = house.published(&olga, "Tagung", &[fields]).await;
    house.store.book(&anna, booking(wish("foyer", 9, "12:00", "13:00"))).await.unwrap();
    let before = house.contents(&TOUCHED).await;
    let Err(EventRefusal::Sessions(refused)) = house.store.copy_event(&olga, copied(&event, 9)).await else {
        panic!("the foyer is still cleared")
    };
    assert_eq!(house.contents(&TOUCHED).await, before);
    let [(of, BookingRefusal::Rooms(said))] = &refused[..] else { panic!("{refused:?}") };
    assert_eq!((*of, said.refused().map(|(place, _)| place).collect::<Vec<_>>()), (event.sessions[0].id, vec![1]));
    assert!(!said.times.is_empty());

    let slug = house.store.copy_event(&olga, copied(&event, 10)).await.unwrap();
    let copy = house.event(&olga, &slug).await.sessions[0].clone();
    assert_eq!((slugs(&copy), copy.margins), (vec!["saal", "foyer"], margins));
    // A copy in the foyer is not in the foyer twice.
    let mut moved = copied(&event, 11);
    moved.sessions[0].space = Some("foyer".into());
    let slug = house.store.copy_event(&olga, moved).await.unwrap();
    assert_eq!(slugs(&house.event(&olga, &slug).await.sessions[0]), ["foyer"]);
    assert_eq!((house.overlaps().await, house.rooms_that_disagree().await), (0, 0));
}

fn asking() -> RuleBook {
    let ask = AdmissionRule { who: Who::Everybody, how: How::Ask };
    RuleBook { admission: Some(vec![ask]), ..RuleBook::default() }
}

#[tokio::test]
async fn each_room_is_judged_by_its_own_book_and_a_booking_that_was_agreed_to_becomes_one_of_them() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space(site, "Saal").await;
    house.space_with(site, "Foyer", |foyer| foyer.rules = asking()).await;
    let olga = house.olga().await;
    let Actor::Account(rosa) = house.berta().await else { unreachable!() };
    let rosa = Actor::Account(Person { keeps: vec![site], ..rosa });
    house.drafted(&olga, "Tagung", &[on_site("saal", 2, "10:00", "12:00")]).await;
    let margins = Margins { before: 60, after: 30 };
    let both = SessionFields { margins, ..across(&["saal", "foyer"], 2, "10:00", "12:00") };
    let said = verdicts(change(&house, &olga, both.clone()).await);
    assert!(matches!(said.rooms[1].verdict.broken[..], [BrokenRule::AskFirst]) && said.rooms[0].verdict.is_free());
    assert!(said.rooms[1].verdict.liftable_by(Lifter::Keeper));

    // She asks for the time to set up and to clear as well.
    let asked = house.store.book(&olga, booking(wish("foyer", 2, "09:00", "12:30"))).await.unwrap();
    house.store.answer(&rosa, asked, 1, Answer::Approve(None)).await.unwrap();
    change(&house, &olga, both.clone()).await.unwrap();
    let its = house.store.booking(&olga, asked).await.unwrap().unwrap();
    assert_eq!(its.event.map(|(slug, _)| slug).as_deref(), Some("tagung"));
    assert_eq!(its.occurrences[0].when.slot, session(&house, &olga).await.when.slot, "what is announced");
    let anna = house.anna().await;
    for (from, until, free) in [("08:30", "09:00", true), ("09:00", "09:30", false), ("12:00", "12:30", false)] {
        let verdict = house.store.check(&anna, &wish("foyer", 2, from, until), None).await.unwrap();
        let taken = verdict.broken.iter().any(|rule| matches!(rule, BrokenRule::Taken { .. }));
        assert_eq!(!taken, free, "{from}");
    }
    assert_eq!((house.overlaps().await, house.rooms_that_disagree().await), (0, 0));
    // And it may be saved again as it is.
    change(&house, &olga, both).await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM booking WHERE state = 'confirmed'").await, 2);
}

#[tokio::test]
async fn a_keeper_lifts_the_rules_of_her_room_and_of_no_other() {
    let house = house().await;
    let (here, there) = (house.site("Haus", "Lemgo").await, house.site("Hof", "Detmold").await);
    let short = || RuleBook { longest_minutes: Some(60), ..RuleBook::default() };
    house.space_with(here, "Saal", |hall| hall.rules = short()).await;
    house.space_with(there, "Aula", |hall| hall.rules = short()).await;
    let Actor::Account(olga) = house.olga().await else { unreachable!() };
    let olga = Actor::Account(Person { keeps: vec![here], ..olga });
    let draft = house.drafted(&olga, "Tagung", &[]).await;
    let fields = |spaces: &[&str], until: &str| SessionFields {
        override_reason: Some("Abnahme".into()),
        ..across(spaces, 2, "10:00", until)
    };
    let add = async |fields| house.store.add_session(&olga, request(), draft.id, draft.version, fields).await;
    let said = verdicts(add(fields(&["saal", "aula"], "12:00")).await);
    assert!(said.rooms[0].verdict.is_free(), "hers: {said:?}");
    assert!(matches!(said.rooms[1].verdict.broken[..], [BrokenRule::TooLong { .. }]), "{said:?}");
    add(fields(&["saal", "aula"], "11:00")).await.unwrap();
}

#[tokio::test]
async fn a_hall_and_a_part_of_it_are_no_two_rooms() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let draft = house.drafted(&olga, "Tagung", &[]).await;
    let fields = across(&["saal", "saal-a"], 2, "10:00", "12:00");
    let said = verdicts(house.store.add_session(&olga, request(), draft.id, draft.version, fields).await);
    assert!(said.rooms[0].verdict.is_free() && !said.rooms[1].verdict.is_free(), "{said:?}");
    assert!(said.times.is_empty(), "at no time: {said:?}");
    // A pool is taken as a whole where nobody is counted.
    let fields = across(&["saal", "werkbank"], 2, "10:00", "12:00");
    house.store.add_session(&olga, request(), draft.id, draft.version, fields).await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 14);
}

#[tokio::test]
async fn what_is_typed_twice_is_one_room_and_there_are_not_too_many() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let names: Vec<String> = (0..10).map(|number| format!("Raum {number}")).collect();
    for name in &names {
        house.space(site, name).await;
    }
    let olga = house.olga().await;
    let draft = house.drafted(&olga, "Tagung", &[]).await;
    let add = async |fields| house.store.add_session(&olga, request(), draft.id, draft.version, fields).await;
    let named = |range: std::ops::Range<u32>| range.map(|number| format!("raum-{number}")).collect::<Vec<_>>();
    let fields = |further| SessionFields { further, ..on_site("raum-0", 2, "10:00", "12:00") };
    assert_eq!(add(fields(named(1..10))).await, Err(EventRefusal::FurtherSpaces), "more than {MOST_FURTHER}");
    let nowhere = vec!["keller".to_owned()];
    assert_eq!(add(fields(nowhere)).await, Err(EventRefusal::Room(BookingRefusal::NotFound)));
    for margins in [Margins { before: 7, after: 0 }, Margins { before: 0, after: 245 }] {
        let wrong = SessionFields { margins, ..fields(vec![]) };
        assert_eq!(add(wrong).await, Err(EventRefusal::Margins));
    }
    let twice = [named(0..3), named(1..2), vec![" ".into()]].concat();
    add(fields(twice)).await.unwrap();
    assert_eq!(slugs(&session(&house, &olga).await), ["raum-0", "raum-1", "raum-2"]);
}

#[tokio::test]
async fn an_event_is_found_by_its_further_rooms_and_their_town() {
    let house = house().await;
    let (here, there) = (house.site("Haus", "Lemgo").await, house.site("Hof", "Detmold").await);
    house.space(here, "Saal").await;
    house.space(there, "Aula").await;
    let olga = house.olga().await;
    house.published(&olga, "Tagung", &[across(&["saal", "aula"], 2, "10:00", "12:00")]).await;
    let found = async |query| house.store.events(&query, 1).await.unwrap().total;
    assert_eq!(found(EventQuery { town: Some("Detmold".into()), ..EventQuery::default() }).await, 1);
    assert_eq!(found(EventQuery { town: Some("Bielefeld".into()), ..EventQuery::default() }).await, 0);
    assert_eq!(found(EventQuery { words: "Aula".into(), ..EventQuery::default() }).await, 1);
    assert_eq!(house.store.programme(march(1), 7, Some("hof")).await.unwrap().len(), 1, "and on the page of its house");
}

#[tokio::test]
async fn the_database_refuses_a_second_living_booking_of_one_space_of_a_session_and_one_for_no_space() {
    let house = house().await;
    announced(&house, &["saal", "foyer"]).await;
    let run = async |sql: &str| house.store.connection().execute_unprepared(sql).await;
    let saal = "(SELECT id FROM space WHERE slug = 'saal')";
    let foyers = "session_space_id IN (SELECT id FROM space WHERE slug = 'foyer')";
    assert!(run(&format!("UPDATE booking SET session_space_id = {saal} WHERE {foyers}")).await.is_err());
    assert!(run("UPDATE booking SET session_space_id = NULL").await.is_err());
    run(&format!("UPDATE booking SET state = 'cancelled' WHERE {foyers}")).await.unwrap();
    run(&format!("UPDATE booking SET session_space_id = {saal} WHERE {foyers}")).await.unwrap();
}

/// Two events, one wants the hall and the foyer, the other the foyer and the hall.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sessions_that_want_the_same_two_rooms_in_another_order_at_once_one_gets_both() {
    let house = house().await;
    campus(&house).await;
    let olga = house.olga().await;
    let mut tasks = JoinSet::new();
    for number in 0..16 {
        let slug = house.store.draft(&olga, request(), event(&format!("Tagung {number}"))).await.unwrap();
        let draft = house.event(&olga, &slug).await;
        let rooms = if number % 2 == 0 { ["saal", "foyer"] } else { ["foyer", "saal"] };
        let (store, olga) = (house.store.clone(), olga.clone());
        tasks.spawn(async move {
            let fields = across(&rooms, 2, "10:00", "12:00");
            store.add_session(&olga, request(), draft.id, draft.version, fields).await
        });
    }
    let answers = tasks.join_all().await;
    let won = answers.iter().filter(|answer| answer.is_ok()).count();
    let told = answers.iter().filter(|a| matches!(a, Err(EventRefusal::Room(BookingRefusal::Rooms(_))))).count();
    assert_eq!((won, told), (1, 15), "{answers:?}");
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 2);
    assert_eq!(house.count("SELECT count(*) FROM session").await, 1, "none is half there");
    assert_eq!((house.overlaps().await, house.rooms_that_disagree().await), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sessions_that_move_to_one_anothers_rooms_at_once_are_never_half_moved() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    for name in ["Saal", "Foyer", "Labor"] {
        house.space(site, name).await;
    }
    let olga = house.olga().await;
    let mut events = Vec::new();
    for (number, rooms) in (0..).zip([["saal", "foyer"], ["foyer", "labor"], ["labor", "saal"]]) {
        let from = format!("{:02}:00", 8 + 2 * number);
        let until = format!("{:02}:00", 10 + 2 * number);
        let title = format!("Tagung {number}");
        events.push((rooms, house.published(&olga, &title, &[across(&rooms, 2, &from, &until)]).await));
    }
    let mut tasks = JoinSet::new();
    for (rooms, event) in events.iter().cycle().take(12) {
        let (store, olga, rooms) = (house.store.clone(), olga.clone(), [rooms[1], rooms[0]]);
        let (id, version) = (event.sessions[0].id, event.version);
        tasks.spawn(async move { store.change_session(&olga, id, version, across(&rooms, 2, "15:00", "17:00")).await });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    let failed = answers.iter().filter(|answer| matches!(answer, Err(EventRefusal::Unavailable))).count();
    assert_eq!((failed, house.overlaps().await, house.rooms_that_disagree().await), (0, 0, 0));
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 6);
}
