//! The region's desk: every organisation, everybody who can sign in, and who is locked out.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, booking, house, request, wish};
use chrono::TimeDelta;
use domain::{
    access::{Actor, Person},
    desk::{
        AccountDesk, AccountRefusal, AdministrationDesk, BookingDesk, KeeperRefusal, Kept, ListedOrganisation,
        LockRefusal, NewMember, NewOrganisation, OrganisationDesk, OrganisationRefusal, OrganisationSearch,
    },
    id::{AccountId, OrganisationId},
    organisation::{OrganisationKind, Role, Sector},
};
use store::MailFacts;
use uuid::Uuid;

/// Somebody of the region, signed in; and her login.
async fn of_the_region(house: &House, email: &str, admin: bool) -> (Actor, String) {
    house.store.create_account(email, "", "de", admin).await.unwrap();
    house.login(email).await
}

async fn auditor(house: &House) -> Actor {
    house.store.create_account("rita@example.org", "Rita", "de", false).await.unwrap();
    house.store.set_auditor("rita@example.org", true).await.unwrap();
    house.login("rita@example.org").await.0
}

fn id_of(actor: &Actor) -> AccountId {
    actor.person().unwrap().id
}

async fn found(house: &House, by: &Actor, search: &OrganisationSearch) -> Vec<ListedOrganisation> {
    house.store.list_organisations(by, search, 1).await.unwrap().unwrap().items
}

fn names(found: &[ListedOrganisation]) -> Vec<&str> {
    found.iter().map(|one| one.organisation.name.as_str()).collect()
}

#[tokio::test]
async fn the_region_finds_every_organisation_and_those_that_wait_first() {
    let house = house().await;
    let (admin, _) = of_the_region(&house, "region@example.org", true).await;
    let anna = house.anna().await;
    house.organisation("Übungshof 10").await;
    house.organisation("Übungshof 9").await;
    let new = NewOrganisation {
        request: request(),
        name: "Zweirad".into(),
        kind: OrganisationKind::Association,
        sector: Sector::Society,
        town: "Detmold".into(),
    };
    house.store.found(&anna, new).await.unwrap();

    let all = OrganisationSearch::default();
    assert_eq!(names(&found(&house, &admin, &all).await), ["Zweirad", "Muster", "Übungshof 9", "Übungshof 10"]);
    let muster = found(&house, &admin, &all).await.remove(1);
    assert_eq!((muster.confirmed, muster.trusted, muster.members, muster.contact), (true, false, 1, None));
    for (search, expected) in [
        (OrganisationSearch { words: "übungsHOF 9".into(), ..all.clone() }, vec!["Übungshof 9"]),
        (OrganisationSearch { words: "detmold".into(), ..all.clone() }, vec!["Zweirad"]),
        (
            OrganisationSearch { confirmed: Some(true), words: "m".into(), ..all.clone() },
            vec!["Muster", "Übungshof 9", "Übungshof 10"],
        ),
        (OrganisationSearch { confirmed: Some(false), ..all.clone() }, vec!["Zweirad"]),
        (OrganisationSearch { kind: Some(OrganisationKind::Association), ..all.clone() }, vec!["Zweirad"]),
        (OrganisationSearch { words: "nirgends".into(), ..all.clone() }, vec![]),
    ] {
        assert_eq!(names(&found(&house, &admin, &search).await), expected, "{search:?}");
    }
}

#[tokio::test]
async fn a_long_list_comes_page_by_page_and_a_page_too_far_is_the_last() {
    let house = house().await;
    let (admin, _) = of_the_region(&house, "region@example.org", true).await;
    for number in 1..=51 {
        house.organisation(&format!("Verein {number}")).await;
    }
    for (page, expected, first, items) in [(0, 1, "Verein 1", 50), (2, 2, "Verein 51", 1), (9, 2, "Verein 51", 1)] {
        let seen = house.store.list_organisations(&admin, &OrganisationSearch::default(), page).await.unwrap().unwrap();
        assert_eq!((seen.page, seen.items.len(), seen.total), (expected, items, 51));
        assert_eq!(names(&seen.items)[0], first);
    }
}

#[tokio::test]
async fn only_those_who_look_after_the_installation_trust_and_it_is_written_once() {
    let house = house().await;
    let (admin, _) = of_the_region(&house, "region@example.org", true).await;
    let (rita, anna) = (auditor(&house).await, house.anna().await);
    let muster = anna.person().unwrap().acting_for.unwrap();
    for by in [&rita, &anna, &Actor::Visitor] {
        assert_eq!(house.store.trust(by, muster, true).await, Err(AccountRefusal::Forbidden));
    }
    let unknown = OrganisationId(Uuid::from_u128(9));
    assert_eq!(house.store.trust(&admin, unknown, true).await, Err(AccountRefusal::NotFound));
    for trusted in [true, true, false] {
        house.store.trust(&admin, muster, trusted).await.unwrap();
        assert_eq!(found(&house, &rita, &OrganisationSearch::default()).await[0].trusted, trusted);
    }
    let acts = house.words("SELECT act FROM audit WHERE act LIKE '%trusted' ORDER BY id").await;
    assert_eq!(acts, ["trusted", "no-longer-trusted"]);
}

#[tokio::test]
async fn an_auditor_reads_and_nobody_else_does_without_looking_after_the_installation() {
    let house = house().await;
    let site = house.furnished().await;
    let (rita, anna) = (auditor(&house).await, house.anna().await);
    house.store.add_keeper(id_of(&anna), site).await.unwrap();
    let all = OrganisationSearch::default();
    let people = house.store.list_people(&rita, "ANNA", 1).await.unwrap().unwrap();
    let her = &people.items[0];
    assert_eq!((people.total, her.email.as_str()), (1, "anna@example.org"));
    assert_eq!(
        (&her.roles, &her.keeps),
        (&vec![("Muster".to_owned(), Role::Booker)], &vec![Kept { site: "Haus".into(), space: None }])
    );
    assert_eq!(house.store.list_people(&rita, "", 1).await.unwrap().unwrap().total, 2);
    let seen = house.store.see_person(&rita, id_of(&anna)).await.unwrap().unwrap();
    assert!(!seen.may_lock);
    assert_eq!(house.store.lock(&rita, id_of(&anna), "Darum").await, Err(LockRefusal::NotFound));
    assert_eq!(house.store.unlock(&rita, id_of(&anna)).await, Err(LockRefusal::NotFound));
    for by in [&anna, &Actor::Visitor] {
        assert_eq!(house.store.list_organisations(by, &all, 1).await, Ok(None));
        assert_eq!(house.store.list_people(by, "", 1).await, Ok(None));
        assert_eq!(house.store.see_person(by, id_of(&anna)).await, Ok(None));
    }
    house.store.set_auditor("rita@example.org", false).await.unwrap();
    let (rita, _) = house.login("rita@example.org").await;
    assert_eq!(house.store.list_people(&rita, "", 1).await, Ok(None));
}

#[tokio::test]
async fn who_is_locked_out_is_out_at_once_reads_why_and_comes_back_only_when_let_in() {
    let house = house().await;
    house.furnished().await;
    let (admin, _) = of_the_region(&house, "region@example.org", true).await;
    house.anna().await;
    let (anna, login) = house.login("anna@example.org").await;
    let id = house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let link = house.store.sign_in_token_for("anna@example.org").await.unwrap();

    for reason in ["", "  ", &"x".repeat(501)] {
        assert_eq!(house.store.lock(&admin, id_of(&anna), reason).await, Err(LockRefusal::Reason));
    }
    house.store.lock(&admin, id_of(&anna), " Schlüssel verliehen ").await.unwrap();
    house.store.lock(&admin, id_of(&anna), "Schlüssel verliehen").await.unwrap();
    assert_eq!(house.store.actor(&login).await.unwrap(), Actor::Visitor);
    assert_eq!(house.count("SELECT COUNT(*) FROM login").await, 1, "hers are gone");
    let told = AccountRefusal::Locked("Schlüssel verliehen".into());
    assert_eq!(house.store.sign_in(&link, "Firefox".into()).await, Err(told));
    let seen = house.store.see_person(&admin, id_of(&anna)).await.unwrap().unwrap();
    assert_eq!((seen.person.locked, seen.locked_because.as_str()), (true, "Schlüssel verliehen"));
    assert!(house.store.booking(&anna, id).await.unwrap().is_some(), "what she booked stands");

    house.store.unlock(&admin, id_of(&anna)).await.unwrap();
    house.store.unlock(&admin, id_of(&anna)).await.unwrap();
    assert_eq!(house.store.actor(&login).await.unwrap(), Actor::Visitor, "what ended does not come back");
    assert!(house.store.sign_in(&link, "Firefox".into()).await.is_ok());
    let seen = house.store.see_person(&admin, id_of(&anna)).await.unwrap().unwrap();
    assert_eq!((seen.person.locked, seen.locked_because.as_str()), (false, ""));
    let acts = house.words("SELECT act FROM audit WHERE act IN ('disabled', 'enabled') ORDER BY id").await;
    assert_eq!(acts, ["disabled", "enabled"]);
    let unknown = AccountId(Uuid::from_u128(9));
    assert_eq!(house.store.lock(&admin, unknown, "Darum").await, Err(LockRefusal::NotFound));
}

#[tokio::test]
async fn nobody_locks_herself_out_and_of_two_who_lock_out_each_other_one_stays() {
    let house = house().await;
    let (ada, _) = of_the_region(&house, "ada@example.org", true).await;
    assert_eq!(house.store.lock(&ada, id_of(&ada), "Urlaub").await, Err(LockRefusal::NotFound));
    assert_eq!(house.store.lock(&Actor::System, id_of(&ada), "Darum").await, Err(LockRefusal::LastAdmin));

    let (bea, _) = of_the_region(&house, "bea@example.org", true).await;
    let (first, second) =
        tokio::join!(house.store.lock(&ada, id_of(&bea), "Streit"), house.store.lock(&bea, id_of(&ada), "Streit"),);
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert_eq!(house.count("SELECT COUNT(*) FROM account WHERE NOT disabled").await, 1);
    let stranger = Actor::Account(Person { platform_admin: true, ..house.anna().await.person().unwrap().clone() });
    assert_eq!(house.store.lock(&stranger, id_of(&ada), "Darum").await, Err(LockRefusal::NotFound), "she is none now");
}

#[tokio::test]
async fn who_erased_her_account_is_in_no_list() {
    let house = house().await;
    let (admin, _) = of_the_region(&house, "region@example.org", true).await;
    house.store.create_account("anna@example.org", "Anna", "de", false).await.unwrap();
    let (anna, login) = house.login("anna@example.org").await;
    domain::desk::PrivacyDesk::erase(&house.store, &anna, &login).await.unwrap();
    let people = house.store.list_people(&admin, "", 1).await.unwrap().unwrap();
    let listed: Vec<_> = people.items.iter().map(|her| her.email.as_str()).collect();
    assert_eq!(listed, ["region@example.org"]);
    assert_eq!(house.store.see_person(&admin, id_of(&anna)).await, Ok(None));
    assert_eq!(house.store.unlock(&admin, id_of(&anna)).await, Err(LockRefusal::NotFound));
}

#[tokio::test]
async fn whoever_finds_an_open_browser_of_the_region_gives_and_takes_nobodys_rights() {
    let house = house().await;
    let (region, login) = of_the_region(&house, "region@example.org", true).await;
    let muster = house.organisation("Muster").await;
    let anna = house.person("Anna", &muster, Role::Admin).await;
    let site = house.site("Haus", "Paderborn").await;
    assert!(region.person().unwrap().recent);
    house.pass(TimeDelta::minutes(16));
    let region = house.store.actor(&login).await.unwrap();
    assert!(!region.person().unwrap().recent);
    let (store, her) = (&house.store, id_of(&anna));
    assert_eq!(store.lock(&region, her, "Grund").await, Err(LockRefusal::SignInAgain));
    assert_eq!(store.unlock(&region, her).await, Err(LockRefusal::SignInAgain));
    assert_eq!(store.name_keeper(&region, her, site.into()).await, Err(KeeperRefusal::SignInAgain));
    assert_eq!(store.end_keeper(&region, her, site.into()).await, Err(KeeperRefusal::SignInAgain));
    assert_eq!(store.trust(&region, muster.id, true).await, Err(AccountRefusal::SignInAgain));
    let domain = store.add_domain(&region, muster.id, "muster.example").await;
    assert_eq!(domain, Err(OrganisationRefusal::SignInAgain));
    // Reading, and saying yes to an organisation, which opens no door by itself, goes on.
    assert!(store.see_person(&region, her).await.unwrap().is_some());
    store.confirm_organisation(&region, muster.id).await.unwrap();
}

#[tokio::test]
async fn nobody_is_made_an_administrator_from_an_open_browser() {
    let house = house().await;
    let muster = house.organisation("Muster").await;
    house.person("Anna", &muster, Role::Admin).await;
    let ben = house.person("Ben", &muster, Role::Booker).await;
    let (_, login) = house.login("anna@example.org").await;
    house.pass(TimeDelta::minutes(16));
    let anna = house.store.actor(&login).await.unwrap();
    let new =
        |email: &str, role| NewMember { organisation: muster.id, email: email.into(), role, language: "de".into() };
    let again = Err(AccountRefusal::SignInAgain);
    assert_eq!(house.store.add_member(&anna, new("eva@example.org", Role::Admin)).await, again);
    assert_eq!(house.store.change_member(&anna, muster.id, id_of(&ben), Some(Role::Admin)).await, again);
    assert_eq!(house.store.change_member(&anna, muster.id, id_of(&anna), None).await, again);
    house.store.add_member(&anna, new("eva@example.org", Role::Booker)).await.unwrap();
    house.store.change_member(&anna, muster.id, id_of(&ben), Some(Role::Organiser)).await.unwrap();
}

#[tokio::test]
async fn the_region_signs_somebody_out_everywhere_and_she_may_come_back() {
    let house = house().await;
    let (region, _) = of_the_region(&house, "region@example.org", true).await;
    house.anna().await;
    let (anna, phone) = house.login("anna@example.org").await;
    let (_, desk) = house.login("anna@example.org").await;
    let rita = auditor(&house).await;
    assert_eq!(house.store.sign_out_everywhere(&rita, id_of(&anna)).await, Err(LockRefusal::NotFound));
    house.store.sign_out_everywhere(&region, id_of(&anna)).await.unwrap();
    for login in [phone, desk] {
        assert_eq!(house.store.actor(&login).await.unwrap(), Actor::Visitor);
    }
    assert!(house.login("anna@example.org").await.0.person().is_some());
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'signed-out'").await, 1);
}

#[tokio::test]
async fn an_organisation_that_is_turned_away_is_gone_its_name_is_free_and_its_founder_reads_why() {
    let house = house().await;
    let (region, _) = of_the_region(&house, "region@example.org", true).await;
    let anna = house.anna().await;
    let new = |name: &str| NewOrganisation {
        request: request(),
        name: name.into(),
        kind: OrganisationKind::Association,
        sector: Sector::Society,
        town: "Detmold".into(),
    };
    let id = house.store.found(&anna, new("Universität Lippe")).await.unwrap();
    let decline = async |by: &Actor, reason: &str| house.store.decline(by, id, reason).await;
    assert_eq!(decline(&anna, "Nein").await, Err(AccountRefusal::Forbidden));
    assert_eq!(decline(&region, " ").await, Err(AccountRefusal::Reason));
    house.deliver().await;
    decline(&region, "Gibt es schon").await.unwrap();
    assert_eq!(decline(&region, "Gibt es schon").await, Err(AccountRefusal::NotFound));
    let mails = house.deliver().await;
    let [MailFacts::Declined { to, name, reason, .. }] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(
        (to.as_str(), name.as_str(), reason.as_str()),
        ("anna@example.org", "Universität Lippe", "Gibt es schon")
    );
    house.store.found(&anna, new("Universität Lippe")).await.unwrap();
    let muster = house.organisation("Muster GmbH").await;
    assert_eq!(
        house.store.decline(&region, muster.id, "Nein").await,
        Err(AccountRefusal::NotFound),
        "it was confirmed"
    );
}

#[tokio::test]
async fn the_region_puts_right_what_an_organisation_is_called_and_is() {
    let house = house().await;
    let (region, _) = of_the_region(&house, "region@example.org", true).await;
    let muster = house.organisation("Muster").await;
    house.organisation("Beispiel").await;
    let anna = house.person("Anna", &muster, Role::Admin).await;
    let describe = async |by: &Actor, name: &str| {
        house.store.describe(by, muster.id, name, OrganisationKind::University, Sector::Science).await
    };
    assert_eq!(describe(&anna, "Hochschule").await, Err(AccountRefusal::Forbidden));
    assert_eq!(describe(&region, "").await, Err(AccountRefusal::Name));
    assert_eq!(describe(&region, "Beispiel").await, Err(AccountRefusal::NameTaken));
    describe(&region, "Hochschule Muster").await.unwrap();
    let now = found(&house, &region, &OrganisationSearch { words: "hochschule".into(), ..Default::default() }).await;
    assert_eq!(now[0].organisation.kind, OrganisationKind::University);
    describe(&region, "Hochschule Muster").await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'put-right'").await, 1);
}
