//! What a provider can get wrong, or somebody between: each has a page, and nobody is signed in.

use super::{
    CLIENT, Jar, SECRET, claims, house_with,
    liar::{Liar, Reply, signed, unsigned},
    mailed, scene, setting, signs_in_rightly,
};
use crate::{common::Site, security::Log};
use axum::http::StatusCode;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chrono::TimeDelta;
use domain::desk::AccountDesk as _;
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tracing_subscriber::util::SubscriberInitExt as _;

const UNPROVED: &str = "Wir wissen nicht sicher, dass Sie es sind";
const UNREACHABLE: &str = "Dort antwortet gerade niemand";
const OVER: &str = "Dieser Versuch gilt nicht mehr";

/// Makes a proof wrong.
type Twist = fn(Value) -> Value;

fn with(mut claims: Value, name: &str, value: impl Into<Value>) -> Value {
    claims[name] = value.into();
    claims
}

fn without(mut claims: Value, name: &str) -> Value {
    claims.as_object_mut().unwrap().remove(name);
    claims
}

/// A proof whose secret is one the provider shares with us: anybody who has it could have made it.
fn by_secret(claims: &Value) -> String {
    let text = unsigned(&json!({ "alg": "HS256", "typ": "JWT" }), claims);
    let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(&text);
    format!("{text}.{}", BASE64.encode(mac.finalize().into_bytes()))
}

async fn nobody_came_in(site: &Site, jar: &Jar, what: &str) {
    assert!(jar.login.is_empty(), "{what}");
    assert_eq!(site.house.count("SELECT COUNT(*) FROM login").await, 0, "{what}");
    assert_eq!(site.house.count("SELECT COUNT(*) FROM account_identity").await, 0, "{what}");
    assert_eq!(site.house.count("SELECT COUNT(*) FROM identity_attempt").await, 0, "{what}: it is used up");
}

#[tokio::test]
async fn what_does_not_prove_it_signs_nobody_in() {
    let (site, liar) = scene().await;
    let twists: [(&str, Twist); 16] = [
        ("another nonce", |c| with(c, "nonce", "x")),
        ("no nonce", |c| without(c, "nonce")),
        ("for another client", |c| with(c, "aud", "andere")),
        ("for others as well", |c| with(c, "aud", json!([CLIENT, "andere"]))),
        ("for nobody", |c| with(c, "aud", json!([]))),
        ("asked for by another client", |c| with(c, "azp", "andere")),
        ("by another provider", |c| with(c, "iss", "https://login.uni.example")),
        ("by the same with a slash", |c| {
            let issuer = format!("{}/", c["iss"].as_str().unwrap());
            with(c, "iss", issuer)
        }),
        ("by nobody", |c| without(c, "iss")),
        ("too old", |c| {
            let over = c["iat"].as_i64().unwrap() - 61;
            with(c, "exp", over)
        }),
        ("for ever", |c| without(c, "exp")),
        ("about another token", |c| with(c, "at_hash", "AAAAAAAAAAAAAAAAAAAAAA")),
        ("about nobody", |c| with(c, "sub", "")),
        ("about nobody at all", |c| without(c, "sub")),
        ("about too much", |c| with(c, "sub", "x".repeat(256))),
        ("about a zero byte", |c| with(c, "sub", "a\0b")),
    ];
    let mut jar = Jar::default();
    for (what, twist) in twists {
        let (_, sent) = jar.signs_in(&site, "uni", "/").await;
        liar.mood().reply = Reply::Token(Some(signed("one", 1, &twist(claims(&liar, &sent, "nina")))));
        let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{what}");
        // One that cannot even be read is no sense rather than a lie.
        assert!(answer.body.contains(UNPROVED) || answer.body.contains(UNREACHABLE), "{what}: {}", answer.body);
        nobody_came_in(&site, &jar, what).await;
    }
    // A little apart may the clocks be.
    let (_, sent) = jar.signs_in(&site, "uni", "/").await;
    let just = claims(&liar, &sent, "nina");
    let just = with(just.clone(), "exp", just["iat"].as_i64().unwrap() - 59);
    liar.mood().reply = Reply::Token(Some(signed("one", 1, &just)));
    let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn no_signature_but_the_providers_own_counts() {
    let (site, liar) = scene().await;
    let mut jar = Jar::default();
    for (what, token) in [
        ("none", (|c| format!("{}.", unsigned(&json!({ "alg": "none" }), c))) as fn(&Value) -> String),
        ("none, in its clothes", |c| format!("{}.", unsigned(&json!({ "alg": "none", "kid": "one" }), c))),
        ("by the shared secret", by_secret),
        ("by another under its name", |c| signed("one", 9, c)),
        ("by a key nobody knows", |c| signed("nine", 9, c)),
        ("over other claims", |c| {
            let (mine, other) = (signed("one", 1, c), signed("one", 1, &with(c.clone(), "sub", "other")));
            let (head, signature) = (other.rsplit_once('.').unwrap().0, mine.rsplit_once('.').unwrap().1);
            format!("{head}.{signature}")
        }),
    ] {
        let (_, sent) = jar.signs_in(&site, "uni", "/").await;
        liar.mood().reply = Reply::Token(Some(token(&claims(&liar, &sent, "nina"))));
        let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{what}");
        assert!(answer.body.contains(UNPROVED), "{what}: {}", answer.body);
        nobody_came_in(&site, &jar, what).await;
    }
}

#[tokio::test]
async fn a_new_key_is_looked_up_and_for_strangers_keys_once_a_minute() {
    let (site, liar) = scene().await;
    let mut jar = Jar::default();
    let come = async |jar: &mut Jar, kid: &str, number: u8| {
        *jar = Jar::default();
        let (_, sent) = jar.signs_in(&site, "uni", "/").await;
        liar.mood().reply = Reply::Token(Some(signed(kid, number, &claims(&liar, &sent, "nina"))));
        jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await.status
    };
    assert_eq!(come(&mut jar, "one", 1).await, StatusCode::SEE_OTHER);
    assert_eq!(liar.mood().asked, 1);
    // It changes its key a moment later.
    liar.mood().keys = vec![("two", 2)];
    assert_eq!(come(&mut jar, "two", 2).await, StatusCode::SEE_OTHER);
    assert_eq!(liar.mood().asked, 2);
    assert_eq!(come(&mut jar, "one", 1).await, StatusCode::BAD_GATEWAY, "the old one is over");
    for _ in 0..3 {
        assert_eq!(come(&mut jar, "three", 3).await, StatusCode::BAD_GATEWAY);
    }
    assert_eq!(liar.mood().asked, 2, "nobody makes us ask as often as she likes");
    liar.mood().keys = vec![("two", 2), ("three", 3)];
    site.house.pass(TimeDelta::seconds(61));
    assert_eq!(come(&mut jar, "three", 3).await, StatusCode::SEE_OTHER);
    assert_eq!(liar.mood().asked, 3);
    // What it says of itself is believed for an hour.
    site.house.pass(TimeDelta::minutes(58));
    jar = Jar::default();
    jar.signs_in(&site, "uni", "/").await;
    assert_eq!(liar.mood().asked, 3);
    site.house.pass(TimeDelta::minutes(3));
    jar.signs_in(&site, "uni", "/").await;
    assert_eq!(liar.mood().asked, 4);
}

#[tokio::test]
async fn a_provider_that_answers_nonsense_or_nothing_stops_nobody_else() {
    let (site, liar) = scene().await;
    let mut jar = Jar::default();
    let html = || Reply::Plain(StatusCode::OK, "text/html", "<h1>Wartung</h1>".into());
    for (what, reply, words) in [
        ("broken", Reply::Plain(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "geheime Spur".into()), UNREACHABLE),
        ("a page", html(), UNREACHABLE),
        ("elsewhere", Reply::Plain(StatusCode::FOUND, "application/json", "{}".into()), UNREACHABLE),
        ("a novel", Reply::Plain(StatusCode::OK, "application/json", " ".repeat(300_000)), UNREACHABLE),
        ("nothing in it", Reply::Plain(StatusCode::OK, "application/json", String::new()), UNREACHABLE),
        ("no proof", Reply::Token(None), UNPROVED),
        ("no proof but words", Reply::Token(Some("x.y.z".into())), UNREACHABLE),
        (
            "no",
            Reply::Plain(StatusCode::BAD_REQUEST, "application/json", json!({ "error": "invalid_grant" }).to_string()),
            UNPROVED,
        ),
        ("silence", Reply::Never, UNREACHABLE),
    ] {
        let (_, sent) = jar.signs_in(&site, "uni", "/").await;
        liar.mood().reply = reply;
        let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{what}");
        assert!(answer.body.contains(words) && answer.body.contains("Link per Mail"), "{what}: {}", answer.body);
        assert!(!answer.body.contains("geheime Spur") && !answer.body.contains(&liar.issuer), "{what}");
        nobody_came_in(&site, &jar, what).await;
    }
}

#[tokio::test]
async fn a_provider_that_is_away_or_somebody_else_does_not_stop_the_house() {
    let liar = Liar::open().await;
    let nowhere = "http://127.0.0.1:9";
    let site = house_with(&[setting("weg", "Weg", nowhere), setting("uni", "Lüge", &liar.issuer)]).await;
    let pages = async || {
        let mut found = Vec::new();
        for key in ["weg", "uni"] {
            let answer = site.post(&format!("/sign-in/oidc/{key}"), &[("goto", "/")]).await;
            found.push((answer.status, answer.body.contains(UNREACHABLE), answer.cookie().is_some()));
        }
        found
    };
    let refused = (StatusCode::BAD_GATEWAY, true, false);
    let right = liar.mood().metadata.clone();
    for (name, value) in [
        ("issuer", "https://login.uni.example"),
        ("authorization_endpoint", "http://login.uni.example/auth"),
        ("authorization_endpoint", "javascript:alert(1)"),
        ("jwks_uri", "http://login.uni.example/keys"),
        ("jwks_uri", "http://127.0.0.1:9/keys"),
    ] {
        liar.mood().metadata = with(right.clone(), name, value);
        assert_eq!(pages().await, [refused, refused], "{name}: {value}");
        site.house.pass(TimeDelta::seconds(10));
    }
    assert_eq!(site.house.count("SELECT COUNT(*) FROM identity_attempt").await, 0, "nobody left");
    // A token endpoint that is not encrypted gets no code.
    liar.mood().metadata = with(right.clone(), "token_endpoint", "http://login.uni.example/token");
    let mut jar = Jar::default();
    let (_, sent) = jar.signs_in(&site, "uni", "/").await;
    let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    // It mends itself once it is right again, and was never started anew.
    liar.mood().metadata = right;
    site.house.pass(TimeDelta::hours(1));
    assert_eq!(pages().await, [refused, (StatusCode::OK, false, true)]);
}

#[tokio::test]
async fn however_many_stand_at_the_door_a_provider_is_asked_once_and_after_a_failure_left_alone_for_a_while() {
    let liar = Liar::open().await;
    let site = house_with(&[setting("uni", "Lüge", &liar.issuer)]).await;
    let right = liar.mood().metadata.clone();
    let one = async || site.post("/sign-in/oidc/uni", &[("goto", "/")]).await.status;
    let four = async || <[StatusCode; 4]>::from(tokio::join!(one(), one(), one(), one()));
    liar.mood().metadata = with(right.clone(), "issuer", "https://login.uni.example");
    assert_eq!(four().await, [StatusCode::BAD_GATEWAY; 4]);
    assert_eq!(liar.mood().discovered, 1);
    liar.mood().metadata = right;
    assert_eq!(one().await, StatusCode::BAD_GATEWAY, "not yet again");
    site.house.pass(TimeDelta::seconds(10));
    assert_eq!(four().await, [StatusCode::OK; 4]);
    assert_eq!(liar.mood().discovered, 2);
}

#[tokio::test]
async fn whoever_comes_back_with_something_else_begins_again() {
    let (site, liar) = scene().await;
    let mut jar = Jar::default();
    let (_, sent) = jar.signs_in(&site, "uni", "/").await;
    let (_, other) = Jar::default().signs_in(&site, "uni", "/").await;
    liar.mood().reply = Reply::Token(Some(signed("one", 1, &claims(&liar, &sent, "nina"))));
    let (state, other) = (sent["state"].as_str(), other["state"].as_str());
    for (what, state) in [("none", ""), ("invented", "AAAA.de"), ("another browser's", other), ("cut", &state[..40])] {
        let answer = jar.back(&site, "uni", &[("state", state), ("code", "c")]).await;
        assert_eq!(answer.status, StatusCode::GONE, "{what}");
        assert!(answer.body.contains(OVER) && answer.body.contains("href=\"/sign-in\""), "{what}");
    }
    let stranger = Jar::default().back(&site, "uni", &[("state", state), ("code", "c")]).await;
    assert_eq!(stranger.status, StatusCode::GONE, "a link to a callback signs nobody in to somebody else's account");
    assert!(jar.login.is_empty());
    let answer = jar.back(&site, "uni", &[("state", state), ("code", "c")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "hers is untouched by all that");

    let mut late = Jar::default();
    let (_, sent) = late.signs_in(&site, "uni", "/").await;
    site.house.pass(TimeDelta::minutes(10));
    let answer = late.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
    assert_eq!(answer.status, StatusCode::GONE);
}

#[tokio::test]
async fn whoever_says_no_there_is_told_so_here_and_may_try_again() {
    let (site, _liar) = scene().await;
    let mut jar = Jar::default();
    for (error, status, words) in [
        ("access_denied", StatusCode::FORBIDDEN, "Sie haben dort abgebrochen"),
        ("server_error", StatusCode::BAD_GATEWAY, UNREACHABLE),
        ("<script>", StatusCode::BAD_GATEWAY, UNREACHABLE),
    ] {
        let (_, sent) = jar.signs_in(&site, "uni", "/").await;
        let fields = [("state", sent["state"].as_str()), ("error", error), ("error_description", "sagt <b>sie")];
        let answer = jar.back(&site, "uni", &fields).await;
        assert_eq!(answer.status, status, "{error}");
        assert!(
            answer.body.contains(words) && !answer.body.contains("sagt") && !answer.body.contains(&sent["state"]),
            "{error}: {}",
            answer.body
        );
        let again = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
        assert_eq!(again.status, StatusCode::GONE, "a no is an answer, too");
        nobody_came_in(&site, &jar, error).await;
    }
}

#[tokio::test]
async fn two_providers_are_never_mixed_up() {
    let (honest, evil) = (Liar::open().await, Liar::open().await);
    let site = house_with(&[setting("gut", "Gut", &honest.issuer), setting("uni", "Lüge", &evil.issuer)]).await;
    honest.mood().metadata["authorization_response_iss_parameter_supported"] = true.into();
    let mut jar = Jar::default();
    // Begun at one, brought back to the other: the code of the honest one would go to the liar.
    let (_, sent) = jar.signs_in(&site, "gut", "/").await;
    let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(evil.mood().form.is_empty(), "it never gets the code");
    nobody_came_in(&site, &jar, "the other door").await;

    // Who says that it says who it is must say so, and rightly (RFC 9207).
    let evil_one = [("iss", evil.issuer.as_str())];
    for (what, issuer) in [("nobody", &[][..]), ("the other", &evil_one)] {
        let (_, sent) = jar.signs_in(&site, "gut", "/").await;
        let fields = [&[("state", sent["state"].as_str()), ("code", "c")], issuer].concat();
        let answer = jar.back(&site, "gut", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{what}");
        assert!(answer.body.contains(UNPROVED) && honest.mood().form.is_empty(), "{what}");
        nobody_came_in(&site, &jar, what).await;
    }
    // Who does not need not, but what it says must be right.
    let (_, sent) = jar.signs_in(&site, "uni", "/").await;
    let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c"), ("iss", &honest.issuer)]).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);

    // A proof by one is none at the other, whatever it says.
    let (_, sent) = jar.signs_in(&site, "gut", "/").await;
    honest.mood().reply = Reply::Token(Some(signed("one", 1, &claims(&evil, &sent, "nina"))));
    let fields = [("state", sent["state"].as_str()), ("code", "c"), ("iss", &honest.issuer)];
    assert_eq!(jar.back(&site, "gut", &fields).await.status, StatusCode::BAD_GATEWAY);
    nobody_came_in(&site, &jar, "the other's proof").await;
    let (_, sent) = jar.signs_in(&site, "gut", "/").await;
    honest.mood().reply = Reply::Token(Some(signed("one", 1, &claims(&honest, &sent, "nina"))));
    let fields = [("state", sent["state"].as_str()), ("code", "c"), ("iss", &honest.issuer)];
    assert_eq!(jar.back(&site, "gut", &fields).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_it_tells_elsewhere_is_about_the_same_person_or_about_nobody() {
    let (site, liar) = scene().await;
    let mut jar = Jar::default();
    let bare = |claims: Value| ["email", "email_verified", "name"].into_iter().fold(claims, without);
    let (_, sent) = jar.signs_in(&site, "uni", "/").await;
    liar.mood().reply = Reply::Token(Some(signed("one", 1, &bare(claims(&liar, &sent, "nina")))));
    liar.mood().about = json!({ "sub": "anna", "email": "anna@uni.example", "email_verified": true });
    let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    nobody_came_in(&site, &jar, "somebody else's address").await;
    // It tells nothing: she says it herself.
    let (_, sent) = jar.signs_in(&site, "uni", "/").await;
    liar.mood().reply = Reply::Token(Some(signed("one", 1, &bare(claims(&liar, &sent, "nina")))));
    liar.mood().about = Value::Null;
    let answer = jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
    assert_eq!(answer.header("location"), "/sign-in/oidc/uni/address");
    // It does; some write the truth as a word.
    let (_, sent) = jar.signs_in(&site, "uni", "/").await;
    liar.mood().reply = Reply::Token(Some(signed("one", 1, &bare(claims(&liar, &sent, "nina")))));
    liar.mood().about = json!({ "sub": "nina", "email": "nina@uni.example", "email_verified": "true", "name": "Nina" });
    jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
    assert!(jar.get(&site, "/account").await.body.contains("value=\"Nina\""));
}

#[tokio::test]
async fn a_provider_vouches_only_for_its_own_domains() {
    let liar = Liar::open().await;
    for its in [json!(["cs.uni.example"]), json!([])] {
        let mut uni = setting("uni", "Lüge", &liar.issuer);
        uni["domains"] = its;
        let site = house_with(&[uni]).await;
        let mut jar = Jar::default();
        let answer = signs_in_rightly(&site, &liar, &mut jar, "nina").await;
        assert_eq!(answer.header("location"), "/sign-in/oidc/uni/address", "nina@uni.example is not for it to say");
        assert_eq!(site.house.count("SELECT count(*) FROM account WHERE email = 'nina@uni.example'").await, 0);
    }
}

#[tokio::test]
async fn who_is_locked_out_is_told_so_as_everywhere() {
    let (site, liar) = scene().await;
    signs_in_rightly(&site, &liar, &mut Jar::default(), "nina").await;
    site.house.store.set_locked("nina@uni.example", Some("Schlüssel verliehen")).await.unwrap();
    let mut jar = Jar::default();
    let answer = signs_in_rightly(&site, &liar, &mut jar, "nina").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("Dieses Konto ist gesperrt") && answer.body.contains("Schlüssel verliehen"));
    assert!(jar.login.is_empty());
}

#[tokio::test]
async fn a_provider_that_is_ours_no_more_lets_nobody_in_and_its_identities_can_be_removed() {
    let (site, liar) = scene().await;
    let mut jar = Jar::default();
    let (_, sent) = jar.signs_in(&site, "uni", "/").await;
    let mut nina = Jar::default();
    signs_in_rightly(&site, &liar, &mut nina, "nina").await;
    // She reads her mail in the same browser: who came by the provider is she.
    site.house.store.ask_sign_in("nina@uni.example", "/", "de").await.unwrap();
    let (_, token) = mailed(&site).await;
    nina.post(&site, &format!("/sign-in/{token}"), &[]).await;
    // The same house, started again without it.
    let without = site.again(&[]);
    let answer = jar.back(&without, "uni", &[("state", &sent["state"]), ("code", "c")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let mut jar = Jar::of(&without.login("nina@uni.example").await);
    let page = jar.get(&without, "/account/identities").await.body;
    let host = liar.issuer.trim_start_matches("http://");
    assert!(page.contains(host) && page.contains("value=\"remove\"") && !page.contains("value=\"link\""), "{page}");
}

#[tokio::test]
async fn what_went_wrong_is_logged_without_saying_who_or_with_what() {
    let log = Log::default();
    let _guard = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish()
        .set_default();
    let (site, liar) = scene().await;
    let mut jar = Jar::default();
    let (_, sent) = jar.signs_in(&site, "uni", "/").await;
    let token = signed("one", 1, &with(claims(&liar, &sent, "nina"), "nonce", "falsch"));
    liar.mood().reply = Reply::Token(Some(token.clone()));
    jar.back(&site, "uni", &[("state", &sent["state"]), ("code", "derCode")]).await;
    signs_in_rightly(&site, &liar, &mut jar, "nina").await;
    let verifier = liar.mood().form["code_verifier"].clone();
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("provider=\"uni\"") && logged.contains("the proof is for another request"), "{logged}");
    assert!(logged.contains("/sign-in/oidc/{provider}/callback"), "{logged}");
    let secrets = [token.as_str(), &sent["state"], &sent["nonce"], &verifier, &jar.begun, &jar.login, SECRET, "zugang"];
    for secret in secrets.into_iter().chain(["nina", "Nina", "derCode", "falsch", "geheim"]) {
        assert!(!logged.contains(secret), "{secret} is in {logged}");
    }
}
