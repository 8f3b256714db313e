//! The times somebody would take: these weekdays between these hours, so long, within some days. By the wall clock.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, WeekdaySet};
use serde::{Deserialize, Serialize};

use crate::{
    opening::{DAY, instant, minute},
    recurrence::weekdays,
    slot::LocalSpan,
};

/// The most days between the first and the last of a pattern: a quarter.
pub const MOST_DAYS: u16 = 92;

/// Times that would do. One exact time is a pattern too: one day, whose hours are as long as is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    first: NaiveDate,
    last: NaiveDate,
    #[serde(with = "weekdays")]
    on: WeekdaySet,
    from: NaiveTime,
    until: NaiveTime,
    minutes: u16,
    /// So many days later the hours end than their times say: only an exact time takes days.
    #[serde(default)]
    nights: u16,
}

/// Why times make no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum PatternFault {
    /// The last day lies before the first.
    #[error("it ends before it begins")]
    EndsBeforeStart,
    /// More than [`MOST_DAYS`].
    #[error("it spans at most {MOST_DAYS} days")]
    TooLong,
    /// None of its weekdays lies between its days.
    #[error("there is no such day in between")]
    NoDay,
    /// So long a use does not fit into its hours, or has no length.
    #[error("it does not fit into the hours")]
    NoFit,
    /// It is over before it begins.
    #[error("it is over")]
    Over,
}

impl Pattern {
    /// Uses of `minutes`, on these weekdays from `first` to `last`, within hours of the day. Hours that end when or
    /// before they begin end on the next day; midnight is the end of the day.
    ///
    /// # Errors
    /// When no use could ever match.
    pub fn new(
        (first, last): (NaiveDate, NaiveDate),
        on: WeekdaySet,
        (from, until): (NaiveTime, NaiveTime),
        minutes: u16,
    ) -> Result<Self, PatternFault> {
        Self { first, last, on, from, until, minutes, nights: 0 }.checked()
    }

    fn checked(self) -> Result<Self, PatternFault> {
        let Self { first, last, minutes, .. } = self;
        if last < first {
            return Err(PatternFault::EndsBeforeStart);
        }
        if last - first > TimeDelta::days(MOST_DAYS.into()) {
            return Err(PatternFault::TooLong);
        }
        if self.days().next().is_none() {
            return Err(PatternFault::NoDay);
        }
        if minutes == 0 || TimeDelta::minutes(minutes.into()) > self.width() {
            return Err(PatternFault::NoFit);
        }
        Ok(self)
    }

    /// This very time, days long or not.
    ///
    /// # Errors
    /// When it has no length, or more than a number of minutes can say.
    pub fn exactly(span: LocalSpan) -> Result<Self, PatternFault> {
        let date = span.from.date();
        let minutes = u16::try_from((span.until - span.from).num_minutes()).map_err(|_| PatternFault::NoFit)?;
        let on = WeekdaySet::single(chrono::Datelike::weekday(&date));
        let (from, until) = (span.from.time(), span.until.time());
        let nights = span.last().map_or(0, |last| (last - LocalSpan::on(date, from, until).until.date()).num_days());
        let nights = u16::try_from(nights).map_err(|_| PatternFault::NoFit)?;
        Self { first: date, last: date, on, from, until, minutes, nights }.checked()
    }

    /// The one time that would do, when there is only one.
    #[must_use]
    pub fn exact(&self) -> Option<LocalSpan> {
        let whole = TimeDelta::minutes(self.minutes.into()) == self.width();
        (whole && self.first == self.last).then(|| self.hours_of(self.first))
    }

    /// The first day.
    #[must_use]
    pub const fn first(&self) -> NaiveDate {
        self.first
    }

    /// The last day.
    #[must_use]
    pub const fn last(&self) -> NaiveDate {
        self.last
    }

    /// On these weekdays.
    #[must_use]
    pub const fn on(&self) -> WeekdaySet {
        self.on
    }

    /// Not before, each day.
    #[must_use]
    pub const fn from(&self) -> NaiveTime {
        self.from
    }

    /// Not after, each day.
    #[must_use]
    pub const fn until(&self) -> NaiveTime {
        self.until
    }

    /// By so many days its uses can be longer than one.
    #[must_use]
    pub const fn nights(&self) -> u16 {
        self.nights
    }

    /// How long.
    #[must_use]
    pub const fn minutes(&self) -> u16 {
        self.minutes
    }

    /// Its days, in order.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let (last, on) = (self.last, self.on);
        let meant = move |date: &NaiveDate| on.contains(chrono::Datelike::weekday(date));
        self.first.iter_days().take_while(move |date| *date <= last).filter(meant)
    }

    /// Every use that would do on one of its days and begins on the grid (in minutes from midnight), in order. Where
    /// the hours leave no choice they are the use, on the grid or not.
    pub fn uses(&self, date: NaiveDate, grid: u16) -> impl Iterator<Item = LocalSpan> + use<> {
        let (hours, minutes) = (self.hours_of(date), TimeDelta::minutes(self.minutes.into()));
        let (only, grid) = (minutes == self.width(), grid.max(1));
        let earliest = u32::from(minute(hours.from));
        let starts = (0..=(self.width() - minutes).num_minutes()).map(move |later| (hours.from, later));
        let on_grid = move |(_, later): &(NaiveDateTime, i64)| {
            let start = (earliest + u32::try_from(*later).unwrap_or_default()) % u32::from(DAY);
            only || start.is_multiple_of(grid.into())
        };
        starts.filter(on_grid).map(move |(from, later)| {
            let from = from + TimeDelta::minutes(later);
            LocalSpan { from, until: from + minutes }
        })
    }

    /// The first use on one of its days for which `free` has an answer.
    pub fn first_on<T>(&self, date: NaiveDate, grid: u16, free: impl FnMut(LocalSpan) -> Option<T>) -> Option<T> {
        self.uses(date, grid).find_map(free)
    }

    /// Its days on which something may still begin, in order. Hours that go on after midnight may begin on a
    /// day after.
    pub fn days_from(&self, today: NaiveDate) -> impl Iterator<Item = NaiveDate> + use<> {
        let first = today.checked_sub_days(Days::new(1 + u64::from(self.nights))).unwrap_or(today);
        self.days().filter(move |date| *date >= first)
    }

    /// True when two could be in each other's way: some of their hours overlap.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let near = |date: NaiveDate| {
            let reach = Days::new(1 + u64::from(self.nights.max(other.nights)));
            let (first, last) = (date.checked_sub_days(reach), date.checked_add_days(reach));
            let days = first.unwrap_or(date).iter_days().take_while(move |day| *day <= last.unwrap_or(date));
            days.filter(|day| other.has(*day))
        };
        self.days().any(|date| {
            let mine = self.hours_of(date);
            near(date).map(|day| other.hours_of(day)).any(|its| mine.from < its.until && its.from < mine.until)
        })
    }

    /// True when nothing of it can begin any more.
    #[must_use]
    pub fn is_over(&self, now: NaiveDateTime) -> bool {
        self.days().last().is_none_or(|date| {
            let last = self.hours_of(date).until - TimeDelta::minutes(self.minutes.into());
            last <= now
        })
    }

    /// Everything of it lies in here.
    #[must_use]
    pub fn around(&self) -> LocalSpan {
        let after = self.last.checked_add_days(Days::new(2 + u64::from(self.nights))).unwrap_or(self.last);
        LocalSpan { from: instant(self.first, 0), until: instant(after, 0) }
    }

    fn has(&self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last && self.on.contains(chrono::Datelike::weekday(&date))
    }

    fn hours_of(&self, date: NaiveDate) -> LocalSpan {
        let hours = LocalSpan::on(date, self.from, self.until);
        LocalSpan { until: hours.until + TimeDelta::days(self.nights.into()), ..hours }
    }

    fn width(&self) -> TimeDelta {
        let hours = self.hours_of(self.first);
        hours.until - hours.from
    }
}

#[cfg(test)]
mod tests;
