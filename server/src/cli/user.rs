//! `spielraum user`: first accounts, first rights, sign-in links where there is no mail yet.

use clap::Subcommand;
use domain::desk::AccountRefusal;
use store::ListedAccount;

use super::{house::open, say};
use crate::config::Config;

#[derive(Subcommand)]
pub(super) enum User {
    /// List everybody who can sign in, and what she may do.
    List,
    /// Make an account, or give the one with this address a name.
    Create {
        /// Her e-mail address.
        email: String,
        /// Her name.
        #[arg(long, default_value = "")]
        name: String,
        /// The language she is written to in.
        #[arg(long, default_value = "de", value_parser = ["de", "en"])]
        language: String,
    },
    /// Let somebody look after the installation. Makes the account when there is none.
    Admin {
        /// Her e-mail address.
        email: String,
        /// Take the right away instead.
        #[arg(long)]
        revoke: bool,
    },
    /// Print a link to sign in with once, within ten minutes.
    Link {
        /// Her e-mail address.
        email: String,
    },
    /// Lock an account out at once, or let it in again.
    Lock {
        /// Her e-mail address.
        email: String,
        /// Let it in again.
        #[arg(long)]
        undo: bool,
    },
}

impl User {
    pub(super) async fn run(&self, config: &Config) -> anyhow::Result<()> {
        let store = open(config, true).await?;
        match self {
            Self::List => list(&store.accounts().await?),
            Self::Create { email, name, language } => {
                store.create_account(email, name, language, false).await?;
                say(format_args!("{email} can sign in."));
            }
            Self::Admin { email, revoke: false } => {
                store.create_account(email, "", "de", true).await?;
                say(format_args!("{email} looks after the installation."));
            }
            Self::Admin { email, revoke: true } => {
                store.set_platform_admin(email, false).await.map_err(|err| named(err, email))?;
                say(format_args!("{email} no longer looks after the installation."));
            }
            Self::Link { email } => {
                let token = store.sign_in_token_for(email).await?;
                say(format_args!("{}/sign-in/{token}", config.base_url));
            }
            Self::Lock { email, undo } => {
                store.set_disabled(email, !undo).await.map_err(|err| named(err, email))?;
                say(format_args!("{email} is {}.", if *undo { "let in again" } else { "locked out" }));
            }
        }
        Ok(())
    }
}

/// One line each, in columns as wide as what stands in them.
fn list(accounts: &[ListedAccount]) {
    let heads = ["ADDRESS", "NAME", "ORGANISATIONS", "KEEPS", "NOTES"].map(str::to_owned);
    let rows: Vec<_> = std::iter::once(heads).chain(accounts.iter().map(cells)).collect();
    let widths: [usize; 5] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default());
    for row in rows {
        let line: String = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}  ")).collect();
        say(line.trim_end());
    }
}

fn cells(account: &ListedAccount) -> [String; 5] {
    let roles = account.roles.iter().map(|(organisation, role)| format!("{organisation} ({})", role.code()));
    let notes = [(account.platform_admin, "platform admin"), (account.disabled, "locked out")];
    let cells = [
        account.email.clone(),
        account.name.clone(),
        roles.collect::<Vec<_>>().join(", "),
        account.keeps.join(", "),
        notes.into_iter().filter_map(|(true_of_her, note)| true_of_her.then_some(note)).collect::<Vec<_>>().join(", "),
    ];
    // Names are typed by people: nothing in them may command the terminal.
    cells.map(|cell| if cell.is_empty() { "-".to_owned() } else { cell.replace(char::is_control, " ") })
}

fn named(err: AccountRefusal, email: &str) -> anyhow::Error {
    match err {
        AccountRefusal::NotFound => anyhow::anyhow!("nobody has the address {email}; make her an account first"),
        other => other.into(),
    }
}
