//! `spielraum demo`: an invented region to try things on.

use app::ask::DemoAccount;
use store::Store;

use super::{house::open, say};
use crate::{config::Config, demo};

pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    let store = open(config, true).await?;
    load(&store).await?;
    say("The demo region is loaded.");
    Ok(())
}

/// Loads the region around today.
pub(super) async fn load(store: &Store) -> anyhow::Result<()> {
    let today = store.now().with_timezone(&store.zone()).date_naive();
    demo::load(store, today).await
}

/// Who can be chosen at the sign-in: on a developer's machine, and only where the demo region is.
pub(super) async fn accounts(store: &Store, config: &Config) -> anyhow::Result<Vec<DemoAccount>> {
    if !config.is_development() || !demo::is_loaded(store).await? {
        return Ok(vec![]);
    }
    Ok(demo::accounts()?.into_iter().map(|(email, role)| DemoAccount { email, role }).collect())
}
