//! Series of events: one event made many times in one act or not at all (I3, I4), shown and published together.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use domain::{
    access::Actor,
    booking::BookingRefusal,
    desk::{
        Became, BookingDesk, BusyWhat, EventDesk, EventQuery, EventRepeat, EventView, FormDesk, InSeries,
        QuestionFields, ReviewDesk, SeriesDesk, SeriesFields, SeriesView, SessionFields,
    },
    event::{EventRefusal, EventState, Review},
    id::EventId,
    organisation::Role,
    question::{Keeping, Kind, Whose},
    rules::BrokenRule,
    text::Localised,
};
use sea_orm::ConnectionTrait as _;
use tokio::task::JoinSet;

use crate::common::{
    House, booking, house,
    programme::{on_site, online},
    request, wish,
};

/// Everything a repetition writes.
const TABLES: &[&str] =
    &["event", "event_series", "session", "booking", "occurrence", "allocation", "question", "audit", "outbox"];

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, month, day).unwrap()
}

fn words(title: &str) -> SeriesFields {
    SeriesFields {
        title: Localised::of("de", title),
        summary: Localised::of("de", "Worum es geht"),
        description: Localised::default(),
    }
}

fn again(event: &EventView, dates: &[NaiveDate], series: InSeries) -> EventRepeat {
    EventRepeat { request: request(), of: event.id, version: event.version, dates: dates.to_vec(), series }
}

fn in_new(event: &EventView, dates: &[NaiveDate]) -> EventRepeat {
    again(event, dates, InSeries::New(words("Reihe")))
}

/// Tuesday 10 to 12 in a room, the evening after on the net.
async fn lecture(house: &House) -> (Actor, EventView) {
    house.furnished().await;
    let olga = house.olga().await;
    let seats = |fields| SessionFields { capacity: Some(8), ..fields };
    let sessions = [seats(on_site("labor", 2, "10:00", "12:00")), seats(online(3, "18:00", "19:00"))];
    let event = house.published(&olga, "Vortrag", &sessions).await;
    (olga, event)
}

async fn seen(house: &House, by: &Actor, slug: &str) -> SeriesView {
    house.store.series(by, slug).await.unwrap().unwrap()
}

async fn made(house: &House, by: &Actor, title: &str) -> SeriesView {
    let slug = house.store.make_series(by, request(), words(title)).await.unwrap();
    seen(house, by, &slug).await
}

async fn put(house: &House, by: &Actor, event: &EventView, series: &SeriesView) -> EventView {
    house.store.put_in_series(by, event.id, event.version, Some(series.series.id)).await.unwrap();
    house.event(by, &event.card.slug).await
}

/// The drafts of a series, as its page shows them.
async fn drafts(house: &House, by: &Actor, slug: &str) -> Vec<(EventId, i32)> {
    let series = seen(house, by, slug).await;
    let drafts = series.events.into_iter().filter(|event| event.card.state == EventState::Draft);
    drafts.map(|event| (event.id, event.version)).collect()
}

#[tokio::test]
async fn an_event_is_made_on_every_day_by_the_wall_clock_in_one_series_with_what_it_asks() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let ask = QuestionFields {
        label: Localised::of("de", "Firma"),
        purpose: Localised::of("de", "Planung"),
        whose: Whose::Registration,
        keeping: Keeping::List,
        sessions: vec![event.sessions[0].id],
        help: Localised::default(),
        options: vec![],
        least: None,
        most: None,
        files: vec![],
        required: false,
        condition: None,
    };
    house.store.add_question(&olga, request(), event.id, 0, Kind::Text, ask).await.unwrap();
    let event = house.event(&olga, "vortrag").await;
    // Over the night in which summer time begins: the wall clock stays (I5).
    let dates = [day(3, 23), day(3, 30), day(4, 6)];
    let repeat = in_new(&event, &dates);
    let slug = house.store.repeat_event(&olga, repeat.clone()).await.unwrap();
    assert_eq!(house.store.repeat_event(&olga, repeat).await.unwrap(), slug, "a double click makes them once");
    let series = seen(&house, &olga, &slug).await;
    assert_eq!((slug.as_str(), series.events.len()), ("reihe", 4), "what is repeated belongs to it");
    let mut starts = Vec::new();
    for part in series.events.iter().filter(|part| part.id != event.id) {
        assert_eq!((part.card.state, &part.card.title), (EventState::Draft, &event.card.title));
        for (old, new) in event.sessions.iter().zip(&part.sessions) {
            assert_eq!(new.when.local.from.time(), old.when.local.from.time());
            assert_eq!((new.place.online, &new.place.space), (old.place.online, &old.place.space));
            assert_eq!(new.capacity, old.capacity);
        }
        assert_eq!(
            part.sessions[1].when.local.from.date() - part.sessions[0].when.local.from.date(),
            TimeDelta::days(1)
        );
        let form = house.store.form(&olga, part.id).await.unwrap().unwrap();
        assert_eq!(form.questions[0].sessions, [part.sessions[0].id], "it asks about its own session");
        starts.push(part.sessions[0].when.local.from.date());
    }
    starts.sort_unstable();
    assert_eq!(starts, dates);
    let held = house.count("SELECT count(*) FROM booking WHERE session_id IS NOT NULL AND state = 'confirmed'").await;
    assert_eq!(held, 4);
    assert_eq!(house.overlaps().await, 0);
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'repeated'").await, 1);
}

#[tokio::test]
async fn every_date_is_shown_with_its_verdict_before_anything_is_taken() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("labor", 9, "11:00", "13:00"))).await.unwrap();
    // What she has booked herself for just this time becomes the room.
    house.store.book(&olga, booking(wish("labor", 16, "10:00", "12:00"))).await.unwrap();
    let before = house.contents(TABLES).await;
    let dates = [day(2, 23), day(3, 2), day(3, 9), day(3, 16), day(3, 21), day(3, 23)];
    let plan = house.store.plan_repeat(&olga, event.id, &dates).await.unwrap();
    assert_eq!(house.contents(TABLES).await, before, "looking takes nothing");
    let said = |at: usize| (&plan[at].sessions[0].verdict, &plan[at].sessions[1].verdict);
    assert_eq!(plan.iter().map(|date| date.date).collect::<Vec<_>>(), dates);
    assert!(said(0).0.broken.contains(&BrokenRule::InThePast) && said(0).1.broken == [BrokenRule::InThePast]);
    // It stands in its own way, and she may know that.
    assert!(matches!(said(1).0.broken[..], [BrokenRule::Taken { .. }]), "{:?}", said(1).0);
    assert!(matches!(said(1).0.in_the_way[..], [BusyWhat::Event { .. }]), "{:?}", said(1).0.in_the_way);
    assert!(matches!(said(2).0.broken[..], [BrokenRule::Taken { .. }]));
    assert_eq!(said(2).0.in_the_way[..], [BusyWhat::Taken], "what is another's is not told");
    assert!(said(2).1.is_free(), "the net has no room");
    assert!(plan[3].is_free(), "{:?}", plan[3]);
    assert!(matches!(said(4).0.broken[..], [BrokenRule::Closed { .. }]), "a Sunday: {:?}", said(4).0);
    assert!(plan[5].is_free());

    // Dates of one plan see one another.
    let two = house.store.plan_repeat(&olga, event.id, &[day(4, 6), day(4, 6), day(4, 7)]).await.unwrap();
    assert_eq!(two.len(), 2, "each day once");
    let stranger = house.person("Otto", &house.trusted("Verein").await, Role::Organiser).await;
    let none: [NaiveDate; 0] = [];
    let many: Vec<NaiveDate> = (0..54).map(|n| day(3, 9) + TimeDelta::days(n)).collect();
    assert_eq!(house.store.plan_repeat(&stranger, event.id, &dates).await, Err(EventRefusal::NotFound));
    assert_eq!(house.store.plan_repeat(&olga, event.id, &none).await, Err(EventRefusal::Repeated));
    assert_eq!(house.store.plan_repeat(&olga, event.id, &many).await, Err(EventRefusal::Repeated));
}

#[tokio::test]
async fn a_room_that_is_taken_makes_nothing_and_names_every_day() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("labor", 9, "11:00", "13:00"))).await.unwrap();
    house.store.book(&anna, booking(wish("labor", 23, "11:00", "13:00"))).await.unwrap();
    let before = house.contents(TABLES).await;
    let dates = [day(3, 9), day(3, 16), day(3, 23)];
    let Err(EventRefusal::Dates(refused)) = house.store.repeat_event(&olga, in_new(&event, &dates)).await else {
        panic!("it must clash")
    };
    assert_eq!(house.contents(TABLES).await, before, "nothing is half made");
    let said: Vec<_> = refused.iter().map(|one| (one.date, one.of)).collect();
    assert_eq!(said, [(day(3, 9), event.sessions[0].id), (day(3, 23), event.sessions[0].id)]);
    for one in &refused {
        let BookingRefusal::Rules(verdict) = &one.refusal else { panic!("{one:?}") };
        assert!(matches!(verdict.broken[..], [BrokenRule::Taken { .. }]), "{verdict:?}");
    }
    // Left out, the rest is made.
    let slug = house.store.repeat_event(&olga, in_new(&event, &[day(3, 16)])).await.unwrap();
    assert_eq!(seen(&house, &olga, &slug).await.events.len(), 2);
}

#[tokio::test]
async fn only_what_was_seen_is_repeated_by_those_who_run_it_into_a_series_of_their_own() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let otto = house.person("Otto", &house.trusted("Verein").await, Role::Organiser).await;
    let foreign = made(&house, &otto, "Fremd").await;
    let before = house.contents(TABLES).await;
    let dates = [day(3, 9)];
    let tried = async |by: &Actor, repeat| house.store.repeat_event(by, repeat).await;
    for stranger in [&otto, &Actor::Visitor] {
        assert_eq!(tried(stranger, in_new(&event, &dates)).await, Err(EventRefusal::Forbidden));
    }
    let into = InSeries::Known(foreign.series.id);
    assert_eq!(tried(&olga, again(&event, &dates, into)).await, Err(EventRefusal::NoSeries));
    let stale = EventRepeat { version: event.version - 1, ..in_new(&event, &dates) };
    assert_eq!(tried(&olga, stale).await, Err(EventRefusal::ChangedMeanwhile));
    assert_eq!(tried(&olga, in_new(&event, &[])).await, Err(EventRefusal::Repeated));
    let nameless = again(&event, &dates, InSeries::New(SeriesFields::default()));
    assert_eq!(tried(&olga, nameless).await, Err(EventRefusal::Title));
    let put = house.store.put_in_series(&olga, event.id, event.version, Some(foreign.series.id)).await;
    assert_eq!(put, Err(EventRefusal::NoSeries));
    assert_eq!(house.contents(TABLES).await, before);
    // Whoever goes past the desk meets the database.
    let sql = "UPDATE event SET series_id = (SELECT id FROM event_series WHERE slug = 'fremd') WHERE slug = 'vortrag'";
    assert!(house.store.connection().execute_unprepared(sql).await.is_err());
}

#[tokio::test]
async fn into_a_series_that_is_there_the_others_come_and_what_has_its_place_keeps_it() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let (one, other) = (made(&house, &olga, "Eine").await, made(&house, &olga, "Andere").await);
    let event = put(&house, &olga, &event, &one).await;
    assert_eq!(event.series.as_ref(), Some(&one.series));
    let into = InSeries::Known(other.series.id);
    let slug = house.store.repeat_event(&olga, again(&event, &[day(3, 9)], into)).await.unwrap();
    assert_eq!(slug, "andere");
    assert_eq!(seen(&house, &olga, "andere").await.events.len(), 1);
    let now = house.event(&olga, "vortrag").await;
    assert_eq!((now.series.as_ref(), now.version), (Some(&one.series), event.version), "it stays where it is");
}

/// Several repetitions that want the same room, all at once: one has all of its days, and the others have nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_repetitions_that_want_the_same_room_one_gets_all_and_the_others_nothing() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let evening = [SessionFields { capacity: Some(8), ..on_site("labor", 4, "10:00", "12:00") }];
    let other = house.published(&olga, "Anderer Vortrag", &evening).await;
    let mut tasks = JoinSet::new();
    for n in 0..8 {
        let (store, olga) = (house.store.clone(), olga.clone());
        // Two different events: they share nothing but the room, and one of its days.
        let repeat = if n % 2 == 0 {
            in_new(&event, &[day(3, 9), day(3, 16), day(3, 23)])
        } else {
            in_new(&other, &[day(3, 30), day(3, 23), day(3, 16)])
        };
        tasks.spawn(async move { store.repeat_event(&olga, repeat).await });
    }
    let mut became: BTreeMap<bool, u32> = BTreeMap::new();
    while let Some(done) = tasks.join_next().await {
        let done = done.unwrap();
        // Whoever comes second with the same event finds that it belongs to a series since.
        let fine = matches!(done, Ok(_) | Err(EventRefusal::Dates(_) | EventRefusal::ChangedMeanwhile));
        assert!(fine, "{done:?}");
        *became.entry(done.is_ok()).or_default() += 1;
    }
    assert_eq!(became, BTreeMap::from([(true, 1), (false, 7)]));
    assert_eq!(house.count("SELECT count(*) FROM event").await, 5);
    assert_eq!(house.count("SELECT count(*) FROM event_series").await, 1, "and nobody left an empty series behind");
    assert_eq!(house.overlaps().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_series_that_is_dissolved_while_events_are_put_into_it_leaves_no_event_in_nothing() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let series = made(&house, &olga, "Reihe").await;
    let mut tasks = JoinSet::new();
    for n in 0..6u64 {
        let (store, olga, id, version) = (house.store.clone(), olga.clone(), series.series.id, series.version);
        let repeat = again(&event, &[day(3, 9) + TimeDelta::weeks(n.cast_signed())], InSeries::Known(id));
        tasks.spawn(async move {
            if n == 3 {
                store.dissolve_series(&olga, id, version).await.map(drop)
            } else {
                store.repeat_event(&olga, repeat).await.map(drop)
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        let done = done.unwrap();
        let fine = matches!(done, Ok(()) | Err(EventRefusal::NoSeries | EventRefusal::ChangedMeanwhile));
        assert!(fine, "{done:?}");
    }
    assert_eq!(house.count("SELECT count(*) FROM event_series").await, 0);
    assert_eq!(house.count("SELECT count(*) FROM event WHERE series_id IS NOT NULL").await, 0);
}

#[tokio::test]
async fn the_public_knows_of_a_series_once_something_of_it_is_public_and_only_of_that() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let series = made(&house, &olga, "Reihe").await;
    let draft = house.drafted(&olga, "Entwurf", &[online(20, "10:00", "12:00")]).await;
    let off = house.drafted(&olga, "Verworfen", &[online(21, "10:00", "12:00")]).await;
    put(&house, &olga, &draft, &series).await;
    let off = put(&house, &olga, &off, &series).await;
    house.store.cancel_event(&olga, off.id, off.version, "").await.unwrap();
    let otto = house.person("Otto", &house.trusted("Verein").await, Role::Organiser).await;
    for stranger in [&otto, &Actor::Visitor] {
        assert_eq!(house.store.series(stranger, "reihe").await.unwrap(), None);
    }
    assert!(seen(&house, &olga, "reihe").await.mine);
    assert_eq!(house.store.public_series().await.unwrap(), Vec::<String>::new());

    put(&house, &olga, &event, &series).await;
    let shown = seen(&house, &Actor::Visitor, "reihe").await;
    assert_eq!(shown.events.iter().map(|one| one.id).collect::<Vec<_>>(), [event.id]);
    assert!(!shown.mine && shown.events[0].public);
    assert_eq!(seen(&house, &olga, "reihe").await.events.len(), 3);
    assert_eq!(house.store.public_series().await.unwrap(), ["reihe"]);
    let narrowed = EventQuery { series: Some("reihe".into()), ..EventQuery::default() };
    let other = house.published(&olga, "Anderes", &[online(20, "10:00", "12:00")]).await;
    let found = house.store.events(&narrowed, 1).await.unwrap();
    assert_eq!(found.items.iter().map(|card| card.slug.as_str()).collect::<Vec<_>>(), ["vortrag"]);
    assert_ne!(other.id, event.id);
    let nothing = EventQuery { series: Some("gibt-es-nicht".into()), ..EventQuery::default() };
    assert_eq!(house.store.events(&nothing, 1).await.unwrap().total, 0);
}

#[tokio::test]
async fn all_drafts_become_public_together_each_judged_by_itself() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let slug = house.store.repeat_event(&olga, in_new(&event, &[day(3, 9), day(3, 16)])).await.unwrap();
    let series = seen(&house, &olga, &slug).await;
    let empty = house.drafted(&olga, "Ohne Termin", &[]).await;
    let empty = put(&house, &olga, &empty, &series).await;
    let shown = drafts(&house, &olga, &slug).await;
    assert_eq!(shown.len(), 3);
    // One of them is changed by a colleague meanwhile.
    let changed = shown.iter().find(|(id, _)| *id != empty.id).copied().unwrap();
    let its = series.events.iter().find(|one| one.id == changed.0).unwrap().sessions[0].id;
    house.store.drop_session(&olga, its, changed.1, "").await.unwrap();
    let became = house.store.announce_series(&olga, series.series.id, &shown).await.unwrap();
    let of = |id: EventId| became.iter().find(|(one, _)| *one == id).map(|(_, became)| became.clone());
    assert_eq!(of(empty.id), Some(Became::Refused(EventRefusal::NoSession)));
    assert_eq!(of(changed.0), Some(Became::Refused(EventRefusal::ChangedMeanwhile)));
    let published = became.iter().filter(|(_, became)| *became == Became::Published).count();
    assert_eq!(published, 1);
    assert_eq!(house.count("SELECT count(*) FROM event WHERE state = 'published'").await, 2);
    // Sent twice it changes nothing more.
    let again = house.store.announce_series(&olga, series.series.id, &shown).await.unwrap();
    assert_eq!(again, became);
    let otto = house.person("Otto", &house.trusted("Verein").await, Role::Organiser).await;
    let tried = house.store.announce_series(&otto, series.series.id, &shown).await;
    assert_eq!(tried, Err(EventRefusal::NotFound));
    // What is no part of it is not its business.
    let alone = house.drafted(&olga, "Allein", &[online(20, "10:00", "12:00")]).await;
    let tried = house.store.announce_series(&olga, series.series.id, &[(alone.id, alone.version)]).await.unwrap();
    assert_eq!(tried, [(alone.id, Became::Refused(EventRefusal::NotFound))]);
}

#[tokio::test]
async fn what_the_region_does_not_trust_yet_it_looks_at_first() {
    let house = house().await;
    let region = house.region().await;
    let vera = house.person("Vera", &house.organisation("Verein").await, Role::Organiser).await;
    let draft = house.drafted(&vera, "Vortrag", &[online(20, "10:00", "12:00")]).await;
    let slug = house.store.repeat_event(&vera, in_new(&draft, &[day(3, 27), day(4, 3)])).await.unwrap();
    let shown = drafts(&house, &vera, &slug).await;
    let series = seen(&house, &vera, &slug).await;
    assert!(series.events.iter().all(|event| event.review == Review::Needed));
    for _ in 0..2 {
        let became = house.store.announce_series(&vera, series.series.id, &shown).await.unwrap();
        assert!(became.iter().all(|(_, became)| *became == Became::Submitted), "{became:?}");
    }
    assert_eq!(house.store.submissions(&region).await.unwrap().unwrap().len(), 3);
    assert_eq!(house.waiting_mail().await.len(), 3, "the region is told once of each");
    assert_eq!(house.store.series(&Actor::Visitor, &slug).await.unwrap(), None);
}

#[tokio::test]
async fn words_carry_their_version_and_a_dissolved_series_leaves_its_events_as_they_were() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let again = request();
    let slug = house.store.make_series(&olga, again, words("Reihe")).await.unwrap();
    assert_eq!(house.store.make_series(&olga, again, words("Reihe")).await.unwrap(), slug, "a form makes one");
    assert_eq!(made(&house, &olga, "Reihe").await.series.slug, "reihe-2");
    let series = seen(&house, &olga, &slug).await;
    let id = series.series.id;
    house.store.rewrite_series(&olga, id, series.version, words("Neu")).await.unwrap();
    let stale = house.store.rewrite_series(&olga, id, series.version, words("Alt")).await;
    assert_eq!(stale, Err(EventRefusal::ChangedMeanwhile));
    let now = seen(&house, &olga, &slug).await;
    assert_eq!((now.series.title.get("de"), now.series.slug.as_str()), ("Neu", "reihe"), "its address stays");
    let event = put(&house, &olga, &event, &now).await;
    let otto = house.person("Otto", &house.trusted("Verein").await, Role::Organiser).await;
    for (by, version, refusal) in [
        (&otto, now.version, EventRefusal::NotFound),
        (&Actor::Visitor, now.version, EventRefusal::NotFound),
        (&olga, series.version, EventRefusal::ChangedMeanwhile),
    ] {
        assert_eq!(house.store.dissolve_series(by, id, version).await, Err(refusal));
    }
    house.store.dissolve_series(&olga, id, now.version).await.unwrap();
    let left = house.event(&olga, "vortrag").await;
    assert_eq!((left.series, left.version, left.sessions), (None, event.version, event.sessions));
    assert_eq!(house.store.series(&olga, &slug).await.unwrap(), None);
    assert_eq!(house.store.series_of(&olga, left.card.organiser.id).await.unwrap().len(), 1, "the other one");
    assert_eq!(house.store.series_of(&otto, left.card.organiser.id).await.unwrap(), []);
}

#[tokio::test]
async fn an_event_leaves_its_series_and_its_copy_stays_in_it() {
    let house = house().await;
    let (olga, event) = lecture(&house).await;
    let series = made(&house, &olga, "Reihe").await;
    let event = put(&house, &olga, &event, &series).await;
    let copy = domain::desk::EventCopy {
        request: request(),
        of: event.id,
        version: event.version,
        sessions: vec![domain::desk::CopiedSession {
            of: event.sessions[1].id,
            when: domain::slot::LocalSpan {
                from: event.sessions[1].when.local.from + TimeDelta::days(7),
                until: event.sessions[1].when.local.until + TimeDelta::days(7),
            },
            space: None,
        }],
    };
    let slug = house.store.copy_event(&olga, copy).await.unwrap();
    assert_eq!(house.event(&olga, &slug).await.series, Some(series.series.clone()));
    house.store.put_in_series(&olga, event.id, event.version, None).await.unwrap();
    assert_eq!(house.event(&olga, "vortrag").await.series, None);
    let stale = house.store.put_in_series(&olga, event.id, event.version, Some(series.series.id)).await;
    assert_eq!(stale, Err(EventRefusal::ChangedMeanwhile));
    let acts = house.words("SELECT act FROM audit WHERE act LIKE 'series%' ORDER BY id").await;
    assert_eq!(acts, ["series-made", "series-joined", "series-left"]);
}
