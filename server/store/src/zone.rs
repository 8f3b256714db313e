//! Between the clock on the wall and UTC, as RFC 5545 3.3.5 reads the two odd hours of the year: a time that does not
//! exist is read with the offset before the gap, a time that occurs twice is the first.

use chrono::{DateTime, Duration, MappedLocalTime, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use domain::{
    opening::{DAY, DayRange, instant, minute},
    slot::{LocalSpan, Slot, When},
};

/// The instant at which the clocks of `zone` show `local`.
#[must_use]
pub fn to_utc(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at.to_utc(),
        MappedLocalTime::None => {
            // No gap is longer than a day (Samoa skipped one), so a day earlier lies before it.
            let before = zone.offset_from_utc_datetime(&(local - Duration::days(1))).fix();
            Utc.from_utc_datetime(&(local - before))
        }
    }
}

/// What the clocks of `zone` show.
pub(crate) fn to_local(zone: Tz, at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

/// A slot with its wall clock.
pub(crate) fn when(zone: Tz, slot: Slot) -> When {
    let offset = zone.offset_from_utc_datetime(&slot.from().naive_utc()).fix();
    When {
        slot,
        local: LocalSpan { from: to_local(zone, slot.from()), until: to_local(zone, slot.until()) },
        offset_minutes: offset.local_minus_utc() / 60,
    }
}

/// What a person means by a span on the wall clock. Where nothing would be left of it, as of 2:30 to 3:30 in the night
/// the clocks go forward, it is as long as it says, like every other date of its series (RFC 5545 3.8.5.3). `None` when
/// it ends before it starts.
pub(crate) fn meant(zone: Tz, span: LocalSpan) -> Option<When> {
    let (from, until) = (to_utc(zone, span.from), to_utc(zone, span.until));
    let until = if until > from { until } else { from + (span.until - span.from) };
    Some(when(zone, Slot::new(from, until).ok()?))
}

/// A whole day by the wall clock: 23, 24 or 25 hours.
pub(crate) fn day(zone: Tz, date: NaiveDate) -> Option<Slot> {
    let next = date.succ_opt()?;
    Slot::new(to_utc(zone, instant(date, 0)), to_utc(zone, instant(next, 0))).ok()
}

/// A day by the wall clock of a zone, looked up once however much of it is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day {
    zone: Tz,
    /// Which.
    pub(crate) date: NaiveDate,
    /// From midnight to midnight.
    pub(crate) slot: Slot,
}

impl Day {
    pub(crate) fn new(zone: Tz, date: NaiveDate) -> Option<Self> {
        day(zone, date).map(|slot| Self { zone, date, slot })
    }

    /// True when no clock is put forward or back: then minutes are counted, not looked up.
    pub(crate) fn is_even(&self) -> bool {
        self.slot.minutes() == i64::from(DAY)
    }

    /// What begins at a minute of it and lasts so long, if that can be told by the clock: what begins or ends in the second
    /// of two equal hours is read as in the first (RFC 5545 3.3.5), and what is in the hour that is skipped as later.
    pub(crate) fn lasting(&self, from: u16, length: Duration) -> Option<When> {
        let start = instant(self.date, from);
        let at =
            if self.is_even() { self.slot.from() + Duration::minutes(from.into()) } else { to_utc(self.zone, start) };
        let slot = Slot::new(at, at + length).ok()?;
        let when = when(self.zone, slot);
        if self.is_even() && slot.until() <= self.slot.until() {
            return Some(when);
        }
        (when.local.from == start && meant(self.zone, when.local) == Some(when)).then_some(when)
    }

    /// Some minutes of it.
    pub(crate) fn range(&self, range: DayRange) -> Option<Slot> {
        let at = |minute: u16| match self.is_even() {
            true => self.slot.from() + Duration::minutes(minute.into()),
            false => to_utc(self.zone, instant(self.date, minute)),
        };
        Slot::new(at(range.from), at(range.until)).ok()
    }

    /// Its minutes that lie in `slot`, by the wall clock.
    pub(crate) fn minutes(&self, slot: Slot) -> Option<DayRange> {
        let (from, until) = (slot.from().max(self.slot.from()), slot.until().min(self.slot.until()));
        let inside = Slot::new(from, until).ok()?;
        let length = u16::try_from(inside.minutes()).unwrap_or(DAY);
        if self.is_even() {
            let first = u16::try_from((from - self.slot.from()).num_minutes()).ok()?;
            return Some(DayRange { from: first, until: first + length });
        }
        let first = minute(to_local(self.zone, from));
        let last = if until == self.slot.until() { DAY } else { minute(to_local(self.zone, until)) };
        // In the hour that occurs twice a clock may show less at the end than at the start.
        let last = if last > first { last } else { DAY.min(first + length) };
        Some(DayRange { from: first, until: last })
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Europe::Berlin, Pacific::Apia};

    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn local(date: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
        date.and_hms_opt(hour, minute, 0).unwrap()
    }

    fn minutes(date: NaiveDate, slot: Slot) -> Option<DayRange> {
        Day::new(Berlin, date).unwrap().minutes(slot)
    }

    #[test]
    fn a_time_that_does_not_exist_is_read_with_the_offset_before_the_gap() {
        let night = date(2027, 3, 28);
        assert_eq!(to_utc(Berlin, local(night, 2, 30)).to_rfc3339(), "2027-03-28T01:30:00+00:00");
        let meant = meant(Berlin, LocalSpan { from: local(night, 2, 30), until: local(night, 5, 0) }).unwrap();
        assert_eq!(meant.local.from, local(night, 3, 30), "it is shown as the clocks then show it");
        assert_eq!((meant.slot.minutes(), meant.offset_minutes), (90, 120));
        // The whole 30th of December 2011 did not exist in Samoa.
        assert_eq!(to_utc(Apia, local(date(2011, 12, 30), 12, 0)).to_rfc3339(), "2011-12-30T22:00:00+00:00");
    }

    #[test]
    fn a_time_that_occurs_twice_is_the_first() {
        let night = date(2027, 10, 31);
        assert_eq!(to_utc(Berlin, local(night, 2, 30)).to_rfc3339(), "2027-10-31T00:30:00+00:00");
        let meant = meant(Berlin, LocalSpan { from: local(night, 2, 30), until: local(night, 3, 30) }).unwrap();
        assert_eq!(meant.slot.minutes(), 120, "the hour in between is passed twice");
    }

    #[test]
    fn a_span_that_falls_into_the_gap_comes_after_it_and_is_as_long() {
        let night = date(2027, 3, 28);
        let span = |from: (u32, u32), until: (u32, u32)| LocalSpan {
            from: local(night, from.0, from.1),
            until: local(night, until.0, until.1),
        };
        for (wished, read) in [
            (span((2, 30), (3, 30)), span((3, 30), (4, 30))),
            (span((2, 0), (3, 0)), span((3, 0), (4, 0))),
            (span((2, 0), (2, 30)), span((3, 0), (3, 30))),
        ] {
            let meant = meant(Berlin, wished).unwrap();
            assert_eq!((meant.local, meant.slot.minutes()), (read, (wished.until - wished.from).num_minutes()));
        }
        assert_eq!(meant(Berlin, span((3, 30), (2, 30))), None, "what ends before it starts is no time");
    }

    #[test]
    fn days_have_the_hours_they_have() {
        let hours = |date| day(Berlin, date).unwrap().minutes() / 60;
        assert_eq!((hours(date(2027, 3, 27)), hours(date(2027, 3, 28)), hours(date(2027, 10, 31))), (24, 23, 25));
    }

    #[test]
    fn a_slot_is_cut_at_midnight_into_minutes_of_its_days() {
        let (first, second) = (date(2027, 3, 9), date(2027, 3, 10));
        let night = meant(Berlin, LocalSpan { from: local(first, 22, 0), until: local(second, 1, 0) }).unwrap().slot;
        assert_eq!(minutes(first, night), Some(DayRange { from: 1320, until: 1440 }));
        assert_eq!(minutes(second, night), Some(DayRange { from: 0, until: 60 }));
        assert_eq!(minutes(date(2027, 3, 11), night), None);
    }

    #[test]
    fn what_is_counted_is_what_would_be_looked_up() {
        for day in (1..=31).map(|day| Day::new(Berlin, date(2027, 3, day)).unwrap()) {
            for range in [(0, 60), (90, 150), (120, 240), (600, 721), (1380, DAY)] {
                let range = DayRange { from: range.0, until: range.1 };
                let Some(slot) = day.range(range) else { continue };
                let looked_up = [range.from, range.until].map(|minute| to_utc(Berlin, instant(day.date, minute)));
                assert_eq!([slot.from(), slot.until()], looked_up);
                if day.slot.minutes() == 1440 {
                    assert_eq!(day.minutes(slot), Some(range));
                }
            }
        }
    }

    #[test]
    fn what_lasts_so_long_is_said_only_where_the_clock_tells_it_apart() {
        for (day, from, length, until) in [
            (date(2027, 10, 31), "01:00", 60, Some("02:00")),
            (date(2027, 10, 31), "01:00", 120, None),
            (date(2027, 10, 31), "01:00", 180, Some("03:00")),
            (date(2027, 10, 31), "02:30", 30, None),
            (date(2027, 10, 31), "02:00", 150, Some("03:30")),
            (date(2027, 10, 31), "03:00", 60, Some("04:00")),
            (date(2027, 10, 30), "23:00", 120, Some("01:00")),
            (date(2027, 10, 30), "23:00", 270, None),
            (date(2027, 3, 28), "01:30", 60, Some("03:30")),
            (date(2027, 3, 28), "02:30", 60, None),
            (date(2027, 3, 28), "03:00", 60, Some("04:00")),
            (date(2027, 3, 9), "10:00", 60, Some("11:00")),
        ] {
            let clock = |text: &str| chrono::NaiveTime::parse_from_str(text, "%H:%M").unwrap();
            let start = minute(day.and_time(clock(from)));
            let lasting = Day::new(Berlin, day).unwrap().lasting(start, Duration::minutes(length));
            assert_eq!(lasting.map(|when| when.local.until.time()), until.map(clock), "{day} {from} {length}");
            if let Some(when) = lasting {
                assert_eq!(when.slot.minutes(), length);
                assert_eq!(meant(Berlin, when.local), Some(when));
            }
        }
    }

    #[test]
    fn minutes_never_run_backwards_in_the_repeated_hour() {
        let night = date(2027, 10, 31);
        let from = to_utc(Berlin, local(night, 2, 45));
        let slot = Slot::new(from, from + Duration::minutes(30)).unwrap();
        assert_eq!(minutes(night, slot), Some(DayRange { from: 165, until: 195 }));
    }
}
