//! `spielraum organisation`: what the region says of organisations, where there is no page at hand.

use clap::Subcommand;
use domain::{
    access::Actor,
    desk::{AccountDesk as _, AccountRefusal, AdministrationDesk as _, ListedOrganisation, OrganisationSearch},
    id::OrganisationId,
};
use store::Store;

use super::{house::open, say};
use crate::config::Config;

#[derive(Subcommand)]
pub(super) enum Organisation {
    /// List them: those that wait first.
    List {
        /// Only those with these words in name or town.
        #[arg(default_value = "")]
        words: String,
    },
    /// Confirm one: it may book and announce. Its founder is told.
    Confirm {
        /// Its id, as the list has it.
        id: OrganisationId,
    },
    /// Say no to one that waits: it is deleted, and its founder told why.
    Decline {
        /// Its id, as the list has it.
        id: OrganisationId,
        /// Why, at most 500 letters.
        #[arg(long)]
        reason: String,
    },
    /// Trust one, or no longer: its events are published at once, and rules may ask less of it.
    Trust {
        /// Its id, as the list has it.
        id: OrganisationId,
        /// Trust it no longer.
        #[arg(long)]
        revoke: bool,
    },
}

impl Organisation {
    pub(super) async fn run(&self, config: &Config) -> anyhow::Result<()> {
        let store = open(config, true).await?;
        let by = Actor::System;
        match self {
            Self::List { words } => list(&store, words).await?,
            Self::Confirm { id } => {
                store.confirm_organisation(&by, *id).await.map_err(named)?;
                say(format_args!("{id} is confirmed."));
            }
            Self::Decline { id, reason } => {
                store.decline(&by, *id, reason).await.map_err(named)?;
                say(format_args!("{id} is not confirmed, and deleted."));
            }
            Self::Trust { id, revoke } => {
                store.trust(&by, *id, !revoke).await.map_err(named)?;
                say(format_args!("{id} is {}.", if *revoke { "no longer trusted" } else { "trusted" }));
            }
        }
        Ok(())
    }
}

async fn list(store: &Store, words: &str) -> anyhow::Result<()> {
    let search = OrganisationSearch { words: words.to_owned(), ..OrganisationSearch::default() };
    for page in 1.. {
        let Some(found) = store.list_organisations(&Actor::System, &search, page).await? else { break };
        let last = page >= found.pages();
        for ListedOrganisation { organisation, town, confirmed, trusted, members, .. } in found.items {
            let state = match (confirmed, trusted) {
                (false, _) => "waits",
                (true, false) => "confirmed",
                (true, true) => "trusted",
            };
            say(format_args!("{}  {state:9}  {}, {town} ({members})", organisation.id, organisation.name));
        }
        if last {
            break;
        }
    }
    Ok(())
}

fn named(err: AccountRefusal) -> anyhow::Error {
    match err {
        AccountRefusal::NotFound => anyhow::anyhow!("there is no such organisation, or it was confirmed already"),
        other => other.into(),
    }
}
