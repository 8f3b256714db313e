//! Signing in without a password, and acting for an organisation.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::TimeDelta;
use domain::{
    access::{Actor, Person},
    desk::{AccountDesk, AccountRefusal, AdministrationDesk, NewMember, NewOrganisation, OrganisationSearch},
    id::OrganisationId,
    organisation::{OrganisationKind, Role, Sector},
};
use store::{MailFacts, OrganisationMail};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::common::{House, house, organisation_of, request};

/// The secrets of the links mailed so far and not yet fetched.
async fn tokens(house: &House) -> Vec<String> {
    let mails = house.deliver().await.into_iter();
    mails.filter_map(|mail| if let MailFacts::SignIn { token, .. } = mail { Some(token) } else { None }).collect()
}

async fn token(house: &House, email: &str) -> String {
    house.store.ask_sign_in(email, "/bookings", "de").await.unwrap();
    tokens(house).await.pop().unwrap()
}

async fn signed_in(house: &House, email: &str) -> (String, Person) {
    let token = token(house, email).await;
    let login = house.store.sign_in(&token, "Browser".into()).await.unwrap().token;
    let person = person(house, &login).await;
    (login, person)
}

async fn person(house: &House, login: &str) -> Person {
    match house.store.actor(login).await.unwrap() {
        Actor::Account(person) => person,
        other => panic!("{other:?}"),
    }
}

fn founding(name: &str) -> NewOrganisation {
    NewOrganisation {
        request: request(),
        name: name.into(),
        kind: OrganisationKind::Company,
        sector: Sector::Business,
        town: "Lemgo".into(),
    }
}

#[tokio::test]
async fn a_mailed_link_signs_in_once_and_makes_the_account() {
    let house = house().await;
    house.store.ask_sign_in(" Anna@Example.org ", "/bookings?past=1", "en").await.unwrap();
    let mails = house.deliver().await;
    let [MailFacts::SignIn { to, language, token, goto, minutes: 10, .. }] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!((to.as_str(), language.as_str(), goto.as_str()), ("anna@example.org", "en", "/bookings?past=1"));
    assert!(house.store.link_works(token).await.unwrap());
    assert_eq!(house.count("SELECT count(*) FROM account").await, 0, "asking makes no account");

    let login = house.store.sign_in(token, "Browser".into()).await.unwrap();
    assert_eq!(login.goto, "/bookings?past=1");
    let anna = person(&house, &login.token).await;
    assert_eq!((anna.email.as_str(), anna.name.as_str(), anna.acting_for), ("anna@example.org", "", None));
    assert!(!house.store.link_works(token).await.unwrap());
    assert_eq!(house.store.sign_in(token, "Browser".into()).await, Err(AccountRefusal::Link));
    let stored = house.contents(&["login", "sign_in_link", "outbox"]).await.join("\n");
    assert!(!stored.contains(&login.token) && !stored.contains(token.as_str()), "no secret is stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_pressed_twenty_times_at_once_signs_in_once() {
    let house = house().await;
    let token = token(&house, "anna@example.org").await;
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let (store, token) = (house.store.clone(), token.clone());
        tasks.spawn(async move { store.sign_in(&token, "Browser".into()).await.map(drop) });
    }
    let answers = tasks.join_all().await;
    let refused = answers.iter().filter(|answer| **answer == Err(AccountRefusal::Link)).count();
    assert_eq!((answers.iter().filter(|answer| answer.is_ok()).count(), refused), (1, 19), "{answers:?}");
    assert_eq!(house.count("SELECT count(*) FROM login").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_links_of_one_new_address_pressed_at_once_make_one_account() {
    let house = house().await;
    let mut tasks = JoinSet::new();
    for _ in 0..5 {
        let (store, token) = (house.store.clone(), token(&house, "anna@example.org").await);
        tasks.spawn(async move { store.sign_in(&token, "Browser".into()).await.map(drop) });
    }
    assert_eq!(tasks.join_all().await, vec![Ok(()); 5]);
    assert_eq!(
        (house.count("SELECT count(*) FROM account").await, house.count("SELECT count(*) FROM login").await),
        (1, 5)
    );
}

#[tokio::test]
async fn a_link_is_too_old_after_ten_minutes_and_so_is_its_mail() {
    let house = house().await;
    let token = token(&house, "anna@example.org").await;
    house.store.ask_sign_in("anna@example.org", "/", "de").await.unwrap();
    house.pass(TimeDelta::minutes(10));
    assert!(!house.store.link_works(&token).await.unwrap());
    assert_eq!(house.store.sign_in(&token, "Browser".into()).await, Err(AccountRefusal::Link));
    assert_eq!(tokens(&house).await, Vec::<String>::new(), "nobody is mailed a link that does not work");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_mailbox_gets_more_than_five_links_in_a_quarter_of_an_hour() {
    let house = house().await;
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let store = house.store.clone();
        tasks.spawn(async move { store.ask_sign_in("anna@example.org", "/", "de").await.map(drop) });
    }
    assert_eq!(tasks.join_all().await, vec![Ok(()); 20], "the answer never tells");
    assert_eq!(house.waiting_mail().await.len(), 5);
    house.store.ask_sign_in("berta@example.org", "/", "de").await.unwrap();
    assert_eq!(house.waiting_mail().await.len(), 6, "others are not kept waiting");
    house.pass(TimeDelta::minutes(16));
    house.store.ask_sign_in("anna@example.org", "/", "de").await.unwrap();
    assert_eq!(house.waiting_mail().await.len(), 7);
    assert_eq!(house.store.ask_sign_in("anna", "/", "de").await, Err(AccountRefusal::Email));
}

#[tokio::test]
async fn a_login_ends_after_a_week_unused_after_a_month_in_any_case_and_when_signed_out() {
    let house = house().await;
    let (login, _) = signed_in(&house, "anna@example.org").await;
    let (idle, _) = signed_in(&house, "berta@example.org").await;
    for day in 1..30 {
        house.pass(TimeDelta::days(1));
        assert!(house.store.actor(&login).await.unwrap().person().is_some(), "day {day}");
    }
    assert_eq!(house.store.actor(&idle).await.unwrap(), Actor::Visitor);
    house.pass(TimeDelta::days(1));
    assert_eq!(house.store.actor(&login).await.unwrap(), Actor::Visitor);

    let (login, _) = signed_in(&house, "anna@example.org").await;
    house.store.sign_out(&login).await.unwrap();
    assert_eq!(house.store.actor(&login).await.unwrap(), Actor::Visitor);
    assert_eq!(house.store.actor("anything").await.unwrap(), Actor::Visitor);
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM login").await, 0);
}

#[tokio::test]
async fn who_is_locked_out_is_a_visitor_at_once() {
    let house = house().await;
    let (login, _) = signed_in(&house, "anna@example.org").await;
    let link = token(&house, "anna@example.org").await;
    house.store.set_locked("anna@example.org", Some("Missbrauch")).await.unwrap();
    assert_eq!(house.store.actor(&login).await.unwrap(), Actor::Visitor);
    let locked = AccountRefusal::Locked("Missbrauch".into());
    assert_eq!(house.store.sign_in(&link, "Browser".into()).await, Err(locked), "whoever reads her mail reads why");
    assert_eq!(house.count("SELECT COUNT(*) FROM login").await, 0);
    house.store.set_locked("anna@example.org", None).await.unwrap();
    assert_eq!(house.store.actor(&login).await.unwrap(), Actor::Visitor, "what ended does not come back");
    assert!(house.store.sign_in(&link, "Browser".into()).await.is_ok());
    assert_eq!(house.store.set_locked("nobody@example.org", Some("")).await, Err(AccountRefusal::NotFound));
}

#[tokio::test]
async fn an_actor_has_every_membership_and_site_and_acts_for_whom_she_chose() {
    let house = house().await;
    let (lemgo, detmold) = (house.site("Haus", "Lemgo").await, house.site("Hof", "Detmold").await);
    let (zebra, alpha) = (house.organisation("Zebra").await, house.organisation("Alpha").await);
    let account = house.store.create_account("Anna@example.org", "Anna", "de", false).await.unwrap();
    for (organisation, role) in [(&zebra, Role::Member), (&alpha, Role::Booker), (&zebra, Role::Organiser)] {
        house.store.add_membership(account, organisation.id, role).await.unwrap();
    }
    for site in [lemgo, detmold, lemgo] {
        house.store.add_keeper(account, site).await.unwrap();
    }
    let (login, anna) = signed_in(&house, "anna@example.org").await;
    let memberships: Vec<(&str, Role)> =
        anna.memberships.iter().map(|m| (m.organisation.name.as_str(), m.role)).collect();
    assert_eq!(memberships, [("Alpha", Role::Booker), ("Zebra", Role::Organiser)]);
    assert_eq!((anna.id, anna.keeps.len(), anna.acting_for), (account, 2, Some(alpha.id)));

    let by = Actor::Account(anna);
    house.store.act_for(&by, &login, zebra.id).await.unwrap();
    assert_eq!(person(&house, &login).await.acting_for, Some(zebra.id));
    let foreign = house.organisation("Fremd").await;
    assert_eq!(house.store.act_for(&by, &login, foreign.id).await, Err(AccountRefusal::NotFound));
    let (other, _) = signed_in(&house, "berta@example.org").await;
    assert_eq!(house.store.act_for(&by, &other, alpha.id).await, Err(AccountRefusal::Forbidden), "another's login");

    house.store.rename(&by, "  Anna Beispiel ", "en").await.unwrap();
    let now = person(&house, &login).await;
    assert_eq!((now.name.as_str(), now.language.as_str()), ("Anna Beispiel", "en"));
    house.store.rename(&by, "Anna", "").await.unwrap();
    assert_eq!(person(&house, &login).await.language, "de");
    assert_eq!(house.store.rename(&by, " ", "de").await, Err(AccountRefusal::Name));
    assert_eq!(house.store.rename(&Actor::Visitor, "X", "de").await, Err(AccountRefusal::Forbidden));
}

#[tokio::test]
async fn an_organisation_is_founded_once_and_waits_for_the_region() {
    let house = house().await;
    house.store.create_account("region@example.org", "Region", "en", true).await.unwrap();
    let (region_login, region) = signed_in(&house, "region@example.org").await;
    let (login, anna) = signed_in(&house, "anna@example.org").await;
    let (anna, region) = (Actor::Account(anna), Actor::Account(region));
    assert!(person(&house, &region_login).await.platform_admin);

    let form = founding("Tischlerei Holz");
    let id = house.store.found(&anna, form.clone()).await.unwrap();
    assert_eq!(house.store.found(&anna, form).await.unwrap(), id);
    let taken = house.store.found(&anna, founding("TISCHLEREI  Holz")).await;
    assert_eq!(taken, Err(AccountRefusal::NameTaken));
    assert_eq!(house.store.found(&Actor::Visitor, founding("X")).await, Err(AccountRefusal::Forbidden));

    let mails = house.deliver().await;
    let [MailFacts::Organisation { to, act: OrganisationMail::Waiting, language, .. }] = &mails[..] else {
        panic!("{mails:?}")
    };
    assert_eq!((to.as_str(), language.as_str()), ("region@example.org", "en"));
    let founder = Actor::Account(person(&house, &login).await);
    assert_eq!(organisation_of(&founder), id, "she acts for it at once");
    assert!(!founder.person().unwrap().acting().unwrap().confirmed);

    let waiting = OrganisationSearch { confirmed: Some(false), ..OrganisationSearch::default() };
    assert_eq!(house.store.list_organisations(&founder, &waiting, 1).await.unwrap(), None);
    let listed = house.store.list_organisations(&region, &waiting, 1).await.unwrap().unwrap().items;
    let contact = listed[0].contact.as_ref().map(|(_, email)| email.as_str());
    assert_eq!((listed.len(), listed[0].organisation.id, contact), (1, id, Some("anna@example.org")));
    assert_eq!(house.store.confirm_organisation(&founder, id).await, Err(AccountRefusal::Forbidden));
    let unknown = OrganisationId(Uuid::from_u128(9));
    assert_eq!(house.store.confirm_organisation(&region, unknown).await, Err(AccountRefusal::NotFound));
    house.store.confirm_organisation(&region, id).await.unwrap();
    house.store.confirm_organisation(&region, id).await.unwrap();
    let mails = house.deliver().await;
    let [MailFacts::Organisation { to, act: OrganisationMail::Confirmed, name, .. }] = &mails[..] else {
        panic!("{mails:?}")
    };
    assert_eq!((to.as_str(), name.as_str()), ("anna@example.org", "Tischlerei Holz"));
    assert!(person(&house, &login).await.acting().unwrap().confirmed);
    assert_eq!(house.store.list_organisations(&region, &waiting, 1).await.unwrap().unwrap().total, 0);
}

#[tokio::test]
async fn a_link_printed_by_the_command_line_signs_in_once() {
    let house = house().await;
    house.store.create_account("admin@example.org", "", "de", false).await.unwrap();
    house.store.set_platform_admin("admin@example.org", true).await.unwrap();
    let token = house.store.sign_in_token_for("admin@example.org").await.unwrap();
    let login = house.store.sign_in(&token, "Browser".into()).await.unwrap();
    assert!(person(&house, &login.token).await.platform_admin);
    assert_eq!(house.store.sign_in(&token, "Browser".into()).await, Err(AccountRefusal::Link));
    assert_eq!(house.waiting_mail().await, Vec::<String>::new());
    assert_eq!(house.store.counts().await.unwrap().platform_admins, 1);
}

#[tokio::test]
async fn reading_who_somebody_is_writes_at_most_once_an_hour() {
    let house = house().await;
    let (login, _) = signed_in(&house, "anna@example.org").await;
    let seen = async || house.contents(&["login"]).await;
    let first = seen().await;
    house.pass(TimeDelta::minutes(59));
    house.store.actor(&login).await.unwrap();
    assert_eq!(seen().await, first);
    house.pass(TimeDelta::minutes(2));
    let changes = house.store.changes();
    house.store.actor(&login).await.unwrap();
    assert_ne!(seen().await, first);
    assert_eq!(house.store.changes(), changes, "no page has to be made anew for it");
}

#[tokio::test]
async fn an_administrator_looks_after_the_members_and_one_administrator_stays() {
    let house = house().await;
    let muster = house.organisation("Muster").await;
    let chief = house.person("Clara", &muster, Role::Admin).await;
    let add =
        |email: &str, role| NewMember { organisation: muster.id, email: email.into(), role, language: "en".into() };
    for _ in 0..2 {
        house.store.add_member(&chief, add(" Dora@Example.org", Role::Booker)).await.unwrap();
    }
    let mails = house.deliver().await;
    let [MailFacts::Organisation { to, language, act: OrganisationMail::MemberAdded, name, .. }] = &mails[..] else {
        panic!("{mails:?}")
    };
    assert_eq!((to.as_str(), language.as_str(), name.as_str()), ("dora@example.org", "en", "Muster"));
    let (login, dora) = signed_in(&house, "dora@example.org").await;
    assert_eq!((dora.acting_for, dora.memberships[0].role), (Some(muster.id), Role::Booker));

    let known = house.store.add_member(&chief, add("dora@example.org", Role::Admin)).await;
    assert_eq!(known, Err(AccountRefusal::KnownMember));
    assert_eq!(house.store.add_member(&chief, add("dora", Role::Member)).await, Err(AccountRefusal::Email));
    let members = house.store.members(&chief, muster.id).await.unwrap().unwrap();
    let listed: Vec<(&str, Role)> = members.iter().map(|member| (member.email.as_str(), member.role)).collect();
    assert_eq!(listed, [("clara@example.org", Role::Admin), ("dora@example.org", Role::Booker)]);

    let (dora_id, chief_id) = (dora.id, chief.person().unwrap().id);
    let outsider = Actor::Account(dora);
    assert_eq!(house.store.members(&outsider, muster.id).await.unwrap(), None);
    assert_eq!(
        house.store.add_member(&outsider, add("eva@example.org", Role::Admin)).await,
        Err(AccountRefusal::Forbidden)
    );
    let promoted = house.store.change_member(&outsider, muster.id, dora_id, Some(Role::Admin)).await;
    assert_eq!(promoted, Err(AccountRefusal::Forbidden));

    let change = |account, role| house.store.change_member(&chief, muster.id, account, role);
    assert_eq!(change(chief_id, None).await, Err(AccountRefusal::LastAdmin));
    assert_eq!(change(chief_id, Some(Role::Booker)).await, Err(AccountRefusal::LastAdmin));
    change(dora_id, Some(Role::Admin)).await.unwrap();
    assert_eq!(person(&house, &login).await.memberships[0].role, Role::Admin);
    change(dora_id, None).await.unwrap();
    assert_eq!(person(&house, &login).await.memberships, []);
    assert_eq!(change(dora_id, None).await, Err(AccountRefusal::NotFound));
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act LIKE '%member'").await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_administrators_who_remove_each_other_at_once_one_stays() {
    let house = house().await;
    let muster = house.organisation("Muster").await;
    let (clara, dora) =
        (house.person("Clara", &muster, Role::Admin).await, house.person("Dora", &muster, Role::Admin).await);
    let ids = [&dora, &clara].map(|actor| actor.person().unwrap().id);
    let mut tasks = JoinSet::new();
    for (by, account) in [clara, dora].into_iter().zip(ids) {
        let (store, organisation) = (house.store.clone(), muster.id);
        tasks.spawn(async move { store.change_member(&by, organisation, account, None).await });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    assert_eq!(house.count("SELECT count(*) FROM membership").await, 1);
}
