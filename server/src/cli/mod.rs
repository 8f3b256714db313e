//! The verbs of the program, one file each. They use the same desks as the pages: no second way to write.

use std::{
    fmt::Display,
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::{config::Config, import};

mod demo;
mod doctor;
mod house;
mod mail;
mod migrate;
mod organisation;
mod serve;
mod settings;
mod text;
mod user;
mod work;

pub use house::{house, open};

/// Books the new spaces of a region: labs, workshops and co-creation rooms, and the events in them.
#[derive(Parser)]
#[command(name = "spielraum", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Answer browsers and calendars, and send mail.
    Serve(serve::Serve),
    /// Send mail and clean up, without answering anybody: for more machines than one.
    Work,
    /// Bring the database up to date.
    Migrate(migrate::Migrate),
    /// Load an invented region to try things on.
    Demo,
    /// Take in rooms, bookings and programmes from other systems.
    Import(import::Args),
    /// Make accounts, give rights, print sign-in links.
    #[command(subcommand)]
    User(user::User),
    /// Confirm, decline and trust organisations.
    #[command(subcommand)]
    Organisation(organisation::Organisation),
    /// Look at the mails that wait, and send again what failed.
    #[command(subcommand)]
    Mail(mail::Mail),
    /// Delete now what nobody needs any more, as the worker does each night.
    Forget,
    /// Read and write the pages the law asks for.
    #[command(subcommand)]
    Text(text::Text),
    /// Say what is wrong with this installation, if anything is.
    Doctor,
    /// Show every setting, its meaning and its value.
    Config(settings::Settings),
}

/// Runs the program as it was called.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // Shows the settings even where they are wrong: that is when they are looked up.
    if let Verb::Config(settings) = cli.verb {
        return settings.run();
    }
    let config = match Config::from_environment() {
        Ok(config) => config,
        Err(err) => {
            complain(&err);
            return ExitCode::FAILURE;
        }
    };
    log(&config);
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(act(cli.verb, config)));
    match done {
        Ok(code) => code,
        Err(err) => {
            complain(&format_args!("{err:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn act(verb: Verb, config: Config) -> anyhow::Result<ExitCode> {
    match verb {
        Verb::Serve(serve) => serve.run(config).await?,
        Verb::Work => work::run(&config).await?,
        Verb::Migrate(migrate) => migrate.run(&config).await?,
        Verb::Demo => demo::run(&config).await?,
        Verb::Import(args) => {
            let store = open(&config, true).await?;
            import::run(&store, &args, &mut io::stdout()).await?;
        }
        Verb::User(user) => user.run(&config).await?,
        Verb::Organisation(organisation) => organisation.run(&config).await?,
        Verb::Mail(mail) => mail.run(&config).await?,
        Verb::Forget => {
            let rows = open(&config, true).await?.forget().await?;
            say(format_args!("{rows} rows are forgotten."));
        }
        Verb::Text(text) => text.run(&config).await?,
        Verb::Doctor => return doctor::run(&config).await,
        Verb::Config(settings) => return Ok(settings.run()),
    }
    Ok(ExitCode::SUCCESS)
}

/// The log goes to standard error: readable on a terminal of a developer, else one JSON object a line.
fn log(config: &Config) {
    // Steps of the database are told by `migrate`, not one by one in the log.
    let filter = EnvFilter::try_new(format!("sea_orm_migration=warn,{}", config.log)).unwrap_or_default();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    if config.is_development() {
        builder.compact().with_target(false).with_ansi(io::stderr().is_terminal()).init();
    } else {
        builder.json().flatten_event(true).init();
    }
}

/// Says something to the one who called the program.
fn say(text: impl Display) {
    // A closed pipe is no reason to stop.
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Says why the program stops.
fn complain(why: &dyn Display) {
    let _ = writeln!(io::stderr().lock(), "spielraum: {why}");
}
