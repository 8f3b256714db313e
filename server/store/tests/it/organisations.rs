//! What an organisation says of itself for letters and bills, and what it books its costs on.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, booking, house, request, wish};
use chrono::TimeDelta;
use domain::{
    access::{Actor, Person},
    billing::{Particular, Particulars, PostalAddress},
    booking::BookingRefusal,
    desk::{Behalf, BookingDesk, CatalogueDesk, NewBooking, OrganisationDesk, OrganisationRefusal, OrganisationView},
    id::OrganisationId,
    organisation::Role,
};
use sea_orm::ConnectionTrait as _;

async fn seen(house: &House, by: &Actor, id: OrganisationId) -> OrganisationView {
    house.store.organisation(by, id).await.unwrap().unwrap()
}

async fn region(house: &House) -> Actor {
    let id = house.store.create_account("region@example.org", "Region", "de", true).await.unwrap();
    Actor::Account(Person {
        id,
        name: "Region".into(),
        email: "region@example.org".into(),
        language: "de".into(),
        memberships: vec![],
        acting_for: None,
        keeps: vec![],
        keeps_spaces: vec![],
        platform_admin: true,
        auditor: false,
        recent: true,
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

#[tokio::test]
async fn a_booking_is_put_on_a_cost_centre_of_its_own_organisation_that_is_in_use() {
    let house = house().await;
    let site = house.furnished().await;
    let (muster, other) = (house.organisation("Muster").await, house.organisation("Beispiel").await);
    let chief = house.person("Clara", &muster, Role::Admin).await;
    let booker = house.person("Berta", &muster, Role::Booker).await;
    let member = house.person("Mara", &muster, Role::Member).await;
    let olga = house.person("Olga", &other, Role::Admin).await;
    let store = &house.store;
    for (by, of, code) in [(&chief, &muster, "4711"), (&chief, &muster, "815"), (&olga, &other, "4711")] {
        store.add_cost_centre(by, request(), of.id, code, "Lehre").await.unwrap();
    }
    let centres = seen(&house, &chief, muster.id).await.cost_centres;
    let (retired, used) = (centres[0].id, centres[1].id);
    let foreign = seen(&house, &olga, other.id).await.cost_centres[0].id;
    store.retire_cost_centre(&chief, muster.id, retired, true).await.unwrap();

    let here = store.space("labor").await.unwrap().unwrap().space.premises();
    let offered = async |by: &Actor| store.cost_centres(by, here, muster.id).await.unwrap().len();
    assert_eq!((offered(&booker).await, offered(&member).await, offered(&olga).await), (1, 0, 0));

    let on = |centre| NewBooking { cost_centre: Some(centre), ..booking(wish("labor", 2, "10:00", "12:00")) };
    for wrong in [foreign, retired] {
        assert_eq!(store.book(&booker, on(wrong)).await, Err(BookingRefusal::CostCentre));
    }
    assert_eq!(house.count("SELECT COUNT(*) FROM booking").await, 0);
    let id = store.book(&booker, on(used)).await.unwrap();
    let Actor::Account(person) = house.berta().await else { unreachable!() };
    let keeper = Actor::Account(Person { keeps: vec![site], ..person });
    let shown = async |by: &Actor| store.booking(by, id).await.unwrap().unwrap().cost_centre.map(|one| one.code);
    for by in [&booker, &member, &chief] {
        assert_eq!(shown(by).await.as_deref(), Some("4711"));
    }
    assert_eq!(shown(&keeper).await, None, "how others keep their books is not hers to know");

    // A keeper books for somebody else: her own organisation's is not theirs.
    let mut theirs = on(foreign);
    theirs.wish = wish("labor", 3, "10:00", "12:00");
    theirs.wish.behalf = Some(Behalf { organisation: "Muster".into(), contact: "berta@example.org".into() });
    assert_eq!(store.book(&keeper, theirs).await, Err(BookingRefusal::CostCentre));

    // What was booked on it keeps it, and the database lets nobody write another organisation's.
    store.retire_cost_centre(&chief, muster.id, used, true).await.unwrap();
    assert_eq!(shown(&booker).await.as_deref(), Some("4711"));
    let written = "UPDATE booking SET cost_centre_id = (SELECT id FROM cost_centre WHERE organisation_id <> booking.organisation_id)";
    assert!(store.connection().execute_unprepared(written).await.is_err());
}

#[tokio::test]
async fn a_booking_is_put_on_another_cost_centre_even_when_it_is_over_and_by_no_keeper() {
    let house = house().await;
    let site = house.furnished().await;
    let muster = house.organisation("Muster").await;
    let chief = house.person("Clara", &muster, Role::Admin).await;
    let booker = house.person("Berta", &muster, Role::Booker).await;
    let colleague = house.person("Bodo", &muster, Role::Booker).await;
    let other = house.organisation("Beispiel").await;
    let olga = house.person("Olga", &other, Role::Admin).await;
    let store = &house.store;
    for (by, of, code) in [(&chief, &muster, "4711"), (&chief, &muster, "815"), (&olga, &other, "1")] {
        store.add_cost_centre(by, request(), of.id, code, "Lehre").await.unwrap();
    }
    let centres = seen(&house, &chief, muster.id).await.cost_centres;
    let (first, second) = (centres[0].id, centres[1].id);
    let foreign = seen(&house, &olga, other.id).await.cost_centres[0].id;
    let id = store.book(&booker, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let view = async |by: &Actor| store.booking(by, id).await.unwrap().unwrap();
    let choices = async |by: &Actor| view(by).await.cost_centres.len();
    assert_eq!((choices(&booker).await, choices(&chief).await, choices(&colleague).await), (2, 2, 0));
    let Actor::Account(person) = house.berta().await else { unreachable!() };
    let keeper = Actor::Account(Person { keeps: vec![site], memberships: vec![], ..person });
    assert_eq!(choices(&keeper).await, 0);

    // Long after it was.
    house.pass(TimeDelta::days(60));
    let before = view(&booker).await;
    store.put_on(&booker, id, before.version, Some(first)).await.unwrap();
    store.put_on(&booker, id, before.version, Some(first)).await.unwrap();
    let after = view(&booker).await;
    assert_eq!(after.cost_centre.as_ref().map(|one| one.id), Some(first));
    assert_eq!(
        (after.version, after.sequence),
        (before.version + 1, before.sequence),
        "once, and no calendar hears of it"
    );
    assert_eq!(after.history.last().unwrap().act, "put-on-cost-centre");
    let old = store.put_on(&chief, id, before.version, Some(second)).await;
    assert_eq!(old, Err(BookingRefusal::ChangedMeanwhile));
    for (by, centre, refusal) in [
        (&booker, foreign, BookingRefusal::CostCentre),
        (&keeper, second, BookingRefusal::NotFound),
        (&olga, second, BookingRefusal::NotFound),
    ] {
        assert_eq!(store.put_on(by, id, after.version, Some(centre)).await, Err(refusal));
    }
    assert!(store.put_on(&colleague, id, after.version, Some(second)).await.is_err());
    store.retire_cost_centre(&chief, muster.id, first, true).await.unwrap();
    assert_eq!(choices(&booker).await, 2, "what it is on stays a choice");
    store.put_on(&booker, id, after.version, None).await.unwrap();
    assert_eq!((view(&booker).await.cost_centre, choices(&booker).await), (None, 1));
}
