//! The desks on a real database: one method, one transaction.
//!
//! [`Store`] implements every desk of [`domain::desk`] on SQLite and on PostgreSQL. Tables and their rows are private;
//! what leaves the crate are the views of the domain. How a desk method looks: it asks
//! [`may`](domain::access::may) itself, begins one transaction that writes ([`tx`]), lets the database hold the
//! invariant and checks beforehand only to speak kindly, writes the audit entry and the mail in the same transaction,
//! and commits. Errors of a driver are read in [`error`] alone.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use chrono_tz::Tz;
use sea_orm::DatabaseConnection;
use tokio::sync::Semaphore;

mod access;
mod accounts;
mod administration;
mod allocation;
mod allowance;
mod audit;
mod bookings;
mod calendar;
mod catalogue;
mod chance;
mod closures;
mod day;
mod days;
mod deputies;
mod door;
mod entity;
mod equipment;
mod error;
mod events;
mod feedback;
mod files;
mod forms;
mod groups;
mod holds;
mod housekeeping;
mod identities;
pub mod intake;
mod keeping;
mod keys;
mod layouts;
mod mail_facts;
mod mail_samples;
mod messages;
mod open;
mod organisations;
mod outbox;
mod passkeys;
mod people;
mod pictures;
mod places;
mod pools;
mod privacy;
mod proofs;
mod registrations;
mod reminders;
mod rooms;
mod rule_books;
mod search;
mod surveys;
mod texts;
mod topics;
mod tx;
mod vitals;
mod waiting;
mod words;
mod worker;
mod zone;

pub use accounts::{AccountChange, AccountFacts, AccountMail, Counts, ListedAccount};
pub use identities::{Attempt, Errand};
pub use mail_facts::{BookingMail, MailFacts, OrganisationMail, RegistrationMail, ReviewMail};
pub use mail_samples::MailSample;
pub use messages::MessageFacts;
pub use open::{OpenError, OpenOptions, Turn};
pub use outbox::{Job, Mail};
pub use passkeys::Passkeys;
pub use people::{InvitationFacts, InvitationMail};
pub use surveys::SurveyFacts;
pub use vitals::Vitals;
pub use waiting::{WaitingFacts, WaitingMail, Withdrawn};
pub use zone::to_utc;

/// Tells the time. Passed in, so that a test can be in any year.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The house on its database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    db: DatabaseConnection,
    keys: Arc<keys::Keys>,
    clock: Clock,
    zone: Tz,
    changes: Arc<AtomicU64>,
    /// SQLite has one writer at a time: where they queue.
    writers: Option<Arc<Semaphore>>,
}

impl Store {
    /// How often this process changed anything: what was read before and has the same number is still true of
    /// everything this process wrote.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// Now, in whole seconds: instants of equal width keep their order as text.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let now = (self.clock)();
        now.duration_trunc(TimeDelta::seconds(1)).unwrap_or(now)
    }

    /// The region's zone.
    #[must_use]
    pub const fn zone(&self) -> Tz {
        self.zone
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("zone", &self.zone).finish_non_exhaustive()
    }
}
