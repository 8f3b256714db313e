//! `spielraum user`: first accounts, first rights, sign-in links where there is no mail yet.

use std::{collections::BTreeMap, fmt::Display};

use clap::Subcommand;
use domain::{
    desk::{AccountRefusal, AddressRefusal, CatalogueDesk as _, KeeperRefusal},
    organisation::Role,
};
use store::{ListedAccount, Store};

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
    /// Let somebody read what those who look after the installation read, and change nothing. Makes the account when
    /// there is none.
    Auditor {
        /// Her e-mail address.
        email: String,
        /// Take the right away instead.
        #[arg(long)]
        revoke: bool,
    },
    /// Let somebody act for an organisation, or change her role. Makes the account when there is none.
    Member {
        /// Her e-mail address.
        email: String,
        /// The organisation, by its part of an address: muster-gmbh.
        organisation: String,
        /// What she may do: member, booker, organiser or admin.
        #[arg(value_parser = role, required_unless_present = "remove")]
        role: Option<Role>,
        /// Take the membership away instead.
        #[arg(long, conflicts_with = "role")]
        remove: bool,
    },
    /// Let somebody keep a site, or one space of it. Makes the account when there is none.
    Keeper {
        /// Her e-mail address.
        email: String,
        /// The site, by its part of an address: haus-der-ideen.
        site: String,
        /// Only this space of it, by its part of an address: labor.
        #[arg(long)]
        space: Option<String>,
        /// She keeps it no longer.
        #[arg(long)]
        remove: bool,
    },
    /// Print a link to sign in with once, within ten minutes.
    Link {
        /// Her e-mail address.
        email: String,
    },
    /// Give an account another e-mail address: for somebody who cannot read mail at the old one any more. Signs her out
    /// everywhere, and tells the old address.
    Address {
        /// The address it has.
        email: String,
        /// The address it shall have.
        new: String,
    },
    /// Lock an account out at once, or let it in again.
    Lock {
        /// Her e-mail address.
        email: String,
        /// Why: she reads it when she tries to sign in.
        #[arg(long, default_value = "", conflicts_with = "undo")]
        reason: String,
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
            Self::Auditor { email, revoke } => {
                if !revoke {
                    store.create_account(email, "", "de", false).await?;
                }
                store.set_auditor(email, !revoke).await.map_err(|err| named(err, email))?;
                say(format_args!("{email} {} for the region.", if *revoke { "no longer reads" } else { "reads" }));
            }
            Self::Member { email, organisation, role, remove: _ } => {
                member(&store, email, organisation, *role).await?;
            }
            Self::Keeper { email, site, space, remove } => {
                keeper(&store, email, site, space.as_deref(), *remove).await?;
            }
            Self::Link { email } => {
                let token = store.sign_in_token_for(email).await?;
                say(format_args!("{}/sign-in/{token}", config.base_url));
            }
            Self::Address { email, new } => {
                store.set_address(email, new).await.map_err(|err| match err {
                    AddressRefusal::Forbidden => anyhow::anyhow!("nobody has the address {email}"),
                    AddressRefusal::Taken => anyhow::anyhow!("somebody else has the address {new}"),
                    err => err.into(),
                })?;
                say(format_args!("{email} signs in as {new} from now on."));
            }
            Self::Lock { email, reason, undo } => {
                store.set_locked(email, (!undo).then_some(reason.as_str())).await.map_err(|err| named(err, email))?;
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
    let notes =
        [(account.platform_admin, "platform admin"), (account.auditor, "auditor"), (account.disabled, "locked out")];
    let cells = [
        account.email.clone(),
        account.name.clone(),
        roles.collect::<Vec<_>>().join(", "),
        account.keeps.iter().map(|kept| kept.called("de")).collect::<Vec<_>>().join(", "),
        notes.into_iter().filter_map(|(true_of_her, note)| true_of_her.then_some(note)).collect::<Vec<_>>().join(", "),
    ];
    // Names are typed by people: nothing in them may command the terminal.
    cells.map(|cell| if cell.is_empty() { "-".to_owned() } else { cell.replace(char::is_control, " ") })
}

async fn member(store: &Store, email: &str, slug: &str, role: Option<Role>) -> anyhow::Result<()> {
    let organisations = store.organisations().await?;
    let id = *organisations.get(slug).ok_or_else(|| missing("organisation", slug, organisations.keys()))?;
    let Some(role) = role else {
        let account = store.account_with(email).await.map_err(|err| named(err, email))?;
        let removed = store.remove_membership(account, id).await;
        removed.map_err(|err| unless(err, format_args!("{email} is no member of {slug}")))?;
        say(format_args!("{email} no longer acts for {slug}."));
        return Ok(());
    };
    let account = store.create_account(email, "", "de", false).await?;
    store.add_membership(account, id, role).await?;
    say(format_args!("{email} acts for {slug} as {}.", role.code()));
    Ok(())
}

async fn keeper(store: &Store, email: &str, site: &str, space: Option<&str>, remove: bool) -> anyhow::Result<()> {
    let sites: BTreeMap<_, _> = store.sites().await?.into_iter().map(|site| (site.slug.clone(), site)).collect();
    let house = sites.get(site).ok_or_else(|| missing("site", site, sites.keys()))?;
    let (of, slug) = match space {
        None => (house.id.into(), site),
        Some(slug) => {
            let spaces: BTreeMap<_, _> =
                house.spaces.iter().map(|space| (space.space.slug.clone(), space.space.premises())).collect();
            (*spaces.get(slug).ok_or_else(|| missing("space", slug, spaces.keys()))?, slug)
        }
    };
    if remove {
        let account = store.account_with(email).await.map_err(|err| named(err, email))?;
        store.remove_keeper(account, of).await.map_err(|err| match err {
            KeeperRefusal::NotFound => anyhow::anyhow!("{email} does not keep {slug}"),
            other => other.into(),
        })?;
        say(format_args!("{email} no longer keeps {slug}."));
    } else {
        let account = store.create_account(email, "", "de", false).await?;
        store.add_keeper(account, of).await?;
        say(format_args!("{email} keeps {slug}."));
    }
    Ok(())
}

fn role(typed: &str) -> Result<Role, String> {
    let known = || Role::ALL.iter().map(|role| role.code()).collect::<Vec<_>>().join(", ");
    Role::from_code(typed).ok_or_else(|| format!("there are these roles: {}", known()))
}

/// Names what there is instead.
fn missing<'a>(kind: &str, slug: &str, known: impl Iterator<Item = &'a String>) -> anyhow::Error {
    let known: Vec<&str> = known.map(String::as_str).collect();
    if known.is_empty() {
        return anyhow::anyhow!("there is no {kind} {slug}, and no other one either");
    }
    anyhow::anyhow!("there is no {kind} {slug}; there is: {}", known.join(", "))
}

fn unless(err: AccountRefusal, not_found: impl Display) -> anyhow::Error {
    if err == AccountRefusal::NotFound { anyhow::anyhow!("{not_found}") } else { err.into() }
}

fn named(err: AccountRefusal, email: &str) -> anyhow::Error {
    match err {
        AccountRefusal::NotFound => anyhow::anyhow!("nobody has the address {email}; make her an account first"),
        other => other.into(),
    }
}
