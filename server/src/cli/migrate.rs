//! `spielraum migrate`: brings the database up to date, or says how far it is.

use clap::Args;
use migrations::Migrator;
use sea_orm_migration::MigratorTrait as _;

use super::{house::open, say};
use crate::config::Config;

#[derive(Args)]
pub(super) struct Migrate {
    /// Only say which steps are to come.
    #[arg(long)]
    status: bool,
}

impl Migrate {
    pub(super) async fn run(&self, config: &Config) -> anyhow::Result<()> {
        if !self.status {
            open(config, true).await?;
            say("The database is up to date.");
            return Ok(());
        }
        let store = super::house::connect(config).await?;
        let steps = Migrator::get_pending_migrations(store.connection()).await?;
        for step in &steps {
            say(format_args!("to come: {}", step.name()));
        }
        say(format_args!("{} of {} steps are to come.", steps.len(), Migrator::migrations().len()));
        Ok(())
    }
}
