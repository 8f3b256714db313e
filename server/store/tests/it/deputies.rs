//! Keeping in somebody's stead, until some day.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::TimeDelta;
use domain::{
    access::{Act, Actor, Person, may},
    deputy::DeputyRefusal,
    desk::{AccountDesk, BookingDesk as _, KeeperDesk, NewDeputy},
    id::SiteId,
    organisation::Role,
    rulebook::{AdmissionRule, How, RuleBook, Who},
};
use store::MailFacts;

use crate::common::{House, booking, house, march, wish};

const VERA: &str = "vera@example.org";

async fn actor(house: &House, email: &str) -> Actor {
    let link = house.store.sign_in_token_for(email).await.unwrap();
    let login = house.store.sign_in(&link, "Browser".into()).await.unwrap().token;
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
    let [MailFacts::Deputy { to, keeps: kept, last_day, .. }] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!((to.as_str(), *last_day, kept.len()), (VERA, march(1) + TimeDelta::days(2), keeps(&karla).len()));

    let vera = actor(&house, VERA).await;
    assert_eq!(keeps(&vera), keeps(&karla));
    assert!(may(&vera, Act::Keep(keeps(&karla)[0].into())).is_ok());
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

#[tokio::test]
async fn whose_last_day_is_over_gets_no_mail_though_nobody_cleaned_up() {
    let house = house().await;
    let site = house.furnished().await;
    let admission = vec![AdmissionRule { who: Who::Everybody, how: How::Ask }];
    house
        .space_with(site, "Studio", |space| {
            space.rules = RuleBook { admission: Some(admission), ..RuleBook::default() };
        })
        .await;
    let karla = keeper(&house, site, "Karla").await;
    house.store.name_deputy(&karla, naming(2)).await.unwrap();
    let anna = house.anna().await;
    let asked = async || house.count("SELECT count(*) FROM outbox WHERE kind = 'request-waiting'").await;
    house.store.book(&anna, booking(wish("studio", 9, "10:00", "12:00"))).await.unwrap();
    assert_eq!(asked().await, 2, "Karla and Vera");
    house.pass(TimeDelta::days(3));
    house.store.book(&anna, booking(wish("studio", 9, "14:00", "15:00"))).await.unwrap();
    assert_eq!(asked().await, 3, "Karla");
}

#[tokio::test]
async fn whoever_stands_in_for_two_does_so_for_each_until_the_day_that_one_said() {
    let house = house().await;
    let site = house.furnished().await;
    let (karla, konrad) = (keeper(&house, site, "Karla").await, keeper(&house, site, "Konrad").await);
    house.store.name_deputy(&karla, naming(9)).await.unwrap();
    house.store.name_deputy(&konrad, naming(2)).await.unwrap();
    let days = async || {
        let here = house.store.deputies(&karla).await.unwrap().unwrap();
        here.deputies.into_iter().map(|one| (one.of.0, one.last_day)).collect::<Vec<_>>()
    };
    let day = |days| march(1) + TimeDelta::days(days);
    assert_eq!(days().await, [("Konrad".to_owned(), day(2)), ("Karla".to_owned(), day(9))]);
    assert_eq!(keeps(&actor(&house, VERA).await), keeps(&karla), "each site once");
    house.pass(TimeDelta::days(3));
    house.store.forget().await.unwrap();
    assert_eq!(keeps(&actor(&house, VERA).await), keeps(&karla), "Konrad is back, Karla is not");

    let vera = actor(&house, VERA).await.person().unwrap().id;
    let first = keeps(&karla)[0];
    house.store.add_keeper(vera, first).await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM keeper WHERE until_at IS NULL").await, 3);
    assert!(days().await.is_empty(), "who keeps it for good stands in for nobody");
}
