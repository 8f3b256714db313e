//! A proof that is taken back.

use crate::common::{booking, house, wish};
use domain::{
    booking::BookingRefusal,
    desk::{BookingDesk, KeeperDesk, LostProof, NewProof, ProofRefusal},
    rulebook::{Qualification, RuleBook},
    rules::BrokenRule,
    text::Localised,
};

#[tokio::test]
async fn a_proof_is_taken_back_for_a_reason_and_what_was_booked_with_it_is_shown_and_stands() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let briefing = Qualification { key: "briefing".into(), name: Localised::of("de", "Unterweisung") };
    let rules = RuleBook { qualifications: Some(vec![briefing]), ..RuleBook::default() };
    house.space_with(site, "Laser", |space| space.rules = rules).await;
    house.space(site, "Labor").await;
    let (anna, rosa) = (house.anna().await, house.rosa(site).await);
    let email = || "anna@example.org".to_owned();
    let new = NewProof { email: email(), site, key: "briefing".into(), expires_on: None };
    house.store.grant(&rosa, new).await.unwrap();
    let id = house.store.book(&anna, booking(wish("laser", 2, "10:00", "12:00"))).await.unwrap();
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();

    let uses = house.store.proof_uses(&rosa, &email(), site, "briefing").await.unwrap();
    assert_eq!(uses.iter().map(|one| one.booking).collect::<Vec<_>>(), [id], "what asks for it, and nothing else");
    assert_eq!(house.store.proof_uses(&anna, &email(), site, "briefing").await.unwrap(), [], "she keeps nothing");

    let lost = |reason: &str| LostProof { email: email(), site, key: "briefing".into(), reason: reason.into() };
    assert_eq!(house.store.take_back(&anna, lost("Ich")).await, Err(ProofRefusal::NotFound));
    assert_eq!(house.store.take_back(&rosa, lost("  ")).await, Err(ProofRefusal::Reason));
    let other = LostProof { key: "flying".into(), ..lost("Weil") };
    assert_eq!(house.store.take_back(&rosa, other).await, Err(ProofRefusal::NotFound));
    assert_eq!(house.store.proofs(&rosa).await.unwrap().unwrap().shown.len(), 1, "until then it holds");

    assert_eq!(house.store.take_back(&rosa, lost("Falsche Person")).await, Ok(()));
    assert_eq!(house.store.take_back(&rosa, lost("Falsche Person")).await, Ok(()), "a double click");
    assert!(house.store.proofs(&rosa).await.unwrap().unwrap().shown.is_empty());
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'proof-taken-back'").await, 1);
    let refused = house.store.book(&anna, booking(wish("laser", 3, "10:00", "12:00"))).await.unwrap_err();
    let BookingRefusal::Rules(verdict) = refused else { panic!("{refused:?}") };
    assert!(matches!(verdict.broken[..], [BrokenRule::QualificationMissing { .. }]), "{verdict:?}");
    let stands = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert!(stands.state.occupies(), "what she had booked stands");
}
