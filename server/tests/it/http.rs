//! Pages over HTTP: languages, what may be kept by whom, what is said when there is no page.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{house::programme::online, site, site_with};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use domain::{
    desk::{EventDesk as _, SessionFields},
    organisation::Role,
};

#[tokio::test]
async fn every_page_has_an_address_in_every_language() {
    let site = site().await;
    let german = site.get("/events").await;
    let english = site.get("/en/events").await;
    assert_eq!((german.status, english.status), (StatusCode::OK, StatusCode::OK));
    assert!(german.body.contains("<html lang=\"de\">"));
    assert!(english.body.contains("<html lang=\"en\">"));
    assert_eq!(german.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn an_unknown_address_is_said_to_be_one_in_the_language_of_the_address() {
    let site = site().await;
    for (path, lang, words) in
        [("/gibt-es-nicht", "de", "Diese Seite gibt es nicht"), ("/en/events/none", "en", "page")]
    {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains(&format!("<html lang=\"{lang}\">")), "{path}");
        assert!(answer.body.contains(words), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.body.contains("<meta name=\"robots\" content=\"noindex\">"), "{path}");
        for part in ["canonical", "hreflang", "og:url"] {
            assert!(!answer.body.contains(part), "{path}: {part}");
        }
    }
}

#[tokio::test]
async fn a_slash_too_many_is_forgiven() {
    let site = site().await;
    let answer = site.get("/en/events/?q=ton").await;
    assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(answer.header("location"), "/en/events?q=ton");
    assert_eq!(site.get("//evil.example/").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_without_a_form_takes_none() {
    let site = site().await;
    let answer = site.post("/events", &[]).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.header("allow").contains("GET"));
    assert!(answer.body.contains("<h1>"));
}

#[tokio::test]
async fn a_public_page_is_kept_by_browsers_and_asked_about() {
    let site = site().await;
    let first = site.get("/events").await;
    assert_eq!(first.header("cache-control"), "public, max-age=0, must-revalidate");
    assert!(first.header("vary").contains("cookie"));
    let again = Request::get("/events").header("if-none-match", first.header("etag")).body(Body::empty()).unwrap();
    let again = site.send(again).await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(again.header("etag"), first.header("etag"));
}

#[tokio::test]
async fn a_calendar_is_asked_about_too_and_changes_with_the_next_write() {
    let site = site().await;
    let olga = site.house.olga().await;
    let asked = |tag: &str| Request::get("/events.ics").header("if-none-match", tag).body(Body::empty()).unwrap();
    let first = site.send(asked("\"x\"")).await;
    assert_eq!((first.status, first.header("cache-control")), (StatusCode::OK, "public, max-age=300"));
    for _ in 0..2 {
        let again = site.send(asked(first.header("etag"))).await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    }
    site.house.published(&olga, "Tonabend", &[online(2, "18:00", "20:00")]).await;
    let changed = site.send(asked(first.header("etag"))).await;
    assert!(changed.status == StatusCode::OK && changed.body.contains("Tonabend"));
}

#[tokio::test]
async fn a_kept_page_changes_with_the_next_write() {
    let site = site().await;
    assert!(!site.get("/events").await.body.contains("Tonabend"));
    let olga = site.house.olga().await;
    site.house.published(&olga, "Tonabend", &[online(2, "18:00", "20:00")]).await;
    assert!(site.get("/events").await.body.contains("Tonabend"));
}

#[tokio::test]
async fn a_page_is_smaller_for_a_browser_that_takes_it_so() {
    let site = site().await;
    let plain = site.get("/events").await.body.len();
    for coding in ["br", "gzip"] {
        let request = Request::get("/events").header("accept-encoding", coding).body(Body::empty()).unwrap();
        let answer = site.send(request).await;
        assert_eq!(answer.header("content-encoding"), coding);
        assert!(answer.body.len() < plain);
    }
    let request = Request::get("/sitemap.xml").header("accept-encoding", "gzip").body(Body::empty()).unwrap();
    let sitemap = site.send(request).await;
    assert_eq!((sitemap.header("content-encoding"), sitemap.header("vary")), ("gzip", "accept-encoding, cookie"));
}

#[tokio::test]
async fn what_is_hers_alone_is_kept_by_nobody() {
    let site = site().await;
    let anna = site.house.organisation("Muster").await;
    site.house.person("Anna", &anna, Role::Booker).await;
    let login = site.login("anna@example.org").await;
    for path in ["/bookings", "/events", "/gibt-es-nicht"] {
        let answer = site.get_as(&login, path).await;
        assert!(answer.header("cache-control").contains("no-store"), "{path}: {}", answer.header("cache-control"));
        assert_eq!(answer.header("etag"), "", "{path}");
    }
    assert!(!site.get("/events").await.body.contains("/bookings\""), "a visitor saw a page of hers");
}

#[tokio::test]
async fn a_link_that_was_mailed_leads_to_a_page_nobody_keeps_or_indexes() {
    let site = site().await;
    let olga = site.house.olga().await;
    let session = site.house.session(&olga, Some(5)).await;
    let token = site.house.registered(session, "mia@example.org", &["Mia"]).await;
    let answer = site.get(&format!("/registrations/{token}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!(answer.header("x-robots-tag"), "noindex");
}

#[tokio::test]
async fn the_only_session_one_can_choose_is_chosen_already() {
    let site = site().await;
    let olga = site.house.olga().await;
    let seats = |day, capacity| SessionFields { capacity: Some(capacity), ..online(day, "18:00", "20:00") };
    let event = site.house.published(&olga, "Reihe", &[seats(2, 1), seats(3, 5), seats(4, 5)]).await;
    let chosen = async || {
        let page = site.get("/events/reihe/register").await.body;
        (page.matches("type=\"radio\"").count(), page.matches(" checked").count())
    };
    assert_eq!(chosen().await, (3, 0), "where there is a choice it is hers");
    site.house.registered(event.sessions[0].id, "mia@example.org", &["Mia"]).await;
    let event = site.house.event(&olga, "reihe").await;
    site.house.store.drop_session(&olga, event.sessions[1].id, event.version, "").await.unwrap();
    assert_eq!(chosen().await, (1, 1));
}

#[tokio::test]
async fn whoever_signs_in_without_a_wish_is_led_where_she_works() {
    let site = site().await;
    let muster = site.house.organisation("Muster").await;
    site.house.store.create_account("rainer@example.org", "Rainer", "de", true).await.unwrap();
    for (name, role, place) in [
        ("Mia", Role::Member, "/bookings"),
        ("Anna", Role::Booker, "/bookings"),
        ("Olga", Role::Organiser, "/manage/events"),
        ("Ada", Role::Admin, "/bookings"),
    ] {
        site.house.person(name, &muster, role).await;
        let email = format!("{}@example.org", name.to_lowercase());
        let link = site.house.store.sign_in_token_for(&email).await.unwrap();
        let answer = site.post(&format!("/en/sign-in/{link}"), &[]).await;
        assert_eq!(answer.header("location"), format!("/en{place}"), "{name}");
        let login = site.login(&email).await;
        assert_eq!(site.get_as(&login, "/sign-in").await.header("location"), place, "{name}, signed in already");
        assert_eq!(site.get_as(&login, "/sign-in?goto=/events").await.header("location"), "/events");
    }
    for (email, place) in [("rainer@example.org", "/admin"), ("neu@example.org", "/account")] {
        let login = site.login(email).await;
        assert_eq!(site.get_as(&login, "/sign-in").await.header("location"), place);
    }
}

#[tokio::test]
async fn whoever_must_sign_in_is_led_there_and_back() {
    let site = site().await;
    let answer = site.get("/en/bookings?past=1&page=2").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/en/sign-in?goto=%2Fbookings%3Fpast%3D1%26page%3D2");
}

#[tokio::test]
async fn a_login_that_is_over_is_taken_from_the_browser() {
    let site = site().await;
    let answer = site.get_as("erfunden", "/events").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.cookie(), Some("login=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
}

#[tokio::test]
async fn programs_find_what_they_look_for() {
    let site = site_with(&[("SPIELRAUM_OPERATOR_EMAIL", "sicherheit@example.org")]).await;
    let health = site.get("/health").await;
    assert_eq!((health.status, health.body.as_str()), (StatusCode::OK, "{\"status\":\"ok\"}"));
    let security = site.get("/.well-known/security.txt").await;
    assert!(security.body.starts_with("Contact: mailto:sicherheit@example.org\nExpires: 2027-09-01T07:00:00Z\n"));
    let robots = site.get("/robots.txt").await;
    assert!(robots.body.contains("Sitemap: http://127.0.0.1:3000/sitemap.xml"));
    assert_eq!(site.get("/speculation.json").await.header("content-type"), "application/speculationrules+json");
    assert_eq!(site.get("/manifest.webmanifest").await.header("content-type"), "application/manifest+json");
    assert_eq!(site_with(&[]).await.get("/.well-known/security.txt").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_sitemap_names_every_public_event_and_space() {
    let site = site().await;
    site.house.furnished().await;
    let olga = site.house.olga().await;
    site.house.published(&olga, "Tonabend", &[online(2, "18:00", "20:00")]).await;
    site.house.drafted(&olga, "Geheim", &[]).await;
    let sitemap = site.get("/sitemap.xml").await;
    assert_eq!(sitemap.header("content-type"), "application/xml");
    assert!(sitemap.body.contains("<loc>http://127.0.0.1:3000/en/events/tonabend</loc>"));
    assert!(sitemap.body.contains("<loc>http://127.0.0.1:3000/spaces/labor</loc>"));
    assert!(sitemap.body.contains("<loc>http://127.0.0.1:3000/easy-language</loc>"));
    assert!(sitemap.body.contains("/events/tonabend</loc><lastmod>2027-03-01T07:00:00Z</lastmod>"));
    assert!(!sitemap.body.contains("geheim") && !sitemap.body.contains("imprint"));
}

fn call(path: &str, json: &str) -> Request<Body> {
    let request = Request::post(path).header("content-type", "application/json").header("accept", "application/json");
    request.header("referer", "http://127.0.0.1:3000/en/bookings/new").body(Body::from(json.to_owned())).unwrap()
}

#[tokio::test]
async fn an_island_is_answered_in_the_language_of_its_page() {
    let site = site().await;
    site.house.furnished().await;
    let answer = site.send(call("/api/bookings/check", r#"{"fields":[["space","labor"]],"except":""}"#)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert!(!answer.body.contains("Wählen"), "{}", answer.body);
}

#[tokio::test]
async fn an_unknown_call_of_an_island_does_nothing() {
    let site = site().await;
    let answer = site.send(call("/api/bookings/steal", "{}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!answer.body.contains("server function"), "advice for programmers leaks: {}", answer.body);
}
