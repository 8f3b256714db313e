//! What a worker and the night leave behind for whoever asks how the house is.

use crate::common::{at, booking, house, wish};
use chrono::TimeDelta;
use domain::desk::{AccountDesk, BookingDesk, PrivacyDesk};

#[tokio::test]
async fn what_waits_is_counted_and_what_was_done_last_is_known() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    assert_eq!(house.store.vitals().await.unwrap(), store::Vitals::default());
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let vitals = house.store.vitals().await.unwrap();
    assert_eq!((vitals.waiting, vitals.given_up, vitals.due_since), (1, 0, Some(at("2027-03-01T07:00:00Z"))));

    let changes = house.store.changes();
    house.store.worker_is_here().await.unwrap();
    assert_eq!(house.store.changes(), changes, "no page need be drawn anew for it");
    house.pass(TimeDelta::minutes(1));
    house.store.forgetting_failed().await.unwrap();
    house.pass(TimeDelta::minutes(1));
    house.store.forget().await.unwrap();
    let [job] = &house.store.claim(1, 60).await.unwrap()[..] else { panic!() };
    assert_eq!(house.store.vitals().await.unwrap().due_since, None, "somebody is sending it");
    house.store.give_up(job.id, "nobody there").await.unwrap();
    let vitals = house.store.vitals().await.unwrap();
    assert_eq!((vitals.waiting, vitals.given_up), (0, 1));
    assert_eq!(vitals.worked_at, Some(at("2027-03-01T07:00:00Z")));
    assert_eq!(vitals.forgetting_failed_at, Some(at("2027-03-01T07:01:00Z")));
    assert_eq!(vitals.forgot_at, Some(at("2027-03-01T07:02:00Z")));
}

#[tokio::test]
async fn an_auditor_reads_what_is_kept_and_which_mail_is_stuck_and_changes_neither() {
    let house = house().await;
    house.region().await;
    house.store.create_account("rita@example.org", "Rita", "de", false).await.unwrap();
    house.store.set_auditor("rita@example.org", true).await.unwrap();
    let (rita, anna) = (house.signed_in("rita@example.org").await, house.anna().await);
    assert!(house.store.retention(&rita).await.unwrap().is_some());
    assert!(house.store.mail_queue(&rita).await.unwrap().is_some());
    assert!(house.store.retention(&anna).await.unwrap().is_none());
    assert!(house.store.mail_queue(&anna).await.unwrap().is_none());
    assert!(house.store.keep_attendees(&rita, 30, 0).await.is_err());
    assert!(house.store.resend(&rita, Some(1)).await.is_err());
}
