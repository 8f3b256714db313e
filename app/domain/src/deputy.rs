//! Keeping in somebody's stead: a keeper who goes on holiday names a deputy, and a last day.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// The longest anybody stands in for somebody at a time, in days. Whoever does for longer is a keeper.
pub const LONGEST_DAYS: u64 = 366;

/// Why no deputy was named, or none ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum DeputyRefusal {
    /// The e-mail address cannot be one.
    #[error("this is no e-mail address")]
    Email,
    /// The last day is over, or more than [`LONGEST_DAYS`] ahead.
    #[error("the last day must be one of the next {LONGEST_DAYS}")]
    LastDay,
    /// She keeps all of it herself.
    #[error("she is a keeper already")]
    KeepsAlready,
    /// There is no such deputy, or the actor keeps nothing of her own.
    #[error("there is no such thing")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Whether somebody may stand in until the end of a day.
///
/// # Errors
/// [`DeputyRefusal::LastDay`] when not.
pub fn judge_last_day(last_day: NaiveDate, today: NaiveDate) -> Result<(), DeputyRefusal> {
    let latest = today.checked_add_days(Days::new(LONGEST_DAYS)).unwrap_or(today);
    if (today..=latest).contains(&last_day) { Ok(()) } else { Err(DeputyRefusal::LastDay) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deputy_has_a_last_day_that_is_neither_over_nor_far_away() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-28");
        for (last, right) in [
            ("2026-11-27", false),
            ("2026-11-28", true),
            ("2027-11-29", true),
            ("2027-11-30", false),
            ("9999-12-31", false),
        ] {
            assert_eq!(judge_last_day(day(last), today).is_ok(), right, "{last}");
        }
    }
}
