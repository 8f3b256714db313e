//! The topics of events, as the region looks after them.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, house, programme::event};
use domain::{
    access::Actor,
    desk::{EventDesk, EventFields, TopicDesk},
    text::Localised,
    topic::TopicRefusal,
};

fn named(de: &str) -> Localised {
    Localised::of("de", de)
}

async fn topics(house: &House, region: &Actor) -> Vec<(String, u64, bool)> {
    let all = house.store.kept_topics(region).await.unwrap().unwrap();
    all.into_iter().map(|one| (one.topic.slug, one.events, one.retired)).collect()
}

/// A draft with these topics, by its part of an address.
async fn draft(house: &House, olga: &Actor, title: &str, topics: &[&str]) -> String {
    let topics = topics.iter().map(|slug| (*slug).to_owned()).collect();
    let fields = EventFields { topics, ..event(title) };
    house.store.draft(olga, crate::common::request(), fields).await.unwrap()
}

async fn of(house: &House, olga: &Actor, slug: &str) -> Vec<String> {
    house.event(olga, slug).await.card.topics.into_iter().map(|topic| topic.slug).collect()
}

#[tokio::test]
async fn a_topic_is_added_once_and_renamed_and_its_address_stays() {
    let house = house().await;
    let region = house.region().await;
    for _ in 0..2 {
        assert_eq!(house.store.add_topic(&region, named("Energie")).await.as_deref(), Ok("energie"));
    }
    for (name, refusal) in
        [("ENERGIE", TopicRefusal::NameTaken), (" ", TopicRefusal::Name), ("New", TopicRefusal::NameTaken)]
    {
        assert_eq!(house.store.add_topic(&region, named(name)).await, Err(refusal), "{name}");
    }
    house.store.add_topic(&region, named("Bauen")).await.unwrap();
    house.store.rename_topic(&region, "energie", 1, named("Energie und Wärme")).await.unwrap();
    let late = house.store.rename_topic(&region, "energie", 1, named("Strom")).await;
    assert_eq!(late, Err(TopicRefusal::ChangedMeanwhile));
    let taken = house.store.rename_topic(&region, "energie", 2, named("bauen")).await;
    assert_eq!(taken, Err(TopicRefusal::NameTaken));
    let names: Vec<_> = house.store.topics().await.unwrap().into_iter().map(|topic| topic.name).collect();
    assert_eq!(names, [named("Bauen"), named("Energie und Wärme")]);
    assert_eq!(topics(&house, &region).await, [("bauen".into(), 0, false), ("energie".into(), 0, false)]);
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act LIKE 'topic-%'").await, 3);
}

#[tokio::test]
async fn a_retired_topic_stays_with_its_events_and_no_other_gets_it() {
    let house = house().await;
    let (region, olga) = (house.region().await, house.olga().await);
    house.store.add_topic(&region, named("Energie")).await.unwrap();
    let old = draft(&house, &olga, "Alt", &["energie"]).await;
    house.store.retire_topic(&region, "energie", true).await.unwrap();
    assert_eq!(house.store.topics().await.unwrap(), []);
    let new = draft(&house, &olga, "Neu", &["energie"]).await;
    assert_eq!((of(&house, &olga, &old).await, of(&house, &olga, &new).await), (vec!["energie".to_owned()], vec![]));

    let view = house.event(&olga, &old).await;
    let fields = EventFields { topics: vec!["energie".into()], ..event("Alt, neu gesagt") };
    house.store.rewrite(&olga, view.id, view.version, fields).await.unwrap();
    assert_eq!(of(&house, &olga, &old).await, ["energie"], "rewritten it keeps it");
    assert_eq!(topics(&house, &region).await, [("energie".into(), 1, true)]);
    house.store.retire_topic(&region, "energie", false).await.unwrap();
    assert_eq!(house.store.topics().await.unwrap().len(), 1);
}

#[tokio::test]
async fn merging_gives_every_event_the_other_topic_and_none_of_them_twice() {
    let house = house().await;
    let (region, olga) = (house.region().await, house.olga().await);
    for name in ["Energie", "Strom"] {
        house.store.add_topic(&region, named(name)).await.unwrap();
    }
    let one = draft(&house, &olga, "Eins", &["strom"]).await;
    let both = draft(&house, &olga, "Beide", &["strom", "energie"]).await;
    assert_eq!(house.store.merge_topic(&region, "strom", "strom").await, Err(TopicRefusal::Same));
    assert_eq!(house.store.merge_topic(&region, "strom", "gas").await, Err(TopicRefusal::NotFound));
    assert_eq!(house.store.merge_topic(&region, "strom", "energie").await, Ok(2));
    for slug in [&one, &both] {
        assert_eq!(of(&house, &olga, slug).await, ["energie"], "{slug}");
    }
    assert_eq!(topics(&house, &region).await, [("energie".into(), 2, false)]);
    assert_eq!(house.store.merge_topic(&region, "strom", "energie").await, Err(TopicRefusal::NotFound), "sent twice");
}

#[tokio::test]
async fn topics_are_the_regions_alone() {
    let house = house().await;
    let olga = house.olga().await;
    house.store.add_topic(&house.region().await, named("Energie")).await.unwrap();
    for by in [&Actor::Visitor, &olga] {
        assert_eq!(house.store.kept_topics(by).await.unwrap(), None);
        let not = Err(TopicRefusal::NotFound);
        assert_eq!(house.store.add_topic(by, named("Bauen")).await, Err(TopicRefusal::NotFound));
        assert_eq!(house.store.rename_topic(by, "energie", 1, named("Bauen")).await, not);
        assert_eq!(house.store.retire_topic(by, "energie", true).await, not);
        assert_eq!(house.store.merge_topic(by, "energie", "energie").await, Err(TopicRefusal::NotFound));
    }
}
