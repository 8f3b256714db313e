//! The first start: several processes may begin at once on an empty database.

use crate::common::house::TestDatabase;
use server::config::Config;
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_processes_that_start_at_once_make_the_tables_once() {
    let (_database, url) = TestDatabase::new().await;
    let servers = if url.starts_with("sqlite:") { 1 } else { 6 };
    let mut starting = JoinSet::new();
    for _ in 0..servers {
        let url = url.clone();
        starting.spawn(async move {
            let config = Config::read(&|name| match name {
                "DATABASE_URL" => Some(url.clone()),
                "SPIELRAUM_SECRET" => Some("0123456789abcdef0123456789abcdef".into()),
                _ => None,
            });
            server::cli::open(&config.unwrap(), true).await.map(drop).map_err(|err| format!("{err:#}"))
        });
    }
    assert_eq!(starting.join_all().await, vec![Ok(()); servers]);
}
