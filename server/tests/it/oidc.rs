//! Signing in with a university or a company: against a real provider others wrote, and against one that lies.
//!
//! The real one needs Node. Its packages are installed once, into the target folder. Without it the tests say so and
//! pass; with `CI=true` they fail.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests that show what they did")]

mod liar;
mod lies;
mod real;

use std::collections::HashMap;

use crate::common::{Answer, Site, house::at, site_with};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use liar::{Liar, Reply, signed};
use serde_json::{Value, json};
use store::MailFacts;

/// The client every provider of these tests knows.
const CLIENT: &str = "spielraum";
const SECRET: &str = "geheim & lang:%";

/// A provider in the settings.
fn setting(key: &str, name: &str, issuer: &str) -> Value {
    let name = json!({ "de": format!("Hochschule {name}"), "en": format!("University {name}") });
    json!({ "key": key, "name": name, "issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, "domains": ["*"] })
}

async fn house_with(providers: &[Value]) -> Site {
    site_with(&[("SPIELRAUM_OIDC", &json!(providers).to_string())]).await
}

/// A house, and one provider that says what it is told to.
async fn scene() -> (Site, Liar) {
    let liar = Liar::open().await;
    let site = house_with(&[setting("uni", "Lüge", &liar.issuer)]).await;
    site.house.store.create_account("anna@example.org", "Anna", "de", false).await.unwrap();
    (site, liar)
}

/// What a browser carries; empty: nothing.
#[derive(Clone, Default)]
struct Jar {
    login: String,
    begun: String,
}

impl Jar {
    fn of(login: &str) -> Self {
        Self { login: login.to_owned(), begun: String::new() }
    }

    fn line(&self, site: &Site) -> String {
        let prefix = if site.config.is_https() { "__Host-" } else { "" };
        [("login", &self.login), ("begun", &self.begun)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{prefix}{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ")
    }

    async fn get(&mut self, site: &Site, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, self.line(site)).body(Body::empty()).unwrap();
        self.keeps(site.send(request).await)
    }

    async fn post(&mut self, site: &Site, path: &str, form: &[(&str, &str)]) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post(path)
            .header(header::COOKIE, self.line(site))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.keeps(site.send(request.body(Body::from(form)).unwrap()).await)
    }

    fn keeps(&mut self, answer: Answer) -> Answer {
        for line in answer.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap().to_owned();
            match name.trim_start_matches("__Host-") {
                "login" => self.login = value,
                "begun" => self.begun = value,
                other => panic!("{other}"),
            }
        }
        answer
    }

    /// Presses a button that leads to a provider, and answers what is sent along and where to.
    async fn leaves(&mut self, site: &Site, path: &str, form: &[(&str, &str)]) -> (String, HashMap<String, String>) {
        let answer = self.post(site, path, form).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let to = answer.header("refresh").strip_prefix("0; url=").unwrap().to_owned();
        let sent = form_urlencoded::parse(to.split_once('?').unwrap().1.as_bytes()).into_owned().collect();
        (to, sent)
    }

    /// The same on the page to sign in.
    async fn signs_in(&mut self, site: &Site, key: &str, goto: &str) -> (String, HashMap<String, String>) {
        self.leaves(site, &format!("/sign-in/oidc/{key}"), &[("goto", goto)]).await
    }

    /// Comes back.
    async fn back(&mut self, site: &Site, key: &str, fields: &[(&str, &str)]) -> Answer {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.get(site, &format!("/sign-in/oidc/{key}/callback?{query}")).await
    }
}

/// What a provider says of somebody, rightly.
fn claims(liar: &Liar, sent: &HashMap<String, String>, subject: &str) -> Value {
    let now = at("2027-03-01T07:00:00Z").timestamp();
    json!({
        "iss": liar.issuer, "aud": CLIENT, "sub": subject, "iat": now, "exp": now + 300, "auth_time": now,
        "nonce": sent["nonce"], "email": format!("{subject}@uni.example"), "email_verified": true, "name": "Nina Neu",
    })
}

/// The secret of the link in the one mail that waits.
async fn mailed(site: &Site) -> (String, String) {
    let mails = site.house.deliver().await;
    // Beside it she may be told what opens her account.
    let links: Vec<_> = mails.iter().filter(|mail| !matches!(mail, MailFacts::Account(_))).collect();
    let [MailFacts::SignIn { to, token, .. }] = &links[..] else { panic!("{mails:?}") };
    (to.clone(), token.clone())
}

async fn signs_in_rightly(site: &Site, liar: &Liar, jar: &mut Jar, subject: &str) -> Answer {
    let (_, sent) = jar.signs_in(site, "uni", "/").await;
    liar.mood().reply = Reply::Token(Some(signed("one", 1, &claims(liar, &sent, subject))));
    jar.back(site, "uni", &[("state", &sent["state"]), ("code", "c")]).await
}

#[tokio::test]
async fn nobody_gets_a_cookie_or_is_known_to_a_provider_before_she_presses_the_button() {
    let liar = Liar::open().await;
    let oidc = json!([setting("uni", "Lüge", &liar.issuer)]).to_string();
    let production =
        [("SPIELRAUM_HOST", "0.0.0.0"), ("SPIELRAUM_BASE_URL", "https://raum.example"), ("SPIELRAUM_OIDC", &oidc)];
    let site = site_with(&production).await;
    let page = site.get("/en/sign-in?goto=/bookings").await;
    assert_eq!(page.cookie(), None);
    assert!(
        page.body.contains("Continue with University Lüge") && page.body.contains("action=\"/en/sign-in/oidc/uni\"")
    );
    assert!(!page.body.contains("127.0.0.1:"), "nothing of the provider is loaded");

    let mut jar = Jar::default();
    let answer = jar.post(&site, "/en/sign-in/oidc/uni", &[("goto", "/bookings")]).await;
    let cookie = answer.cookie().unwrap();
    assert!(
        cookie.starts_with("__Host-begun=") && cookie.ends_with("Path=/; Max-Age=1200; HttpOnly; SameSite=Lax; Secure")
    );
    // A form leads nowhere but here, whatever else a browser reads into form-action.
    assert!(answer.header("content-security-policy").contains("form-action 'self';"));
    assert_eq!(
        (answer.header("referrer-policy"), answer.header("cache-control")),
        ("same-origin", "private, no-store")
    );
    let to = answer.header("refresh").strip_prefix("0; url=").unwrap().to_owned();
    assert!(to.starts_with(&format!("{}/auth?", liar.issuer)), "{to}");
    assert!(answer.body.contains(&to.replace('&', "&amp;")) && answer.body.contains("On to University Lüge"));
    let sent: HashMap<_, _> = form_urlencoded::parse(to.split_once('?').unwrap().1.as_bytes()).into_owned().collect();
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", "https://raum.example/sign-in/oidc/uni/callback"),
        ("scope", "openid email profile"),
        ("code_challenge_method", "S256"),
        ("ui_locales", "en"),
    ] {
        assert_eq!(sent[name], value);
    }
    assert!(!to.contains(&jar.begun) && !to.contains("geheim") && !sent.contains_key("max_age"));

    // Whoever left in English comes back in English, from the one address there is.
    let onwards = jar.back(&site, "uni", &[("state", &sent["state"]), ("error", "access_denied")]).await;
    assert!(onwards.header("location").starts_with("/en/sign-in/oidc/uni/callback?state="));
    let place = onwards.header("location").to_owned();
    let page = jar.get(&site, &place).await;
    assert_eq!((page.status, page.header("cache-control")), (StatusCode::FORBIDDEN, "private, no-store"));
    assert!(page.body.contains("You stopped there") && page.body.contains("href=\"/en/sign-in\""));

    assert_eq!(site.get("/sign-in/oidc/uni").await.header("location"), "/sign-in");
    assert_eq!(site.post("/sign-in/oidc/keine", &[("goto", "/")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/sign-in/oidc/keine/callback?state=x&code=y").await.status, StatusCode::NOT_FOUND);
    assert!(!crate::common::site().await.get("/sign-in").await.body.contains("Hochschule"), "where there is none");
}

#[tokio::test]
async fn whom_a_provider_proves_is_signed_in_and_sees_how_she_came() {
    let (site, liar) = scene().await;
    let mut jar = Jar::default();
    let (_, sent) = jar.signs_in(&site, "uni", "/bookings?past=1").await;
    liar.mood().reply = Reply::Token(Some(signed("one", 1, &claims(&liar, &sent, "nina"))));
    let back = [("state", sent["state"].as_str()), ("code", "der code")];
    let answer = jar.back(&site, "uni", &back).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, "/bookings?past=1"),
        "{}",
        answer.body
    );
    {
        let mood = liar.mood();
        assert_eq!((mood.form["code"].as_str(), mood.form["grant_type"].as_str()), ("der code", "authorization_code"));
        let verifier = openidconnect::PkceCodeVerifier::new(mood.form["code_verifier"].clone());
        let challenge = openidconnect::PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        assert_eq!(challenge.as_str(), sent["code_challenge"]);
        assert!(mood.authorization.starts_with("Basic ") && !mood.form.contains_key("client_secret"));
    }
    let account = jar.get(&site, "/account").await.body;
    assert!(account.contains("nina@uni.example") && account.contains("value=\"Nina Neu\""));
    let logins = jar.get(&site, "/account/logins").await.body;
    assert!(logins.contains(", mit Hochschule Lüge"), "{logins}");
    let data: Value = serde_json::from_str(&jar.get(&site, "/account/data.json").await.body).unwrap();
    assert_eq!(data["identities"][0]["subject"], "nina");

    // The same address a second time opens nothing.
    let mut thief = jar.clone();
    thief.login.clear();
    let replayed = thief.back(&site, "uni", &back).await;
    assert_eq!((replayed.status, replayed.cookie()), (StatusCode::GONE, None));
    assert!(replayed.body.contains("Dieser Versuch gilt nicht mehr"));
}

#[tokio::test]
async fn what_is_dangerous_asks_the_provider_to_look_again() {
    let (site, liar) = scene().await;
    let mut jar = Jar::default();
    let (_, sent) = jar.signs_in(&site, "uni", "/account/erase").await;
    assert_eq!(sent["max_age"], "900");
    let mut long_ago = claims(&liar, &sent, "nina");
    long_ago["auth_time"] = (at("2027-03-01T07:00:00Z").timestamp() - 1000).into();
    liar.mood().reply = Reply::Token(Some(signed("one", 1, &long_ago)));
    jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
    assert!(!jar.login.is_empty(), "she is signed in");
    assert!(
        jar.get(&site, "/account/erase").await.body.contains("Ausloggen und neu einloggen"),
        "and no more than that"
    );
    jar = Jar::default();
    signs_in_rightly(&site, &liar, &mut jar, "nina").await;
    assert!(!jar.get(&site, "/account/erase").await.body.contains("Ausloggen und neu einloggen"));
}

#[tokio::test]
async fn an_account_that_is_there_is_opened_by_its_mail_and_linked_with_one_more_press() {
    let (site, liar) = scene().await;
    let mut jar = Jar::default();
    let (_, sent) = jar.signs_in(&site, "uni", "/calendar").await;
    let mut hers = claims(&liar, &sent, "anna-at-uni");
    hers["email"] = "anna@example.org".into();
    liar.mood().reply = Reply::Token(Some(signed("one", 1, &hers)));
    let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
    let place = answer.header("location").to_owned();
    assert!(place.starts_with("/sign-in/sent?ask=") && place.ends_with("&from=uni"), "{place}");
    assert!(jar.login.is_empty(), "an address proves nobody");
    let page = jar.get(&site, &place).await.body;
    assert!(page.contains("Danach verbinden Sie Ihr Konto mit Hochschule Lüge"), "{page}");
    assert!(!page.contains("anna"), "whose account it is nobody is told");

    let (to, token) = mailed(&site).await;
    assert_eq!(to, "anna@example.org");
    // On another device the link signs in, and offers nothing.
    let answer = jar.post(&site, &format!("/sign-in/{token}"), &[]).await;
    assert_eq!(answer.header("location"), "/account/identities");
    let elsewhere = Jar::of(&jar.login).get(&site, "/account/identities").await.body;
    assert!(!elsewhere.contains("value=\"take\""));
    let page = jar.get(&site, "/account/identities").await.body;
    assert!(page.contains("Sie kommen von Hochschule Lüge") && page.contains("value=\"take\""), "{page}");
    let linked = jar.post(&site, "/account/identities", &[("do", "take")]).await;
    assert_eq!(linked.header("location"), "/calendar", "where she wanted to go");
    let again = jar.post(&site, "/account/identities", &[("do", "take")]).await;
    assert_eq!(again.status, StatusCode::GONE);

    let mut jar = Jar::default();
    signs_in_rightly(&site, &liar, &mut jar, "anna-at-uni").await;
    assert!(jar.get(&site, "/account").await.body.contains("anna@example.org"));
}

#[tokio::test]
async fn whom_a_provider_does_not_vouch_for_says_her_address_and_the_answer_is_always_the_same() {
    let (site, liar) = scene().await;
    for (email, typed) in [(Value::Null, "anna@example.org"), ("anna@example.org".into(), "nina@example.net")] {
        let mut jar = Jar::default();
        site.house.deliver().await;
        let (_, sent) = jar.signs_in(&site, "uni", "/").await;
        let mut unproved = claims(&liar, &sent, "gast");
        unproved["email"] = email;
        unproved["email_verified"] = false.into();
        liar.mood().reply = Reply::Token(Some(signed("one", 1, &unproved)));
        let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
        assert_eq!(answer.header("location"), "/sign-in/oidc/uni/address");
        assert!(site.house.waiting_mail().await.is_empty() && jar.login.is_empty());
        let page = jar.get(&site, "/sign-in/oidc/uni/address").await.body;
        assert!(page.contains("Hochschule Lüge kennt Sie, wir noch nicht.") && !page.contains("anna@"), "{page}");
        let wrong = jar.post(&site, "/sign-in/oidc/uni/address", &[("email", "niemand")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let sent = jar.post(&site, "/sign-in/oidc/uni/address", &[("email", typed)]).await;
        assert!(
            sent.header("location").starts_with("/sign-in/sent?ask=") && sent.header("location").ends_with("&from=uni")
        );
        let (to, token) = mailed(&site).await;
        assert_eq!(to, typed);
        jar.post(&site, &format!("/sign-in/{token}"), &[]).await;
        let page = jar.get(&site, "/account/identities").await.body;
        assert!(page.contains("value=\"take\""));
        let linked = jar.post(&site, "/account/identities", &[("do", "take")]).await;
        assert_eq!(linked.header("location"), "/account/identities?done=linked");
        // What was linked is removed again, so that the next one is unknown, too.
        let own = jar.get(&site, "/account/identities").await.body;
        let id = own.split_once("name=\"identity\" value=\"").unwrap().1[..36].to_owned();
        let removed = jar.post(&site, "/account/identities", &[("do", "remove"), ("identity", &id)]).await;
        assert_eq!(removed.header("location"), "/account/identities?done=removed");
    }
}

#[tokio::test]
async fn who_is_signed_in_connects_her_account_by_a_button_on_her_page() {
    let (site, liar) = scene().await;
    let mut jar = Jar::of(&site.login("anna@example.org").await);
    assert!(jar.get(&site, "/account").await.body.contains("href=\"/account/identities\""));
    let page = jar.get(&site, "/account/identities").await.body;
    assert!(
        page.contains("Ihr Konto ist noch mit keiner Hochschule oder Firma verbunden.")
            && page.contains("value=\"link\""),
        "{page}"
    );
    let (_, sent) = jar.leaves(&site, "/account/identities", &[("do", "link"), ("provider", "uni")]).await;
    liar.mood().reply = Reply::Token(Some(signed("one", 1, &claims(&liar, &sent, "a1"))));
    let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
    assert_eq!(answer.header("location"), "/account/identities?done=linked", "{}", answer.body);
    let page = jar.get(&site, "/account/identities?done=linked").await.body;
    assert!(page.contains("Das Konto ist verbunden.") && page.contains("verbunden am Montag, 1. März 2027"), "{page}");

    site.house.pass(chrono::TimeDelta::minutes(16));
    let page = jar.get(&site, "/account/identities").await.body;
    assert!(page.contains("Loggen Sie sich dafür noch einmal ein") && !page.contains("value=\"remove\""));
    let late = jar.post(&site, "/account/identities", &[("do", "link"), ("provider", "uni")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.get("/account/identities").await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.post("/account/identities", &[("do", "take")]).await.status, StatusCode::UNAUTHORIZED);
}
