//! Booking for somebody else: it is hers in every respect, and the trail says who did it.

use crate::common::{House, booking, house, wish};
use domain::{
    access::{Actor, Person},
    booking::{BookingRefusal, BookingState},
    desk::{Behalf, BookingDesk, KeeperDesk, LocalWish, NewBooking},
    organisation::Role,
    rulebook::{AdmissionRule, Counted, How, Period, Quota, RuleBook, Who},
    rules::{Admission, BrokenRule, Lifter},
};
use store::{BookingMail, Mail, MailFacts};

fn keeping(actor: Actor, site: domain::id::SiteId) -> Actor {
    let Actor::Account(person) = actor else { unreachable!() };
    Actor::Account(Person { keeps: vec![site], ..person })
}

fn named(organisation: &str, contact: &str, wish: LocalWish) -> LocalWish {
    LocalWish { behalf: Some(Behalf { organisation: organisation.into(), contact: contact.into() }), ..wish }
}

fn morning() -> LocalWish {
    wish("labor", 2, "10:00", "12:00")
}

/// A furnished house, Anna of Muster who keeps it, and Berta who books for Beispiel.
async fn front_desk() -> (House, Actor, Actor) {
    let house = house().await;
    let site = house.furnished().await;
    let anna = keeping(house.anna().await, site);
    let berta = house.berta().await;
    (house, anna, berta)
}

#[tokio::test]
async fn what_a_keeper_books_for_another_organisation_is_theirs() {
    let (house, anna, berta) = front_desk().await;
    let new = NewBooking { language: "en".into(), ..booking(named("Beispiel", "Berta@example.org", morning())) };
    let id = house.store.book(&anna, new.clone()).await.unwrap();
    assert_eq!(house.store.book(&anna, new).await.unwrap(), id, "the same form once more");

    let view = house.store.booking(&berta, id).await.unwrap().unwrap();
    assert_eq!((view.organisation.name.as_str(), view.booker.1.as_str()), ("Beispiel", "berta@example.org"));
    assert!(view.changeable, "it is hers to change");
    let last = view.history.last().unwrap();
    assert_eq!((last.act.as_str(), last.by.as_str(), last.for_whom.as_str()), ("booked", "Anna", "Berta"));
    assert_eq!(house.store.bookings(&berta, false, 1).await.unwrap().total, 1);
    assert_eq!(house.store.bookings(&anna, false, 1).await.unwrap().total, 0);

    // The contact is written to, in her own language.
    let facts = house.store.mail_facts(&Mail::BookingConfirmed { booking: id }).await.unwrap().unwrap();
    let MailFacts::Booking { to, language, act: BookingMail::Confirmed, .. } = facts else { unreachable!() };
    assert_eq!((to.as_str(), language.as_str()), ("berta@example.org", "de"));
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox").await, 1);
}

#[tokio::test]
async fn the_quota_is_that_of_the_organisation_it_is_for_and_a_keeper_may_lift_it() {
    let (house, anna, _) = front_desk().await;
    let site = anna.person().unwrap().keeps[0];
    house
        .space_with(site, "Knapp", |space| {
            let quota = Quota { minutes: Some(120), per: Period::Month, counted: Counted::Space };
            space.rules = RuleBook { quota: Some(quota), ..RuleBook::default() };
        })
        .await;
    let theirs = |from, until| named("Beispiel", "berta@example.org", wish("knapp", 2, from, until));
    house.store.book(&anna, booking(theirs("08:00", "10:00"))).await.unwrap();
    let refusal = house.store.book(&anna, booking(theirs("10:00", "12:00"))).await.unwrap_err();
    let BookingRefusal::Rules(verdict) = refusal else { panic!("{refusal:?}") };
    assert!(matches!(verdict.broken[..], [BrokenRule::QuotaExceeded { used: 120, .. }]), "{:?}", verdict.broken);
    assert!(verdict.liftable_by(Lifter::Keeper));
    // What her own organisation has is another matter.
    assert!(house.store.check(&anna, &wish("knapp", 2, "10:00", "12:00"), None).await.unwrap().is_free());
    let lifted = NewBooking { override_reason: Some("Messe".into()), ..booking(theirs("10:00", "12:00")) };
    house.store.book(&anna, lifted).await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'overrode'").await, 1);
}

#[tokio::test]
async fn a_keeper_who_books_for_somebody_need_not_be_asked_and_still_sees_who_is_not_admitted() {
    let (house, anna, _) = front_desk().await;
    let site = anna.person().unwrap().keeps[0];
    for (name, how) in [("Frage", How::Ask), ("Nie", How::Never)] {
        house
            .space_with(site, name, |space| {
                let rule = AdmissionRule { who: Who::Everybody, how };
                space.rules = RuleBook { admission: Some(vec![rule]), ..RuleBook::default() };
            })
            .await;
    }
    let theirs = |space| named("Beispiel", "berta@example.org", wish(space, 2, "10:00", "12:00"));
    let verdict = house.store.check(&anna, &theirs("frage"), None).await.unwrap();
    assert!(verdict.is_free() && verdict.admission == Admission::AtOnce);
    let id = house.store.book(&anna, booking(theirs("frage"))).await.unwrap();
    assert_eq!(house.store.booking(&anna, id).await.unwrap().unwrap().state, BookingState::Confirmed);
    let verdict = house.store.check(&anna, &theirs("nie"), None).await.unwrap();
    assert_eq!(verdict.broken, [BrokenRule::NotAdmitted { barred: None, open_to: vec![] }]);
}

#[tokio::test]
async fn the_contact_must_be_a_member_who_may_book() {
    let (house, anna, _) = front_desk().await;
    let book =
        |organisation: &str, contact: &str| house.store.book(&anna, booking(named(organisation, contact, morning())));
    assert_eq!(book("Beispiel", "niemand@example.org").await, Err(BookingRefusal::Contact));
    assert_eq!(book("Beispiel", "anna@example.org").await, Err(BookingRefusal::Contact), "of another organisation");
    assert_eq!(book("Beispiel", "").await, Err(BookingRefusal::Contact));
    assert_eq!(book("Unbekannt", "berta@example.org").await, Err(BookingRefusal::Organisation));
    let beispiel = house.organisation("Beispiel").await;
    house.person("Cleo", &beispiel, Role::Member).await;
    let refusal = book("Beispiel", "cleo@example.org").await.unwrap_err();
    let BookingRefusal::Rules(verdict) = refusal else { panic!("{refusal:?}") };
    assert_eq!(verdict.broken, [BrokenRule::RoleMayNotBook]);
    assert_eq!(house.count("SELECT COUNT(*) FROM booking").await, 0);
}

#[tokio::test]
async fn an_admin_books_for_a_colleague_and_for_nobody_else() {
    let (house, _, berta) = front_desk().await;
    let beispiel = berta.person().unwrap().memberships[0].organisation.clone();
    let dora = house.person("Dora", &beispiel, Role::Admin).await;
    let id = house.store.book(&dora, booking(named("", "berta@example.org", morning()))).await.unwrap();
    let view = house.store.booking(&berta, id).await.unwrap().unwrap();
    assert_eq!(view.booker.1, "berta@example.org");
    // Another organisation is out of reach, and whether it exists is not said.
    let other = wish("labor", 3, "10:00", "12:00");
    for name in ["Muster", "Unbekannt"] {
        let refusal = house.store.check(&dora, &named(name, "anna@example.org", other.clone()), None).await;
        assert_eq!(refusal.unwrap_err(), BookingRefusal::Organisation, "{name}");
    }
    // A booker books for herself alone.
    let refusal = house.store.book(&berta, booking(named("", "dora@example.org", other.clone()))).await;
    assert_eq!(refusal, Err(BookingRefusal::Organisation));
    house.store.book(&berta, booking(named("", "berta@example.org", other))).await.unwrap();
}

#[tokio::test]
async fn a_keeper_of_one_house_books_for_others_there_alone() {
    let (house, anna, _) = front_desk().await;
    let far = house.site("Weit", "Detmold").await;
    house.space(far, "Kammer").await;
    let theirs = named("Beispiel", "berta@example.org", wish("kammer", 2, "10:00", "12:00"));
    assert_eq!(house.store.book(&anna, booking(theirs)).await, Err(BookingRefusal::Organisation));
}

#[tokio::test]
async fn only_keepers_learn_which_organisations_there_are() {
    let (house, anna, berta) = front_desk().await;
    assert_eq!(house.store.holders(&anna).await.unwrap(), ["Beispiel", "Muster"]);
    assert_eq!(house.store.holders(&berta).await.unwrap(), [""; 0]);
    assert_eq!(house.store.holders(&Actor::Visitor).await.unwrap(), [""; 0]);
}
