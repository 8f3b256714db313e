//! When a site is open, by the clock on its wall.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike, Weekday};
use serde::{Deserialize, Serialize};

use crate::slot::LocalSpan;

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

    /// True when it is open from start to end. Hours that meet at midnight count as one.
    #[must_use]
    pub fn cover(&self, span: LocalSpan) -> bool {
        let mut now = span.from;
        while now < span.until {
            let Some(range) = self.of(now.date()).iter().find(|r| r.from <= minute(now) && minute(now) < r.until)
            else {
                return false;
            };
            now = instant(now.date(), range.until);
        }
        true
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

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: (u32, u16), until: (u32, u16)) -> LocalSpan {
        // 1 March 2027 is a Monday.
        let day = |d| NaiveDate::from_ymd_opt(2027, 3, d).unwrap();
        LocalSpan { from: instant(day(from.0), from.1), until: instant(day(until.0), until.1) }
    }

    #[test]
    fn a_day_is_open_to_its_last_minute_and_not_beyond() {
        let hours = OpeningHours::on(&[Weekday::Mon], 8 * 60, 20 * 60);
        assert!(hours.cover(span((1, 480), (1, 1200))));
        assert!(!hours.cover(span((1, 480), (1, 1201))));
        assert!(!hours.cover(span((1, 479), (1, 540))));
        assert!(!hours.cover(span((2, 480), (2, 540))), "Tuesday is closed");
    }

    #[test]
    fn a_lunch_break_is_closed() {
        let mut hours = OpeningHours::on(&[Weekday::Mon], 480, 720);
        hours.0[0].push(DayRange { from: 780, until: 1020 });
        assert!(hours.cover(span((1, 480), (1, 720))));
        assert!(!hours.cover(span((1, 660), (1, 840))));
    }

    #[test]
    fn a_house_that_never_closes_is_open_over_midnight() {
        assert!(OpeningHours::always().cover(span((1, 1380), (3, 60))));
        let evenings = OpeningHours::on(&[Weekday::Mon], 1080, DAY);
        assert!(evenings.cover(span((1, 1380), (2, 0))));
        assert!(!evenings.cover(span((1, 1380), (2, 1))));
    }
}
