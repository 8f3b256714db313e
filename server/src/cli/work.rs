//! `spielraum work`: the worker alone.

use super::{
    house::{house, open},
    say, serve,
};
use crate::{
    config::Config,
    jobs::{self, Worker},
};

pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    let shutdown = serve::shutdown()?;
    let store = open(config, false).await?;
    let house = house(&store, config, vec![]);
    say(format_args!("{} works off its mail.", config.name));
    jobs::run(Worker::new(store, house, config)?, serve::asked_to_end(shutdown)).await;
    Ok(())
}
