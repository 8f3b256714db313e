//! Drafts of organisations the region does not trust yet: public once it has looked at them.

use chrono::{NaiveDate, TimeDelta};
use domain::{
    access::{Actor, Person},
    desk::{AccountDesk as _, EventDesk as _, EventFields, EventView, ReviewDesk as _},
    event::{EventRefusal, EventState, Review, Unpublished},
    organisation::Role,
    space::Contact,
};
use store::{MailFacts, ReviewMail};

use crate::common::{
    House, house,
    programme::{event, online},
};

/// An organiser of an organisation the region does not trust, with a draft.
async fn drafted(house: &House) -> (Actor, EventView) {
    let club = house.organisation("Verein").await;
    let vera = house.person("Vera", &club, Role::Organiser).await;
    let draft = house.drafted(&vera, "Vortrag", &[online(20, "10:00", "12:00")]).await;
    (vera, draft)
}

async fn told(house: &House) -> Vec<(String, ReviewMail, String)> {
    let mails = house.deliver().await.into_iter();
    mails
        .filter_map(|mail| match mail {
            MailFacts::Review { to, act, reason, .. } => Some((to, act, reason)),
            _ => None,
        })
        .collect()
}

fn said(to: &str, act: ReviewMail, reason: &str) -> Vec<(String, ReviewMail, String)> {
    vec![(to.to_owned(), act, reason.to_owned())]
}

#[tokio::test]
async fn the_region_sees_it_first_and_with_its_yes_it_is_public() {
    let house = house().await;
    let (vera, draft) = drafted(&house).await;
    let region = house.region().await;
    let seen = async |by: &Actor| house.store.event(by, "vortrag").await.unwrap();
    assert_eq!(draft.review, Review::Needed);
    assert_eq!(house.store.publish(&vera, draft.id, draft.version).await, Err(EventRefusal::Review));
    assert_eq!(seen(&region).await, None, "a draft is its organisers' own until they give it away");

    for _ in 0..2 {
        house.store.submit(&vera, draft.id, draft.version).await.unwrap();
    }
    assert_eq!(told(&house).await, said("region@example.org", ReviewMail::Waits, ""), "a form sent twice is told once");
    let waits = house.event(&vera, "vortrag").await;
    assert!(matches!(waits.review, Review::Waits(_)));
    assert_eq!(seen(&Actor::Visitor).await, None);
    let preview = seen(&region).await.unwrap();
    assert!(!preview.mine && preview.sessions[0].place.online_url.is_none());
    let list = house.store.submissions(&region).await.unwrap().unwrap();
    assert_eq!((list.len(), list[0].id, list[0].version), (1, draft.id, waits.version));

    house.store.clear(&region, draft.id, list[0].version).await.unwrap();
    assert_eq!(seen(&Actor::Visitor).await.unwrap().card.state, EventState::Published);
    assert_eq!(told(&house).await, said("vera@example.org", ReviewMail::Cleared, ""));
    assert_eq!(house.store.submissions(&region).await.unwrap().unwrap(), []);
}

#[tokio::test]
async fn given_back_it_is_a_draft_again_with_words_on_what_to_change() {
    let house = house().await;
    let (vera, draft) = drafted(&house).await;
    let region = house.region().await;
    house.store.submit(&vera, draft.id, draft.version).await.unwrap();
    let version = house.event(&vera, "vortrag").await.version;
    house.deliver().await;
    let back = async |why: &str| house.store.give_back(&region, draft.id, version, why).await;
    assert_eq!(back("  ").await, Err(EventRefusal::Why));
    back(" Wer spricht? ").await.unwrap();
    assert_eq!(told(&house).await, said("vera@example.org", ReviewMail::Returned, "Wer spricht?"));
    assert_eq!(house.store.event(&region, "vortrag").await.unwrap(), None);
    let draft = house.event(&vera, "vortrag").await;
    assert_eq!((draft.card.state, draft.review), (EventState::Draft, Review::Needed));
    house.store.submit(&vera, draft.id, draft.version).await.unwrap();
    assert_eq!(house.store.submissions(&region).await.unwrap().unwrap().len(), 1);
}

#[tokio::test]
async fn the_region_says_yes_to_what_it_saw() {
    let house = house().await;
    let (vera, draft) = drafted(&house).await;
    let region = house.region().await;
    house.store.submit(&vera, draft.id, draft.version).await.unwrap();
    let seen = house.event(&vera, "vortrag").await;
    house
        .store
        .add_session(&vera, crate::common::request(), draft.id, seen.version, online(21, "9:00", "10:00"))
        .await
        .unwrap();
    assert_eq!(house.store.clear(&region, draft.id, seen.version).await, Err(EventRefusal::ChangedMeanwhile));
    let taken = house.event(&vera, "vortrag").await;
    house.store.take_back(&vera, draft.id, taken.version).await.unwrap();
    assert_eq!(house.store.clear(&region, draft.id, taken.version + 1).await, Err(EventRefusal::NotFound));
    assert_eq!(told(&house).await, [], "what was taken back is not told");
}

#[tokio::test]
async fn a_yes_to_what_is_planned_waits_for_its_hour() {
    let house = house().await;
    let (vera, draft) = drafted(&house).await;
    let region = house.region().await;
    let at = NaiveDate::from_ymd_opt(2027, 3, 10).unwrap().and_hms_opt(8, 0, 0);
    house.store.plan_publishing(&vera, draft.id, draft.version, at).await.unwrap();
    house.store.submit(&vera, draft.id, draft.version + 1).await.unwrap();
    house.store.clear(&region, draft.id, draft.version + 2).await.unwrap();
    assert_eq!(house.event(&vera, "vortrag").await.card.state, EventState::Draft);
    assert_eq!(told(&house).await.last().map(|mail| mail.1), Some(ReviewMail::Cleared));
    house.set_clock("2027-03-10T08:00:00Z");
    assert_eq!(house.store.publish_due().await.unwrap(), 1);
    assert_eq!(house.event(&Actor::Visitor, "vortrag").await.card.state, EventState::Published);
}

#[tokio::test]
async fn a_yes_is_to_what_the_region_saw_and_falls_with_the_next_change() {
    let house = house().await;
    let (vera, draft) = drafted(&house).await;
    let region = house.region().await;
    let at = NaiveDate::from_ymd_opt(2027, 3, 10).unwrap().and_hms_opt(8, 0, 0);
    house.store.plan_publishing(&vera, draft.id, draft.version, at).await.unwrap();
    house.store.submit(&vera, draft.id, draft.version + 1).await.unwrap();
    house.store.clear(&region, draft.id, draft.version + 2).await.unwrap();
    house.store.rewrite(&vera, draft.id, draft.version + 3, event("Ganz anders")).await.unwrap();
    let changed = house.event(&vera, "vortrag").await;
    assert_eq!(changed.review, Review::Needed);
    assert_eq!(house.store.publish(&vera, draft.id, changed.version).await, Err(EventRefusal::Review));
}

#[tokio::test]
async fn what_does_not_stand_any_more_gets_no_yes() {
    let house = house().await;
    let (vera, draft) = drafted(&house).await;
    let region = house.region().await;
    house.store.submit(&vera, draft.id, draft.version).await.unwrap();
    house.set_clock("2027-03-21T08:00:00Z");
    let late = house.store.clear(&region, draft.id, draft.version + 1).await;
    assert_eq!(late, Err(EventRefusal::NotReady(Unpublished::NoSession)));
}

#[tokio::test]
async fn whoever_has_left_is_not_told_what_the_region_says() {
    let house = house().await;
    let (vera, draft) = drafted(&house).await;
    let region = house.region().await;
    house.store.submit(&vera, draft.id, draft.version).await.unwrap();
    house.deliver().await;
    let contact = Contact { name: "Büro".into(), email: "verein@example.org".into(), phone: String::new() };
    let fields = EventFields { contact, ..event("Vortrag") };
    house.store.rewrite(&vera, draft.id, draft.version + 1, fields).await.unwrap();
    house.store.leave(&vera, vera.person().unwrap().acting_for.unwrap()).await.unwrap();
    house.store.give_back(&region, draft.id, draft.version + 2, "Wer spricht?").await.unwrap();
    assert_eq!(told(&house).await, said("verein@example.org", ReviewMail::Returned, "Wer spricht?"));
}

#[tokio::test]
async fn without_a_yes_the_hour_passes_and_its_organisers_are_told() {
    let house = house().await;
    let (vera, draft) = drafted(&house).await;
    let at = NaiveDate::from_ymd_opt(2027, 3, 10).unwrap().and_hms_opt(8, 0, 0);
    house.store.plan_publishing(&vera, draft.id, draft.version, at).await.unwrap();
    house.set_clock("2027-03-10T08:00:00Z");
    house.pass(TimeDelta::minutes(1));
    assert_eq!(house.store.publish_due().await.unwrap(), 0);
    let mails = house.deliver().await;
    let told = |mail: &MailFacts| matches!(mail, MailFacts::NotPublished { why: Unpublished::Unreviewed, .. });
    assert!(mails.iter().any(told), "{mails:?}");
}

#[tokio::test]
async fn nobody_else_gives_it_away_or_says_yes() {
    let house = house().await;
    let (vera, draft) = drafted(&house).await;
    let olga = house.olga().await;
    house.store.submit(&vera, draft.id, draft.version).await.unwrap();
    let version = draft.version + 1;
    for by in [&olga, &Actor::Visitor] {
        assert_eq!(house.store.submit(by, draft.id, version).await, Err(EventRefusal::NotFound));
        assert_eq!(house.store.take_back(by, draft.id, version).await, Err(EventRefusal::NotFound));
        assert_eq!(house.store.submissions(by).await.unwrap(), None);
        assert_eq!(house.store.event(by, "vortrag").await.unwrap(), None);
    }
    let auditor = Actor::Account(Person { auditor: true, ..olga.person().unwrap().clone() });
    assert_eq!(house.store.submissions(&auditor).await.unwrap().unwrap().len(), 1);
    for by in [&vera, &olga, &auditor, &Actor::Visitor] {
        assert_eq!(house.store.clear(by, draft.id, version).await, Err(EventRefusal::NotFound));
        assert_eq!(house.store.give_back(by, draft.id, version, "Nein").await, Err(EventRefusal::NotFound));
    }
}

#[tokio::test]
async fn whom_the_region_trusts_publishes_by_herself() {
    let house = house().await;
    let olga = house.olga().await;
    let draft = house.drafted(&olga, "Vortrag", &[online(20, "10:00", "12:00")]).await;
    assert_eq!(draft.review, Review::Free);
    assert_eq!(house.store.submit(&olga, draft.id, draft.version).await, Err(EventRefusal::ChangedMeanwhile));
    assert_eq!(house.event(&olga, "vortrag").await.version, draft.version, "there is nothing to look at");
    house.store.publish(&olga, draft.id, draft.version).await.unwrap();
}
