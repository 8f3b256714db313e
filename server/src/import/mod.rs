//! `spielraum import`: rooms, bookings and programmes from other systems.
//!
//! A row that collides or is wrong is reported with file, line and reason; the rest goes in. What an earlier run of
//! the same source brought is known again: a second run changes nothing.

use std::{io::Write, path::Path};

use app::{texts::Locale, ui::rules::broken_rule};
use domain::rules::BrokenRule;
use store::{Store, intake::Taken};

mod bookings;
pub mod fuzz;
mod programme;
mod schedule;
mod spaces;
mod table;
mod topics;

/// What to import, and from where.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Rooms from a table (CSV): key, name, seats, where they are.
    Spaces(spaces::Args),
    /// Bookings from a table (CSV), one row per date.
    Bookings(bookings::Args),
    /// The programme of a conference: frab or pretalx, XML or JSON.
    Schedule(schedule::Args),
    /// The subjects of events from a table (CSV): slug, de, en.
    Topics(topics::Args),
}

/// What became of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Taken in now.
    pub new: u64,
    /// Known from an earlier run.
    pub known: u64,
    /// Left out on purpose: what the options exclude.
    pub excluded: u64,
    /// Left out because it collides or is wrong: where and why.
    pub refused: Vec<String>,
    /// Taken in although it breaks rules of its space: where, and which.
    pub notes: Vec<String>,
}

/// What can go wrong with the whole import rather than with a row.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("{0} cannot be read: {1}")]
    File(String, std::io::Error),
    /// The file is not of the kind expected.
    #[error("{file} is no {expected}: {reason}")]
    Format {
        /// The file.
        file: String,
        /// What it should be.
        expected: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The options do not fit the file.
    #[error("{0}")]
    Options(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::intake::IntakeError),
    /// Nothing can be written to the terminal.
    #[error(transparent)]
    Terminal(#[from] std::io::Error),
}

/// Imports and tells `out` how it goes.
///
/// # Errors
/// When the file cannot be read or the database fails; then nothing of the run remains.
pub async fn run(store: &Store, args: &Args, out: &mut (dyn Write + Send)) -> Result<Report, ImportError> {
    let report = match &args.what {
        What::Spaces(args) => spaces::run(store, args, out).await?,
        What::Bookings(args) => bookings::run(store, args, out).await?,
        What::Schedule(args) => schedule::run(store, args, out).await?,
        What::Topics(args) => topics::run(store, args).await?,
    };
    for line in report.notes.iter().chain(&report.refused) {
        writeln!(out, "{line}")?;
    }
    writeln!(
        out,
        "{} new, {} known before, {} excluded, {} refused, {} against rules",
        report.new,
        report.known,
        report.excluded,
        report.refused.len(),
        report.notes.len()
    )?;
    Ok(report)
}

impl Report {
    /// Counts one thing that went in.
    fn count<T>(&mut self, taken: Taken<T>) {
        if taken.is_new() {
            self.new += 1;
        } else {
            self.known += 1;
        }
    }

    /// Notes one row that did not go in.
    fn refuse(&mut self, file: &Path, line: u64, reason: &str) {
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        self.refused.push(format!("{name}:{line}: {reason}"));
    }

    /// Notes one row that went in although it breaks rules.
    fn note(&mut self, file: &Path, line: u64, broken: &[BrokenRule]) {
        if broken.is_empty() {
            return;
        }
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let why: Vec<String> = broken.iter().map(|rule| broken_rule(Locale::En, rule)).collect();
        self.notes.push(format!("{name}:{line}: taken in, but: {}", why.join(" ")));
    }

    /// How far it is, from time to time.
    fn progress(&self, out: &mut (dyn Write + Send), done: usize, all: usize) -> std::io::Result<()> {
        if done.is_multiple_of(500) || done == all {
            writeln!(out, "{done} of {all} rows")?;
        }
        Ok(())
    }
}

/// `2024-02-15 09:45–11:45`
fn span(when: &domain::slot::When) -> String {
    format!("{}–{}", when.local.from.format("%Y-%m-%d %H:%M"), when.local.until.format("%H:%M"))
}

/// Why a row did not go in, in words.
fn reason(error: &store::intake::IntakeError) -> String {
    match error {
        store::intake::IntakeError::Clash(by) => {
            format!("collides with {}", by.iter().map(span).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}
