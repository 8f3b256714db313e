//! What events say of themselves in public: pages, feeds, search engines.

#![expect(clippy::unwrap_used, reason = "tests")]

use domain::{
    desk::{EventDesk as _, EventFields, SessionFields},
    space::AccessFacts,
    speaker::Speaker,
    text::Localised,
};

use crate::common::{
    house::programme::{event, on_site, online},
    site, site_with,
};

const TEXT: &str =
    "# Ablauf\n\n- *Löten*\n- [Anfahrt](https://example.org)\n\n[x](javascript:y) <script>alert(1)</script>";
const SHOWN: &str = "<h3>Ablauf</h3><ul><li><em>Löten</em></li><li>\
                     <a href=\"https://example.org\" rel=\"nofollow noopener ugc\">Anfahrt</a></li></ul>\
                     <p>x &lt;script&gt;alert(1)&lt;/script&gt;</p>";

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
    assert!(site.get("/en/events/abend").await.body.contains("<div lang=\"de\" class=\"prose\">"));

    let feed = site.get("/events.atom").await.body;
    let content =
        feed.split_once("<content type=\"html\" xml:lang=\"de\">").unwrap().1.split_once("</content>").unwrap().0;
    assert!(content.starts_with("&lt;h2&gt;Ablauf&lt;/h2&gt;"), "{content}");
    assert!(content.contains("&amp;lt;script&amp;gt;alert(1)"), "{content}");
}

#[tokio::test]
async fn how_one_gets_in_is_said_on_the_page_of_the_event() {
    let site = site().await;
    let place = site.house.furnished().await;
    let olga = site.house.olga().await;
    let step_free = "Stufenlos von der Straße bis zum Platz";
    let rooms = [on_site("labor", 9, "10:00", "12:00"), on_site("saal", 9, "14:00", "15:00")];
    site.house.published(&olga, "Abend", &rooms).await;
    let page = site.get("/events/abend").await.body;
    assert_eq!(page.matches(step_free).count(), 1, "once, where it is the same everywhere");
    site.house
        .space_with(place, "Keller", |cellar| {
            cellar.access = Some(AccessFacts { induction_loop: true, ..AccessFacts::default() });
        })
        .await;
    let rooms = [on_site("labor", 10, "10:00", "12:00"), on_site("keller", 10, "14:00", "15:00")];
    site.house.published(&olga, "Morgen", &rooms).await;
    let page = site.get("/events/morgen").await.body;
    assert!(page.contains(step_free) && page.contains("Nicht stufenlos") && page.contains("Keller"), "{page}");
    site.house.published(&olga, "Netz", &[online(9, "10:00", "12:00")]).await;
    assert!(!site.get("/events/netz").await.body.contains("stufenlos"));
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

#[tokio::test]
async fn who_speaks_is_typed_without_javascript_and_shown_in_the_programme() {
    let site = site().await;
    let olga = site.house.olga().await;
    let draft = site.house.drafted(&olga, "Orgeln", &[]).await;
    let login = site.login("olga@example.org").await;
    let path = "/manage/events/orgeln/sessions/new";
    let form = site.get_as(&login, path).await;
    let (request, version) = (form.form_id(), draft.version.to_string());
    assert!(form.body.contains("name=\"speaker_0\"") && !form.body.contains("name=\"speaker_1\""));
    let mut typed = vec![
        ("request", request.as_str()),
        ("version", &version),
        ("date", "2027-03-09"),
        ("from", "10:00"),
        ("until", "12:00"),
        ("online", "https://meet.example.org/x"),
        ("speaker_0", "Anna <Beispiel>"),
        ("speaker_0_role_de", "Leiterin"),
        ("speaker_0_portrait_de", "Baut Orgeln."),
        ("speaker_0_url", "http://example.org/anna"),
    ];
    let more = site.post_as(&login, path, &[&typed[..], &[("do", "speaker")]].concat()).await;
    assert_eq!(more.status, 200, "nothing is saved yet");
    assert!(more.body.contains("name=\"speaker_1\"") && more.body.contains("value=\"Leiterin\""));
    let refused = site.post_as(&login, path, &typed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("href=\"#f-speaker_0_url\""), "{}", refused.body);

    typed.last_mut().unwrap().1 = "https://example.org/anna";
    typed.push(("speaker_1", ""));
    typed.push(("speaker_2", "Ben"));
    assert_eq!(site.post_as(&login, path, &typed).await.status, 303);
    let event = site.house.event(&olga, "orgeln").await;
    assert_eq!(event.sessions[0].speakers[1], Speaker::named("Ben"));
    site.house.store.publish(&olga, event.id, event.version).await.unwrap();
    let page = site.get("/events/orgeln").await.body;
    for part in [
        "mit Anna &lt;Beispiel&gt; und Ben",
        "<a href=\"https://example.org/anna\" rel=\"nofollow noopener ugc\">Anna &lt;Beispiel&gt;</a>",
        "Baut Orgeln.",
        "\"jobTitle\":\"Leiterin\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[tokio::test]
async fn a_programme_side_by_side_is_a_page_of_its_own_and_a_track_can_be_looked_at_alone() {
    let site = site().await;
    site.house.furnished().await;
    let olga = site.house.olga().await;
    let of = |track: &str, fields| SessionFields { track: Localised::of("de", track), ..fields };
    let titled = |title: &str, fields| SessionFields { title: Localised::of("de", title), ..fields };
    let sessions = [
        titled("Fräsen", of("Handwerk", on_site("labor", 9, "10:00", "12:00"))),
        titled("Fragen", of("Gespräche", on_site("saal", 9, "11:00", "12:00"))),
    ];
    site.house.published(&olga, "Tag", &sessions).await;
    let list = site.get("/events/tag").await.body;
    assert!(!list.contains("class=\"day-grid\""), "the list comes first");
    assert!(list.contains("href=\"/events/tag?view=grid#programme\""), "{list}");

    let grid = site.get("/events/tag?view=grid").await.body;
    let table = grid.split_once("<table class=\"day-grid\"").unwrap().1.split_once("</table>").unwrap().0;
    let fraesen = table.find("Fräsen").unwrap();
    assert!(fraesen < table.find("Fragen").unwrap(), "by time");
    assert!(table.contains("rowspan=\"2\"") && table.contains("<th scope=\"col\">Saal</th>"), "{table}");
    assert!(table.contains("href=\"/events/tag#session-"), "each leads to its place in the list");
    assert!(grid.contains("sessions--narrow"), "and on a phone the list is there");
    assert!(grid.contains("<meta name=\"robots\" content=\"noindex\""));

    let crafts = site.get("/events/tag?track=handwerk").await.body;
    assert!(crafts.contains("<h4>Fräsen</h4>") && !crafts.contains("<h4>Fragen</h4>"));
    let nothing = site.get("/events/tag?track=nichts&view=kreis").await.body;
    assert!(nothing.contains("<h4>Fräsen</h4>") && nothing.contains("<h4>Fragen</h4>"));
}

#[tokio::test]
async fn whom_an_event_is_for_is_ticked_shown_and_looked_for() {
    let site = site().await;
    site.house.olga().await;
    let login = site.login("olga@example.org").await;
    let request = site.get_as(&login, "/manage/events/new").await.form_id();
    let typed = [
        ("request", request.as_str()),
        ("title_de", "Messe"),
        ("summary_de", "Ein Tag."),
        ("dimension", "expansion"),
        ("language", "de"),
        ("audiences", "companies"),
        ("audiences", "pupils"),
        ("audience_de", "Bäckereien"),
    ];
    assert_eq!(site.post_as(&login, "/manage/events/new", &typed).await.status, 303);
    let form = site.get_as(&login, "/manage/events/messe/edit").await.body;
    let ticked = form.split('<').find(|tag| tag.starts_with("input") && tag.contains("value=\"pupils\"")).unwrap();
    assert!(ticked.contains("checked"), "{ticked}");
    let page = site.get_as(&login, "/events/messe").await.body;
    assert!(page.contains("<a href=\"/events?audience=companies\">Unternehmen</a>"), "{page}");
    assert!(page.contains("Bäckereien"));
    let none = site.get("/events?audience=start-ups").await.body;
    assert!(none.contains("ohne Start-ups"), "the filter can be taken away by its name");
    assert!(none.contains("<option value=\"start-ups\" selected"), "{none}");
}

/// The words of an element of an XML document that has no attributes.
fn element<'a>(xml: &'a str, name: &str) -> &'a str {
    xml.split_once(&format!("<{name}>")).unwrap().1.split_once(&format!("</{name}>")).unwrap().0
}

/// OpenSearch 1.1 draft 6, chapter 4.
#[tokio::test]
async fn a_browser_can_search_here_from_its_own_search_line() {
    let name = "Räume & Labore im OstWestfalenLippischen Land zwischen Weser und Ems";
    let site = site_with(&[("SPIELRAUM_NAME", name), ("SPIELRAUM_OPERATOR_EMAIL", "hallo@example.org")]).await;
    for (prefix, language) in [("", "de"), ("/en", "en")] {
        let page = site.get(&format!("{prefix}/events")).await.body;
        let link = page.split('<').find(|tag| tag.contains("rel=\"search\"")).unwrap();
        assert!(link.contains("type=\"application/opensearchdescription+xml\""), "{link}");
        assert!(link.contains(&format!("href=\"{prefix}/opensearch.xml\"")), "{link}");
        assert!(link.contains("title=\"Räume &amp; Labore"), "{link}");

        let answer = site.get(&format!("{prefix}/opensearch.xml")).await;
        assert_eq!(answer.header("content-type"), "application/opensearchdescription+xml");
        let mut reader = quick_xml::Reader::from_str(&answer.body);
        while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
        assert!(answer.body.contains("<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">"));
        let (short, long) = (element(&answer.body, "ShortName"), element(&answer.body, "LongName"));
        assert_eq!((short, long), ("Räume &amp; Labore", "Räume &amp; Labore im OstWestfalenLippischen Land"));
        assert_eq!(element(&answer.body, "Language"), language);
        assert_eq!(element(&answer.body, "InputEncoding"), "UTF-8");
        assert_eq!(element(&answer.body, "Contact"), "hallo@example.org");
        let template = format!("template=\"http://127.0.0.1:3000{prefix}/search?q={{searchTerms}}\"");
        assert!(answer.body.contains(&template), "{}", answer.body);
        let found = site.get(&format!("{prefix}/search?q=L%C3%B6ten")).await;
        assert_eq!(found.status, 200, "where it leads there is a page");
    }
    assert!(!crate::common::site().await.get("/opensearch.xml").await.body.contains("<Contact>"));
}
