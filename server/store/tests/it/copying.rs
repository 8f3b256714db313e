//! Copying an event: every session and its room, its form and its rules, in one act or not at all (I3, I4).

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use domain::{
    access::Actor,
    booking::BookingRefusal,
    desk::{
        BookingDesk, CopiedSession, EventCopy, EventDesk, EventView, FormDesk, QuestionFields, RegistrationDesk,
        SessionFields,
    },
    event::{EventRefusal, EventState, shift},
    organisation::Role,
    question::{FileKind, Keeping, Kind, Whose},
    registration::RegistrationRules,
    rules::BrokenRule,
    slot::LocalSpan,
    text::Localised,
};
use tokio::task::JoinSet;

use crate::common::{
    House, at, booking, house, march,
    programme::{on_site, online},
    request, wish,
};

/// Everything a copy writes.
const TABLES: &[&str] = &["event", "session", "booking", "occurrence", "allocation", "question", "audit", "outbox"];

/// The whole event, its first session on another day.
fn copied(event: &EventView, first: NaiveDate) -> EventCopy {
    let held: Vec<_> = event.sessions.iter().filter(|session| !session.cancelled).collect();
    let spans: Vec<LocalSpan> = held.iter().map(|session| session.when.local).collect();
    let sessions = held.iter().zip(shift(&spans, first)).map(|(session, when)| CopiedSession {
        of: session.id,
        when,
        space: session.place.space.as_ref().map(|space| space.slug.clone()),
    });
    EventCopy { request: request(), of: event.id, version: event.version, sessions: sessions.collect() }
}

/// Two sessions in rooms, one on the net.
async fn lecture(house: &House) -> (Actor, EventView) {
    house.furnished().await;
    let olga = house.olga().await;
    let titled = |title: &str, fields| SessionFields { title: Localised::of("de", title), capacity: Some(8), ..fields };
    let sessions = [
        titled("Vormittag", on_site("labor", 2, "10:00", "12:00")),
        titled("Nachmittag", on_site("labor", 3, "14:00", "16:00")),
        titled("Nachlese", online(10, "18:00", "19:00")),
    ];
    let event = house.published(&olga, "Vortrag", &sessions).await;
    (olga, event)
}

#[tokio::test]
async fn a_copy_is_a_draft_with_every_session_as_many_days_later_in_its_room() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let token = house.registered(event.sessions[0].id, "anna@example.org", &["Anna"]).await;
    house.store.confirm(&token).await.unwrap();
    // Over the night in which summer time begins: the wall clock stays (I5).
    let copy = copied(&event, NaiveDate::from_ymd_opt(2027, 4, 6).unwrap());
    let slug = house.store.copy_event(&olga, copy.clone()).await.unwrap();
    assert_eq!(house.store.copy_event(&olga, copy).await.unwrap(), slug, "a double click copies once");
    let now = house.event(&olga, &slug).await;
    assert_eq!((now.card.state, &now.card.title, now.sessions.len()), (EventState::Draft, &event.card.title, 3));
    for (old, new) in event.sessions.iter().zip(&now.sessions) {
        assert_eq!(new.when.local.from - old.when.local.from, TimeDelta::days(35));
        assert_eq!((&new.title, &new.place, new.capacity), (&old.title, &old.place, old.capacity));
        assert_eq!(new.left, new.capacity, "nobody is registered");
        assert_ne!(new.uid, old.uid);
    }
    let held = house.count("SELECT count(*) FROM booking WHERE session_id IS NOT NULL AND state = 'confirmed'").await;
    assert_eq!(held, 4, "two rooms of the old one, two of the new one");
    assert_eq!(house.overlaps().await, 0);
    let there = house.event(&olga, &event.card.slug).await;
    assert_eq!((there.version, there.sessions.len()), (event.version, 3), "what was copied is as it was");
}

#[tokio::test]
async fn a_clash_of_one_session_copies_nothing_and_names_every_one_with_what_would_work() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("labor", 16, "10:30", "11:00"))).await.unwrap();
    house.store.book(&anna, booking(wish("labor", 17, "15:00", "17:00"))).await.unwrap();
    let before = house.contents(TABLES).await;
    let copy = copied(&event, march(16));
    let Err(EventRefusal::Sessions(refused)) = house.store.copy_event(&olga, copy.clone()).await else {
        panic!("it must clash")
    };
    assert_eq!(house.contents(TABLES).await, before, "nothing is half copied");
    let of: Vec<_> = refused.iter().map(|(of, _)| *of).collect();
    assert_eq!(of, [event.sessions[0].id, event.sessions[1].id], "both at once, and not the one on the net");
    for (_, refusal) in &refused {
        let BookingRefusal::Rules(verdict) = refusal else { panic!("{refusal:?}") };
        assert!(matches!(verdict.broken[..], [BrokenRule::Taken { .. }]), "{verdict:?}");
        assert!(!verdict.alternatives.is_empty());
    }
    // What works instead is taken, the other one is left out.
    let BookingRefusal::Rules(verdict) = &refused[0].1 else { unreachable!() };
    let instead = &verdict.alternatives[0];
    let mut mended = EventCopy { request: request(), ..copy };
    mended.sessions[0].when = instead.when.local;
    mended.sessions[0].space = Some(instead.space.slug.clone());
    mended.sessions.remove(1);
    let slug = house.store.copy_event(&olga, mended).await.unwrap();
    assert_eq!(house.event(&olga, &slug).await.sessions.len(), 2);
    assert_eq!(house.overlaps().await, 0);
}

#[tokio::test]
async fn sessions_of_a_copy_do_not_stand_in_one_anothers_room() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let mut copy = copied(&event, march(16));
    copy.sessions[1].when = copy.sessions[0].when;
    let Err(EventRefusal::Sessions(refused)) = house.store.copy_event(&olga, copy).await else { panic!("it clashes") };
    assert_eq!(refused.len(), 1);
}

#[tokio::test]
async fn the_form_and_the_rules_come_along_with_the_days_moved() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let ask = |label: &str, sessions| QuestionFields {
        label: Localised::of("de", label),
        purpose: Localised::of("de", "Planung"),
        whose: Whose::Registration,
        keeping: Keeping::List,
        sessions,
        help: Localised::default(),
        options: vec![],
        least: None,
        most: None,
        files: vec![],
        required: false,
        condition: None,
    };
    let first = event.sessions[0].id;
    for (label, sessions) in [("Firma", vec![]), ("Essen", vec![first]), ("Fragen", vec![event.sessions[2].id])] {
        let version = house.store.form(&olga, event.id).await.unwrap().unwrap().version;
        house.store.add_question(&olga, request(), event.id, version, Kind::Text, ask(label, sessions)).await.unwrap();
    }
    let sent = QuestionFields { files: vec![FileKind::Pdf], most: Some(3), ..ask("Lebenslauf", vec![]) };
    house.store.add_question(&olga, request(), event.id, 3, Kind::File, sent).await.unwrap();
    let now = house.event(&olga, "vortrag").await;
    let opens = march(1).and_hms_opt(8, 0, 0);
    let rules = RegistrationRules { opens, change_hours: Some(24), answer_days: Some(2), ..now.rules };
    house.store.choose_rules(&olga, now.id, now.version, rules).await.unwrap();
    let now = house.event(&olga, "vortrag").await;
    let mut copy = copied(&now, march(16));
    copy.sessions.retain(|session| session.of != event.sessions[2].id);
    let slug = house.store.copy_event(&olga, copy).await.unwrap();
    let made = house.event(&olga, &slug).await;
    assert_eq!(made.rules, RegistrationRules { opens: march(15).and_hms_opt(8, 0, 0), ..rules });
    let form = house.store.form(&olga, made.id).await.unwrap().unwrap();
    let asked: Vec<_> = form.questions.iter().map(|one| (one.label.get("de"), one.sessions.clone())).collect();
    let about_its_own = [("Firma", vec![]), ("Essen", vec![made.sessions[0].id]), ("Lebenslauf", vec![])];
    assert_eq!(asked, about_its_own);
    let file = form.questions.last().unwrap();
    assert_eq!((file.files.as_slice(), file.most), (&[FileKind::Pdf][..], Some(3)));
    assert_eq!(form.version, 1);
}

#[tokio::test]
async fn only_what_was_seen_is_copied_and_only_by_those_who_run_it() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let other = house.person("Otto", &house.trusted("Verein").await, Role::Organiser).await;
    let before = house.contents(TABLES).await;
    for stranger in [&other, &Actor::Visitor] {
        let tried = house.store.copy_event(stranger, copied(&event, march(16))).await;
        assert_eq!(tried, Err(EventRefusal::Forbidden));
    }
    let stale = EventCopy { version: event.version - 1, ..copied(&event, march(16)) };
    assert_eq!(house.store.copy_event(&olga, stale).await, Err(EventRefusal::ChangedMeanwhile));
    let empty = EventCopy { sessions: vec![], ..copied(&event, march(16)) };
    assert_eq!(house.store.copy_event(&olga, empty).await, Err(EventRefusal::NoSession));
    let theirs = house.published(&other, "Fest", &[online(30, "10:00", "12:00")]).await;
    let mut mixed = copied(&event, march(16));
    mixed.sessions[0].of = theirs.sessions[0].id;
    assert_eq!(house.store.copy_event(&olga, mixed).await, Err(EventRefusal::ChangedMeanwhile));
    let mut past = copied(&event, march(16));
    past.sessions[2].when.from = at("2027-02-01T10:00:00Z").naive_utc();
    past.sessions[2].when.until = at("2027-02-01T11:00:00Z").naive_utc();
    let refused = house.store.copy_event(&olga, past).await;
    assert!(matches!(refused, Err(EventRefusal::Sessions(ref refused)) if refused.len() == 1), "{refused:?}");
    let left: Vec<_> = house.contents(TABLES).await.into_iter().filter(|row| !before.contains(row)).collect();
    assert!(left.iter().all(|row| !row.contains("copied")), "{left:#?}");
}

/// Several copies of one event to the same days, all at once: one has the rooms, and the others have nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_several_copies_to_the_same_days_one_has_the_rooms_and_the_others_nothing() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let mut tasks = JoinSet::new();
    for n in 0..8 {
        let (store, olga) = (house.store.clone(), olga.clone());
        let mut copy = copied(&event, march(16));
        if n % 2 == 1 {
            // Whatever the order in which they ask for the rooms.
            copy.sessions.reverse();
        }
        tasks.spawn(async move { store.copy_event(&olga, copy).await });
    }
    let mut became: BTreeMap<bool, u32> = BTreeMap::new();
    while let Some(done) = tasks.join_next().await {
        let done = done.unwrap();
        assert!(matches!(done, Ok(_) | Err(EventRefusal::Sessions(_))), "{done:?}");
        *became.entry(done.is_ok()).or_default() += 1;
    }
    assert_eq!(became, BTreeMap::from([(true, 1), (false, 7)]));
    assert_eq!(house.count("SELECT count(*) FROM event").await, 2);
    assert_eq!(house.overlaps().await, 0);
}
