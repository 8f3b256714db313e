//! From a rule to its dates, in bounded time.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::{End, Every, HORIZON_YEARS, MOST_DATES, Repeat, RepeatError};
use crate::slot::LocalSpan;

impl Repeat {
    /// The dates of the series that begins with `first` at the earliest: ascending, each once, with its times of day.
    ///
    /// # Errors
    /// When the rule makes no series that can be booked: see [`RepeatError`].
    pub fn dates(&self, first: LocalSpan) -> Result<Vec<LocalSpan>, RepeatError> {
        if self.extra.iter().chain([&first]).any(|span| span.until <= span.from) {
            return Err(RepeatError::EmptySpan);
        }
        let made = self.made(first.from.date())?;
        let mut spans: BTreeSet<LocalSpan> = made
            .into_iter()
            .map(|date| first.starting_on(date).ok_or(RepeatError::TooLong))
            .collect::<Result<_, _>>()?;
        spans.extend(&self.extra);
        spans.retain(|span| span.from.time() != first.from.time() || !self.except.contains(&span.from.date()));
        let spans: Vec<LocalSpan> = spans.into_iter().collect();
        match overlapping(&spans) {
            Some((one, other)) => Err(RepeatError::Overlaps(one, other)),
            None if spans.is_empty() => Err(RepeatError::NoDates),
            None if spans.len() > MOST_DATES => Err(RepeatError::TooMany),
            None => Ok(spans),
        }
    }

    /// The first date the rule makes, left out or not: DTSTART beside [`rrule`](Self::rrule).
    ///
    /// # Errors
    /// When the rule makes no series: see [`RepeatError`].
    pub fn start(&self, first: LocalSpan) -> Result<LocalSpan, RepeatError> {
        let made = self.made(first.from.date())?;
        let date = made.first().ok_or(RepeatError::NeverMatches)?;
        first.starting_on(*date).ok_or(RepeatError::TooLong)
    }

    /// The dates of the rule alone, ascending.
    pub(super) fn made(&self, first: NaiveDate) -> Result<Vec<NaiveDate>, RepeatError> {
        if self.every == Every::Once {
            return Ok(vec![first]);
        }
        self.every.check()?;
        let horizon = first.checked_add_months(Months::new(12 * HORIZON_YEARS)).ok_or(RepeatError::TooLong)?;
        let (most, last) = match self.end {
            End::Count(0) => return Err(RepeatError::NoDates),
            End::Count(count) if usize::from(count) > MOST_DATES => return Err(RepeatError::TooMany),
            End::Count(count) => (usize::from(count), horizon),
            End::Until(date) if date < first => return Err(RepeatError::EndsBeforeStart),
            End::Until(date) if date > horizon => return Err(RepeatError::TooLong),
            End::Until(date) => (MOST_DATES + 1, date),
        };
        // A period, not a date, says where to stop: a rule that never matches has periods without dates.
        let dates: Vec<NaiveDate> = (0..)
            .map_while(|n| self.every.period(first, n))
            .take_while(|period| *period <= last)
            .flat_map(|period| self.every.within(period, first))
            .filter(|date| (first..=last).contains(date))
            .take(most)
            .collect();
        match self.end {
            _ if dates.is_empty() => Err(RepeatError::NeverMatches),
            End::Count(_) if dates.len() < most => Err(RepeatError::TooLong),
            End::Until(_) if dates.len() == most => Err(RepeatError::TooMany),
            _ => Ok(dates),
        }
    }
}

impl Every {
    fn check(self) -> Result<(), RepeatError> {
        match self {
            Self::Once => Ok(()),
            Self::Days { interval: 0 }
            | Self::Weeks { interval: 0, .. }
            | Self::MonthsOnDay { interval: 0, .. }
            | Self::MonthsOnWeekday { interval: 0, .. }
            | Self::Years { interval: 0 } => Err(RepeatError::NoInterval),
            Self::Weeks { on, .. } if on.is_empty() => Err(RepeatError::NoWeekday),
            Self::MonthsOnDay { day, .. } if day != -1 && !(1..=31).contains(&day) => Err(RepeatError::NoSuchDay),
            Self::MonthsOnWeekday { nth, .. } if nth != -1 && !(1..=5).contains(&nth) => Err(RepeatError::NoSuchDay),
            Self::Days { .. }
            | Self::Weeks { .. }
            | Self::MonthsOnDay { .. }
            | Self::MonthsOnWeekday { .. }
            | Self::Years { .. } => Ok(()),
        }
    }

    /// The first day of the n-th day, week or month in which the rule looks for dates, from that of `first` on. Years
    /// are every twelfth month.
    fn period(self, first: NaiveDate, n: u32) -> Option<NaiveDate> {
        let months = |interval: u32| first.with_day(1)?.checked_add_months(Months::new(n.checked_mul(interval)?));
        match self {
            Self::Once => (n == 0).then_some(first),
            Self::Days { interval } => first.checked_add_days(Days::new(u64::from(n) * u64::from(interval))),
            Self::Weeks { interval, .. } => {
                let monday = first.checked_sub_days(Days::new(first.weekday().num_days_from_monday().into()))?;
                monday.checked_add_days(Days::new(7 * u64::from(n) * u64::from(interval)))
            }
            Self::MonthsOnDay { interval, .. } | Self::MonthsOnWeekday { interval, .. } => months(interval.into()),
            Self::Years { interval } => months(12 * u32::from(interval)),
        }
    }

    /// The dates of one period, ascending.
    fn within(self, period: NaiveDate, first: NaiveDate) -> Vec<NaiveDate> {
        let last = || period.checked_add_months(Months::new(1))?.pred_opt();
        let one = match self {
            Self::Weeks { on, .. } => {
                return period.iter_days().take(7).filter(|day| on.contains(day.weekday())).collect();
            }
            Self::Once | Self::Days { .. } => Some(period),
            Self::MonthsOnDay { day: -1, .. } => last(),
            Self::MonthsOnDay { day, .. } => u32::try_from(day).ok().and_then(|day| period.with_day(day)),
            Self::MonthsOnWeekday { nth: -1, weekday, .. } => last().and_then(|last| latest(weekday, last)),
            Self::MonthsOnWeekday { nth, weekday, .. } => u8::try_from(nth)
                .ok()
                .and_then(|nth| NaiveDate::from_weekday_of_month_opt(period.year(), period.month(), weekday, nth)),
            Self::Years { .. } => period.with_day(first.day()),
        };
        one.into_iter().collect()
    }
}

/// The last such weekday up to `date`.
fn latest(weekday: Weekday, date: NaiveDate) -> Option<NaiveDate> {
    date.checked_sub_days(Days::new(date.weekday().days_since(weekday).into()))
}

/// Two spans that share a minute on the wall clock, the earliest such pair. A room cannot be booked for both.
#[must_use]
pub fn overlapping(spans: &[LocalSpan]) -> Option<(LocalSpan, LocalSpan)> {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    // In order of their starts: who overlaps anybody later overlaps the next one.
    spans.windows(2).find(|pair| pair[1].from < pair[0].until).map(|pair| (pair[0], pair[1]))
}
