//! What the region writes on pages: texts, topics, sites and spaces, and where it reads how the house is.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{Site, site};
use axum::http::StatusCode;
use domain::text::Localised;
use migrations::Migrator;
use sea_orm_migration::MigratorTrait as _;

async fn region(site: &Site) -> String {
    site.house.store.create_account("region@example.org", "Regina", "de", true).await.unwrap();
    site.login("region@example.org").await
}

/// What the browser sends with it unseen.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\"")).unwrap();
    rest.split_once("value=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn a_text_is_a_template_until_the_region_writes_it_and_says_when_it_was_looked_over() {
    let site = site().await;
    let login = region(&site).await;
    let before = site.get("/imprint").await.body;
    assert!(before.contains("Dieser Text ist eine Vorlage") && before.contains("Registergericht"));
    let path = "/admin/texts/imprint/de";
    assert!(site.get_as(&login, "/imprint").await.body.contains(&format!("href=\"{path}\"")));
    let form = site.get_as(&login, path).await.body;
    assert!(form.contains("## Vertreten durch") && form.contains("2 Stellen in eckigen Klammern"));

    let typed = "## Vertreten durch\n\nDie **Landrätin** [Name]\n\n<script>";
    let looked = site.post_as(&login, path, &[("version", "0"), ("body", typed), ("do", "look")]).await;
    assert_eq!(looked.status, StatusCode::OK);
    assert!(looked.body.contains("<strong>Landrätin</strong>") && looked.body.contains("noch nicht gespeichert"));
    assert!(!looked.body.contains("<script>"));
    assert!(site.get("/imprint").await.body.contains("Dieser Text ist eine Vorlage"), "looking writes nothing");
    let refused = site.post_as(&login, path, &[("version", "0"), ("body", " "), ("do", "save")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#f-body\""));
    let sent = [("version", "0"), ("body", typed), ("reviewed", "yes"), ("do", "save")];
    let written = site.post_as(&login, path, &sent).await;
    assert_eq!(written.header("location"), format!("{path}?done=written"));

    let after = site.get("/imprint").await.body;
    assert!(after.contains("<strong>Landrätin</strong>") && after.contains("Zuletzt geprüft am Mo., 1. März 2027"));
    assert!(!after.contains("Vorlage") && !after.contains("Registergericht") && !after.contains("<script>"));
    assert!(!after.contains("1 Stelle"), "what is to be done is the region's business");
    assert!(site.get_as(&login, "/imprint").await.body.contains("1 Stelle in eckigen Klammern"));
    let english = site.get("/en/imprint").await.body;
    assert!(english.contains("lang=\"de\"") && english.contains("Landrätin"), "better German than a template");

    // Somebody else was faster: nothing is lost, and sent again it holds.
    let late = site.post_as(&login, path, &[("version", "0"), ("body", "Anders"), ("do", "save")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Anders") && late.body.contains("Was jetzt auf der Seite steht"));
    let version = hidden(&late.body, "version");
    let again = site.post_as(&login, path, &[("version", &version), ("body", "Anders"), ("do", "save")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let list = site.get_as(&login, "/admin/texts").await.body;
    assert!(list.contains("Zuletzt geprüft am Mo., 1. März 2027") && list.contains("Vorlage, noch nicht geschrieben."));
}

#[tokio::test]
async fn the_list_of_what_is_kept_follows_the_text_about_privacy_whatever_it_says() {
    let site = site().await;
    let login = region(&site).await;
    let body = "Nach {days} Tagen vergessen wir Teilnehmende.";
    for _ in 0..2 {
        let page = site.get("/privacy").await.body;
        assert!(page.contains("Was wir wie lange aufbewahren") && page.contains("60 Tage nach der Veranstaltung"));
        let sent = [("version", "0"), ("body", body), ("do", "save")];
        let written = site.post_as(&login, "/admin/texts/privacy/de", &sent).await;
        assert_eq!(written.status, StatusCode::SEE_OTHER);
    }
    assert!(site.get("/privacy").await.body.contains("Nach 60 Tagen vergessen wir Teilnehmende."));
    site.post_as(&login, "/admin/retention", &[("days", "90")]).await;
    assert!(site.get("/privacy").await.body.contains("Nach 90 Tagen vergessen wir Teilnehmende."));
}

#[tokio::test]
async fn a_topic_is_added_renamed_and_merged_after_it_was_asked_twice() {
    let site = site().await;
    let login = region(&site).await;
    for name in ["Energie", "Strom"] {
        let added = site.post_as(&login, "/admin/topics", &[("name_de", name), ("name_en", "")]).await;
        assert_eq!(added.header("location"), "/admin/topics?done=added");
    }
    let refused = site.post_as(&login, "/admin/topics", &[("name_de", "strom"), ("name_en", "Power")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#f-name_de\"") && refused.body.contains("value=\"Power\""));
    let path = "/admin/topics/strom";
    let version = hidden(&site.get_as(&login, path).await.body, "version");
    let renamed = [("do", "rename"), ("version", version.as_str()), ("name_de", "Stromnetze"), ("name_en", "Grids")];
    assert_eq!(site.post_as(&login, path, &renamed).await.header("location"), format!("{path}?done=renamed"));
    assert_eq!(
        site.post_as(&login, path, &[("do", "retire")]).await.header("location"),
        format!("{path}?done=retired")
    );
    assert!(!site.get("/events").await.body.contains("Stromnetze"));

    let asked = site.post_as(&login, path, &[("do", "merge"), ("into", "energie")]).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.body.contains("0 Veranstaltungen bekommen „Energie“ statt „Stromnetze“"));
    assert_eq!(site.get_as(&login, path).await.status, StatusCode::OK, "nothing was done yet");
    let merged = site.post_as(&login, path, &[("do", "merge"), ("into", "energie"), ("sure", "yes")]).await;
    assert_eq!(merged.header("location"), "/admin/topics?done=merged");
    assert_eq!(site.get_as(&login, path).await.status, StatusCode::NOT_FOUND);
    let list = site.get_as(&login, "/admin/topics").await.body;
    assert!(list.contains("Energie") && !list.contains("Stromnetze") && list.contains("Ausdehnung"));
}

#[tokio::test]
async fn a_site_and_a_space_are_made_described_offered_and_hidden_again() {
    let site = site().await;
    let login = region(&site).await;
    let mut intake = site.house.store.intake("test").await.unwrap();
    intake.equipment("projector", Localised::of("de", "Beamer")).await.unwrap();
    intake.commit().await.unwrap();
    let form = site.get_as(&login, "/admin/sites/new").await;
    let request = form.form_id();
    let mut turm = vec![
        ("request", request.as_str()),
        ("name_de", "Turm"),
        ("town", "Höxter"),
        ("zone", "Europe/Berlin"),
        ("north", "51,77"),
        ("east", ""),
        ("contact_name", "Mara"),
        ("contact_email", "mara@"),
        ("step_free", "yes"),
        ("note_de", "Bitte klingeln"),
    ];
    let refused = site.post_as(&login, "/admin/sites/new", &turm).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#f-north\"") && refused.body.contains("value=\"51,77\""));
    turm[5] = ("east", "9.38");
    let refused = site.post_as(&login, "/admin/sites/new", &turm).await;
    assert!(refused.body.contains("href=\"#f-contact_email\"") && refused.body.contains("Bitte klingeln"));
    turm[7] = ("contact_email", "mara@example.org");
    for _ in 0..2 {
        let made = site.post_as(&login, "/admin/sites/new", &turm).await;
        assert_eq!(made.header("location"), "/admin/sites/turm?done=made");
    }
    assert!(!site.get("/sites").await.body.contains("Turm"), "nothing in it is offered");

    let request = site.get_as(&login, "/admin/sites/turm/new").await.form_id();
    let kammer = [
        ("request", request.as_str()),
        ("name_de", "Kammer"),
        ("kind", "lab"),
        ("area", "12"),
        ("rows", "8"),
        ("thing-projector", "2"),
        ("units", "1"),
    ];
    let mut wrong = kammer.to_vec();
    wrong[4] = ("rows", "viele");
    let refused = site.post_as(&login, "/admin/sites/turm/new", &wrong).await;
    assert!(refused.body.contains("href=\"#f-rows\"") && refused.body.contains("value=\"viele\""));
    let made = site.post_as(&login, "/admin/sites/turm/new", &kammer).await;
    let path = "/admin/sites/turm/kammer";
    assert_eq!(made.header("location"), format!("{path}?done=made"));
    assert!(site.get_as(&login, path).await.body.contains("wird nicht angeboten"));
    let draft = site.get("/spaces/kammer").await.body;
    assert!(draft.contains("wird zurzeit nicht angeboten") && !draft.contains("/bookings/new?space=kammer"));
    assert!(!site.get("/sitemap.xml").await.body.contains("kammer"));

    assert_eq!(site.post_as(&login, path, &[("do", "show")]).await.header("location"), format!("{path}?done=shown"));
    let shown = site.get("/spaces/kammer").await.body;
    assert!(
        shown.contains("Beamer") && shown.contains("Bitte klingeln") && shown.contains("/bookings/new?space=kammer")
    );
    for list in ["/sites", "/spaces", "/sitemap.xml"] {
        assert!(site.get(list).await.body.contains("kammer"), "{list}");
    }
    let asked = site.post_as(&login, path, &[("do", "hide")]).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.body.contains("Kein Termin darin steht noch bevor."));
    assert!(site.get("/spaces").await.body.contains("kammer"), "nothing was done yet");
    let hide = site.post_as(&login, path, &[("do", "hide"), ("sure", "yes")]).await;
    assert_eq!(hide.header("location"), format!("{path}?done=hidden"));
    assert!(!site.get("/spaces").await.body.contains("kammer"));
}

#[tokio::test]
async fn a_keeper_finds_and_describes_what_she_keeps() {
    let site = site().await;
    let haus = site.house.furnished().await;
    let town = site.house.organisation("Stadt").await;
    site.house.person("Rosa", &town, domain::organisation::Role::Booker).await;
    let id = site.house.store.account_with("rosa@example.org").await.unwrap();
    site.house.store.add_keeper(id, haus).await.unwrap();
    let rosa = site.login("rosa@example.org").await;
    assert!(site.get_as(&rosa, "/keeper/rules").await.body.contains("href=\"/admin/sites\""));
    let list = site.get_as(&rosa, "/admin/sites").await.body;
    assert!(
        list.contains("/admin/sites/haus/labor")
            && !list.contains("/admin/sites/new")
            && list.contains("href=\"/keeper\"")
    );
    let path = "/admin/sites/haus/labor";
    let version = hidden(&site.get_as(&rosa, path).await.body, "version");
    let sent =
        [("do", "write"), ("version", version.as_str()), ("name_de", "Messlabor"), ("kind", "lab"), ("groups", "9")];
    assert_eq!(site.post_as(&rosa, path, &sent).await.header("location"), format!("{path}?done=written"));
    assert!(site.get("/spaces/labor").await.body.contains("Messlabor"));
    let late = site.post_as(&rosa, path, &[sent[0], sent[1], ("name_de", "Anders"), sent[3], sent[4]]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("value=\"Anders\"") && late.body.contains("Inzwischen hat jemand anderes"));
    for path in ["/admin/sites/new", "/admin/sites/haus/new", "/admin/texts", "/admin/health"] {
        assert_eq!(site.get_as(&rosa, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_region_reads_how_the_house_is_and_what_needs_somebody() {
    let site = site().await;
    let login = region(&site).await;
    let alone = site.get_as(&login, "/admin/health").await.body;
    assert!(
        alone.contains("Hintergrundarbeit steht seit Minuten still") && alone.contains("ist nichts gelöscht worden")
    );
    assert!(site.get_as(&login, "/admin").await.body.contains("Hintergrundarbeit steht seit Minuten still"));
    site.house.store.worker_is_here().await.unwrap();
    site.house.store.forget().await.unwrap();
    let well = site.get_as(&login, "/admin/health").await.body;
    assert!(well.contains("Alles läuft.") && well.contains(env!("CARGO_PKG_VERSION")));
    assert!(well.contains(if site.house.is_postgres() { "Postgres " } else { "Sqlite " }), "{well}");
    assert!(well.contains(" MB") && well.contains("weist die Datenbank selbst ab"));
    let newest = Migrator::migrations().pop().unwrap();
    assert!(well.contains(newest.name()), "{well}");
    site.house.pass(chrono::TimeDelta::minutes(6));
    assert!(site.get_as(&login, "/admin/health").await.body.contains("Hintergrundarbeit steht seit Minuten still"));
}
