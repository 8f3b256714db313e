//! Opens the house: database, desks, and what is said of the installation.

use std::sync::Arc;

use anyhow::Context as _;
use app::ask::{DemoAccount, House, Region};
use migrations::Migrator;
use sea_orm_migration::MigratorTrait as _;
use store::{OpenOptions, Passkeys, Store, Turn};

use crate::{clock, config::Config, health::Inspector, http, mail::Sketches, oidc::Oidc};

/// Opens the database and brings it up to date when `migrate` says so; without that it must be.
///
/// # Errors
/// In a sentence for the one who starts the program.
pub async fn open(config: &Config, migrate: bool) -> anyhow::Result<Store> {
    let store = connect(config).await?;
    if migrate {
        // Several processes may start at once on an empty database.
        let _turn = turn(config).await?;
        Migrator::up(store.connection(), None).await.context("the database could not be brought up to date")?;
    } else {
        let waiting =
            Migrator::get_pending_migrations(store.connection()).await.context("the database cannot be read")?;
        anyhow::ensure!(waiting.is_empty(), "the database is not up to date; run: spielraum migrate");
    }
    store.check_secret().await?;
    Ok(store)
}

/// Opens the database as it is.
pub(super) async fn connect(config: &Config) -> anyhow::Result<Store> {
    if config.database_url.starts_with("sqlite:") {
        std::fs::create_dir_all(&config.data)
            .with_context(|| format!("SPIELRAUM_DATA must be a folder we can write to; {}", config.data.display()))?;
    }
    Ok(Store::open(&options(config)?).await?)
}

/// Waits until no other process changes the tables or fills them for the first time.
pub(super) async fn turn(config: &Config) -> anyhow::Result<Turn> {
    Ok(Store::turn(&options(config)?).await?)
}

fn options(config: &Config) -> anyhow::Result<OpenOptions> {
    Ok(OpenOptions {
        url: config.database_url.clone(),
        secret: config.secret.load()?,
        zone: config.zone,
        clock: clock::system(),
        max_connections: None,
    })
}

/// The desks on a store, and the installation as pages see it.
#[must_use]
pub fn house(store: &Store, config: &Config, demo_accounts: Vec<DemoAccount>) -> House {
    // The demo region is run by whoever looks after it there.
    let looks_after = demo_accounts.iter().map(|account| &account.email).find(|email| email.starts_with("region@"));
    let operator = Some(&config.operator.email).filter(|email| !email.is_empty()).or(looks_after);
    let operator_email = operator.cloned().unwrap_or_default();
    let region = Region {
        name: config.name.clone(),
        base_url: config.base_url.clone(),
        development: config.is_development(),
        demo_accounts,
        assets: http::asset_names(),
        operator_name: config.operator.name.clone(),
        operator_address: config.operator.address.clone(),
        operator_email,
    };
    let region = Arc::new(region);
    House {
        catalogue: Arc::new(store.clone()),
        calendar: Arc::new(store.clone()),
        bookings: Arc::new(store.clone()),
        waiting: Arc::new(store.clone()),
        keeping: Arc::new(store.clone()),
        days: Arc::new(store.clone()),
        closing: Arc::new(store.clone()),
        equipment: Arc::new(store.clone()),
        groups: Arc::new(store.clone()),
        events: Arc::new(store.clone()),
        series: Arc::new(store.clone()),
        files: Arc::new(store.clone()),
        forms: Arc::new(store.clone()),
        people: Arc::new(store.clone()),
        door: Arc::new(store.clone()),
        access: Arc::new(store.clone()),
        pools: Arc::new(store.clone()),
        registrations: Arc::new(store.clone()),
        lists: Arc::new(store.clone()),
        mails: Arc::new(Sketches::new(store.clone(), Arc::clone(&region), config.mail_from.clone())),
        surveys: Arc::new(store.clone()),
        messages: Arc::new(store.clone()),
        accounts: Arc::new(store.clone()),
        pictures: Arc::new(store.clone()),
        organisations: Arc::new(store.clone()),
        addresses: Arc::new(store.clone()),
        passkeys: Arc::new(Passkeys::new(store, &config.base_url, &config.name)),
        identities: Arc::new(Oidc::new(store, config)),
        administration: Arc::new(store.clone()),
        feedback: Arc::new(store.clone()),
        privacy: Arc::new(store.clone()),
        reviews: Arc::new(store.clone()),
        texts: Arc::new(store.clone()),
        topics: Arc::new(store.clone()),
        places: Arc::new(store.clone()),
        health: Arc::new(Inspector::new(store)),
        region,
    }
}
