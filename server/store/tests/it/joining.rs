//! Mail domains of organisations, and becoming a member by one's own address.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, house};
use domain::{
    access::Actor,
    desk::{AccountDesk, AccountRefusal, MailDomain, NewMember, OrganisationDesk, OrganisationRefusal, PrivacyDesk},
    id::OrganisationId,
    mail_domain::{DomainFault, MOST_DOMAINS},
    organisation::{OrganisationRef, Role},
};
use store::MailFacts;
use tokio::task::JoinSet;

/// Muster, which Clara looks after, and whose people write from `muster.example`.
async fn muster(house: &House) -> (OrganisationRef, Actor, Actor) {
    let muster = house.organisation("Muster").await;
    let chief = house.person("Clara", &muster, Role::Admin).await;
    let region = house.region().await;
    house.store.add_domain(&region, muster.id, "muster.example").await.unwrap();
    (muster, chief, region)
}

async fn domains(house: &House, by: &Actor, id: OrganisationId) -> Vec<(String, bool)> {
    let view = house.store.organisation(by, id).await.unwrap().unwrap();
    view.domains.into_iter().map(|one| (one.domain, one.confirmed)).collect()
}

#[tokio::test]
async fn an_organisation_asks_for_a_domain_and_the_region_says_whose_it_is() {
    let house = house().await;
    let (muster, other) = (house.organisation("Muster").await, house.organisation("Beispiel").await);
    let (chief, olga) =
        (house.person("Clara", &muster, Role::Admin).await, house.person("Olga", &other, Role::Admin).await);
    let booker = house.person("Berta", &muster, Role::Organiser).await;
    let region = house.region().await;
    let store = &house.store;
    for _ in 0..2 {
        let asked = store.add_domain(&chief, muster.id, "@TH-OWL.de").await.unwrap();
        assert_eq!(asked, MailDomain { domain: "th-owl.de".into(), confirmed: false });
    }
    let mails = house.deliver().await;
    let [MailFacts::DomainsWaiting { to, domains: waiting, name, .. }] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!((to.as_str(), &waiting[..], name.as_str()), ("region@example.org", &["th-owl.de".into()][..], "Muster"));
    // To ask takes it from nobody.
    store.add_domain(&olga, other.id, "th-owl.de").await.unwrap();
    let waiting = store.waiting_domains(&region).await.unwrap().unwrap();
    let waiting: Vec<_> = waiting.iter().map(|(of, domain)| (of.name.as_str(), domain.as_str())).collect();
    assert_eq!(waiting.len(), 2, "{waiting:?}");
    assert_eq!(store.waiting_domains(&chief).await.unwrap(), None);

    for by in [&chief, &olga, &booker, &Actor::Visitor] {
        let confirmed = store.confirm_domain(by, muster.id, "th-owl.de").await;
        assert_eq!(confirmed, Err(OrganisationRefusal::NotFound));
    }
    for _ in 0..2 {
        store.confirm_domain(&region, muster.id, "th-owl.de").await.unwrap();
    }
    assert_eq!(domains(&house, &chief, muster.id).await, [("th-owl.de".into(), true)]);
    let late = store.confirm_domain(&region, other.id, "th-owl.de").await;
    assert_eq!(late, Err(OrganisationRefusal::DomainTaken));
    let third = house.organisation("Dritte").await;
    let taken = store.add_domain(&region, third.id, "th-owl.de").await;
    assert_eq!(taken, Err(OrganisationRefusal::DomainTaken));
    let mails = house.deliver().await;
    let [MailFacts::DomainsWaiting { name, .. }, MailFacts::DomainsAnswered { to, confirmed, waiting, .. }] =
        &mails[..]
    else {
        panic!("{mails:?}")
    };
    assert_eq!(name, "Beispiel", "the second who asked still waits");
    assert_eq!((to.as_str(), &confirmed[..], &waiting[..]), ("clara@example.org", &["th-owl.de".into()][..], &[][..]));

    for (typed, fault) in
        [("gmx.de", DomainFault::Freemail), ("co.uk", DomainFault::PublicSuffix), ("a b", DomainFault::Form)]
    {
        let refused = store.add_domain(&region, muster.id, typed).await;
        assert_eq!(refused, Err(OrganisationRefusal::Domain(fault)));
    }
    assert_eq!(store.add_domain(&booker, muster.id, "x.example").await, Err(OrganisationRefusal::NotFound));
    assert_eq!(store.drop_domain(&olga, muster.id, "th-owl.de").await, Err(OrganisationRefusal::NotFound));
    store.drop_domain(&chief, muster.id, "th-owl.de").await.unwrap();
    assert_eq!(store.drop_domain(&chief, muster.id, "th-owl.de").await, Err(OrganisationRefusal::NotFound));
    store.confirm_domain(&region, other.id, "th-owl.de").await.unwrap();
    for number in 0..MOST_DOMAINS {
        store.add_domain(&chief, muster.id, &format!("n{number}.example")).await.unwrap();
    }
    let more = store.add_domain(&chief, muster.id, "more.example").await;
    assert_eq!(more, Err(OrganisationRefusal::TooMany));
    house.deliver().await;

    // Taking it away herself she knows; what the region says no to she is told.
    let told = house.mails("domains-answered").await;
    store.drop_domain(&chief, muster.id, "n0.example").await.unwrap();
    assert_eq!(house.mails("domains-answered").await, told);
    store.drop_domain(&region, muster.id, "n1.example").await.unwrap();
    let mails = house.deliver().await;
    let [MailFacts::DomainsAnswered { to, confirmed, waiting, .. }] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!((to.as_str(), confirmed.len(), waiting.len()), ("clara@example.org", 0, MOST_DOMAINS - 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_organisations_one_gets_the_domain_both_are_given_at_once() {
    let house = house().await;
    let region = house.region().await;
    let mut tasks = JoinSet::new();
    for name in ["Muster", "Beispiel", "Dritte", "Vierte"] {
        let of = house.organisation(name).await;
        let (store, region) = (house.store.clone(), region.clone());
        tasks.spawn(async move { store.add_domain(&region, of.id, "muster.example").await.map(drop) });
    }
    let answers = tasks.join_all().await;
    let refused = answers.iter().filter(|answer| **answer == Err(OrganisationRefusal::DomainTaken)).count();
    assert_eq!((answers.iter().filter(|answer| answer.is_ok()).count(), refused), (1, 3), "{answers:?}");
    assert_eq!(house.count("SELECT COUNT(*) FROM mail_domain WHERE confirmed").await, 1);
}

#[tokio::test]
async fn whoever_has_an_address_exactly_there_joins_as_a_member_and_its_administrators_are_told() {
    let house = house().await;
    let (muster, chief, _) = muster(&house).await;
    let store = &house.store;
    house.deliver().await;
    for stranger in ["anna@example.org", "anna@sub.muster.example", "anna@muster.example.org", "anna@xmuster.example"] {
        let stranger = house.signed_in(stranger).await;
        assert_eq!(store.open_to(&stranger).await.unwrap(), None, "{stranger:?}");
        assert_eq!(store.join(&stranger, muster.id).await, Err(OrganisationRefusal::NotFound), "{stranger:?}");
    }
    assert_eq!(store.open_to(&Actor::Visitor).await.unwrap(), None);
    assert_eq!(store.join(&Actor::Visitor, muster.id).await, Err(OrganisationRefusal::NotFound));

    let anna = house.signed_in("Anna@Muster.example").await;
    assert_eq!(store.open_to(&anna).await.unwrap().map(|of| of.id), Some(muster.id));
    let other = house.organisation("Beispiel").await;
    assert_eq!(store.join(&anna, other.id).await, Err(OrganisationRefusal::NotFound));
    for _ in 0..2 {
        store.join(&anna, muster.id).await.unwrap();
    }
    let mails = house.deliver().await;
    let [MailFacts::MemberJoined { to, who, name, .. }] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!((to.as_str(), who.1.as_str(), name.as_str()), ("clara@example.org", "anna@muster.example", "Muster"));
    let anna = house.signed_in("anna@muster.example").await;
    assert_eq!(store.open_to(&anna).await.unwrap(), None, "she is one");
    let hers = &anna.person().unwrap().memberships;
    assert_eq!((hers.len(), hers[0].role), (1, Role::Member));
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'joined'").await, 1);

    // A role somebody gave her is not taken by joining again.
    let id = anna.person().unwrap().id;
    store.change_member(&chief, muster.id, id, Some(Role::Organiser)).await.unwrap();
    store.join(&anna, muster.id).await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM membership WHERE role = 'organiser'").await, 1);
}

#[tokio::test]
async fn nobody_joins_by_a_domain_the_region_did_not_confirm_or_that_was_taken_away() {
    let house = house().await;
    let (muster, chief, _) = muster(&house).await;
    let store = &house.store;
    store.add_domain(&chief, muster.id, "asked.example").await.unwrap();
    let asked = house.signed_in("anna@asked.example").await;
    assert_eq!(store.open_to(&asked).await.unwrap(), None);
    assert_eq!(store.join(&asked, muster.id).await, Err(OrganisationRefusal::NotFound));
    let anna = house.signed_in("anna@muster.example").await;
    store.join(&anna, muster.id).await.unwrap();
    store.drop_domain(&chief, muster.id, "muster.example").await.unwrap();
    let berta = house.signed_in("berta@muster.example").await;
    assert_eq!(store.join(&berta, muster.id).await, Err(OrganisationRefusal::NotFound));
    assert_eq!(store.members(&chief, muster.id).await.unwrap().unwrap().len(), 2, "who joined stays");
}

#[tokio::test]
async fn whoever_was_taken_out_comes_back_only_when_somebody_lets_her_in() {
    let house = house().await;
    let (muster, chief, _) = muster(&house).await;
    let store = &house.store;
    let anna = house.signed_in("anna@muster.example").await;
    let id = anna.person().unwrap().id;
    store.join(&anna, muster.id).await.unwrap();
    store.change_member(&chief, muster.id, id, None).await.unwrap();
    assert_eq!(store.open_to(&anna).await.unwrap(), None);
    assert_eq!(store.join(&anna, muster.id).await, Err(OrganisationRefusal::NotFound));
    let again = house.signed_in("anna@muster.example").await;
    assert_eq!(store.join(&again, muster.id).await, Err(OrganisationRefusal::NotFound), "whatever browser she takes");
    assert_eq!(store.own_data(&again).await.unwrap().unwrap().taken_out_of, ["Muster"]);

    let back = NewMember {
        organisation: muster.id,
        email: "anna@muster.example".into(),
        role: Role::Admin,
        language: "de".into(),
    };
    store.add_member(&chief, back).await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM membership_ended").await, 0);
    // Whoever goes by herself comes back by herself.
    let anna = house.signed_in("anna@muster.example").await;
    store.change_member(&anna, muster.id, id, None).await.unwrap();
    let anna = house.signed_in("anna@muster.example").await;
    store.join(&anna, muster.id).await.unwrap();
    // The command line takes out like an administrator.
    store.remove_membership(id, muster.id).await.unwrap();
    assert_eq!(store.join(&anna, muster.id).await, Err(OrganisationRefusal::NotFound));
}

#[tokio::test]
async fn who_leaves_acts_for_it_no_longer_and_may_come_back_by_her_domain() {
    let house = house().await;
    let (muster, chief, _) = muster(&house).await;
    let new = NewMember {
        organisation: muster.id,
        email: "anna@muster.example".into(),
        role: Role::Booker,
        language: "de".into(),
    };
    house.store.add_member(&chief, new).await.unwrap();
    let anna = house.signed_in("anna@muster.example").await;
    for _ in 0..2 {
        house.store.leave(&anna, muster.id).await.unwrap();
    }
    let anna = house.signed_in("anna@muster.example").await;
    assert!(anna.person().unwrap().memberships.is_empty());
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'no-longer-member'").await, 1);
    house.store.join(&anna, muster.id).await.unwrap();
    assert_eq!(house.store.leave(&chief, muster.id).await, Err(AccountRefusal::LastAdmin));
    assert_eq!(house.store.leave(&Actor::Visitor, muster.id).await, Err(AccountRefusal::Forbidden));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_administrators_who_leave_at_once_one_stays() {
    let house = house().await;
    let muster = house.organisation("Muster").await;
    let mut leaving = JoinSet::new();
    for name in ["Clara", "Chris"] {
        let (store, chief) = (house.store.clone(), house.person(name, &muster, Role::Admin).await);
        leaving.spawn(async move { store.leave(&chief, muster.id).await });
    }
    let mut left: Vec<_> = leaving.join_all().await;
    left.sort_by_key(Result::is_err);
    assert_eq!(left, [Ok(()), Err(AccountRefusal::LastAdmin)]);
}
