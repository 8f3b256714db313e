//! What an organisation says of itself for letters and bills, and what it books its costs on.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{House, house, request};
use domain::{
    access::{Actor, Person},
    billing::{Particular, Particulars, PostalAddress},
    desk::{OrganisationDesk, OrganisationRefusal, OrganisationView},
    id::OrganisationId,
    organisation::Role,
};

async fn seen(house: &House, by: &Actor, id: OrganisationId) -> OrganisationView {
    house.store.organisation(by, id).await.unwrap().unwrap()
}

async fn region(house: &House) -> Actor {
    let id = house.store.create_account("region@example.org", "Region", "de", true).await.unwrap();
    Actor::Account(Person {
        id,
        name: "Region".into(),
        email: "region@example.org".into(),
        memberships: vec![],
        acting_for: None,
        keeps: vec![],
        keeps_spaces: vec![],
        platform_admin: true,
        auditor: false,
    })
}

fn particulars() -> Particulars {
    Particulars {
        address: PostalAddress { street: "Weg 1".into(), postcode: "32657".into(), town: "Lemgo".into() },
        bill_to: "Finanzen".into(),
        bill_email: "rechnung@example.org".into(),
        vat_id: "DE136695976".into(),
        ..Particulars::default()
    }
}

#[tokio::test]
async fn its_administrators_and_the_region_read_and_write_it_and_nobody_else() {
    let house = house().await;
    let muster = house.organisation("Muster").await;
    let other = house.organisation("Beispiel").await;
    let chief = house.person("Clara", &muster, Role::Admin).await;
    let region = region(&house).await;
    let store = &house.store;
    let strangers = [
        house.person("Berta", &muster, Role::Organiser).await,
        house.person("Olga", &other, Role::Admin).await,
        Actor::Visitor,
    ];
    for by in &strangers {
        assert_eq!(store.organisation(by, muster.id).await.unwrap(), None);
        let written = store.write_particulars(by, muster.id, 1, particulars()).await;
        assert_eq!(written, Err(OrganisationRefusal::NotFound));
        let added = store.add_cost_centre(by, request(), muster.id, "1", "Eins").await;
        assert_eq!(added, Err(OrganisationRefusal::NotFound));
    }
    store.write_particulars(&chief, muster.id, 1, particulars()).await.unwrap();
    let view = seen(&house, &region, muster.id).await;
    assert_eq!((view.version, &view.particulars), (2, &particulars()));
    let moved = Particulars { leitweg_id: "992-90009-96".into(), ..particulars() };
    store.write_particulars(&region, muster.id, 2, moved.clone()).await.unwrap();
    assert_eq!(seen(&house, &chief, muster.id).await.particulars, moved);
    assert_eq!(seen(&house, &region, other.id).await.particulars.bill_email, "");
    let trail = house.contents(&["audit"]).await.join("\n");
    assert!(trail.contains("changed") && !trail.contains("rechnung@"), "the trail says nothing of it: {trail}");
}

#[tokio::test]
async fn of_two_who_write_at_once_the_second_is_told_and_a_form_sent_twice_is_written_once() {
    let house = house().await;
    let muster = house.organisation("Muster").await;
    let chief = house.person("Clara", &muster, Role::Admin).await;
    let store = &house.store;
    let wrong = Particulars { vat_id: "DE1".into(), address: PostalAddress::default(), ..particulars() };
    let refused = store.write_particulars(&chief, muster.id, 1, wrong).await;
    assert_eq!(refused, Err(OrganisationRefusal::Particulars(vec![Particular::Town, Particular::VatId])));
    for _ in 0..2 {
        store.write_particulars(&chief, muster.id, 1, particulars()).await.unwrap();
    }
    let other = Particulars { bill_to: "Einkauf".into(), ..particulars() };
    let late = store.write_particulars(&chief, muster.id, 1, other.clone()).await;
    assert_eq!(late, Err(OrganisationRefusal::ChangedMeanwhile));
    store.write_particulars(&chief, muster.id, 2, other).await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'changed'").await, 2);
}

#[tokio::test]
async fn a_cost_centre_is_added_once_and_retired_but_never_lost() {
    let house = house().await;
    let muster = house.organisation("Muster").await;
    let other = house.organisation("Beispiel").await;
    let chief = house.person("Clara", &muster, Role::Admin).await;
    let olga = house.person("Olga", &other, Role::Admin).await;
    let store = &house.store;
    let form = request();
    for _ in 0..2 {
        store.add_cost_centre(&chief, form, muster.id, " 4711 ", "Lehre").await.unwrap();
    }
    store.add_cost_centre(&chief, request(), muster.id, "815", "Forschung").await.unwrap();
    store.add_cost_centre(&olga, request(), other.id, "4711", "Vertrieb").await.unwrap();
    for (code, name, refusal) in [
        ("4711", "Noch einmal", OrganisationRefusal::CodeTaken),
        ("", "Ohne", OrganisationRefusal::Code),
        ("1", " ", OrganisationRefusal::CentreName),
    ] {
        assert_eq!(store.add_cost_centre(&chief, request(), muster.id, code, name).await, Err(refusal));
    }
    let listed = async || {
        let centres = seen(&house, &chief, muster.id).await.cost_centres;
        centres.into_iter().map(|centre| (centre.code, centre.retired)).collect::<Vec<_>>()
    };
    assert_eq!(listed().await, [("815".into(), false), ("4711".into(), false)]);
    let first = seen(&house, &chief, muster.id).await.cost_centres[0].id;
    for _ in 0..2 {
        store.retire_cost_centre(&chief, muster.id, first, true).await.unwrap();
    }
    assert_eq!(listed().await, [("4711".into(), false), ("815".into(), true)]);
    let foreign = store.retire_cost_centre(&olga, other.id, first, false).await;
    assert_eq!(foreign, Err(OrganisationRefusal::NotFound), "another organisation's, by her own");
    store.retire_cost_centre(&chief, muster.id, first, false).await.unwrap();
    assert_eq!(listed().await, [("815".into(), false), ("4711".into(), false)]);
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act LIKE 'cost-centre-%'").await, 5);
}
