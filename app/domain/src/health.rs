//! How an installation is, and what of it needs somebody.

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::codes;

/// After so many minutes a mail that was to leave at once is late.
const LATE_MAIL_MINUTES: i64 = 15;
/// A worker shows itself each minute; after so many somebody should look.
const LATE_WORKER_MINUTES: i64 = 5;
/// What is old is forgotten each night; after so many hours one night was left out.
const LATE_FORGETTING_HOURS: i64 = 48;

/// How an installation is. Times by the region's clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The version of the program.
    pub version: String,
    /// Kind and version of the database: `SQLite 3.53.0`.
    pub database: String,
    /// Its size in bytes, where it says so.
    pub size: Option<u64>,
    /// The last step of the database that was done.
    pub step: String,
    /// Steps of the database that are to come.
    pub steps_to_come: usize,
    /// The database itself refuses double bookings.
    pub guarded: bool,
    /// Mails that wait to be sent, or to be sent again.
    pub waiting: u64,
    /// Mails that are not tried again by themselves.
    pub given_up: u64,
    /// Since when the longest due mail waits.
    pub due_since: Option<NaiveDateTime>,
    /// When a worker last looked what there is to do.
    pub worked_at: Option<NaiveDateTime>,
    /// When what is old was last forgotten.
    pub forgot_at: Option<NaiveDateTime>,
    /// When forgetting last failed.
    pub forgetting_failed_at: Option<NaiveDateTime>,
    /// Now.
    pub now: NaiveDateTime,
}

codes! {
    /// What needs somebody.
    Trouble {
        /// Steps of the database are to come.
        Steps = "steps",
        /// The database would take double bookings.
        Unguarded = "unguarded",
        /// No worker shows itself.
        Worker = "worker",
        /// Mail that is due does not leave.
        MailLate = "mail-late",
        /// Mails were given up.
        MailGivenUp = "mail-given-up",
        /// Forgetting failed the last time.
        ForgettingFailed = "forgetting-failed",
        /// Nothing was forgotten for too long.
        ForgettingLate = "forgetting-late",
    }
}

impl Health {
    /// Everything that needs somebody.
    #[must_use]
    pub fn troubles(&self) -> Vec<Trouble> {
        let older = |at: NaiveDateTime, than: TimeDelta| self.now - at > than;
        let none_since = |at: Option<NaiveDateTime>, than: TimeDelta| at.is_none_or(|at| older(at, than));
        let is = |trouble: &Trouble| match trouble {
            Trouble::Steps => self.steps_to_come > 0,
            Trouble::Unguarded => !self.guarded,
            Trouble::Worker => none_since(self.worked_at, TimeDelta::minutes(LATE_WORKER_MINUTES)),
            Trouble::MailLate => self.due_since.is_some_and(|at| older(at, TimeDelta::minutes(LATE_MAIL_MINUTES))),
            Trouble::MailGivenUp => self.given_up > 0,
            Trouble::ForgettingFailed => self.forgetting_failed_at > self.forgot_at,
            Trouble::ForgettingLate => none_since(self.forgot_at, TimeDelta::hours(LATE_FORGETTING_HOURS)),
        };
        Trouble::ALL.iter().copied().filter(is).collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2027, 3, day).and_then(|day| day.and_hms_opt(hour, minute, 0)).unwrap()
    }

    fn well() -> Health {
        Health {
            guarded: true,
            worked_at: Some(at(9, 9, 59)),
            forgot_at: Some(at(9, 3, 0)),
            now: at(9, 10, 0),
            ..Health::default()
        }
    }

    #[test]
    fn what_needs_somebody_is_named_and_nothing_else() {
        assert_eq!(well().troubles(), []);
        for (health, trouble) in [
            (Health { steps_to_come: 1, ..well() }, Trouble::Steps),
            (Health { guarded: false, ..well() }, Trouble::Unguarded),
            (Health { worked_at: None, ..well() }, Trouble::Worker),
            (Health { worked_at: Some(at(9, 9, 54)), ..well() }, Trouble::Worker),
            (Health { due_since: Some(at(9, 9, 44)), ..well() }, Trouble::MailLate),
            (Health { given_up: 1, ..well() }, Trouble::MailGivenUp),
            (Health { forgetting_failed_at: Some(at(9, 3, 1)), ..well() }, Trouble::ForgettingFailed),
            (Health { forgot_at: Some(at(7, 9, 59)), ..well() }, Trouble::ForgettingLate),
            (Health { forgot_at: None, ..well() }, Trouble::ForgettingLate),
        ] {
            assert_eq!(health.troubles(), [trouble]);
        }
        for health in [
            Health { worked_at: Some(at(9, 9, 55)), ..well() },
            Health { due_since: Some(at(9, 9, 45)), waiting: 9, ..well() },
            Health { forgetting_failed_at: Some(at(8, 3, 0)), ..well() },
        ] {
            assert_eq!(health.troubles(), []);
        }
    }
}
