//! Passkeys as pages and calls, as a browser meets them: made, shown, refused in words.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::house::device::Device;
use crate::common::{Answer, Site, site, site_with};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::TimeDelta;
use domain::organisation::Role;
use serde_json::Value;

const PRODUCTION: &[(&str, &str)] = &[("SPIELRAUM_HOST", "0.0.0.0"), ("SPIELRAUM_BASE_URL", "https://raum.example")];
const PAGE: &str = "/account/passkeys";

async fn call(site: &Site, login: Option<&str>, name: &str) -> Answer {
    let mut request = Request::post(format!("/api/passkeys/{name}")).header(header::CONTENT_TYPE, "application/json");
    if let Some(login) = login {
        request = request.header(header::COOKIE, format!("__Host-login={login}"));
    }
    site.send(request.body(Body::from("{}")).unwrap()).await
}

/// The secret and the options of a call that was answered.
fn asked(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let asked: Value = serde_json::from_str(&answer.body).unwrap();
    (asked["secret"].as_str().unwrap().to_owned(), asked["options"].as_str().unwrap().to_owned())
}

/// A house on the net, and Anna with her phone, which has a passkey.
async fn with_passkey() -> (Site, String, Device) {
    let site = site_with(PRODUCTION).await;
    let muster = site.house.organisation("Muster").await;
    site.house.person("Anna", &muster, Role::Booker).await;
    let login = site.login("anna@example.org").await;
    let mut phone = Device::new(1, "raum.example", "https://raum.example");
    let (secret, options) = asked(&call(&site, Some(&login), "make").await);
    let made = phone.make(&options);
    let form = [("do", "add"), ("name", "Mein <Telefon>"), ("secret", secret.as_str()), ("credential", &made)];
    let kept = site.post_as(&login, PAGE, &form).await;
    assert_eq!(kept.header("location"), format!("{PAGE}?done=added"), "{}", kept.body);
    (site, login, phone)
}

async fn shows(site: &Site, login: Option<&str>, phone: &mut Device, goto: &str) -> Answer {
    let (secret, options) = asked(&call(site, login, "show").await);
    let shown = phone.show(&options);
    let form = [("goto", goto), ("secret", secret.as_str()), ("credential", &shown)];
    match login {
        Some(login) => site.post_as(login, "/sign-in/passkey", &form).await,
        None => site.post("/sign-in/passkey", &form).await,
    }
}

#[tokio::test]
async fn a_passkey_is_made_on_a_page_and_signs_in_without_a_mail() {
    let (site, login, mut phone) = with_passkey().await;
    let page = site.get_as(&login, &format!("{PAGE}?done=added")).await.body;
    assert!(page.contains("Mein &lt;Telefon&gt;") && page.contains("Der Passkey ist angelegt."), "{page}");
    assert!(page.contains("noch nicht benutzt") && page.contains("<noscript>"));
    assert!(site.get("/sign-in").await.body.contains("Mit Passkey einloggen"));
    assert!(site.get_as(&login, "/account").await.body.contains("href=\"/account/passkeys\""));

    let answer = shows(&site, None, &mut phone, "/bookings?past=1").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/bookings?past=1"));
    let cookie = answer.cookie().unwrap();
    assert!(cookie.starts_with("__Host-login=") && cookie.ends_with("HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    let token = cookie.split_once('=').unwrap().1.split_once(';').unwrap().0;
    assert!(site.get_as(token, "/account").await.body.contains("anna@example.org"));
    for goto in ["https://evil.example", "//evil.example", ""] {
        assert_eq!(shows(&site, None, &mut phone, goto).await.header("location"), "/bookings", "{goto}: to her work");
    }
    assert_eq!(site.get("/sign-in/passkey").await.header("location"), "/sign-in");
}

#[tokio::test]
async fn what_opens_nothing_is_said_in_words_and_the_mail_stays() {
    let (site, login, mut phone) = with_passkey().await;
    let refused = site.post("/sign-in/passkey", &[("goto", "/bookings"), ("secret", "x"), ("credential", "{}")]).await;
    assert_eq!((refused.status, refused.cookie()), (StatusCode::UNPROCESSABLE_ENTITY, None));
    assert!(refused.body.contains("Mit diesem Passkey kommen Sie hier nicht hinein."), "{}", refused.body);
    assert!(refused.body.contains("action=\"/sign-in\"") && refused.body.contains("value=\"/bookings\""));
    phone.origin = "https://evil.example".to_owned();
    assert_eq!(shows(&site, None, &mut phone, "/").await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let (secret, options) = asked(&call(&site, Some(&login), "make").await);
    let made = phone.make(&options);
    let form = [("do", "add"), ("name", " "), ("secret", secret.as_str()), ("credential", &made)];
    let nameless = site.post_as(&login, PAGE, &form).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nameless.body.contains("href=\"#f-name\""));
    site.house.store.set_locked("anna@example.org", Some("Schlüssel")).await.unwrap();
    phone.origin = "https://raum.example".to_owned();
    let locked = shows(&site, None, &mut phone, "/").await;
    assert_eq!((locked.status, locked.cookie()), (StatusCode::FORBIDDEN, None));
    assert!(locked.body.contains("Dieses Konto ist gesperrt"));
}

#[tokio::test]
async fn who_signed_in_long_ago_shows_her_passkey_before_she_goes_on() {
    let (site, login, mut phone) = with_passkey().await;
    site.house.pass(TimeDelta::minutes(16));
    let page = site.get_as(&login, PAGE).await.body;
    assert!(page.contains("Mit Passkey bestätigen") && !page.contains("value=\"remove\""), "{page}");
    assert!(site.get_as(&login, "/account/erase").await.body.contains("Mit Passkey bestätigen"));
    assert_eq!(call(&site, Some(&login), "make").await.status, StatusCode::NOT_FOUND);
    let answer = shows(&site, Some(&login), &mut phone, PAGE).await;
    assert_eq!(answer.header("location"), PAGE);
    let token = answer.cookie().unwrap().split_once('=').unwrap().1.split_once(';').unwrap().0.to_owned();
    assert_eq!(site.get_as(&login, "/account").await.status, StatusCode::SEE_OTHER, "the old login is over");
    let page = site.get_as(&token, PAGE).await.body;
    let (_, rest) = page.split_once("name=\"passkey\" value=\"").unwrap();
    let removed = site.post_as(&token, PAGE, &[("do", "remove"), ("passkey", &rest[..36])]).await;
    assert_eq!(removed.header("location"), format!("{PAGE}?done=removed"));
    assert!(site.get_as(&token, PAGE).await.body.contains("Sie haben noch keinen Passkey."));
}

#[tokio::test]
async fn a_visitor_has_no_passkeys_and_a_house_without_a_name_offers_none() {
    let (site, ..) = with_passkey().await;
    assert_eq!(site.get(PAGE).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.post(PAGE, &[("do", "remove"), ("passkey", "x")]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(call(&site, None, "make").await.status, StatusCode::NOT_FOUND);
    let numbered = [("SPIELRAUM_HOST", "0.0.0.0"), ("SPIELRAUM_BASE_URL", "https://192.0.2.7")];
    let nameless = site_with(&numbered).await;
    nameless.house.store.create_account("anna@example.org", "Anna", "de", false).await.unwrap();
    let login = nameless.login("anna@example.org").await;
    assert_eq!(nameless.get_as(&login, PAGE).await.status, StatusCode::NOT_FOUND);
    assert!(!nameless.get_as(&login, "/account").await.body.contains("/account/passkeys"));
    assert!(!nameless.get("/sign-in").await.body.contains("Passkey"));
    // On a developer's machine the house is called localhost.
    assert!(self::site().await.get("/sign-in").await.body.contains("Mit Passkey einloggen"));
}
