//! A time is held while its form is open: as pages, without a script, and as the script of the form asks for it.

use crate::common::{Site, site};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use domain::organisation::Role;

const ADDRESS: &str = "/bookings/new?space=labor&date=2027-03-02&from=10:00&until=12:00&people=4";

/// A furnished house, Anna and Berta: the secrets of their logins.
async fn opened() -> (Site, String, String) {
    let site = site().await;
    let house = &site.house;
    house.furnished().await;
    let muster = house.organisation("Muster").await;
    for name in ["Anna", "Berta"] {
        house.person(name, &muster, Role::Booker).await;
    }
    let (anna, berta) = (site.login("anna@example.org").await, site.login("berta@example.org").await);
    (site, anna, berta)
}

async fn held(site: &Site) -> i64 {
    site.house.count("SELECT COUNT(*) FROM hold WHERE since < expires_at").await
}

fn form<'a>(request: &'a str, button: &'a str, day: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("request", request),
        ("space", "labor"),
        ("date", day),
        ("from", "10:00"),
        ("until", "12:00"),
        ("people", "4"),
        ("title", "Klausur"),
        ("note", "Wir sind laut."),
        ("do", button),
    ]
}

#[tokio::test]
async fn to_look_at_a_form_holds_nothing() {
    let (site, anna, _) = opened().await;
    assert!(site.get_as(&anna, ADDRESS).await.body.contains("Zeit für mich freihalten"));
    assert!(!site.get(ADDRESS).await.body.contains("Zeit für mich freihalten"), "a visitor is asked to sign in first");
    assert_eq!(held(&site).await, 0);
}

#[tokio::test]
async fn without_a_script_a_button_holds_the_time_and_keeps_what_was_typed() {
    let (site, anna, berta) = opened().await;
    let id = site.get_as(&anna, ADDRESS).await.form_id();
    let answer = site.post_as(&anna, "/bookings/new", &form(&id, "hold", "2027-03-02")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("Für Sie freigehalten bis 8:10 Uhr."), "{}", answer.body);
    assert!(answer.body.contains("Klausur") && answer.body.contains("Wir sind laut."));
    assert_eq!(answer.form_id(), id);
    assert_eq!(held(&site).await, 1);

    let theirs = site.get_as(&berta, ADDRESS).await.body;
    assert!(theirs.contains("Gerade in Bearbeitung"), "{theirs}");
    assert!(theirs.contains("ist sie um 8:10 Uhr wieder frei"), "{theirs}");
    let calendar = site.get("/calendar?date=2027-03-02").await.body;
    assert!(calendar.contains("wird gerade gebucht"), "{calendar}");

    // Another day is looked at: what is held moves along.
    let mut other = form(&id, "check", "2027-03-03");
    other.push(("held", "1"));
    let answer = site.post_as(&anna, "/bookings/new", &other).await;
    assert!(answer.body.contains("Für Sie freigehalten bis 8:10 Uhr."), "{}", answer.body);
    assert!(!site.get_as(&berta, ADDRESS).await.body.contains("Gerade in Bearbeitung"));

    let booked = site.post_as(&anna, "/bookings/new", &form(&id, "book", "2027-03-03")).await;
    assert_eq!(booked.status, StatusCode::SEE_OTHER);
    assert_eq!(held(&site).await, 0);
}

#[tokio::test]
async fn a_form_whose_time_went_to_somebody_else_keeps_what_was_typed_and_offers_other_times() {
    let (site, anna, berta) = opened().await;
    let id = site.get_as(&anna, ADDRESS).await.form_id();
    site.post_as(&anna, "/bookings/new", &form(&id, "hold", "2027-03-02")).await;
    let theirs = site
        .post_as(
            &berta,
            "/bookings/new",
            &form(
                &site
                    .get_as(&berta, "/bookings/new?space=labor&date=2027-03-03&from=10:00&until=12:00")
                    .await
                    .form_id(),
                "book",
                "2027-03-02",
            ),
        )
        .await;
    assert_eq!(theirs.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(theirs.body.contains("Gerade in Bearbeitung") && theirs.body.contains("Klausur"), "{}", theirs.body);
    assert!(theirs.body.contains("Das geht stattdessen"));

    site.house.pass(chrono::TimeDelta::minutes(10));
    let other = uuid::Uuid::from_u128(77).to_string();
    assert_eq!(site.post_as(&berta, "/bookings/new", &form(&other, "book", "2027-03-02")).await.status, 303);
    let late = site.post_as(&anna, "/bookings/new", &form(&id, "book", "2027-03-02")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Wir sind laut.") && late.body.contains("Das geht stattdessen"), "{}", late.body);
}

#[tokio::test]
async fn the_script_of_a_form_holds_and_lets_go_for_whoever_is_signed_in() {
    let (site, anna, _) = opened().await;
    let request = "01930000-0000-7000-8000-000000000001";
    let hold = |login: Option<&str>| {
        let fields = r#"[["space","labor"],["date","2027-03-02"],["from","10:00"],["until","12:00"],["people","4"]]"#;
        let body = format!(r#"{{"fields":{fields},"request":"{request}","except":""}}"#);
        let ask = Request::post("/api/bookings/hold").header("content-type", "application/json");
        let ask = ask.header("accept", "application/json");
        let ask = match login {
            Some(login) => ask.header("cookie", format!("login={login}")),
            None => ask,
        };
        ask.body(Body::from(body)).unwrap()
    };
    let visitor = site.send(hold(None)).await;
    assert_eq!((visitor.status, held(&site).await), (StatusCode::OK, 0), "{}", visitor.body);
    let answer = site.send(hold(Some(&anna))).await;
    assert!(answer.body.contains("Für Sie freigehalten") && answer.body.contains("600"), "{}", answer.body);
    assert_eq!(held(&site).await, 1);
    // As a beacon comes, and not from another site.
    for (origin, left) in [("cross-site", 1), ("same-origin", 0)] {
        let beacon = Request::post("/api/bookings/release")
            .header("content-type", "application/x-www-form-urlencoded;charset=UTF-8")
            .header("sec-fetch-site", origin)
            .header("cookie", format!("login={anna}"))
            .body(Body::from(format!("request={request}")))
            .unwrap();
        let answer = site.send(beacon).await;
        assert_eq!(held(&site).await, left, "{origin}: {} {}", answer.status, answer.body);
    }
}

#[tokio::test]
async fn the_page_that_moves_a_date_holds_where_it_shall_go_by_a_button_and_lets_go_when_it_went() {
    let (site, anna, berta) = opened().await;
    let form_id = site.get_as(&anna, ADDRESS).await.form_id();
    let booked = site.post_as(&anna, "/bookings/new", &form(&form_id, "book", "2027-03-02")).await;
    let path = format!("{}/move", booked.header("location").split('?').next().unwrap());
    let page = site.get_as(&anna, &path).await;
    assert!(!page.body.contains("Zeit für mich freihalten"), "it stays where it is");
    let id = page.form_id();
    let to = |act: &'static str| {
        let mut sent = form(&id, act, "2027-03-03");
        sent.extend([("version", "1"), ("dates", "this")]);
        sent
    };
    let answer = site.post_as(&anna, &path, &to("hold")).await;
    assert!(answer.body.contains("Für Sie freigehalten bis 8:10 Uhr."), "{}", answer.body);
    assert_eq!(held(&site).await, 1);
    let theirs = "/bookings/new?space=labor&date=2027-03-03&from=10:00&until=12:00&people=4";
    assert!(site.get_as(&berta, theirs).await.body.contains("Gerade in Bearbeitung"));
    let moved = site.post_as(&anna, &path, &to("move")).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
    assert_eq!(held(&site).await, 0);
}
