//! What events say of themselves in public.

use domain::{
    desk::{EventDesk as _, EventFields, EventQuery},
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
    let description = Localised::of("de", "Wir **löten** mit [Anna](https://example.org).\n\n<blink>Bürger*innen</blink>");
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
