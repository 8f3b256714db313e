//! `spielraum mail`: what waits to be sent, and trying again what failed.

use clap::Subcommand;
use domain::{
    access::Actor,
    desk::{AccountDesk as _, AccountRefusal, MailQueue, StuckMail},
};

use super::{house::open, say};
use crate::config::Config;

#[derive(Subcommand)]
pub(super) enum Mail {
    /// Say how many wait, and which failed so far.
    List,
    /// Send one again, or all that were given up.
    Resend {
        /// Its number, as the list has it; without it every one that was given up.
        number: Option<i64>,
    },
}

impl Mail {
    pub(super) async fn run(&self, config: &Config) -> anyhow::Result<()> {
        let store = open(config, true).await?;
        match self {
            Self::List => {
                let MailQueue { waiting, sent, failed, stuck, .. } =
                    store.mail_queue(&Actor::System).await?.unwrap_or_default();
                say(format_args!("{waiting} to be sent, {sent} sent in the last day, {failed} failed so far."));
                for StuckMail { id, kind, attempts, error, given_up, at } in stuck {
                    let state = if given_up { "given up" } else { "tried again" };
                    say(format_args!("{id}  {kind}  {at}  {attempts} tries, {state}: {error}"));
                }
            }
            Self::Resend { number } => match store.resend(&Actor::System, *number).await {
                Ok(()) => say("It is sent again in a moment."),
                Err(AccountRefusal::NotFound) => anyhow::bail!("there is no such mail that was not sent"),
                Err(err) => return Err(err.into()),
            },
        }
        Ok(())
    }
}
