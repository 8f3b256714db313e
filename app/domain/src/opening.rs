//! When a site is open, by the clock on its wall.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike, Weekday};
use serde::{Deserialize, Serialize};

/// Minutes of a day, `from` up to `until`; `until` may be 1440, midnight at the day's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DayRange {
    /// First minute, 0 to 1439.
    pub from: u16,
    /// The minute after the last, 1 to 1440.
    pub until: u16,
}

/// Opening hours of each weekday, Monday first. An empty day is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpeningHours(pub [Vec<DayRange>; 7]);

/// Minutes of a day.
pub const DAY: u16 = 24 * 60;

impl OpeningHours {
    /// The same hours on the given weekdays, closed otherwise.
    #[must_use]
    pub fn on(days: &[Weekday], from: u16, until: u16) -> Self {
        let mut hours = Self::default();
        for day in days {
            hours.0[day.num_days_from_monday() as usize].push(DayRange { from, until });
        }
        hours
    }

    /// Open all day, every day.
    #[must_use]
    pub fn always() -> Self {
        Self(std::array::from_fn(|_| vec![DayRange { from: 0, until: DAY }]))
    }

    /// When it is open on `date`.
    #[must_use]
    pub fn of(&self, date: NaiveDate) -> &[DayRange] {
        self.of_weekday(date.weekday())
    }

    /// When it is open on such a day.
    #[must_use]
    pub fn of_weekday(&self, day: Weekday) -> &[DayRange] {
        &self.0[day.num_days_from_monday() as usize]
    }
}

/// The minute of the day, 0 to 1439.
#[must_use]
pub fn minute(at: NaiveDateTime) -> u16 {
    u16::try_from(at.hour() * 60 + at.minute()).unwrap_or(DAY)
}

/// The wall clock `minute` minutes into `date`; 1440 is the next day's midnight.
#[must_use]
pub fn instant(date: NaiveDate, minute: u16) -> NaiveDateTime {
    date.and_time(chrono::NaiveTime::MIN) + chrono::Duration::minutes(minute.into())
}
