//! The pages the law asks for, as the region writes them.

use crate::common::{House, house, march};
use domain::{
    about::{AboutRefusal, AboutText},
    access::{Actor, Person},
    desk::{NewText, TextDesk},
    organisation::Role,
};

fn new(version: i32, body: &str, reviewed: bool) -> NewText {
    NewText { text: AboutText::Imprint, language: "de".into(), version, body: body.into(), reviewed }
}

async fn auditor(house: &House) -> Actor {
    let town = house.organisation("Stadt").await;
    let Actor::Account(person) = house.person("Rita", &town, Role::Member).await else { unreachable!() };
    Actor::Account(Person { auditor: true, ..person })
}

#[tokio::test]
async fn the_region_writes_a_text_says_that_it_is_right_and_the_trail_keeps_every_one() {
    let house = house().await;
    let region = house.region().await;
    assert_eq!(house.store.about_text(AboutText::Imprint).await.unwrap(), []);
    house.store.write_about_text(&region, new(0, "Eins\r\n", false)).await.unwrap();
    let [one] = &house.store.about_text(AboutText::Imprint).await.unwrap()[..] else { panic!() };
    assert_eq!((one.body.as_str(), one.reviewed_on, one.version), ("Eins", None, 1));

    // The same text again, now looked over; and the same form sent twice.
    for _ in 0..2 {
        house.store.write_about_text(&region, new(1, "Eins", true)).await.unwrap();
    }
    house.store.write_about_text(&region, new(2, "Zwei", false)).await.unwrap();
    let [one] = &house.store.about_text(AboutText::Imprint).await.unwrap()[..] else { panic!() };
    assert_eq!((one.body.as_str(), one.reviewed_on, one.version), ("Zwei", Some(march(1)), 3));
    let acts = house.words("SELECT act FROM audit WHERE kind = 'platform' ORDER BY id").await;
    assert_eq!(acts, ["text-written", "text-reviewed", "text-written"]);
    let trail = house.contents(&["audit"]).await.join("\n");
    assert!(trail.contains("Eins") && trail.contains("Zwei"));
}

#[tokio::test]
async fn a_text_that_was_changed_meanwhile_is_not_written_over() {
    let house = house().await;
    let region = house.region().await;
    house.store.write_about_text(&region, new(0, "Eins", false)).await.unwrap();
    for version in [0, 2] {
        let late = house.store.write_about_text(&region, new(version, "Zwei", false)).await;
        assert_eq!(late, Err(AboutRefusal::ChangedMeanwhile), "{version}");
    }
    let english = NewText { language: "en".into(), ..new(0, "One", false) };
    house.store.write_about_text(&region, english).await.unwrap();
    assert_eq!(house.store.about_text(AboutText::Imprint).await.unwrap().len(), 2, "each language by itself");
    for (body, language, refusal) in [
        (" ", "de", AboutRefusal::Body),
        (&*"x".repeat(20_001), "de", AboutRefusal::Body),
        ("Un", "fr", AboutRefusal::NotFound),
    ] {
        let text = NewText { language: language.into(), ..new(1, body, false) };
        assert_eq!(house.store.write_about_text(&region, text).await, Err(refusal));
    }
}

#[tokio::test]
async fn nobody_but_the_region_writes_and_an_auditor_reads() {
    let house = house().await;
    let (anna, rita) = (house.anna().await, auditor(&house).await);
    for by in [&Actor::Visitor, &anna, &rita] {
        assert_eq!(house.store.write_about_text(by, new(0, "Eins", true)).await, Err(AboutRefusal::NotFound));
    }
    assert_eq!(house.store.about_texts(&anna).await.unwrap(), None);
    assert_eq!(house.store.about_texts(&rita).await.unwrap(), Some(vec![]));
}
