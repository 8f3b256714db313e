//! What events say of themselves in public.

#![expect(clippy::unwrap_used, reason = "tests")]

use domain::{
    desk::{CopiedSession, EventCopy, EventDesk as _, EventFields, EventQuery, SessionFields},
    event::{AudienceType, EventRefusal},
    speaker::{Speaker, SpeakerFault},
    text::Localised,
};

use crate::common::{
    House, house,
    programme::{event, online},
    request,
};

async fn titles(house: &House, query: EventQuery) -> Vec<String> {
    let page = house.store.events(&query, 1).await.unwrap();
    page.items.iter().map(|card| card.title.get("de").to_owned()).collect()
}

#[tokio::test]
async fn the_programme_is_searched_for_words_and_not_for_the_marks_around_them() {
    let house = house().await;
    let olga = house.olga().await;
    let description =
        Localised::of("de", "Wir **löten** mit [Anna](https://example.org).\n\n<blink>Bürger*innen</blink>");
    let slug = house.store.draft(&olga, request(), EventFields { description, ..event("Abend") }).await.unwrap();
    let draft = house.event(&olga, &slug).await;
    house.store.add_session(&olga, request(), draft.id, draft.version, online(2, "10:00", "12:00")).await.unwrap();
    house.store.publish(&olga, draft.id, draft.version + 1).await.unwrap();
    for (words, found) in [("löten Anna", 1), ("Bürger*innen", 1), ("holz", 0)] {
        let query = EventQuery { words: words.into(), ..EventQuery::default() };
        assert_eq!(titles(&house, query).await.len(), found, "{words}");
    }
}

#[tokio::test]
async fn only_what_is_public_says_more_of_itself() {
    let house = house().await;
    let olga = house.olga().await;
    let public = house.published(&olga, "Abend", &[online(2, "10:00", "12:00")]).await;
    let draft = house.drafted(&olga, "Entwurf", &[]).await;
    let about = |title: &str| EventFields { description: Localised::of("de", "*Mehr*"), ..event(title) };
    house.store.rewrite(&olga, public.id, public.version, about("Abend")).await.unwrap();
    house.store.rewrite(&olga, draft.id, draft.version, about("Entwurf")).await.unwrap();
    let found = house.store.descriptions(&["abend".into(), "entwurf".into(), "nichts".into()]).await.unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [("abend".to_owned(), Localised::of("de", "*Mehr*"))]);
}

fn anna() -> Speaker {
    Speaker {
        role: Localised::of("de", "Leiterin"),
        affiliation: "Lernfabrik".into(),
        portrait: Localised::of("de", "Baut Orgeln.\nUnd spielt sie."),
        url: Some("https://example.org/anna".into()),
        ..Speaker::named("Anna")
    }
}

#[tokio::test]
async fn what_is_said_of_a_speaker_is_kept_found_changed_and_copied() {
    let house = house().await;
    let olga = house.olga().await;
    let untidy = Speaker { name: " Anna ".into(), ..anna() };
    let fields = SessionFields { speakers: vec![untidy, Speaker::default()], ..online(2, "10:00", "12:00") };
    let event = house.published(&olga, "Orgeln", std::slice::from_ref(&fields)).await;
    assert_eq!(event.sessions[0].speakers, [anna()]);
    let query = EventQuery { words: "anna lernfabrik".into(), ..EventQuery::default() };
    assert_eq!(titles(&house, query).await, ["Orgeln"]);

    let session = event.sessions[0].id;
    let copied = CopiedSession { of: session, when: online(9, "10:00", "12:00").span(), space: None };
    let copy = EventCopy { request: request(), of: event.id, version: event.version, sessions: vec![copied] };
    let slug = house.store.copy_event(&olga, copy).await.unwrap();
    assert_eq!(house.event(&olga, &slug).await.sessions[0].speakers, [anna()]);

    let both = SessionFields { speakers: vec![Speaker::named("Ben"), anna()], ..fields };
    house.store.change_session(&olga, session, event.version, both).await.unwrap();
    let after = house.event(&olga, "orgeln").await;
    assert_eq!(after.sessions[0].speakers, [Speaker::named("Ben"), anna()]);
    assert_eq!(after.sessions[0].sequence, 0, "nobody has to be told");
}

#[tokio::test]
async fn a_speaker_that_does_not_fit_is_named_and_nothing_is_saved() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.drafted(&olga, "Orgeln", &[]).await;
    for (wrong, fault) in [
        (Speaker { url: Some("http://example.org".into()), ..anna() }, SpeakerFault::Url),
        (Speaker { portrait: Localised::of("de", "x".repeat(601)), ..anna() }, SpeakerFault::Portrait),
        (Speaker { name: " ".into(), ..anna() }, SpeakerFault::Name),
    ] {
        let fields = SessionFields { speakers: vec![anna(), wrong], ..online(2, "10:00", "12:00") };
        let refusal = house.store.add_session(&olga, request(), event.id, event.version, fields).await;
        assert_eq!(refusal, Err(EventRefusal::Speaker(1, fault)));
    }
    assert_eq!(house.event(&olga, "orgeln").await.sessions, []);
}

#[tokio::test]
async fn a_session_keeps_its_track_and_is_found_by_it() {
    let house = house().await;
    let olga = house.olga().await;
    let track = Localised::of("de", " Handwerk ").and("en", "Crafts");
    let fields = SessionFields { track, ..online(2, "10:00", "12:00") };
    let event = house.published(&olga, "Tag", std::slice::from_ref(&fields)).await;
    assert_eq!(event.sessions[0].track, Localised::of("de", "Handwerk").and("en", "Crafts"));
    let query = EventQuery { words: "handwerk".into(), ..EventQuery::default() };
    assert_eq!(titles(&house, query).await, ["Tag"]);
    let long = SessionFields { track: Localised::of("de", "x".repeat(61)), ..fields.clone() };
    let session = event.sessions[0].id;
    assert_eq!(house.store.change_session(&olga, session, event.version, long).await, Err(EventRefusal::Track));
    let none = SessionFields { track: Localised::default(), ..fields };
    house.store.change_session(&olga, session, event.version, none).await.unwrap();
    assert_eq!(house.event(&olga, "tag").await.sessions[0].track, Localised::default());
}

#[tokio::test]
async fn the_programme_is_narrowed_by_whom_an_event_is_for() {
    let house = house().await;
    let olga = house.olga().await;
    let mut slugs = Vec::new();
    for (title, audiences) in [
        ("Abend", vec![]),
        ("Messe", vec![AudienceType::StartUps, AudienceType::Companies, AudienceType::StartUps]),
        ("Labor", vec![AudienceType::Pupils]),
    ] {
        let slug = house.store.draft(&olga, request(), EventFields { audiences, ..event(title) }).await.unwrap();
        let draft = house.event(&olga, &slug).await;
        house.store.add_session(&olga, request(), draft.id, draft.version, online(2, "10:00", "12:00")).await.unwrap();
        house.store.publish(&olga, draft.id, draft.version + 1).await.unwrap();
        slugs.push(slug);
    }
    let fair = house.event(&olga, "messe").await;
    assert_eq!(fair.audiences, [AudienceType::Companies, AudienceType::StartUps]);
    let of = |audience| EventQuery { audience: Some(audience), ..EventQuery::default() };
    assert_eq!(titles(&house, of(AudienceType::Companies)).await, ["Messe"]);
    assert_eq!(titles(&house, of(AudienceType::Pupils)).await, ["Labor"]);
    assert_eq!(titles(&house, of(AudienceType::Everyone)).await, [""; 0]);

    let copied = CopiedSession { of: fair.sessions[0].id, when: online(9, "10:00", "12:00").span(), space: None };
    let copy = EventCopy { request: request(), of: fair.id, version: fair.version, sessions: vec![copied] };
    let slug = house.store.copy_event(&olga, copy).await.unwrap();
    assert_eq!(house.event(&olga, &slug).await.audiences, fair.audiences);

    let fields = EventFields { audiences: vec![AudienceType::Everyone], ..event("Messe") };
    house.store.rewrite(&olga, fair.id, fair.version, fields).await.unwrap();
    assert_eq!(titles(&house, of(AudienceType::Everyone)).await, ["Messe"]);
    assert_eq!(titles(&house, of(AudienceType::StartUps)).await, [""; 0]);
}
