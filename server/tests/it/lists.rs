//! Registering people by a list, and the mails of an event, as they are met on the net.

#![expect(clippy::unwrap_used, reason = "tests")]

use axum::http::StatusCode;
use domain::{desk::SessionFields, organisation::Role};

use crate::common::{Answer, Site, house::programme::online, site};

/// A public event with so many seats; a booker of Muster, and Olga who runs the event: their logins.
async fn scene(seats: u16) -> (Site, String, String) {
    let site = site().await;
    let olga = site.house.olga().await;
    let session = SessionFields { capacity: Some(seats), ..online(9, "10:00", "12:00") };
    site.house.published(&olga, "Vortrag", &[session]).await;
    site.house.anna().await;
    let (anna, olga) = (site.login("anna@example.org").await, site.login("olga@example.org").await);
    (site, anna, olga)
}

/// What the browser sends with it unseen.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("type=\"hidden\" name=\"{name}\"")).unwrap();
    rest.split_once("value=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

const PATH: &str = "/events/vortrag/register/list";

/// What the page says once it was looked at, sent as it stands.
async fn send(site: &Site, login: &str, seen: &Answer, list: &str) -> Answer {
    let (request, version, session) =
        (hidden(&seen.body, "request"), hidden(&seen.body, "questions"), hidden(&seen.body, "session"));
    let form = [
        ("do", "send"),
        ("request", &request),
        ("questions", &version),
        ("session", &session),
        ("list", list),
        ("consent", "yes"),
    ];
    site.post_as(login, PATH, &form).await
}

#[tokio::test]
async fn a_list_is_looked_at_line_by_line_before_anybody_is_registered() {
    let (site, anna, _) = scene(2).await;
    let page = site.get_as(&anna, PATH).await;
    assert_eq!(page.status, StatusCode::OK);
    let list =
        "Name;E-Mail\nBen;ben@example.org\n<b>Cem</b>;cem at example\nDora;dora@example.org\nEmil;ben@example.org";
    let seen = site.post_as(&anna, PATH, &[("do", "check"), ("list", list)]).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    for said in ["2 Personen anmelden", "Das ist keine Mailadresse.", "steht schon in Zeile 2", "&lt;b&gt;Cem"] {
        assert!(seen.body.contains(said), "{said}: {}", seen.body);
    }
    assert!(!seen.body.contains("<b>Cem"));
    assert_eq!(site.house.count("SELECT count(*) FROM registration").await, 0);

    let (request, version, session) =
        (hidden(&seen.body, "request"), hidden(&seen.body, "questions"), hidden(&seen.body, "session"));
    let form = [("do", "send"), ("request", &*request), ("questions", &version), ("session", &session), ("list", list)];
    let refused = site.post_as(&anna, PATH, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody answers for it");
    assert!(refused.body.contains("href=\"#f-consent\"") && refused.body.contains("cem at example"));

    let done = send(&site, &anna, &seen, list).await;
    assert_eq!(done.status, StatusCode::OK);
    for said in ["2 Personen bekommen eine Mail", "2 Personen sind noch nicht angemeldet"] {
        assert!(done.body.contains(said), "{said}: {}", done.body);
    }
    let left = done.body.split_once("<textarea").unwrap().1.split_once("</textarea>").unwrap().0;
    assert!(left.contains("Name;E-Mail\n&lt;b>Cem&lt;/b>;cem at example\nEmil;ben@example.org"), "{left}");
    assert!(!left.contains("Dora"));
    assert_eq!(site.house.count("SELECT count(*) FROM registration").await, 2);
    send(&site, &anna, &seen, list).await;
    assert_eq!(site.house.count("SELECT count(*) FROM registration").await, 2, "a double click is one");
}

#[tokio::test]
async fn a_file_of_an_old_spreadsheet_is_read_and_stays_in_the_form() {
    let (site, anna, _) = scene(9).await;
    let file = b"E-Mail\tName\r\njoerg@example.org\tJ\xf6rg M\xfcller\r\n";
    let seen = site.post_file(Some(&anna), PATH, &[("do", "check")], ("file", "liste.csv", file)).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    assert!(seen.body.contains("<td>Jörg Müller</td>") && seen.body.contains("1 Person anmelden"), "{}", seen.body);
    assert!(seen.body.contains("joerg@example.org\tJörg Müller"), "what was read can be changed");

    let typed = [("do", "check"), ("list", "Ben;ben@example.org"), ("wait", "yes")];
    let workbook = site.post_file(Some(&anna), PATH, &typed, ("file", "liste.xlsx", b"PK\x03\x04 a workbook")).await;
    assert_eq!(workbook.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(workbook.body.contains("als CSV") && workbook.body.contains("Ben;ben@example.org"), "nothing is lost");
    let empty = site.post_as(&anna, PATH, &[("do", "check"), ("list", " \n")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("href=\"#f-list\""));
}

#[tokio::test]
async fn the_way_to_a_list_is_shown_to_those_who_may_send_one() {
    let (site, anna, _) = scene(9).await;
    let link = format!("href=\"{PATH}");
    for page in ["/events/vortrag", "/events/vortrag/register"] {
        assert!(site.get_as(&anna, page).await.body.contains(&link), "{page}");
        assert!(!site.get(page).await.body.contains(&link), "{page}");
    }
    assert!(site.get(PATH).await.header("location").contains("/sign-in"));
    let muster = site.house.organisation("Muster").await;
    site.house.person("Mia", &muster, Role::Member).await;
    let mia = site.login("mia@example.org").await;
    assert!(!site.get_as(&mia, "/events/vortrag").await.body.contains(&link));
    let explained = site.get_as(&mia, PATH).await;
    assert_eq!(explained.status, StatusCode::FORBIDDEN);
    assert!(explained.body.contains("/events/vortrag/register\""), "and the way for one person");
}

#[tokio::test]
async fn a_note_is_written_and_each_mail_is_looked_at_as_it_is_sent() {
    let (site, anna, olga) = scene(9).await;
    let path = "/manage/events/vortrag/mails";
    let page = site.get_as(&olga, path).await;
    let version = hidden(&page.body, "version");
    let long = "x".repeat(1_001);
    let refused = site.post_as(&olga, path, &[("version", &version), ("note_de", "Kurz"), ("note_en", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#f-note_en\"") && refused.body.contains("Kurz"), "nothing typed is lost");
    let typed = [("version", version.as_str()), ("note_de", "Bitte <b>Laptop</b> mitbringen.")];
    let saved = site.post_as(&olga, path, &typed).await;
    assert_eq!(saved.header("location"), format!("{path}?saved=1&mail=confirmed"));

    for mail in domain::mails::RegistrationMail::ALL {
        let shown = site.get_as(&olga, &format!("{path}?mail={}", mail.code())).await.body;
        assert!(shown.contains("Auf Deutsch") && shown.contains("Auf Englisch"), "{mail:?}");
        let pre: Vec<&str> = shown.split("<pre").skip(1).collect();
        assert_eq!(pre.len(), 2, "{mail:?}");
        for text in pre {
            assert_eq!(text.contains("Bitte &lt;b&gt;Laptop"), mail.carries_note(), "{mail:?} {text}");
        }
    }
    let html = site.get_as(&olga, &format!("{path}/confirmed/de")).await;
    assert_eq!(html.status, StatusCode::OK);
    assert!(html.body.starts_with("<!DOCTYPE html>") && html.body.contains("Hinweis von Hochschule:"));
    assert!(html.body.contains("Bitte &lt;b&gt;Laptop") && !html.body.contains("<b>Laptop"));
    assert!(html.header("content-security-policy").contains("sandbox;"), "it runs nothing and leads nowhere");
    assert!(html.header("cache-control").contains("no-store"));
    for path in [format!("{path}/confirmed/de"), path.to_owned()] {
        assert_eq!(site.get_as(&anna, &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(site.get(&format!("{path}/confirmed/de")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get_as(&olga, &format!("{path}/nonsense/de")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.house.count("SELECT count(*) FROM outbox").await, 0, "looking sends nothing");
}
