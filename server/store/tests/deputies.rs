//! Keeping in somebody's stead, until some day.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::TimeDelta;
use domain::{
    access::{Act, Actor, Person, may},
    deputy::DeputyRefusal,
    desk::{AccountDesk, KeeperDesk, NewDeputy},
    id::SiteId,
    organisation::Role,
};
use store::MailFacts;

mod common;

use common::{House, house, march};

const VERA: &str = "vera@example.org";

async fn actor(house: &House, email: &str) -> Actor {
    let link = house.store.sign_in_token_for(email).await.unwrap();
    let login = house.store.sign_in(&link, "Browser").await.unwrap().token;
    house.store.actor(&login).await.unwrap()
}

fn keeps(actor: &Actor) -> Vec<SiteId> {
    actor.person().map(|person: &Person| person.keeps.clone()).unwrap_or_default()
}

/// Somebody who keeps the site for good.
async fn keeper(house: &House, site: SiteId, name: &str) -> Actor {
    let town = house.organisation(&format!("Stadt {name}")).await;
    let named = house.person(name, &town, Role::Booker).await;
    let Actor::Account(person) = named else { unreachable!() };
    house.store.add_keeper(person.id, site).await.unwrap();
    actor(house, &person.email).await
}

/// From the first of March on, when the tests begin.
fn naming(days: i64) -> NewDeputy {
    NewDeputy { email: VERA.into(), last_day: march(1) + TimeDelta::days(days), language: "de".into() }
}

#[tokio::test]
async fn a_deputy_keeps_what_the_keeper_keeps_until_her_last_day_is_over() {
    let house = house().await;
    let site = house.furnished().await;
    let karla = keeper(&house, site, "Karla").await;
    house.store.name_deputy(&karla, naming(2)).await.unwrap();
    let mails = house.deliver().await;
    let [MailFacts::Deputy { to, sites, last_day, .. }] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!((to.as_str(), *last_day, sites.len()), (VERA, march(1) + TimeDelta::days(2), keeps(&karla).len()));

    let vera = actor(&house, VERA).await;
    assert_eq!(keeps(&vera), keeps(&karla));
    assert!(may(&vera, Act::Keep(keeps(&karla)[0])).is_ok());
    assert!(house.store.requests(&vera).await.unwrap().is_some());
    house.pass(TimeDelta::days(2));
    assert_eq!(keeps(&actor(&house, VERA).await), keeps(&karla), "on her last day she still does");
    house.pass(TimeDelta::days(1));
    assert_eq!(keeps(&actor(&house, VERA).await), []);
    assert_eq!(house.store.deputies(&karla).await.unwrap().unwrap().deputies, []);
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM keeper WHERE until_at IS NOT NULL").await, 0);
    assert!(!keeps(&actor(&house, "karla@example.org").await).is_empty(), "who keeps for good is never forgotten");
}

#[tokio::test]
async fn naming_again_gives_another_day_and_the_same_form_twice_tells_her_once() {
    let house = house().await;
    let site = house.furnished().await;
    let karla = keeper(&house, site, "Karla").await;
    house.store.name_deputy(&karla, naming(2)).await.unwrap();
    house.store.name_deputy(&karla, naming(2)).await.unwrap();
    assert_eq!(house.deliver().await.len(), 1);
    house.store.name_deputy(&karla, naming(9)).await.unwrap();
    assert_eq!(house.deliver().await.len(), 1);
    let here = house.store.deputies(&karla).await.unwrap().unwrap();
    assert!(here.may_name);
    let days: Vec<_> = here.deputies.iter().map(|one| (one.person.1.as_str(), one.last_day)).collect();
    assert_eq!(days, [(VERA, march(1) + TimeDelta::days(9))]);
}

#[tokio::test]
async fn a_deputy_names_nobody_and_ends_nobody() {
    let house = house().await;
    let site = house.furnished().await;
    let karla = keeper(&house, site, "Karla").await;
    house.store.name_deputy(&karla, naming(2)).await.unwrap();
    let vera = actor(&house, VERA).await;
    let new = NewDeputy { email: "xaver@example.org".into(), ..naming(2) };
    assert_eq!(house.store.name_deputy(&vera, new.clone()).await, Err(DeputyRefusal::NotFound));
    let id = vera.person().unwrap().id;
    assert_eq!(house.store.end_deputy(&vera, id).await, Err(DeputyRefusal::NotFound));
    assert!(!house.store.deputies(&vera).await.unwrap().unwrap().may_name);
    assert_eq!(house.store.name_deputy(&Actor::Visitor, new).await, Err(DeputyRefusal::NotFound));
    assert_eq!(house.store.deputies(&Actor::Visitor).await, Ok(None));
}

#[tokio::test]
async fn a_keeper_ends_her_deputy_at_once_and_no_keeper() {
    let house = house().await;
    let site = house.furnished().await;
    let karla = keeper(&house, site, "Karla").await;
    house.store.name_deputy(&karla, naming(2)).await.unwrap();
    let vera = actor(&house, VERA).await.person().unwrap().id;
    house.store.end_deputy(&karla, vera).await.unwrap();
    assert_eq!(keeps(&actor(&house, VERA).await), []);
    assert_eq!(house.store.end_deputy(&karla, vera).await, Err(DeputyRefusal::NotFound));
    let other = keeper(&house, site, "Konrad").await;
    let konrad = other.person().unwrap().id;
    assert_eq!(house.store.end_deputy(&karla, konrad).await, Err(DeputyRefusal::NotFound));
    let already = NewDeputy { email: "konrad@example.org".into(), ..naming(2) };
    assert_eq!(house.store.name_deputy(&karla, already).await, Err(DeputyRefusal::KeepsAlready));
    for (wrong, why) in [
        (NewDeputy { email: "vera".into(), ..naming(2) }, DeputyRefusal::Email),
        (naming(-1), DeputyRefusal::LastDay),
        (naming(367), DeputyRefusal::LastDay),
    ] {
        assert_eq!(house.store.name_deputy(&karla, wrong).await, Err(why));
    }
}

#[tokio::test]
async fn who_keeps_a_site_no_more_leaves_no_deputy_behind() {
    let house = house().await;
    let site = house.furnished().await;
    let karla = keeper(&house, site, "Karla").await;
    house.store.name_deputy(&karla, naming(2)).await.unwrap();
    house.store.remove_keeper(karla.person().unwrap().id, site).await.unwrap();
    assert_eq!(keeps(&actor(&house, VERA).await), []);
}
