//! Where somebody is signed in, ending that, and signing in by a code read on another device.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{AccountDesk, AccountRefusal, LoginView, Logins},
};
use store::MailFacts;
use tokio::task::JoinSet;

use crate::common::{House, house};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
const ANNA: &str = "anna@example.org";

async fn login(house: &House, email: &str, browser: &str) -> String {
    let link = house.store.sign_in_token_for(email).await.unwrap();
    house.store.sign_in(&link, browser.into()).await.unwrap().token
}

async fn logins(house: &House, login: &str) -> Vec<LoginView> {
    let actor = house.store.actor(login).await.unwrap();
    house.store.logins(&actor, login).await.unwrap().unwrap_or_default()
}

async fn end(house: &House, login: &str, which: Logins) -> Result<(), AccountRefusal> {
    let actor = house.store.actor(login).await.unwrap();
    house.store.end_logins(&actor, login, which).await
}

async fn works(house: &House, login: &str) -> bool {
    house.store.actor(login).await.unwrap() != Actor::Visitor
}

/// Asks for a link: what the asking browser gets, and the code in the mail.
async fn asked(house: &House) -> (String, String) {
    let ask = house.store.ask_sign_in(ANNA, "/bookings", "de").await.unwrap();
    match house.deliver().await.pop() {
        Some(MailFacts::SignIn { code, .. }) => (ask, format!("{code:08}")),
        other => panic!("{other:?}"),
    }
}

fn wrong(code: &str) -> String {
    format!("{:08}", (code.parse::<u32>().unwrap() + 1) % 100_000_000)
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_nobody_else_does() {
    let house = house().await;
    let here = login(&house, ANNA, FIREFOX).await;
    house.pass(TimeDelta::hours(2));
    let there = login(&house, ANNA, "curl/8.17.0").await;
    login(&house, "berta@example.org", FIREFOX).await;
    let seen = logins(&house, &here).await;
    let names = |view: &LoginView| (view.device.browser, view.device.system, view.here);
    // The last used first: to ask with a login is to use it.
    assert_eq!(
        seen.iter().map(names).collect::<Vec<_>>(),
        [(Some("Firefox"), Some("Linux"), true), (None, None, false)]
    );
    assert_eq!(logins(&house, &there).await.iter().filter(|view| view.here).count(), 1);
    assert_eq!(house.store.logins(&Actor::Visitor, "").await, Ok(None));
}

#[tokio::test]
async fn a_login_that_is_ended_is_over_at_once() {
    let house = house().await;
    let here = login(&house, ANNA, FIREFOX).await;
    let (second, third) = (login(&house, ANNA, FIREFOX).await, login(&house, ANNA, FIREFOX).await);
    let id = logins(&house, &second).await.into_iter().find(|view| view.here).unwrap().id;
    end(&house, &here, Logins::One(id)).await.unwrap();
    assert!(!works(&house, &second).await && works(&house, &here).await && works(&house, &third).await);
    end(&house, &here, Logins::Others).await.unwrap();
    assert!(!works(&house, &third).await && works(&house, &here).await);
    end(&house, &here, Logins::All).await.unwrap();
    assert!(!works(&house, &here).await);
    assert_eq!(end(&house, &here, Logins::All).await, Err(AccountRefusal::Forbidden));
}

#[tokio::test]
async fn nobody_ends_the_login_of_another() {
    let house = house().await;
    let anna = login(&house, ANNA, FIREFOX).await;
    let berta = login(&house, "berta@example.org", FIREFOX).await;
    let annas = logins(&house, &anna).await[0].id;
    end(&house, &berta, Logins::One(annas)).await.unwrap();
    end(&house, &berta, Logins::All).await.unwrap();
    assert!(works(&house, &anna).await && !works(&house, &berta).await);
}

#[tokio::test]
async fn a_code_signs_in_the_browser_that_asked_and_uses_the_link_up() {
    let house = house().await;
    let (ask, code) = asked(&house).await;
    let new =
        house.store.sign_in_by_code(&ask, &format!("{} {}", &code[..4], &code[4..]), FIREFOX.into()).await.unwrap();
    assert_eq!(new.goto, "/bookings");
    assert!(works(&house, &new.token).await);
    assert_eq!(house.store.sign_in_by_code(&ask, &code, FIREFOX.into()).await, Err(AccountRefusal::Link));
    let stored = house.contents(&["login", "sign_in_link", "outbox"]).await.join("\n");
    assert!(!stored.contains(&code) && !stored.contains(&ask), "no secret is stored");
}

#[tokio::test]
async fn a_code_is_nothing_without_the_browser_that_asked() {
    let house = house().await;
    let (mine, code) = asked(&house).await;
    let (other, _) = asked(&house).await;
    assert_eq!(house.store.sign_in_by_code(&other, &code, FIREFOX.into()).await, Err(AccountRefusal::Code));
    assert_eq!(house.store.sign_in_by_code("", &code, FIREFOX.into()).await, Err(AccountRefusal::Link));
    let link = house.store.sign_in_token_for(ANNA).await.unwrap();
    assert_eq!(house.store.sign_in_by_code(&link, &code, FIREFOX.into()).await, Err(AccountRefusal::Link));
    assert!(house.store.sign_in_by_code(&mine, &code, FIREFOX.into()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_wrong_codes_however_fast_are_all_there_are() {
    let house = house().await;
    let (ask, code) = asked(&house).await;
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let (store, ask, wrong) = (house.store.clone(), ask.clone(), wrong(&code));
        tasks.spawn(async move { store.sign_in_by_code(&ask, &wrong, FIREFOX.into()).await });
    }
    let answers = tasks.join_all().await;
    let of = |refusal| answers.iter().filter(|answer| answer.as_ref().err() == Some(refusal)).count();
    assert_eq!((of(&AccountRefusal::Code), of(&AccountRefusal::Link)), (5, 15), "{answers:?}");
    assert_eq!(house.store.sign_in_by_code(&ask, &code, FIREFOX.into()).await, Err(AccountRefusal::Link));
    assert_eq!(house.count("SELECT count(*) FROM login").await, 0);
    assert_eq!(house.count("SELECT count(*) FROM sign_in_link WHERE used_at IS NULL").await, 1);
}

#[tokio::test]
async fn a_code_is_too_old_after_ten_minutes() {
    let house = house().await;
    let (ask, code) = asked(&house).await;
    house.pass(TimeDelta::minutes(10));
    assert_eq!(house.store.sign_in_by_code(&ask, &code, FIREFOX.into()).await, Err(AccountRefusal::Link));
}

#[tokio::test]
async fn an_address_that_got_too_many_links_gets_an_answer_that_looks_the_same() {
    let house = house().await;
    let mut answers = Vec::new();
    for _ in 0..7 {
        answers.push(house.store.ask_sign_in(ANNA, "/", "de").await.unwrap());
    }
    assert_eq!(house.waiting_mail().await.len(), 5);
    assert!(answers.iter().all(|ask| ask.len() == 43), "{answers:?}");
    for (place, ask) in answers.iter().enumerate() {
        assert!(!answers[..place].contains(ask));
    }
}
