//! Series of events as visitors read them and organisers make them, without a script.

#![expect(clippy::unwrap_used, reason = "tests")]

use domain::{
    desk::{AccountDesk as _, BookingDesk as _, EventView, SeriesDesk as _, SessionFields},
    organisation::Role,
};
use serde_json::Value;

use crate::common::{
    Site,
    house::{
        booking,
        programme::{on_site, online},
        wish,
    },
    site,
};

async fn lecture(site: &Site) -> EventView {
    site.house.furnished().await;
    let olga = site.house.olga().await;
    let session = SessionFields { capacity: Some(8), ..on_site("labor", 2, "10:00", "12:00") };
    site.house.published(&olga, "Vortrag", &[session]).await
}

/// What a hidden field of a page has.
fn hidden(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// What search engines are told.
fn json_ld(page: &str) -> Value {
    let rest = page.split("<script type=\"application/ld+json\"").nth(1).unwrap();
    let json = rest.split_once('>').unwrap().1.split("</script>").next().unwrap();
    serde_json::from_str(json).unwrap()
}

#[tokio::test]
async fn an_event_is_repeated_every_date_shown_first_and_all_published_at_once() {
    let site = site().await;
    let event = lecture(&site).await;
    let anna = site.house.anna().await;
    site.house.store.book(&anna, booking(wish("labor", 16, "11:00", "13:00"))).await.unwrap();
    let login = site.login("olga@example.org").await;
    let path = "/manage/events/vortrag/repeat";
    let empty = site.get_as(&login, path).await;
    assert!(empty.body.contains("value=\"2027-03-09\"") && !empty.body.contains("name=\"take\""), "{}", empty.body);

    let rule = [
        ("first", "2027-03-09"),
        ("repeat", "weeks"),
        ("count", "3"),
        ("series", "new"),
        ("series_title", "Dienstage"),
    ];
    let look: Vec<_> = rule.into_iter().chain([("do", "look")]).collect();
    let shown = site.post_as(&login, path, &look).await;
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("3 Termine, 2 davon frei"), "{}", shown.body);
    assert_eq!(site.house.count("SELECT count(*) FROM event").await, 1, "looking makes nothing");
    let (version, request, seen) =
        (event.version.to_string(), hidden(&shown.body, "request"), hidden(&shown.body, "seen"));
    let base: Vec<_> = rule
        .into_iter()
        .chain([("do", "make"), ("version", &version), ("request", &request), ("seen", &seen)])
        .collect();

    // With the day that is taken nothing is made, and everything typed is still there.
    let all = ["2027-03-09", "2027-03-16", "2027-03-23"].map(|day| ("take", day));
    let refused = site.post_as(&login, path, &base.iter().copied().chain(all).collect::<Vec<_>>()).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("href=\"#f-take-2027-03-16\""), "{}", refused.body);
    assert!(refused.body.contains("value=\"Dienstage\""));
    assert_eq!(refused.body.matches(" checked").count(), 4, "three days, and how the rule ends: {}", refused.body);
    assert_eq!(site.house.count("SELECT count(*) FROM event").await, 1);

    // Another rule than was seen is shown first.
    let other: Vec<_> =
        base.iter().copied().map(|(name, value)| (name, if name == "count" { "2" } else { value })).collect();
    let unseen = site.post_as(&login, path, &other.into_iter().chain([all[0]]).collect::<Vec<_>>()).await;
    assert_eq!(unseen.status, 422);
    assert!(unseen.body.contains("Die Termine haben sich geändert"));

    let some: Vec<_> = base.iter().copied().chain([all[0], all[2]]).collect();
    for _ in 0..2 {
        let done = site.post_as(&login, path, &some).await;
        assert_eq!((done.status.as_u16(), done.header("location")), (303, "/manage/series/dienstage?saved=repeated"));
    }
    assert_eq!(site.house.count("SELECT count(*) FROM event").await, 3, "a double click makes them once");

    let page = site.get_as(&login, "/manage/series/dienstage").await.body;
    assert!(page.contains("2 Veranstaltungen dieser Reihe sind noch Entwürfe"), "{page}");
    let drafts: Vec<String> =
        page.split("name=\"draft\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    let send: Vec<_> = drafts.iter().map(|draft| ("draft", draft.as_str())).chain([("do", "announce")]).collect();
    let done = site.post_as(&login, "/manage/series/dienstage", &send).await;
    assert_eq!(done.header("location"), "/manage/series/dienstage?saved=published");
    assert_eq!(site.house.count("SELECT count(*) FROM event WHERE state = 'published'").await, 3);
}

#[tokio::test]
async fn a_series_has_a_page_a_calendar_a_feed_and_words_for_search_engines() {
    let site = site().await;
    let event = lecture(&site).await;
    let login = site.login("olga@example.org").await;
    let typed = [("title_de", "Dienstage"), ("summary_de", "Jeden Dienstag"), ("description_de", "Mit **Kaffee**.")];
    let made = site.post_as(&login, "/manage/series/new", &typed).await;
    assert_eq!(made.header("location"), "/manage/series/dienstage?saved=1");
    for path in ["/series/dienstage", "/series/dienstage.ics", "/events.atom?series=dienstage"] {
        assert_eq!(site.get(path).await.status, 404, "{path}: nothing of it is public");
    }
    let preview = site.get_as(&login, "/series/dienstage").await;
    assert!(preview.status == 200 && preview.body.contains("Nur Sie sehen diese Seite"), "{}", preview.body);

    let olga = site.house.store.actor(&login).await.unwrap();
    let id = site.house.store.series(&olga, "dienstage").await.unwrap().unwrap().series.id.to_string();
    let version = event.version.to_string();
    let put = [("do", "join"), ("version", version.as_str()), ("series", id.as_str())];
    assert_eq!(site.post_as(&login, "/manage/events/vortrag", &put).await.status, 303);
    let later = site.house.published(&olga, "Nachlese", &[online(9, "18:00", "19:00")]).await;
    let series = site.house.store.series(&olga, "dienstage").await.unwrap().unwrap().series.id;
    site.house.store.put_in_series(&olga, later.id, later.version, Some(series)).await.unwrap();

    let page = site.get("/series/dienstage").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<strong>Kaffee</strong>"));
    let main = page.body.split_once("<main").unwrap().1;
    assert!(main.find("/events/vortrag").unwrap() < main.find("/events/nachlese").unwrap(), "the next first");
    assert!(page.body.contains("rel=\"canonical\"") && page.body.contains("hreflang=\"en\""));
    let told = json_ld(&page.body);
    assert_eq!((told["@type"].as_str(), told["name"].as_str()), (Some("EventSeries"), Some("Dienstage")));
    assert_eq!(told["startDate"], "2027-03-02T10:00:00+01:00");
    assert_eq!(told["endDate"], "2027-03-09T19:00:00+01:00");
    assert_eq!(told["subEvent"].as_array().unwrap().len(), 2);
    assert_eq!(told["subEvent"][0]["location"]["address"]["addressLocality"], "Lemgo");

    let one = site.get("/events/vortrag").await.body;
    assert!(one.contains("Teil der Reihe") && one.contains("/events/nachlese"), "{one}");
    assert_eq!(json_ld(&one)["superEvent"]["@id"], told["@id"]);
    let calendar = site.get("/series/dienstage.ics").await;
    assert_eq!((calendar.status.as_u16(), calendar.body.matches("BEGIN:VEVENT").count()), (200, 2));
    let alone = site.house.published(&olga, "Allein", &[online(10, "18:00", "19:00")]).await;
    let feed = site.get("/events.atom?series=dienstage").await.body;
    assert!(feed.contains("<title>Dienstage</title>") && feed.matches("<entry").count() == 2, "{feed}");
    let list = site.get("/events?series=dienstage").await.body;
    assert!(list.contains("/events/vortrag") && !list.contains(&format!("/events/{}\"", alone.card.slug)));
    let map = site.get("/sitemap.xml").await.body;
    assert!(map.contains("/series/dienstage</loc>") && map.contains("/en/series/dienstage</loc>"));

    // What is over stands below what is to come.
    site.house.set_clock("2027-03-08T07:00:00Z");
    let page = site.get("/series/dienstage").await.body;
    assert!(page.contains("Vergangene Termine"), "{page}");
    let main = page.split_once("<main").unwrap().1;
    assert!(main.find("/events/nachlese").unwrap() < main.find("/events/vortrag").unwrap());
}

#[tokio::test]
async fn a_series_is_changed_dissolved_after_a_question_and_left() {
    let site = site().await;
    let event = lecture(&site).await;
    let login = site.login("olga@example.org").await;
    let typed = [("title_de", "Dienstage"), ("summary_de", "Jeden Dienstag")];
    site.post_as(&login, "/manage/series/new", &typed).await;
    let missing = site.post_as(&login, "/manage/series/new", &[("title_de", ""), ("summary_de", "Was bleibt")]).await;
    assert!(missing.status == 422 && missing.body.contains("Was bleibt"), "nothing typed is lost");

    let edit = "/manage/series/dienstage/edit";
    let version = hidden(&site.get_as(&login, edit).await.body, "version");
    let change = |title| [("version", version.as_str()), ("title_de", title), ("summary_de", "Jeden Dienstag")];
    assert_eq!(site.post_as(&login, edit, &change("Werktage")).await.status, 303);
    let late = site.post_as(&login, edit, &change("Feiertage")).await;
    assert_eq!(late.status, 422);
    assert!(late.body.contains("Werktage") && late.body.contains("Feiertage"), "both are shown");

    let olga = site.house.store.actor(&login).await.unwrap();
    let series = site.house.store.series(&olga, "dienstage").await.unwrap().unwrap();
    site.house.store.put_in_series(&olga, event.id, event.version, Some(series.series.id)).await.unwrap();
    let now = site.house.event(&olga, "vortrag").await;
    let current = now.version.to_string();
    let leave = [("do", "leave"), ("version", current.as_str())];
    assert_eq!(site.post_as(&login, "/manage/events/vortrag", &leave).await.status, 303);
    assert_eq!(site.house.event(&olga, "vortrag").await.series, None);

    let own = "/manage/series/dienstage";
    let version = series.version.to_string();
    let asked = site.post_as(&login, own, &[("do", "dissolve"), ("version", &version)]).await;
    assert!(asked.status == 200 && asked.body.contains("dissolve-sure"));
    let otto = site.house.trusted("Verein").await;
    site.house.person("Otto", &otto, Role::Organiser).await;
    let stranger = site.login("otto@example.org").await;
    let sure = [("do", "dissolve-sure"), ("version", version.as_str())];
    assert_eq!(site.post_as(&stranger, own, &sure).await.status, 404);
    assert_eq!(site.post_as(&login, own, &sure).await.header("location"), "/manage/series?done=dissolved");
    assert_eq!(site.get_as(&login, own).await.status, 404);
}
