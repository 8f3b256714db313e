//! What one place may ask for is counted once, however many programs answer.

use std::time::Duration;

use crate::common::house;
use sea_orm::ConnectionTrait as _;
use tokio::task::JoinSet;

const EVERY: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_forty_who_ask_at_once_in_several_programs_ten_are_served() {
    let house = house().await;
    if !house.store.is_shared() {
        // One program's alone: it counts in memory.
        return;
    }
    let mut tasks = JoinSet::new();
    for _ in 0..40 {
        let store = house.store.clone();
        tasks.spawn(async move { store.take_allowance("sign-in", b"here", 10.0, EVERY).await.unwrap() });
    }
    let waits: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(waits.len(), 30);
    assert!(waits.iter().all(|wait| *wait > Duration::from_secs(30) && *wait <= EVERY), "{waits:?}");
    let take = async |class, of: &[u8]| house.store.take_allowance(class, of, 10.0, EVERY).await.unwrap();
    assert_eq!(take("sign-in", b"elsewhere").await, None);
    assert_eq!(take("register", b"here").await, None);

    // What is paid for is forgotten, what is not stays.
    assert_eq!(house.store.forget_allowances().await.unwrap(), 0);
    assert_eq!(house.count("SELECT COUNT(*) FROM rate_limit").await, 3);
    house
        .store
        .connection()
        .execute_unprepared("UPDATE rate_limit SET until_ms = 1 WHERE class = 'register'")
        .await
        .unwrap();
    assert_eq!(house.store.forget_allowances().await.unwrap(), 1);
    assert_eq!(
        house.count("SELECT COUNT(*) FROM rate_limit WHERE length(key) < 32").await,
        0,
        "no address stands there"
    );
}
