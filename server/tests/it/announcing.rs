//! What events say of themselves in public: pages, feeds, search engines.

use domain::{
    desk::{EventDesk as _, EventFields},
    text::Localised,
};

use crate::common::{
    house::{
        programme::{event, online},
        request,
    },
    site,
};

const TEXT: &str = "# Ablauf\n\n- *Löten*\n- [Anfahrt](https://example.org)\n\n<script>alert(1)</script> [x](javascript:y)";
const SHOWN: &str = "<h3>Ablauf</h3><ul><li><em>Löten</em></li><li>\
                     <a href=\"https://example.org\" rel=\"nofollow noopener ugc\">Anfahrt</a></li></ul>\
                     <p>&lt;script&gt;alert(1)&lt;/script&gt; x</p>";

#[tokio::test]
async fn a_description_is_a_structured_page_a_feed_of_html_and_plain_words_for_search_engines() {
    let site = site().await;
    let olga = site.house.olga().await;
    let public = site.house.published(&olga, "Abend", &[online(9, "10:00", "12:00")]).await;
    let fields = EventFields { description: Localised::of("de", TEXT), ..event("Abend") };
    site.house.store.rewrite(&olga, public.id, public.version, fields).await.unwrap();

    let page = site.get("/events/abend").await.body;
    assert!(page.contains(SHOWN), "{page}");
    assert!(page.contains(r"Ablauf\n\n- Löten\n- Anfahrt (https://example.org)"), "plain words in JSON-LD");
    assert!(site.get("/en/events/abend").await.body.contains("<div class=\"prose\" lang=\"de\">"));

    let feed = site.get("/events.atom").await.body;
    let content = feed.split_once("<content type=\"html\" xml:lang=\"de\">").unwrap().1.split_once("</content>").unwrap().0;
    assert!(content.starts_with("&lt;h2&gt;Ablauf&lt;/h2&gt;"), "{content}");
    assert!(content.contains("&amp;lt;script&amp;gt;alert(1)"), "{content}");
}

#[tokio::test]
async fn how_a_description_will_look_is_shown_before_anything_is_saved() {
    let site = site().await;
    let olga = site.house.olga().await;
    let login = site.login("olga@example.org").await;
    // Not even a title is needed to look.
    let typed = [("do", "look"), ("description_de", TEXT), ("audience_de", "Bäckereien")];
    let looked = site.post_as(&login, "/manage/events/new", &typed).await;
    assert_eq!(looked.status, 200);
    assert!(looked.body.contains(&SHOWN.replace("h3>", "h4>")), "{}", looked.body);
    assert!(looked.body.contains("value=\"Bäckereien\""), "nothing typed is lost");
    assert_eq!(site.house.count("SELECT count(*) FROM event").await, 0, "and nothing is saved");

    let draft = site.house.drafted(&olga, "Abend", &[]).await;
    let version = draft.version.to_string();
    let typed = [("do", "look"), ("version", &version), ("title_de", "Nacht"), ("description_de", "**Neu**")];
    let looked = site.post_as(&login, "/manage/events/abend/edit", &typed).await;
    assert!(looked.body.contains("<p><strong>Neu</strong></p>"), "{}", looked.body);
    assert_eq!(site.house.event(&olga, "abend").await.card.title.get("de"), "Abend");
}
