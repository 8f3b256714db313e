//! The region's pages: who sees them, what an auditor finds there, and what somebody reads who is locked out.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{Site, site};
use axum::http::StatusCode;

const PAGES: [&str; 10] = [
    "/admin",
    "/admin/organisations",
    "/admin/people",
    "/admin/trail",
    "/admin/sites",
    "/admin/texts",
    "/admin/topics",
    "/admin/health",
    "/admin/mail",
    "/admin/retention",
];
/// Those of them that show buttons to whoever looks after the installation, and to nobody else.
const WITH_BUTTONS: [&str; 3] = ["/admin/organisations", "/admin/topics", "/admin/retention"];

async fn region(site: &Site) -> String {
    site.house.store.create_account("region@example.org", "Regina Region", "de", true).await.unwrap();
    site.login("region@example.org").await
}

/// The path of somebody's page, as the list leads to it.
async fn page_of(site: &Site, login: &str, email: &str) -> String {
    let list = site.get_as(login, &format!("/admin/people?q={email}")).await.body;
    let (_, after) = list.split_once("href=\"/admin/people/").unwrap();
    format!("/admin/people/{}", &after[..36])
}

#[tokio::test]
async fn the_region_and_its_auditors_see_these_pages_and_nobody_else() {
    let site = site().await;
    site.house.anna().await;
    let region = region(&site).await;
    site.house.store.create_account("rita@example.org", "Rita", "de", false).await.unwrap();
    site.house.store.set_auditor("rita@example.org", true).await.unwrap();
    let (anna, rita) = (site.login("anna@example.org").await, site.login("rita@example.org").await);
    let hers = page_of(&site, &region, "anna").await;
    for path in PAGES.into_iter().chain([hers.as_str()]) {
        assert_eq!(site.get(path).await.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(site.get_as(&anna, path).await.status, StatusCode::NOT_FOUND, "{path}");
        for (login, buttons) in [(&region, true), (&rita, false)] {
            let page = site.get_as(login, path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let main = page.body.split_once("<main").unwrap().1;
            let changes = main.contains("method=\"post\"");
            assert_eq!(changes, buttons && (path == hers || WITH_BUTTONS.contains(&path)), "{path}");
        }
    }
    assert_eq!(site.get_as(&rita, "/admin/mail").await.status, StatusCode::OK);
    let resent = site.post_as(&rita, "/admin/mail", &[("resend", "all")]).await;
    assert_eq!(resent.status, StatusCode::NOT_FOUND, "she reads, and changes nothing");
    for path in ["/admin/texts/imprint/de", "/admin/sites/new"] {
        assert_eq!(site.get_as(&rita, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(site.post_as(&rita, "/admin/retention", &[("days", "30")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post_as(&rita, &hers, &[("do", "lock"), ("reason", "x")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get_as(&rita, "/sign-in").await.header("location"), "/admin");
}

#[tokio::test]
async fn what_was_looked_for_stays_when_a_button_did_its_work() {
    let site = site().await;
    site.house.anna().await;
    let region = region(&site).await;
    let path = "/admin/organisations?q=muster&state=confirmed";
    let page = site.get_as(&region, path).await.body;
    let (_, after) = page.split_once("name=\"trust\" value=\"").unwrap();
    let id = &after[..36];
    let answer = site.post_as(&region, path, &[("trust", id)]).await;
    assert_eq!(answer.header("location"), "/admin/organisations?q=muster&state=confirmed&done=trusted");
    let page = site.get_as(&region, answer.header("location")).await.body;
    assert!(page.contains("Die Region vertraut dieser Organisation.") && page.contains("name=\"untrust\""));
    let trail = site.get_as(&region, "/admin/trail?kind=organisation").await.body;
    assert!(trail.contains("hat das Vertrauen der Region ausgesprochen") && trail.contains("Organisation „Muster“"));
    assert!(trail.contains("Regina Region"));
}

#[tokio::test]
async fn who_is_locked_out_reads_why_when_she_signs_in() {
    let site = site().await;
    site.house.anna().await;
    let region = region(&site).await;
    let anna = site.login("anna@example.org").await;
    let hers = page_of(&site, &region, "anna").await;
    let refused = site.post_as(&region, &hers, &[("do", "lock"), ("reason", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#f-reason\""));
    let locked = site.post_as(&region, &hers, &[("do", "lock"), ("reason", "Schlüssel <verliehen>")]).await;
    assert_eq!(locked.header("location"), format!("{hers}?done=locked"));
    assert_eq!(site.get_as(&anna, "/bookings").await.status, StatusCode::SEE_OTHER);

    let link = site.house.store.sign_in_token_for("anna@example.org").await.unwrap();
    let told = site.post(&format!("/sign-in/{link}"), &[]).await;
    assert_eq!((told.status, told.cookie()), (StatusCode::FORBIDDEN, None));
    assert!(told.body.contains("Dieses Konto ist gesperrt") && told.body.contains("Schlüssel &lt;verliehen&gt;"));
    let unlocked = site.post_as(&region, &hers, &[("do", "unlock")]).await;
    assert_eq!(unlocked.header("location"), format!("{hers}?done=unlocked"));
    assert_eq!(site.post(&format!("/sign-in/{link}"), &[]).await.status, StatusCode::SEE_OTHER);
}
