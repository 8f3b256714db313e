//! The rule of a series, on the clock on the wall: what repeats, until when, and the dates beside it.
//!
//! The dates are those of RFC 5545 3.3.10 with weeks that begin on Monday: a day that does not exist (the 31st, 29
//! February, a fifth Monday) is skipped, and a rule goes on counting without it. A rule knows no zone; the store turns
//! each date into an instant and reads the two odd hours of the year after RFC 5545 3.3.5.
//!
//! One thing the RFC leaves open is decided here: a first span that does not match its own rule. Calendars then show
//! one date too many. For a person it is where the series may begin at the earliest: only dates that match are made,
//! so "every Monday" asked for on a Wednesday begins on the next Monday. [`Repeat::start`] names that date; it is what
//! stands as DTSTART beside [`Repeat::rrule`], and then every calendar makes the same dates.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Weekday, WeekdaySet};
use serde::{Deserialize, Serialize};

use crate::slot::LocalSpan;

#[cfg(test)]
mod any;
mod expand;
mod rrule;
#[cfg(test)]
mod tests;

pub use expand::overlapping;
pub use rrule::RruleError;

/// The most dates a series may have: one each weekday for more than a year.
pub const MOST_DATES: usize = 400;

/// How many years after its first date a series may still begin a date. No rule is looked at beyond.
pub const HORIZON_YEARS: u32 = 10;

/// A series: a rule, and dates beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// What repeats.
    pub every: Every,
    /// When it is over. Of no meaning for [`Every::Once`].
    pub end: End,
    /// Dates added to those of the rule (RDATE), each with times of its own; they may lie before the first.
    #[serde(default)]
    pub extra: BTreeSet<LocalSpan>,
    /// Dates left out (EXDATE): what would start on that date at the time the rule says. An extra date with another
    /// time stays, so that both together move one date.
    #[serde(default)]
    pub except: BTreeSet<NaiveDate>,
}

/// What repeats. An interval of 2 is every other one; 0 is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Nothing: the first span, and the extra dates. A free list of dates.
    Once,
    /// Every n-th day.
    Days {
        /// The n.
        interval: u16,
    },
    /// Some days of every n-th week, counted from the week of the first span. Weeks begin on Monday.
    Weeks {
        /// The n.
        interval: u16,
        /// The days, one or more.
        #[serde(with = "weekdays")]
        on: WeekdaySet,
    },
    /// A day of every n-th month. Months without it are skipped.
    MonthsOnDay {
        /// The n.
        interval: u16,
        /// 1 to 31, or -1: the last, which every month has.
        day: i8,
    },
    /// A weekday of every n-th month, as the second Tuesday. Months without it are skipped.
    MonthsOnWeekday {
        /// The n.
        interval: u16,
        /// 1 to 5, or -1: the last, which every month has.
        nth: i8,
        /// The weekday.
        weekday: Weekday,
    },
    /// The date of the first span in every n-th year. Years without it are skipped.
    Years {
        /// The n.
        interval: u16,
    },
}

/// When a rule is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// After so many dates of the rule, those left out included.
    Count(u16),
    /// After this day. What starts on it still belongs to the series.
    Until(NaiveDate),
}

/// Why a rule makes no series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum RepeatError {
    /// It repeats every 0 days, weeks, months or years.
    #[error("the interval must be 1 or more")]
    NoInterval,
    /// It repeats weekly on no day of the week.
    #[error("a weekly series needs a day of the week")]
    NoWeekday,
    /// No month has this day: neither 1 to 31 nor -1, or of a weekday neither 1 to 5 nor -1.
    #[error("no month has this day")]
    NoSuchDay,
    /// The first or an extra span ends when or before it starts.
    #[error("a date ends before it starts")]
    EmptySpan,
    /// The last day lies before the first span.
    #[error("the series ends before it starts")]
    EndsBeforeStart,
    /// The rule makes no date before its end, or in [`HORIZON_YEARS`]: the 31st of every 12th month from February.
    #[error("no date matches the rule")]
    NeverMatches,
    /// Nothing is left: it repeats 0 times, or all dates are left out.
    #[error("no date is left")]
    NoDates,
    /// More than [`MOST_DATES`].
    #[error("a series has at most {MOST_DATES} dates")]
    TooMany,
    /// It goes on for more than [`HORIZON_YEARS`].
    #[error("a series lasts {HORIZON_YEARS} years at most")]
    TooLong,
    /// A date begins before the one before it is over.
    #[error("the dates of {} and {} overlap", .0.from, .1.from)]
    Overlaps(LocalSpan, LocalSpan),
}

/// A set of weekdays as a list, Monday first.
pub(crate) mod weekdays {
    use chrono::{Weekday, WeekdaySet};
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(crate) fn serialize<S: Serializer>(days: &WeekdaySet, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(days.iter(Weekday::Mon))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<WeekdaySet, D::Error> {
        Ok(Vec::<Weekday>::deserialize(deserializer)?.into_iter().collect())
    }
}
