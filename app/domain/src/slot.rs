//! Time as the house counts it: half-open, whole minutes, instants in UTC, wall clocks beside them.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// A stretch of time `[from, until)` in UTC, whole minutes, never empty.
///
/// Whole minutes are a rule of the type because SQLite compares instants as text: equal width keeps their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "(DateTime<Utc>, DateTime<Utc>)", into = "(DateTime<Utc>, DateTime<Utc>)")]
pub struct Slot {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

/// Why two instants are no [`Slot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum SlotError {
    /// It ends when or before it starts.
    #[error("ends before it starts")]
    Empty,
    /// An end has seconds.
    #[error("times are whole minutes")]
    NotWholeMinutes,
}

impl Slot {
    /// The time from `from` up to, not including, `until`.
    ///
    /// # Errors
    /// When it would be empty, or an end has seconds.
    pub fn new(from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Self, SlotError> {
        if from.second() != 0 || from.nanosecond() != 0 || until.second() != 0 || until.nanosecond() != 0 {
            return Err(SlotError::NotWholeMinutes);
        }
        if until <= from {
            return Err(SlotError::Empty);
        }
        Ok(Self { from, until })
    }

    /// The first instant inside.
    #[must_use]
    pub const fn from(self) -> DateTime<Utc> {
        self.from
    }

    /// The first instant after.
    #[must_use]
    pub const fn until(self) -> DateTime<Utc> {
        self.until
    }

    /// Its length in minutes.
    #[must_use]
    pub fn minutes(self) -> i64 {
        (self.until - self.from).num_minutes()
    }

    /// From the first minute of some times to the last; `None`: there are none.
    #[must_use]
    pub fn around(times: &[Self]) -> Option<Self> {
        let (from, until) = (times.iter().map(|time| time.from).min()?, times.iter().map(|time| time.until).max()?);
        Some(Self { from, until })
    }

    /// True when both share at least one minute. Touching ends do not.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// The slot with buffers around it, in minutes: what is allocated for it.
    #[must_use]
    pub fn with_buffers(self, before: u16, after: u16) -> Self {
        Self { from: self.from - Duration::minutes(before.into()), until: self.until + Duration::minutes(after.into()) }
    }

    /// The slot moved by some minutes, later when positive.
    #[must_use]
    pub fn shifted(self, minutes: i64) -> Self {
        let by = Duration::minutes(minutes);
        Self { from: self.from + by, until: self.until + by }
    }
}

/// The longest a use is set up before it begins, and cleared after it ended, in minutes.
pub const MOST_MARGIN: u16 = 240;
/// Margins are multiples of so many minutes.
pub const MARGIN_STEP: u16 = 5;

/// What a use needs of its spaces before it begins and after it ended: blocked, but not announced. The buffers of a space
/// come on top: the house cleans before somebody sets up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Margins {
    /// Minutes to set up.
    pub before: u16,
    /// Minutes to clear.
    pub after: u16,
}

impl Margins {
    /// True when both are short enough, and on the grid.
    #[must_use]
    pub const fn are_possible(self) -> bool {
        const fn is_possible(minutes: u16) -> bool {
            minutes <= MOST_MARGIN && minutes.is_multiple_of(MARGIN_STEP)
        }
        is_possible(self.before) && is_possible(self.after)
    }

    /// The use with them.
    #[must_use]
    pub fn around(self, slot: Slot) -> Slot {
        slot.with_buffers(self.before, self.after)
    }
}

impl TryFrom<(DateTime<Utc>, DateTime<Utc>)> for Slot {
    type Error = SlotError;
    fn try_from((from, until): (DateTime<Utc>, DateTime<Utc>)) -> Result<Self, SlotError> {
        Self::new(from, until)
    }
}

impl From<Slot> for (DateTime<Utc>, DateTime<Utc>) {
    fn from(slot: Slot) -> Self {
        (slot.from, slot.until)
    }
}

/// What the clocks on the wall of a site show from start to end. Without its site's zone it is no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LocalSpan {
    /// When it starts.
    pub from: NaiveDateTime,
    /// When it ends.
    pub until: NaiveDateTime,
}

impl LocalSpan {
    /// The span on one date. An end at or before the start means the next day: `22:00–00:00` ends at midnight.
    #[must_use]
    pub fn on(date: NaiveDate, from: NaiveTime, until: NaiveTime) -> Self {
        let last = if until <= from { date.succ_opt().unwrap_or(date) } else { date };
        Self { from: date.and_time(from), until: last.and_time(until) }
    }

    /// The span that ends on `last`, where that is said, and else as [`on`](Self::on) has it.
    #[must_use]
    pub fn to(date: NaiveDate, from: NaiveTime, until: NaiveTime, last: Option<NaiveDate>) -> Self {
        let span = Self::on(date, from, until);
        Self { until: last.map_or(span.until, |last| last.and_time(until)), ..span }
    }

    /// The day it ends, where its times alone do not say it: with it, [`to`](Self::to) makes the same span again.
    #[must_use]
    pub fn last(self) -> Option<NaiveDate> {
        let usual = Self::on(self.from.date(), self.from.time(), self.until.time());
        (self.until != usual.until).then(|| self.until.date())
    }

    /// The same times of day, as many days long, from `date` on. `None` beyond the end of all calendars.
    #[must_use]
    pub fn starting_on(self, date: NaiveDate) -> Option<Self> {
        let last = date.checked_add_signed(self.until.date() - self.from.date())?;
        Some(Self { from: date.and_time(self.from.time()), until: last.and_time(self.until.time()) })
    }
}

/// One stretch of time in both of its faces: the instants that decide, the wall clock that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// The instants.
    pub slot: Slot,
    /// The same in the zone of its site.
    pub local: LocalSpan,
    /// The zone's distance from UTC at the start, in minutes, east positive.
    pub offset_minutes: i32,
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(minute * 60, 0).unwrap()
    }

    prop_compose! {
        fn any_slot()(from in 0i64..10_000, length in 1i64..600) -> Slot {
            Slot::new(at(from), at(from + length)).unwrap()
        }
    }

    proptest! {
        #[test]
        fn overlap_is_mutual_and_equals_sharing_a_minute(a in any_slot(), b in any_slot()) {
            let shared = (0..a.minutes()).any(|m| {
                let minute = a.from() + Duration::minutes(m);
                b.from() <= minute && minute < b.until()
            });
            prop_assert_eq!(a.overlaps(b), shared);
            prop_assert_eq!(a.overlaps(b), b.overlaps(a));
        }

        #[test]
        fn buffers_only_ever_widen(a in any_slot(), before in 0u16..120, after in 0u16..120) {
            let wide = a.with_buffers(before, after);
            prop_assert_eq!(wide.minutes(), a.minutes() + i64::from(before) + i64::from(after));
            prop_assert!(wide.overlaps(a));
        }

        #[test]
        fn margins_are_possible_in_steps_up_to_four_hours(before in 0u16..400, after in 0u16..400) {
            let possible = |minutes: u16| (0..=48).any(|steps| steps * 5 == minutes);
            let margins = Margins { before, after };
            prop_assert_eq!(margins.are_possible(), possible(before) && possible(after));
        }

        #[test]
        fn a_slot_survives_the_wire(a in any_slot()) {
            let text = serde_json::to_string(&a).unwrap();
            prop_assert_eq!(serde_json::from_str::<Slot>(&text).unwrap(), a);
        }
    }

    #[test]
    fn a_slot_that_ends_when_it_starts_cannot_be_built() {
        assert_eq!(Slot::new(at(5), at(5)), Err(SlotError::Empty));
        assert_eq!(Slot::new(at(5), at(4)), Err(SlotError::Empty));
        let seconds = at(5) + Duration::seconds(1);
        assert_eq!(Slot::new(at(4), seconds), Err(SlotError::NotWholeMinutes));
        assert!(serde_json::from_str::<Slot>(r#"["2027-03-09T10:00:00Z","2027-03-09T10:00:00Z"]"#).is_err());
    }

    #[test]
    fn only_what_takes_days_says_on_which_it_ends() {
        let day = |day| NaiveDate::from_ymd_opt(2027, 3, day).unwrap();
        let time = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
        for (from, until, last, said) in [
            (10, 12, None, None),
            (22, 2, None, None),
            (10, 12, Some(day(9)), None),
            (22, 2, Some(day(10)), None),
            (10, 12, Some(day(10)), Some(day(10))),
            (22, 2, Some(day(11)), Some(day(11))),
        ] {
            let span = LocalSpan::to(day(9), time(from), time(until), last);
            assert_eq!(span.last(), said);
            assert_eq!(LocalSpan::to(day(9), time(from), time(until), span.last()), span);
        }
    }

    #[test]
    fn an_evening_that_ends_at_midnight_ends_on_the_next_day() {
        let day = NaiveDate::from_ymd_opt(2027, 3, 9).unwrap();
        let time = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
        let span = LocalSpan::on(day, time(22), time(0));
        assert_eq!(span.until, day.succ_opt().unwrap().and_time(time(0)));
    }
}
