//! Keeping single spaces of a site: as much as its keepers may, and there only.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    House, booking,
    closing::{clock, closure},
    house, march, wish,
};
use chrono::TimeDelta;
use domain::{
    access::{Act, Actor, Premises, may},
    booking::BookingRefusal,
    desk::{
        AccountDesk as _, AdministrationDesk as _, Answer, BookingDesk, CatalogueDesk as _, ClosureDesk as _,
        ClosureRefusal, DayDesk as _, EquipmentDesk as _, GroupDesk as _, KeeperDesk, KeeperRefusal, Kept, NewClosure,
        NewDeputy, NewRules, RulesRefusal,
    },
    id::SiteId,
    organisation::Role,
    rulebook::{AdmissionRule, How, RequestTerms, RuleBook, Who},
    text::Localised,
};
use store::{MailFacts, intake::Units};

/// A house whose hall divides into "Ost" and "West", each asked for.
async fn divided() -> (House, SiteId) {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    for name in ["Ost", "West"] {
        house.space_with(site, name, |space| space.rules = asked_for()).await;
    }
    let parts = Units::Parts(vec!["Ost".into(), "West".into()]);
    house.space_with(site, "Saal", |hall| hall.units = parts).await;
    (house, site)
}

fn asked_for() -> RuleBook {
    RuleBook {
        admission: Some(vec![AdmissionRule { who: Who::Everybody, how: How::Ask }]),
        request: Some(RequestTerms { blocks: false, answer_within_hours: 48 }),
        ..RuleBook::default()
    }
}

async fn premises(house: &House, slug: &str) -> Premises {
    let mut sites = house.store.sites().await.unwrap().into_iter();
    let space = sites.find_map(|site| site.spaces.into_iter().find(|space| space.space.slug == slug));
    space.unwrap().space.premises()
}

/// Somebody who is signed in with what she keeps now.
async fn signed_in(house: &House, email: &str) -> Actor {
    let link = house.store.sign_in_token_for(email).await.unwrap();
    let login = house.store.sign_in(&link, "Browser".into()).await.unwrap().token;
    house.store.actor(&login).await.unwrap()
}

/// Somebody who keeps this space, and nothing else.
async fn keeper_of(house: &House, name: &str, slug: &str) -> Actor {
    let town = house.organisation(&format!("Stadt {name}")).await;
    let Actor::Account(person) = house.person(name, &town, Role::Booker).await else { unreachable!() };
    house.store.add_keeper(person.id, premises(house, slug).await).await.unwrap();
    signed_in(house, &person.email).await
}

#[tokio::test]
async fn a_request_goes_to_whoever_keeps_the_space_and_not_to_whoever_keeps_the_one_next_to_it() {
    let (house, site) = divided().await;
    let (emma, willy) = (keeper_of(&house, "Emma", "ost").await, keeper_of(&house, "Willy", "west").await);
    let anna = house.anna().await;
    let id = house.store.book(&anna, booking(wish("ost", 2, "10:00", "12:00"))).await.unwrap();

    let told: Vec<String> = house
        .deliver()
        .await
        .into_iter()
        .filter_map(|mail| match mail {
            MailFacts::Booking { to, .. } => Some(to).filter(|to| !to.starts_with("anna")),
            _ => None,
        })
        .collect();
    assert_eq!(told, ["emma@example.org"]);
    assert_eq!(house.store.requests(&emma).await.unwrap().unwrap().len(), 1);
    assert_eq!(house.store.requests(&willy).await.unwrap(), Some(vec![]));
    let refused = house.store.answer(&willy, id, 1, Answer::Approve(None)).await;
    assert_eq!(refused, Err(BookingRefusal::NotFound));
    assert_eq!(house.store.booking(&willy, id).await.unwrap(), None);
    house.store.answer(&emma, id, 1, Answer::Approve(None)).await.unwrap();

    let plan = |by: &Actor| {
        let (by, store) = (by.clone(), house.store.clone());
        async move { store.days(&by, None, march(2), 1).await.unwrap().unwrap()[0].dates.len() }
    };
    assert_eq!((plan(&emma).await, plan(&willy).await), (1, 0));
    assert!(may(&emma, Act::Keep(site.into())).is_err());
}

#[tokio::test]
async fn the_rules_of_a_space_are_written_by_its_keeper_and_those_of_its_site_are_not() {
    let (house, _) = divided().await;
    let emma = keeper_of(&house, "Emma", "ost").await;
    let new = |space: Option<&str>| NewRules {
        site: "haus".into(),
        space: space.map(str::to_owned),
        version: 1,
        book: RuleBook { notice_minutes: Some(120), ..asked_for() },
        school_calendar: None,
    };
    assert!(house.store.rules(&emma, "haus", Some("ost")).await.unwrap().is_some());
    for elsewhere in [None, Some("west"), Some("saal")] {
        assert_eq!(house.store.rules(&emma, "haus", elsewhere).await.unwrap(), None, "{elsewhere:?}");
        let refused = house.store.change_rules(&emma, new(elsewhere)).await;
        assert_eq!(refused, Err(RulesRefusal::NotFound), "{elsewhere:?}");
    }
    let version = house.store.rules(&emma, "haus", Some("ost")).await.unwrap().unwrap().version;
    house.store.change_rules(&emma, NewRules { version, ..new(Some("ost")) }).await.unwrap();
    assert_eq!(house.store.pools(&emma, "haus").await.unwrap(), None, "things to lend are the site's");
    assert_eq!(house.store.groups(&emma).await.unwrap(), None, "groups are the site's");
}

#[tokio::test]
async fn who_keeps_a_part_closes_nothing_that_is_part_of_what_others_keep() {
    let (house, site) = divided().await;
    let emma = keeper_of(&house, "Emma", "ost").await;
    let of = |spaces: &[&str]| NewClosure {
        spaces: spaces.iter().map(|slug| (*slug).to_owned()).collect(),
        ..closure(clock(2, "08:00"), clock(2, "20:00"))
    };
    assert_eq!(house.store.close(&emma, of(&[])).await, Err(ClosureRefusal::Space), "the house is not hers");
    let refused = house.store.close(&emma, of(&["ost"])).await;
    let Err(ClosureRefusal::NotHers(space)) = refused else { panic!("{refused:?}") };
    assert_eq!(space.slug, "saal", "the hall would be closed as well");

    let her = emma.person().unwrap().id;
    house.store.add_keeper(her, premises(&house, "saal").await).await.unwrap();
    let refused = house.store.close(&signed_in(&house, "emma@example.org").await, of(&["saal"])).await;
    assert!(matches!(refused, Err(ClosureRefusal::NotHers(space)) if space.slug == "west"));
    let emma = signed_in(&house, "emma@example.org").await;
    let shut = house.store.close(&emma, of(&["ost"])).await.unwrap();

    let willy = keeper_of(&house, "Willy", "west").await;
    assert_eq!(house.store.reopen(&willy, shut, None).await, Err(ClosureRefusal::NotFound));
    assert_eq!(house.store.closures(&willy, "haus").await.unwrap().unwrap().closures, [], "that is not about hers");
    let rosa = house.rosa(site).await;
    let whole = house.store.close(&rosa, closure(clock(4, "08:00"), clock(4, "20:00"))).await.unwrap();
    let seen = house.store.closures(&willy, "haus").await.unwrap().unwrap();
    assert_eq!((seen.whole, seen.closures[0].id, seen.closures[0].may_reopen), (false, whole, false));
    house.store.reopen(&emma, shut, None).await.unwrap();
}

#[tokio::test]
async fn a_deputy_of_whoever_keeps_a_space_keeps_that_space() {
    let (house, _) = divided().await;
    let emma = keeper_of(&house, "Emma", "ost").await;
    let new =
        NewDeputy { email: "vera@example.org".into(), last_day: march(1) + TimeDelta::days(3), language: "de".into() };
    house.store.name_deputy(&emma, new).await.unwrap();
    let vera = signed_in(&house, "vera@example.org").await;
    let may_keep = |slug: &'static str| {
        let (vera, house) = (vera.clone(), &house);
        async move { may(&vera, Act::Keep(premises(house, slug).await)).is_ok() }
    };
    assert_eq!((may_keep("ost").await, may_keep("west").await), (true, false));
    let ost = Kept { site: "Haus".into(), space: Some(Localised::of("de", "Ost")) };
    assert_eq!(house.store.deputies(&emma).await.unwrap().unwrap().deputies[0].keeps, [ost]);
    house.store.end_deputy(&emma, vera.person().unwrap().id).await.unwrap();
    assert!(!signed_in(&house, "vera@example.org").await.person().unwrap().is_keeper());
}

#[tokio::test]
async fn whoever_comes_to_keep_a_site_keeps_its_spaces_with_it_and_nothing_twice() {
    let (house, site) = divided().await;
    let emma = keeper_of(&house, "Emma", "ost").await;
    let her = emma.person().unwrap().id;
    house.store.add_keeper(her, premises(&house, "ost").await).await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM keeper").await, 1);
    house.store.add_keeper(her, site).await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM keeper").await, 1);
    let Actor::Account(person) = signed_in(&house, "emma@example.org").await else { unreachable!() };
    assert_eq!((person.keeps, person.keeps_spaces), (vec![site], vec![]));
    assert!(house.store.remove_keeper(her, premises(&house, "ost").await).await.is_err(), "she keeps the site");
    house.store.remove_keeper(her, site).await.unwrap();
    assert!(!signed_in(&house, "emma@example.org").await.person().unwrap().is_keeper());
}

#[tokio::test]
async fn the_region_says_who_keeps_what_and_somebody_keeps_everything() {
    let (house, site) = divided().await;
    let emma = keeper_of(&house, "Emma", "ost").await;
    let her = emma.person().unwrap().id;
    let region = signed_in(&house, "region@example.org").await;
    assert_eq!(house.store.name_keeper(&region, her, site.into()).await, Err(KeeperRefusal::NotFound), "no admin yet");
    house.store.create_account("region@example.org", "Region", "de", true).await.unwrap();
    let region = signed_in(&house, "region@example.org").await;
    assert_eq!(house.store.name_keeper(&emma, her, site.into()).await, Err(KeeperRefusal::NotFound), "she is none");

    let ost = premises(&house, "ost").await;
    let last = house.store.end_keeper(&region, her, ost).await;
    assert_eq!(last, Err(KeeperRefusal::LastKeeper), "requests would reach nobody");
    let Actor::Account(willy) = keeper_of(&house, "Willy", "west").await else { unreachable!() };
    house.store.name_keeper(&region, willy.id, site.into()).await.unwrap();
    house.store.end_keeper(&region, her, ost).await.unwrap();
    assert_eq!(house.store.end_keeper(&region, her, ost).await, Err(KeeperRefusal::NotFound), "that was done");
    let view = house.store.see_person(&region, willy.id).await.unwrap().unwrap();
    assert_eq!(view.keeps, [(site.into(), Kept { site: "Haus".into(), space: None })], "the space is part of it");
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'no-longer-keeper'").await, 1);
    house.store.lock(&region, her, "Zweimal nicht gekommen").await.unwrap();
    assert_eq!(house.store.name_keeper(&region, her, ost).await, Err(KeeperRefusal::Locked));
}
