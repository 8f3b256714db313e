//! Events and their sessions: one with their rooms (I4), invisible until they are announced (I8), found when sought.

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{NaiveDate, TimeDelta};
use domain::{
    access::{Actor, Person},
    booking::BookingRefusal,
    desk::{
        Answer, BookingDesk, EventDesk, EventFields, EventQuery, KeeperDesk, NewRegistration, RegistrationDesk,
        SessionFields, Wait,
    },
    event::{Dimension, EventRefusal, EventState, Format},
    id::{OrganisationId, SiteId},
    organisation::{OrganisationRef, Role},
    registration::RegistrationRules,
    rulebook::{AdmissionRule, Counted, How, Period, Qualification, Quota, RuleBook, Who},
    rules::{Alternative, BrokenRule, Lifter},
    speaker::Speaker,
    text::Localised,
};
use store::{MailFacts, RegistrationMail};
use tokio::task::JoinSet;

use crate::common::{
    House, booking, house, march,
    programme::{event, on_site, online, registration},
    request, wish,
};

/// Everything a change of a session may touch.
const TOUCHED: [&str; 7] = ["event", "session", "booking", "occurrence", "allocation", "outbox", "audit"];

async fn titles(house: &House, query: EventQuery) -> Vec<String> {
    let page = house.store.events(&query, 1).await.unwrap();
    assert_eq!(page.total, page.items.len() as u64);
    page.items.iter().map(|card| card.title.get("de").to_owned()).collect()
}

fn broken(refusal: EventRefusal) -> Vec<BrokenRule> {
    match refusal {
        EventRefusal::Room(BookingRefusal::Rules(verdict)) => verdict.broken,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_form_sent_twice_drafts_one_event_and_a_second_of_the_same_title_gets_another_address() {
    let house = house().await;
    let olga = house.olga().await;
    let form = request();
    let first = house.store.draft(&olga, form, event("Größe & Maß")).await.unwrap();
    assert_eq!(house.store.draft(&olga, form, event("Größe & Maß")).await.unwrap(), first);
    let second = house.store.draft(&olga, request(), event("Größe & Maß")).await.unwrap();
    assert_eq!((first.as_str(), second.as_str()), ("groesse-mass", "groesse-mass-2"));
    let contact = house.event(&olga, &first).await.contact;
    assert_eq!((contact.name.as_str(), contact.email.as_str()), ("Olga", "olga@example.org"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn drafts_of_one_title_made_at_once_all_get_an_address_of_their_own() {
    let house = house().await;
    let olga = house.olga().await;
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let (store, olga) = (house.store.clone(), olga.clone());
        tasks.spawn(async move { store.draft(&olga, request(), event("Vortrag")).await.unwrap() });
    }
    let mut slugs = tasks.join_all().await;
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), 20);
}

#[tokio::test]
async fn each_field_that_does_not_fit_is_named() {
    let house = house().await;
    let olga = house.olga().await;
    let draft = async |fields| house.store.draft(&olga, request(), fields).await.unwrap_err();
    assert_eq!(draft(event("  ")).await, EventRefusal::Title);
    assert_eq!(draft(event(&"x".repeat(161))).await, EventRefusal::Title);
    assert_eq!(draft(EventFields { summary: Localised::default(), ..event("A") }).await, EventRefusal::Summary);
    assert_eq!(draft(EventFields { dimensions: vec![], ..event("A") }).await, EventRefusal::NoDimension);
    let long = Localised::of("de", "x".repeat(20_001));
    assert_eq!(draft(EventFields { description: long, ..event("A") }).await, EventRefusal::Description);

    let event = house.drafted(&olga, "A", &[]).await;
    let add =
        async |fields| house.store.add_session(&olga, request(), event.id, event.version, fields).await.unwrap_err();
    let nowhere = SessionFields { online_url: None, ..online(2, "10:00", "12:00") };
    assert_eq!(add(nowhere).await, EventRefusal::NoPlace);
    let open = SessionFields { online_url: Some("http://example.org".into()), ..online(2, "10:00", "12:00") };
    assert_eq!(add(open).await, EventRefusal::OnlineAddress);
    assert_eq!(add(on_site("nirgends", 2, "10:00", "12:00")).await, EventRefusal::Room(BookingRefusal::NotFound));
    assert_eq!(
        broken(
            add(SessionFields { date: NaiveDate::from_ymd_opt(2027, 2, 1).unwrap(), ..online(2, "10:00", "12:00") })
                .await
        ),
        [BrokenRule::InThePast]
    );
    assert_eq!(house.store.publish(&olga, event.id, event.version).await, Err(EventRefusal::NoSession));
}

#[tokio::test]
async fn another_organisations_draft_does_not_exist() {
    let house = house().await;
    let olga = house.olga().await;
    let draft = house.drafted(&olga, "Geheim", &[online(2, "10:00", "12:00")]).await;
    let (id, version, session) = (draft.id, draft.version, draft.sessions[0].id);
    let other = house.organisation("Fachschule").await;
    let rival = house.person("Rita", &other, Role::Admin).await;
    let member = house.anna().await;
    for stranger in [Actor::Visitor, rival, member] {
        assert_eq!(house.store.event(&stranger, &draft.card.slug).await.unwrap(), None);
        assert_eq!(house.store.registrations(&stranger, id).await.unwrap(), None);
        let not_found = EventRefusal::NotFound;
        let store = &house.store;
        assert_eq!(store.rewrite(&stranger, id, version, event("Mein")).await.unwrap_err(), not_found);
        assert_eq!(
            store.add_session(&stranger, request(), id, version, online(3, "10:00", "12:00")).await.unwrap_err(),
            not_found
        );
        assert_eq!(
            store.change_session(&stranger, session, version, online(3, "10:00", "12:00")).await.unwrap_err(),
            not_found
        );
        assert_eq!(store.drop_session(&stranger, session, version, "").await.unwrap_err(), not_found);
        assert_eq!(store.publish(&stranger, id, version).await.unwrap_err(), not_found);
        assert_eq!(store.cancel_event(&stranger, id, version, "").await.unwrap_err(), not_found);
        assert_eq!(store.own_events(&stranger, 1).await.unwrap().total, 0);
    }
    assert_eq!(titles(&house, EventQuery::default()).await, Vec::<String>::new());
    assert_eq!(house.store.programme(march(1), 31, None).await.unwrap(), []);
    assert_eq!(house.store.own_events(&olga, 1).await.unwrap().total, 1);

    house.store.publish(&olga, id, version).await.unwrap();
    let seen = house.event(&Actor::Visitor, &draft.card.slug).await;
    assert!(!seen.mine);
    let place = &seen.sessions[0].place;
    assert_eq!((place.online, place.online_url.as_deref()), (true, None), "the address is for participants");
    assert_eq!(house.store.publish(&Actor::Visitor, id, seen.version).await, Err(EventRefusal::Forbidden));
}

#[tokio::test]
async fn a_draft_called_off_stays_its_organisers_own() {
    let house = house().await;
    let olga = house.olga().await;
    let draft = house.drafted(&olga, "Idee", &[online(2, "10:00", "12:00")]).await;
    house.store.cancel_event(&olga, draft.id, draft.version, "doch nicht").await.unwrap();
    assert_eq!(house.store.event(&Actor::Visitor, &draft.card.slug).await.unwrap(), None);
    assert_eq!(house.event(&olga, &draft.card.slug).await.card.state, EventState::Cancelled);
    assert_eq!(house.store.programme(march(1), 31, None).await.unwrap(), []);
    assert_eq!(house.waiting_mail().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_session_has_its_room_from_the_draft_on() {
    let house = house().await;
    house.furnished().await;
    let (olga, anna) = (house.olga().await, house.anna().await);
    let draft = house.drafted(&olga, "Vortrag", &[on_site("saal", 2, "10:00", "12:00")]).await;
    assert_eq!(draft.card.town.as_deref(), Some("Lemgo"));
    // The hall consists of A and B: its session blocks both.
    for room in ["saal-a", "saal-b", "saal"] {
        let refusal = house.store.book(&anna, booking(wish(room, 2, "11:00", "13:00"))).await.unwrap_err();
        assert!(matches!(refusal, BookingRefusal::Rules(_)), "{room}: {refusal:?}");
    }
    house.store.drop_session(&olga, draft.sessions[0].id, draft.version, "").await.unwrap();
    house.store.book(&anna, booking(wish("saal-a", 2, "11:00", "13:00"))).await.unwrap();
    assert_eq!(house.event(&olga, "vortrag").await.sessions, [], "in a draft it disappears");
}

#[tokio::test]
async fn a_room_follows_its_session() {
    let house = house().await;
    house.furnished().await;
    let (olga, anna) = (house.olga().await, house.anna().await);
    let event = house.published(&olga, "Vortrag", &[on_site("labor", 2, "10:00", "12:00")]).await;
    let session = event.sessions[0].id;
    let moved = on_site("saal-a", 3, "14:00", "16:00");
    house.store.change_session(&olga, session, event.version, moved).await.unwrap();

    let after = house.event(&olga, "vortrag").await;
    assert_eq!((after.version, after.sessions[0].sequence), (event.version + 1, event.sessions[0].sequence + 1));
    assert_eq!(after.sessions[0].uid, event.sessions[0].uid);
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    house.store.book(&anna, booking(wish("saal-a", 3, "15:00", "17:00"))).await.unwrap_err();
    assert!(house.waiting_mail().await.contains(&"session-changed".to_owned()));

    // To the net, and back into a room.
    house.store.change_session(&olga, session, after.version, online(3, "14:00", "16:00")).await.unwrap();
    house.store.book(&anna, booking(wish("saal-a", 3, "15:00", "17:00"))).await.unwrap();
    house
        .store
        .change_session(&olga, session, after.version + 1, on_site("saal-b", 3, "14:00", "16:00"))
        .await
        .unwrap();
    assert_eq!(house.event(&olga, "vortrag").await.sessions[0].sequence, 3);
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 3);
}

#[tokio::test]
async fn a_session_whose_new_room_is_taken_changes_nothing_and_is_offered_others() {
    let house = house().await;
    house.furnished().await;
    let (olga, anna) = (house.olga().await, house.anna().await);
    let event = house.published(&olga, "Vortrag", &[on_site("labor", 2, "10:00", "12:00")]).await;
    house.registered(event.sessions[0].id, "carla@example.org", &["Carla"]).await;
    house.store.book(&anna, booking(wish("saal-a", 3, "09:00", "11:00"))).await.unwrap();
    let before = house.contents(&TOUCHED).await;

    let wanted = SessionFields {
        title: Localised::of("de", "Neuer Titel"),
        capacity: Some(5),
        ..on_site("saal-a", 3, "10:00", "12:00")
    };
    let refusal = house.store.change_session(&olga, event.sessions[0].id, event.version, wanted).await.unwrap_err();
    let EventRefusal::Room(BookingRefusal::Rules(verdict)) = refusal else { panic!("{refusal:?}") };
    assert!(matches!(verdict.broken[..], [BrokenRule::Taken { .. }]), "{verdict:?}");
    assert!(!verdict.alternatives.is_empty());
    assert_eq!(house.contents(&TOUCHED).await, before);
}

#[tokio::test]
async fn a_session_that_stays_in_its_room_may_be_shifted_over_itself() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[on_site("labor", 2, "10:00", "12:00")]).await;
    house
        .store
        .change_session(&olga, event.sessions[0].id, event.version, on_site("labor", 2, "11:00", "13:00"))
        .await
        .unwrap();
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_sessions_moved_into_one_room_at_once_one_gets_it() {
    let house = house().await;
    let site = house.furnished().await;
    let olga = house.olga().await;
    let mut moves = Vec::new();
    for n in 0..12 {
        let room = format!("Raum {n}");
        house.space(site, &room).await;
        let title = format!("Vortrag {n}");
        let event = house.published(&olga, &title, &[on_site(&domain::text::slug(&room), 2, "10:00", "12:00")]).await;
        moves.push((event.sessions[0].id, event.version));
    }
    let mut tasks = JoinSet::new();
    for (session, version) in moves {
        let (store, olga) = (house.store.clone(), olga.clone());
        tasks.spawn(async move {
            store.change_session(&olga, session, version, on_site("labor", 2, "14:00", "16:00")).await
        });
    }
    let answers = tasks.join_all().await;
    let won = answers.iter().filter(|answer| answer.is_ok()).count();
    let refused = answers.iter().filter(|a| matches!(a, Err(EventRefusal::Room(BookingRefusal::Rules(_))))).count();
    assert_eq!((won, refused), (1, 11), "{answers:?}");
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 12);
    assert_eq!(house.count("SELECT count(*) FROM outbox WHERE kind = 'session-changed'").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_edit_what_they_all_saw_one_wins_and_the_others_are_told() {
    let house = house().await;
    let olga = house.olga().await;
    let draft = house.drafted(&olga, "Vortrag", &[]).await;
    let mut tasks = JoinSet::new();
    for n in 0..20 {
        let (store, olga, id, version) = (house.store.clone(), olga.clone(), draft.id, draft.version);
        tasks.spawn(async move { store.rewrite(&olga, id, version, event(&format!("Titel {n}"))).await });
    }
    let answers = tasks.join_all().await;
    let changed = answers.iter().filter(|a| **a == Err(EventRefusal::ChangedMeanwhile)).count();
    assert_eq!((answers.iter().filter(|a| a.is_ok()).count(), changed), (1, 19), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_session_whose_form_is_sent_ten_times_at_once_is_added_once() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let draft = house.drafted(&olga, "Vortrag", &[]).await;
    let form = request();
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let (store, olga, id, version) = (house.store.clone(), olga.clone(), draft.id, draft.version);
        let session = on_site("labor", 2, "10:00", "12:00");
        tasks.spawn(async move { store.add_session(&olga, form, id, version, session).await });
    }
    let answers = tasks.join_all().await;
    assert!(answers.iter().all(|answer| answer.is_ok() && *answer == answers[0]), "{answers:?}");
    assert_eq!(house.event(&olga, "vortrag").await.sessions.len(), 1);
    let other = house.drafted(&olga, "Anderes", &[]).await;
    let again = house.store.add_session(&olga, form, other.id, other.version, online(3, "10:00", "12:00")).await;
    assert_eq!(again, Err(EventRefusal::NotFound), "a form belongs to one event");
}

#[tokio::test]
async fn an_event_called_new_does_not_take_the_address_of_the_form_for_new_events() {
    let house = house().await;
    let draft = house.drafted(&house.olga().await, "New", &[]).await;
    assert_eq!(draft.card.slug, "new-2");
}

#[tokio::test]
async fn publishing_twice_publishes_once() {
    let house = house().await;
    let olga = house.olga().await;
    let draft = house.drafted(&olga, "Vortrag", &[online(2, "10:00", "12:00")]).await;
    for _ in 0..2 {
        house.store.publish(&olga, draft.id, draft.version).await.unwrap();
    }
    assert_eq!(house.event(&olga, "vortrag").await.version, draft.version + 1);
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'published'").await, 1);
}

#[tokio::test]
async fn calling_an_event_off_frees_its_rooms_tells_everybody_why_and_leaves_its_page() {
    let house = house().await;
    house.furnished().await;
    let (olga, anna) = (house.olga().await, house.anna().await);
    let sessions = [on_site("labor", 2, "10:00", "12:00"), on_site("labor", 3, "10:00", "12:00")];
    let event = house.published(&olga, "Vortrag", &sessions).await;
    let over = house.registered(event.sessions[0].id, "bernd@example.org", &["Bernd"]).await;
    house.store.confirm(&over).await.unwrap();
    let token = house.registered(event.sessions[1].id, "carla@example.org", &["Carla"]).await;
    house.store.confirm(&token).await.unwrap();
    house.deliver().await;
    house.set_clock("2027-03-02T18:00:00Z");

    house.store.cancel_event(&olga, event.id, event.version, " Krankheit ").await.unwrap();

    let mails = house.deliver().await;
    let [
        MailFacts::Registration {
            to, act: RegistrationMail::SessionCancelled, reason, sequence: 2, registration, ..
        },
    ] = &mails[..]
    else {
        panic!("{mails:?}")
    };
    assert_eq!((to.as_str(), reason.as_str()), ("carla@example.org", "Krankheit"));
    assert!(registration.session.cancelled);
    let page = house.event(&Actor::Visitor, "vortrag").await;
    assert_eq!(page.card.state, EventState::Cancelled);
    let off: Vec<bool> = page.sessions.iter().map(|session| session.cancelled).collect();
    assert_eq!(off, [false, true], "what took place took place");
    assert_eq!(titles(&house, EventQuery::default()).await, Vec::<String>::new());
    house.store.book(&anna, booking(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
    let again = house.store.cancel_event(&olga, event.id, page.version, "").await;
    assert_eq!(again, Err(EventRefusal::NotNow(EventState::Cancelled)));
}

#[tokio::test]
async fn a_published_session_called_off_is_shown_as_such_and_its_room_is_free() {
    let house = house().await;
    house.furnished().await;
    let (olga, anna) = (house.olga().await, house.anna().await);
    let sessions = [on_site("labor", 2, "10:00", "12:00"), online(3, "10:00", "12:00")];
    let event = house.published(&olga, "Vortrag", &sessions).await;
    house.store.drop_session(&olga, event.sessions[0].id, event.version, "").await.unwrap();
    let page = house.event(&Actor::Visitor, "vortrag").await;
    assert_eq!((page.sessions.len(), page.sessions[0].cancelled, page.sessions[0].sequence), (2, true, 1));
    assert_eq!(page.card.next.as_ref().map(|next| next.id), Some(event.sessions[1].id));
    assert_eq!((page.card.format, page.card.town), (Format::Online, None));
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let change =
        house.store.change_session(&olga, event.sessions[0].id, page.version, online(4, "10:00", "12:00")).await;
    assert_eq!(change, Err(EventRefusal::NotNow(EventState::Cancelled)));
    let programme = house.store.programme(march(1), 7, None).await.unwrap();
    let off: Vec<bool> = programme.iter().map(|card| card.next.as_ref().unwrap().cancelled).collect();
    assert_eq!(off, [true, false], "a calendar that has it must learn that it is off");
}

#[tokio::test]
async fn a_session_never_has_fewer_seats_than_are_taken() {
    let house = house().await;
    let olga = house.olga().await;
    let ten = SessionFields { capacity: Some(10), ..online(2, "10:00", "12:00") };
    let event = house.published(&olga, "Vortrag", std::slice::from_ref(&ten)).await;
    let session = event.sessions[0].id;
    house.store.register(registration(session, "familie@example.org", &["A", "B", "C"])).await.unwrap();
    let two = SessionFields { capacity: Some(2), ..ten.clone() };
    let refusal = house.store.change_session(&olga, session, event.version, two).await.unwrap_err();
    assert_eq!(refusal, EventRefusal::FewerSeatsThanTaken { taken: 3 });
    let three = SessionFields { capacity: Some(3), ..ten };
    house.store.change_session(&olga, session, event.version, three).await.unwrap();
    let now = house.event(&Actor::Visitor, "vortrag").await.sessions.remove(0);
    assert_eq!(
        (now.capacity, now.left, now.open, now.sequence),
        (Some(3), Some(0), false, 0),
        "no time, no place: no news"
    );
    assert!(!house.waiting_mail().await.contains(&"session-changed".to_owned()));
}

#[tokio::test]
async fn a_new_title_reaches_the_rooms_and_changes_no_calendar() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let draft = house.published(&olga, "Vortrag", &[on_site("labor", 2, "10:00", "12:00")]).await;
    house.store.rewrite(&olga, draft.id, draft.version, event("Lesung")).await.unwrap();
    assert_eq!(house.words("SELECT title FROM booking").await, ["Lesung"]);
    let after = house.event(&olga, "vortrag").await;
    assert_eq!((after.sessions[0].title.get("de"), after.sessions[0].sequence), ("Lesung", 0));
}

#[tokio::test]
async fn the_programme_is_narrowed_by_every_field() {
    let house = house().await;
    house.furnished().await;
    let detmold = house.site("Kronenplatz", "Detmold").await;
    house.space(detmold, "Foyer").await;
    let olga = house.olga().await;
    let store = &house.store;

    house.published(&olga, "Übung im Löten", &[on_site("labor", 4, "10:00", "12:00")]).await;
    let seats = SessionFields {
        capacity: Some(1),
        speakers: vec![Speaker::named("Änne Straßburg")],
        ..on_site("foyer", 3, "10:00", "12:00")
    };
    let full = house.published(&olga, "Energie", &[seats]).await;
    house.registered(full.sessions[0].id, "anna@example.org", &["Anna"]).await;
    let net = store
        .draft(&olga, request(), EventFields { dimensions: vec![Dimension::Deepening], ..event("Netz") })
        .await
        .unwrap();
    let net = house.event(&olga, &net).await;
    store.add_session(&olga, request(), net.id, net.version, online(2, "10:00", "12:00")).await.unwrap();
    store.publish(&olga, net.id, net.version + 1).await.unwrap();
    let both =
        SessionFields { online_url: Some("https://x.example.org".into()), ..on_site("saal", 5, "10:00", "12:00") };
    house.published(&olga, "Beides", &[both]).await;

    let all = EventQuery::default();
    assert_eq!(titles(&house, all.clone()).await, ["Netz", "Energie", "Übung im Löten", "Beides"], "by next session");
    let town = EventQuery { town: Some("Detmold".into()), ..all.clone() };
    assert_eq!(titles(&house, town).await, ["Energie"]);
    for (format, found) in [
        (Format::OnSite, vec!["Energie", "Übung im Löten"]),
        (Format::Online, vec!["Netz"]),
        (Format::Hybrid, vec!["Beides"]),
    ] {
        assert_eq!(titles(&house, EventQuery { format: Some(format), ..all.clone() }).await, found);
    }
    let deep = EventQuery { dimension: Some(Dimension::Deepening), ..all.clone() };
    assert_eq!(titles(&house, deep).await, ["Netz"]);
    let of = |organiser| EventQuery { organiser: Some(organiser), ..all.clone() };
    let hers = house.event(&olga, "energie").await.card.organiser.id;
    assert_eq!(titles(&house, of(hers)).await, titles(&house, all.clone()).await);
    assert_eq!(titles(&house, of(OrganisationId(uuid::Uuid::nil()))).await, [""; 0]);
    let seats = EventQuery { with_seats: true, ..all.clone() };
    assert_eq!(titles(&house, seats).await, ["Netz", "Übung im Löten", "Beides"]);
    let days = EventQuery { from: Some(march(3)), until: Some(march(4)), ..all.clone() };
    assert_eq!(titles(&house, days).await, ["Energie", "Übung im Löten"]);
    for (words, found) in [
        ("übung", vec!["Übung im Löten"]),
        ("Uebungen", vec!["Übung im Löten"]),
        ("LÖTEN haus", vec!["Übung im Löten"]),
        ("strassburg", vec!["Energie"]),
        ("detmold hochschule", vec!["Energie"]),
        ("energie lemgo", vec![]),
    ] {
        assert_eq!(titles(&house, EventQuery { words: words.into(), ..all.clone() }).await, found, "{words}");
    }
    house.set_clock("2027-03-03T12:00:00Z");
    assert_eq!(titles(&house, all).await, ["Übung im Löten", "Beides"], "what is over is not on");
}

#[tokio::test]
async fn free_places_are_found_only_where_one_can_register_now() {
    let house = house().await;
    let olga = house.olga().await;
    let seats = || async { titles(&house, EventQuery { with_seats: true, ..EventQuery::default() }).await };
    let one = |day, from, until| SessionFields { capacity: Some(1), ..online(day, from, until) };
    let event = house.published(&olga, "Vortrag", &[one(9, "10:00", "11:00"), one(9, "13:00", "14:00")]).await;
    assert_eq!(seats().await, ["Vortrag"]);
    let choose = |opens: Option<&'static str>, closes: Option<&'static str>| {
        let (house, olga) = (&house, &olga);
        async move {
            let event = house.event(olga, "vortrag").await;
            let at = |text: Option<&str>| text.map(|text| text.parse().unwrap());
            let rules = RegistrationRules { opens: at(opens), closes: at(closes), ..event.rules };
            house.store.choose_rules(olga, event.id, event.version, rules).await.unwrap();
        }
    };
    choose(Some("2027-03-01T09:00:00"), None).await;
    assert_eq!(seats().await, [""; 0], "it opens at nine");
    choose(None, Some("2027-03-01T09:00:00")).await;
    assert_eq!(seats().await, ["Vortrag"]);
    house.set_clock("2027-03-01T08:00:00Z");
    assert_eq!(seats().await, [""; 0], "it closed at nine");
    choose(None, None).await;

    // Whoever waits for any session is offered what becomes free in the other one.
    for (session, email) in event.sessions.iter().zip(["anna@example.org", "amir@example.org"]) {
        let token = house.registered(session.id, email, &["A"]).await;
        house.store.confirm(&token).await.unwrap();
        if email.starts_with("amir") {
            let wish = registration(event.sessions[0].id, "ben@example.org", &["Ben"]);
            let wish = NewRegistration { wait: Some(Wait { anywhere: true }), ..wish };
            house.store.register(wish).await.unwrap();
            let Some(MailFacts::Registration { token: ben, .. }) = house.deliver().await.pop() else {
                panic!("no mail")
            };
            house.store.confirm(&ben).await.unwrap();
            house.store.cancel_registration(&token).await.unwrap();
        }
    }
    assert_eq!(seats().await, [""; 0], "the card says so too");
    assert!(!house.event(&olga, "vortrag").await.sessions[1].open);
}

#[tokio::test]
async fn topics_narrow_the_programme_and_unknown_ones_are_left_out() {
    let house = house().await;
    let olga = house.olga().await;
    let topics =
        "INSERT INTO topic (slug, name) VALUES ('energie', '{\"de\":\"Energie\"}'), ('bauen', '{\"de\":\"Bauen\"}')";
    sea_orm::ConnectionTrait::execute_unprepared(house.store.connection(), topics).await.unwrap();
    let fields = EventFields { topics: vec!["energie".into(), "gibtsnicht".into()], ..event("Wärme") };
    let slug = house.store.draft(&olga, request(), fields).await.unwrap();
    let draft = house.event(&olga, &slug).await;
    house.store.add_session(&olga, request(), draft.id, draft.version, online(2, "10:00", "12:00")).await.unwrap();
    house.store.publish(&olga, draft.id, draft.version + 1).await.unwrap();
    assert_eq!(draft.card.topics.iter().map(|t| t.slug.as_str()).collect::<Vec<_>>(), ["energie"]);
    let about = |slug: &str| EventQuery { topic: Some(slug.into()), ..EventQuery::default() };
    assert_eq!(titles(&house, about("energie")).await, ["Wärme"]);
    assert_eq!(titles(&house, about("bauen")).await, Vec::<String>::new());
    let names: Vec<String> = house.store.topics().await.unwrap().iter().map(|t| t.name.get("de").to_owned()).collect();
    assert_eq!(names, ["Bauen", "Energie"]);
}

#[tokio::test]
async fn a_long_programme_comes_in_pages_of_twenty() {
    let house = house().await;
    let olga = house.olga().await;
    for n in 0..23 {
        let (from, until) = (format!("{:02}:{:02}", 8 + n / 4, n % 4 * 15), "20:00");
        house.published(&olga, &format!("Vortrag {n}"), &[online(2, &from, until)]).await;
    }
    let page = async |number| house.store.events(&EventQuery::default(), number).await.unwrap();
    let (first, second, third) = (page(1).await, page(2).await, page(3).await);
    assert_eq!((first.items.len(), second.items.len(), third.items.len()), (20, 3, 0));
    assert_eq!((first.total, third.total, first.pages()), (23, 23, 2));
    assert_eq!(second.items[2].title.get("de"), "Vortrag 22");
    let own = house.store.own_events(&olga, 2).await.unwrap();
    assert_eq!((own.items.len(), own.total), (3, 23));
}

#[tokio::test]
async fn an_organisers_list_shows_drafts_first() {
    let house = house().await;
    let olga = house.olga().await;
    house.drafted(&olga, "Entwurf", &[]).await;
    house.pass(TimeDelta::minutes(1));
    house.published(&olga, "Alt", &[online(2, "10:00", "12:00")]).await;
    house.pass(TimeDelta::minutes(1));
    house.published(&olga, "Neu", &[online(2, "10:00", "12:00")]).await;
    let own = house.store.own_events(&olga, 1).await.unwrap();
    assert_eq!(own.items.iter().map(|card| card.title.get("de")).collect::<Vec<_>>(), ["Entwurf", "Neu", "Alt"]);
}

#[tokio::test]
async fn a_calendar_gets_one_card_per_session_of_its_days() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let sessions =
        [on_site("labor", 2, "10:00", "12:00"), online(3, "10:00", "12:00"), on_site("labor", 9, "10:00", "12:00")];
    house.published(&olga, "Reihe", &sessions).await;
    let starts = async |first, days, site| -> Vec<String> {
        let cards = house.store.programme(first, days, site).await.unwrap();
        cards.iter().map(|card| card.next.as_ref().unwrap().when.local.from.format("%d.").to_string()).collect()
    };
    assert_eq!(starts(march(1), 7, None).await, ["02.", "03."]);
    assert_eq!(starts(march(3), 7, None).await, ["03.", "09."]);
    assert_eq!(starts(march(1), 31, Some("haus")).await, ["02.", "09."]);
    assert_eq!(starts(march(4), 5, None).await, Vec::<String>::new());
}

async fn with_rules(house: &House, rules: RuleBook) -> SiteId {
    let site = house.site("Haus", "Lemgo").await;
    house.space_with(site, "Labor", |space| space.rules = rules).await;
    house.space(site, "Saal").await;
    site
}

fn how(how: How) -> RuleBook {
    RuleBook { admission: Some(vec![AdmissionRule { who: Who::Everybody, how }]), ..RuleBook::default() }
}

#[tokio::test]
async fn a_session_is_bound_by_the_rules_of_its_space_like_every_booking() {
    let laser = Qualification { key: "laser".into(), name: Localised::of("de", "Laserschein") };
    let quota = Quota { minutes: Some(60), per: Period::Week, counted: Counted::Space };
    for (rules, expected) in [
        (how(How::Never), "NotAdmitted"),
        (how(How::Ask), "AskFirst"),
        (RuleBook { notice_minutes: Some(3 * 1440), ..RuleBook::default() }, "TooSoon"),
        (RuleBook { quota: Some(quota), ..RuleBook::default() }, "QuotaExceeded"),
        (RuleBook { qualifications: Some(vec![laser]), ..RuleBook::default() }, "QualificationMissing"),
    ] {
        let house = house().await;
        with_rules(&house, rules).await;
        let olga = house.olga().await;
        let draft = house.drafted(&olga, "Vortrag", &[]).await;
        let before = house.contents(&TOUCHED).await;
        let fields =
            SessionFields { override_reason: Some("Wir sind es".into()), ..on_site("labor", 2, "10:00", "12:00") };
        let refused = house.store.add_session(&olga, request(), draft.id, 1, fields.clone()).await.unwrap_err();
        let EventRefusal::Room(BookingRefusal::Rules(verdict)) = refused else { panic!("{refused:?}") };
        assert!(format!("{:?}", verdict.broken).starts_with(&format!("[{expected}")), "{:?}", verdict.broken);
        assert!(verdict.liftable_by(Lifter::Keeper));
        let elsewhere = |way: &&Alternative| way.space.slug == "saal";
        assert!(verdict.alternatives.iter().any(|way| elsewhere(&way)), "{:?}", verdict.alternatives);
        assert_eq!(house.contents(&TOUCHED).await, before);
        // It may well lie behind the horizon: an event is planned years ahead.
        let far = SessionFields { date: march(2) + TimeDelta::days(728), ..on_site("saal", 2, "10:00", "12:00") };
        house.store.add_session(&olga, request(), draft.id, 1, far).await.unwrap();
    }
}

#[tokio::test]
async fn a_keeper_places_her_session_against_the_rules_for_a_reason() {
    let house = house().await;
    let site = with_rules(&house, RuleBook { longest_minutes: Some(60), ..RuleBook::default() }).await;
    let Actor::Account(olga) = house.olga().await else { unreachable!() };
    let olga = Actor::Account(Person { keeps: vec![site], ..olga });
    let draft = house.drafted(&olga, "Vortrag", &[]).await;
    let fields = on_site("labor", 2, "10:00", "12:00");
    let refused = house.store.add_session(&olga, request(), draft.id, 1, fields.clone()).await.unwrap_err();
    assert!(matches!(broken(refused)[..], [BrokenRule::TooLong { .. }]));
    let because = SessionFields { override_reason: Some("Abnahme".into()), ..fields };
    house.store.add_session(&olga, request(), draft.id, 1, because).await.unwrap();
    let written = "SELECT count(*) FROM audit WHERE act = 'overrode' AND kind = 'booking'
        AND CAST(detail AS text) LIKE '%Abnahme%' AND CAST(detail AS text) LIKE '%TooLong%'";
    assert_eq!(house.count(written).await, 1);
}

#[tokio::test]
async fn a_booking_that_was_agreed_to_becomes_the_room_of_a_session() {
    let house = house().await;
    let site = with_rules(&house, how(How::Ask)).await;
    let olga = house.olga().await;
    let Actor::Account(rosa) = house.berta().await else { unreachable!() };
    let rosa = Actor::Account(Person { keeps: vec![site], ..rosa });
    let draft = house.published(&olga, "Vortrag", &[on_site("saal", 3, "10:00", "12:00")]).await;
    let fields = on_site("labor", 2, "10:00", "12:00");
    let session = draft.sessions[0].id;
    let move_it = async || house.store.change_session(&olga, session, draft.version, fields.clone()).await;
    assert!(matches!(broken(move_it().await.unwrap_err())[..], [BrokenRule::AskFirst]));

    let asked = house.store.book(&olga, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    assert!(matches!(broken(move_it().await.unwrap_err())[..], [BrokenRule::AskFirst, ..]), "nobody answered yet");
    house.store.answer(&rosa, asked, 1, Answer::Approve(None)).await.unwrap();

    let colleague = house.person("Otto", &organisation_ref(&olga), Role::Organiser).await;
    let refused = house.store.change_session(&colleague, session, draft.version, fields.clone()).await.unwrap_err();
    assert!(broken(refused).iter().any(|rule| matches!(rule, BrokenRule::Taken { .. })), "it is Olga's booking");
    move_it().await.unwrap();

    let its = house.store.booking(&olga, asked).await.unwrap().unwrap();
    assert_eq!(its.event.map(|(slug, _)| slug), Some(draft.card.slug.clone()));
    assert_eq!((its.title.as_str(), its.changeable), ("Vortrag", false));
    let room = house.event(&olga, &draft.card.slug).await.sessions[0].place.space.clone().unwrap().slug;
    assert_eq!((room.as_str(), house.overlaps().await), ("labor", 0));
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 1, "the old room is free");
    house.deliver().await;
    house.store.drop_session(&olga, session, draft.version + 1, "").await.unwrap();
    assert!(house.waiting_mail().await.contains(&"booking-cancelled".to_owned()), "her calendar has it");
}

fn organisation_ref(actor: &Actor) -> OrganisationRef {
    actor.person().unwrap().acting().unwrap().organisation.clone()
}
