//! When a space can be used on a date: its week, its seasons, the school holidays and the public ones.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    holidays::{Holiday, Land, holiday},
    opening::{DayRange, OpeningHours, instant, minute},
    rulebook::SpaceRules,
    slot::LocalSpan,
    text::Localised,
};

/// A day of any year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31; 29 February is one.
    pub day: u8,
}

impl MonthDay {
    fn of(date: NaiveDate) -> Self {
        let small = |part: u32| u8::try_from(part).unwrap_or(u8::MAX);
        Self { month: small(date.month()), day: small(date.day()) }
    }

    /// True when some year has it.
    #[must_use]
    pub fn exists(self) -> bool {
        const LEAP_YEAR: i32 = 2028;
        NaiveDate::from_ymd_opt(LEAP_YEAR, self.month.into(), self.day.into()).is_some()
    }
}

/// Part of every year with hours of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Season {
    /// Its name: *Winter*, *Sommerpause*.
    pub name: Localised,
    /// Its first day.
    pub from: MonthDay,
    /// Its last day; before `from` it is one of the next year.
    pub until: MonthDay,
    /// The hours in it.
    pub hours: OpeningHours,
}

impl Season {
    fn holds(&self, date: NaiveDate) -> bool {
        let day = MonthDay::of(date);
        if self.from <= self.until {
            self.from <= day && day <= self.until
        } else {
            self.from <= day || day <= self.until
        }
    }
}

codes! {
    /// What a public holiday does to the hours.
    HolidayHours {
        /// Closed all day.
        Closed = "closed",
        /// Open as on a Sunday.
        AsSunday = "as-sunday",
        /// Open as on any such weekday.
        Ignored = "ignored",
    }
}

/// Whose public holidays count, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicHolidays {
    /// Whose.
    pub land: Land,
    /// What they do.
    pub treat: HolidayHours,
}

/// What school holidays do to the hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SchoolHolidays {
    /// The hours in them; `None`: as ever.
    pub hours: Option<OpeningHours>,
}

/// One stretch of school holidays, as the calendar of the Land has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolHoliday {
    /// Its name there: *Sommerferien*.
    pub name: String,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
}

/// Why the hours of a date are what they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayKind {
    /// They are those of every week.
    Regular,
    /// They are those of this season.
    Season(Localised),
    /// It is a school holiday of this name.
    SchoolHoliday(String),
    /// It is a public holiday.
    Holiday(Holiday),
}

impl SpaceRules {
    /// When the space can be used on `date`. Every page and every rule asks here.
    ///
    /// A public holiday is stronger than a school holiday, that than a season, that than the week.
    #[must_use]
    pub fn hours(&self, date: NaiveDate) -> &[DayRange] {
        let season = || self.season(date).map(|season| &season.hours);
        let week = self.school_holiday(date).map(|(_, hours)| hours).or_else(season).unwrap_or(&self.opening);
        match self.holiday(date) {
            None => week.of(date),
            Some(_) if self.holidays.treat == HolidayHours::Closed => &[],
            Some(_) => week.of_weekday(chrono::Weekday::Sun),
        }
    }

    /// Why [`hours`](Self::hours) answers as it does.
    #[must_use]
    pub fn kind_of_day(&self, date: NaiveDate) -> DayKind {
        let school = || self.school_holiday(date).map(|(holiday, _)| DayKind::SchoolHoliday(holiday.name.clone()));
        let season = || self.season(date).map(|season| DayKind::Season(season.name.clone()));
        self.holiday(date).map(DayKind::Holiday).or_else(school).or_else(season).unwrap_or(DayKind::Regular)
    }

    /// The first date of a span on which the space is not open as long as the span needs it; `None`: it is open from
    /// start to end. Hours that meet at midnight count as one.
    #[must_use]
    pub fn first_closed(&self, span: LocalSpan) -> Option<NaiveDate> {
        let mut now = span.from;
        while now < span.until {
            let date = now.date();
            let open = |range: &&DayRange| range.from <= minute(now) && minute(now) < range.until;
            let Some(range) = self.hours(date).iter().find(open) else { return Some(date) };
            now = instant(date, range.until);
        }
        None
    }

    fn holiday(&self, date: NaiveDate) -> Option<Holiday> {
        match self.holidays.treat {
            HolidayHours::Ignored => None,
            HolidayHours::Closed | HolidayHours::AsSunday => holiday(self.holidays.land, date),
        }
    }

    fn school_holiday(&self, date: NaiveDate) -> Option<(&SchoolHoliday, &OpeningHours)> {
        let hours = self.school_holidays.hours.as_ref()?;
        let holiday = self.school_calendar.iter().find(|holiday| holiday.first <= date && date <= holiday.last)?;
        Some((holiday, hours))
    }

    fn season(&self, date: NaiveDate) -> Option<&Season> {
        self.seasons.iter().rev().find(|season| season.holds(date))
    }
}

#[cfg(test)]
mod tests;
