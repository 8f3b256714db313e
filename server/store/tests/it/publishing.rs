//! Publishing by the clock: at the hour that was chosen, once, and only what still stands (I3, I4).

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::{NaiveDateTime, TimeDelta};
use domain::{
    access::Actor,
    desk::{EventDesk, EventView},
    event::{EventRefusal, EventState, Unpublished},
    organisation::Role,
};
use sea_orm::ConnectionTrait as _;
use store::MailFacts;
use tokio::task::JoinSet;

use crate::common::{
    House, house, march,
    programme::{on_site, online},
};

fn at(day: u32, hour: u32) -> Option<NaiveDateTime> {
    march(day).and_hms_opt(hour, 0, 0)
}

/// A draft with a room on the second of March, to become public the day before at noon.
async fn planned(house: &House) -> (Actor, EventView) {
    house.furnished().await;
    let olga = house.olga().await;
    let draft = house.drafted(&olga, "Vortrag", &[on_site("labor", 2, "10:00", "12:00")]).await;
    house.store.plan_publishing(&olga, draft.id, draft.version, at(1, 12)).await.unwrap();
    let draft = house.event(&olga, "vortrag").await;
    (olga, draft)
}

async fn state(house: &House, olga: &Actor) -> EventState {
    house.event(olga, "vortrag").await.card.state
}

/// Why the contact person is told that nothing became public.
async fn told(house: &House) -> Vec<(String, Unpublished)> {
    let mails = house.deliver().await.into_iter();
    mails
        .filter_map(|mail| if let MailFacts::NotPublished { to, why, .. } = mail { Some((to, why)) } else { None })
        .collect()
}

#[tokio::test]
async fn a_draft_becomes_public_at_its_hour_once_and_by_the_house() {
    let house = house().await;
    let (olga, draft) = planned(&house).await;
    assert_eq!((draft.publish_at, draft.card.state), (at(1, 12), EventState::Draft));
    house.set_clock("2027-03-01T10:59:59Z");
    assert_eq!(house.store.publish_due().await.unwrap(), 0, "a second too early, in Germany");
    assert!(house.store.event(&Actor::Visitor, "vortrag").await.unwrap().is_none());
    house.set_clock("2027-03-01T11:00:00Z");
    assert_eq!(house.store.publish_due().await.unwrap(), 1);
    assert_eq!(house.store.publish_due().await.unwrap(), 0);
    let seen = house.store.event(&Actor::Visitor, "vortrag").await.unwrap().unwrap();
    assert_eq!((seen.card.state, seen.publish_at, seen.version), (EventState::Published, None, draft.version + 1));
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'published' AND account_id IS NULL").await, 1);
    assert_eq!(house.deliver().await, []);
    assert_eq!(state(&house, &olga).await, EventState::Published);
}

#[tokio::test]
async fn it_is_planned_for_the_future_before_it_begins_and_can_be_taken_back() {
    let house = house().await;
    let (olga, draft) = planned(&house).await;
    for wrong in [at(1, 8), at(2, 10), at(2, 11)] {
        let tried = house.store.plan_publishing(&olga, draft.id, draft.version, wrong).await;
        assert_eq!(tried, Err(EventRefusal::PublishingTime), "{wrong:?}");
    }
    let stale = house.store.plan_publishing(&olga, draft.id, draft.version - 1, None).await;
    assert_eq!(stale, Err(EventRefusal::ChangedMeanwhile));
    let other = house.person("Otto", &house.organisation("Verein").await, Role::Organiser).await;
    let tried = house.store.plan_publishing(&other, draft.id, draft.version, None).await;
    assert_eq!(tried, Err(EventRefusal::NotFound), "nobody else knows of it");
    house.store.plan_publishing(&olga, draft.id, draft.version, None).await.unwrap();
    house.set_clock("2027-03-01T12:00:00Z");
    assert_eq!(house.store.publish_due().await.unwrap(), 0);
    let now = house.event(&olga, "vortrag").await;
    assert_eq!((now.publish_at, now.card.state), (None, EventState::Draft));
}

#[tokio::test]
async fn whoever_publishes_by_hand_is_not_published_again() {
    let house = house().await;
    let (olga, draft) = planned(&house).await;
    house.store.publish(&olga, draft.id, draft.version).await.unwrap();
    assert_eq!(house.event(&olga, "vortrag").await.publish_at, None);
    let now = house.event(&olga, "vortrag").await;
    let tried = house.store.plan_publishing(&olga, now.id, now.version, at(1, 15)).await;
    assert_eq!(tried, Err(EventRefusal::NotNow(EventState::Published)));
    house.pass(TimeDelta::days(1));
    assert_eq!(house.store.publish_due().await.unwrap(), 0);
}

#[tokio::test]
async fn a_draft_whose_room_is_gone_stays_one_and_its_contact_is_told_once() {
    let house = house().await;
    let (olga, _) = planned(&house).await;
    // What no path of ours does: by hand, in the database.
    let db = house.store.connection();
    db.execute_unprepared("UPDATE booking SET state = 'cancelled'").await.unwrap();
    house.set_clock("2027-03-01T11:00:00Z");
    assert_eq!(house.store.publish_due().await.unwrap(), 0);
    assert_eq!(house.store.publish_due().await.unwrap(), 0);
    let now = house.event(&olga, "vortrag").await;
    assert_eq!((now.card.state, now.publish_at), (EventState::Draft, None));
    let email = olga.person().unwrap().email.clone();
    assert_eq!(told(&house).await, [(email, Unpublished::RoomGone)]);
}

#[tokio::test]
async fn nothing_is_published_that_is_over_or_nowhere_or_of_nobody() {
    let house = house().await;
    let olga = house.olga().await;
    let db = house.store.connection();
    for (sql, why) in [
        ("UPDATE session SET online_url = NULL", Unpublished::NoPlace),
        ("DELETE FROM session", Unpublished::NoSession),
        ("UPDATE organisation SET confirmed = (1 = 0)", Unpublished::Unconfirmed),
        ("UPDATE organisation SET trusted = (1 = 0)", Unpublished::Unreviewed),
    ] {
        let draft = house.drafted(&olga, "Vortrag", &[online(2, "10:00", "12:00")]).await;
        house.store.plan_publishing(&olga, draft.id, draft.version, at(1, 12)).await.unwrap();
        house.set_clock("2027-03-01T11:00:00Z");
        db.execute_unprepared(sql).await.unwrap();
        assert_eq!(house.store.publish_due().await.unwrap(), 0);
        assert_eq!(told(&house).await.pop().map(|(_, why)| why), Some(why));
        house.set_clock("2027-03-01T07:00:00Z");
    }
}

#[tokio::test]
async fn what_is_published_meanwhile_is_not_reported_as_lost() {
    let house = house().await;
    let (olga, _) = planned(&house).await;
    let db = house.store.connection();
    db.execute_unprepared("UPDATE booking SET state = 'cancelled'").await.unwrap();
    house.set_clock("2027-03-01T11:00:00Z");
    house.store.publish_due().await.unwrap();
    let now = house.event(&olga, "vortrag").await;
    house.store.publish(&olga, now.id, now.version).await.unwrap();
    assert_eq!(told(&house).await, [], "she saw to it before the mail went out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_workers_publish_it_once() {
    let house = house().await;
    let (_, draft) = planned(&house).await;
    house.set_clock("2027-03-01T11:00:00Z");
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let store = house.store.clone();
        tasks.spawn(async move { store.publish_due().await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.iter().sum::<u64>(), 1);
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'published'").await, 1);
    assert_eq!(house.count("SELECT CAST(version AS bigint) FROM event").await, i64::from(draft.version) + 1);
}
