//! A rule as other calendars write it: RRULE of RFC 5545 3.3.10, the part of it that [`Every`] can say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday, WeekdaySet};

use super::{End, Every, Repeat};

/// The days of the week as RFC 5545 names them.
const NAMES: [(&str, Weekday); 7] = [
    ("MO", Weekday::Mon),
    ("TU", Weekday::Tue),
    ("WE", Weekday::Wed),
    ("TH", Weekday::Thu),
    ("FR", Weekday::Fri),
    ("SA", Weekday::Sat),
    ("SU", Weekday::Sun),
];

/// From the first second of a day to its last.
const DAY: TimeDelta = TimeDelta::seconds(24 * 60 * 60 - 1);

/// Why an RRULE was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RruleError {
    /// It is no RRULE.
    #[error("{0:?} is no part of a rule")]
    Malformed(String),
    /// It says what no [`Repeat`] can say. Refused rather than taken for something else.
    #[error("rules with {0} are not understood")]
    Unsupported(String),
    /// It goes on for ever. A room cannot be booked for ever.
    #[error("the rule has no end")]
    NoEnd,
}

impl Repeat {
    /// The rule as the value of an RRULE. `None` for [`Every::Once`], which has none.
    ///
    /// It belongs to a DTSTART at [`start`](Self::start). The RFC wants UNTIL in UTC where DTSTART has a zone, so
    /// `utc` says which instant the last second of the last day is.
    #[must_use]
    pub fn rrule(&self, utc: impl FnOnce(NaiveDateTime) -> DateTime<Utc>) -> Option<String> {
        let (frequency, interval, by) = match self.every {
            Every::Once => return None,
            Every::Days { interval } => ("DAILY", interval, String::new()),
            Every::Weeks { interval, on } => {
                let days: Vec<&str> = on.iter(Weekday::Mon).map(name).collect();
                ("WEEKLY", interval, format!(";BYDAY={}", days.join(",")))
            }
            Every::MonthsOnDay { interval, day } => ("MONTHLY", interval, format!(";BYMONTHDAY={day}")),
            Every::MonthsOnWeekday { interval, nth, weekday } => {
                ("MONTHLY", interval, format!(";BYDAY={nth}{}", name(weekday)))
            }
            Every::Years { interval } => ("YEARLY", interval, String::new()),
        };
        let end = match self.end {
            End::Count(count) => format!("COUNT={count}"),
            End::Until(date) => format!("UNTIL={}", utc(date.and_time(NaiveTime::MIN) + DAY).format("%Y%m%dT%H%M%SZ")),
        };
        Some(format!("FREQ={frequency};INTERVAL={interval}{by};{end}"))
    }

    /// Reads the value of an RRULE beside a DTSTART at `first`, from which it takes what it does not say itself.
    /// `local` says what the clocks show at an UNTIL in UTC.
    ///
    /// # Errors
    /// When it is no rule, has no end, or says more than a [`Repeat`] can.
    pub fn from_rrule(
        text: &str,
        first: NaiveDateTime,
        local: impl FnOnce(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<Self, RruleError> {
        let mut parts = Parts::read(text)?;
        let end = match (parts.take("COUNT"), parts.take("UNTIL")) {
            (Some(count), None) => End::Count(number(&count)?),
            (None, Some(until)) => {
                let last = last_day(&until, first.time(), local);
                End::Until(last.ok_or_else(|| RruleError::Malformed(format!("UNTIL={until}")))?)
            }
            (None, None) => return Err(RruleError::NoEnd),
            (Some(_), Some(until)) => return Err(RruleError::Malformed(format!("COUNT and UNTIL={until}"))),
        };
        let every = parts.every(first.date())?;
        parts.nothing_left()?;
        Ok(Self { every, end, extra: BTreeSet::new(), except: BTreeSet::new() })
    }
}

/// The parts of a rule not yet understood.
struct Parts(BTreeMap<String, String>);

impl Parts {
    fn read(text: &str) -> Result<Self, RruleError> {
        let mut parts = BTreeMap::new();
        for part in text.trim().to_ascii_uppercase().split(';') {
            let malformed = || RruleError::Malformed(part.to_owned());
            let (name, value) = part.split_once('=').ok_or_else(malformed)?;
            if parts.insert(name.to_owned(), value.to_owned()).is_some() {
                return Err(malformed());
            }
        }
        Ok(Self(parts))
    }

    fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    fn nothing_left(self) -> Result<(), RruleError> {
        let Some((name, value)) = self.0.into_iter().next() else { return Ok(()) };
        Err(RruleError::Unsupported(format!("{name}={value}")))
    }

    fn every(&mut self, first: NaiveDate) -> Result<Every, RruleError> {
        let interval = self.take("INTERVAL").map_or(Ok(1), |interval| number(&interval))?;
        let frequency = self.take("FREQ").ok_or_else(|| RruleError::Malformed("no FREQ".to_owned()))?;
        // Where weeks begin matters to nothing but every other week.
        if interval == 1 || frequency != "WEEKLY" || self.0.get("WKST").is_some_and(|day| day == "MO") {
            self.take("WKST");
        }
        match frequency.as_str() {
            // "Every working day" is said in both ways.
            "DAILY" if interval == 1 && self.0.contains_key("BYDAY") => self.weekly(1, first),
            "DAILY" => Ok(Every::Days { interval }),
            "WEEKLY" => self.weekly(interval, first),
            "MONTHLY" => self.monthly(interval, first),
            "YEARLY" => self.yearly(interval, first),
            _ => Err(RruleError::Unsupported(format!("FREQ={frequency}"))),
        }
    }

    fn weekly(&mut self, interval: u16, first: NaiveDate) -> Result<Every, RruleError> {
        let on = match self.take("BYDAY") {
            Some(days) => days.split(',').map(weekday).collect::<Result<WeekdaySet, _>>()?,
            None => WeekdaySet::single(first.weekday()),
        };
        Ok(Every::Weeks { interval, on })
    }

    fn monthly(&mut self, interval: u16, first: NaiveDate) -> Result<Every, RruleError> {
        if let Some(day) = self.take("BYDAY") {
            let unsupported = || RruleError::Unsupported(format!("BYDAY={day}"));
            // Outlook says "the second Tuesday" as the second of all Tuesdays.
            let position = self.take("BYSETPOS").unwrap_or_default();
            let named = format!("{position}{day}");
            let (nth, day) = named.split_at_checked(named.len().saturating_sub(2)).ok_or_else(unsupported)?;
            let nth: i8 = nth.parse().map_err(|_| unsupported())?;
            let weekday = weekday(day)?;
            let known = nth == -1 || (1..=5).contains(&nth);
            return if known { Ok(Every::MonthsOnWeekday { interval, nth, weekday }) } else { Err(unsupported()) };
        }
        let day = self.take("BYMONTHDAY").unwrap_or_else(|| first.day().to_string());
        match day.parse() {
            Ok(day @ (-1 | 1..=31)) => Ok(Every::MonthsOnDay { interval, day }),
            _ => Err(RruleError::Unsupported(format!("BYMONTHDAY={day}"))),
        }
    }

    /// A year's rule that names its month is one of every twelfth month.
    fn yearly(&mut self, interval: u16, first: NaiveDate) -> Result<Every, RruleError> {
        if self.0.get("BYMONTH").is_none_or(|month| *month != first.month().to_string()) {
            return Ok(Every::Years { interval });
        }
        self.take("BYMONTH");
        let months = interval.checked_mul(12).ok_or_else(|| RruleError::Unsupported(format!("INTERVAL={interval}")))?;
        match self.monthly(months, first)? {
            Every::MonthsOnDay { day, .. } if u32::try_from(day) == Ok(first.day()) => Ok(Every::Years { interval }),
            every => Ok(every),
        }
    }
}

fn name(day: Weekday) -> &'static str {
    NAMES[day.num_days_from_monday() as usize].0
}

fn weekday(name: &str) -> Result<Weekday, RruleError> {
    let known = NAMES.iter().find(|(known, _)| *known == name).map(|(_, day)| *day);
    known.ok_or_else(|| RruleError::Unsupported(format!("BYDAY={name}")))
}

fn number(text: &str) -> Result<u16, RruleError> {
    text.parse().map_err(|_| RruleError::Malformed(text.to_owned()))
}

/// The last day on which what starts at `time` starts before UNTIL is over.
fn last_day(until: &str, time: NaiveTime, local: impl FnOnce(DateTime<Utc>) -> NaiveDateTime) -> Option<NaiveDate> {
    if let Ok(date) = NaiveDate::parse_from_str(until, "%Y%m%d") {
        return Some(date);
    }
    let in_utc = until.strip_suffix('Z');
    let read = NaiveDateTime::parse_from_str(in_utc.unwrap_or(until), "%Y%m%dT%H%M%S").ok()?;
    let until = if in_utc.is_some() { local(read.and_utc()) } else { read };
    if until.time() < time { until.date().pred_opt() } else { Some(until.date()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The clocks of a place two hours east of Greenwich.
    fn utc(local: NaiveDateTime) -> DateTime<Utc> {
        local.and_utc() - TimeDelta::hours(2)
    }

    fn local(at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc() + TimeDelta::hours(2)
    }

    /// A Tuesday morning.
    fn read(text: &str) -> Result<Repeat, RruleError> {
        let first = NaiveDate::from_ymd_opt(2027, 3, 9).unwrap().and_hms_opt(9, 0, 0).unwrap();
        Repeat::from_rrule(text, first, local)
    }

    #[test]
    fn rules_of_other_calendars_are_understood() {
        let weeks = |interval, on: &[Weekday]| Every::Weeks { interval, on: on.iter().copied().collect() };
        let weekday = |interval, nth, weekday| Every::MonthsOnWeekday { interval, nth, weekday };
        let working = &[Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        for (text, every) in [
            ("FREQ=DAILY", Every::Days { interval: 1 }),
            ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", weeks(1, working)),
            ("freq=weekly;interval=2", weeks(2, &[Weekday::Tue])),
            ("FREQ=WEEKLY;BYDAY=TU;WKST=SU", weeks(1, &[Weekday::Tue])),
            ("FREQ=WEEKLY;WKST=MO;INTERVAL=2;BYDAY=TU,SU", weeks(2, &[Weekday::Tue, Weekday::Sun])),
            ("FREQ=MONTHLY", Every::MonthsOnDay { interval: 1, day: 9 }),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", Every::MonthsOnDay { interval: 1, day: -1 }),
            ("FREQ=MONTHLY;BYDAY=-1FR", weekday(1, -1, Weekday::Fri)),
            ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", weekday(1, 2, Weekday::Tue)),
            ("FREQ=YEARLY", Every::Years { interval: 1 }),
            ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=9", Every::Years { interval: 1 }),
            ("FREQ=YEARLY;BYMONTH=3;BYDAY=+2TU", weekday(12, 2, Weekday::Tue)),
        ] {
            assert_eq!(read(&format!("{text};COUNT=3")).unwrap().every, every, "{text}");
        }
    }

    #[test]
    fn what_a_series_cannot_say_is_refused_not_bent() {
        for text in [
            "FREQ=HOURLY",
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
            "FREQ=WEEKLY;BYDAY=2TU",
            "FREQ=MONTHLY;BYDAY=TU",
            "FREQ=MONTHLY;BYDAY=2TU,4TU",
            "FREQ=MONTHLY;BYDAY=6TU",
            "FREQ=MONTHLY;BYMONTHDAY=1,15",
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "FREQ=YEARLY;BYMONTH=4",
            "FREQ=YEARLY;BYWEEKNO=20",
            "FREQ=YEARLY;BYDAY=20MO",
            "FREQ=DAILY;BYHOUR=9,15",
            "FREQ=DAILY;INTERVAL=2;BYDAY=MO",
        ] {
            let read = read(&format!("{text};COUNT=3"));
            assert!(matches!(read, Err(RruleError::Unsupported(_))), "{text}: {read:?}");
        }
        for text in [
            "",
            "COUNT=3",
            "FREQ=DAILY;COUNT=x",
            "FREQ=DAILY;COUNT=3;COUNT=4",
            "FREQ=DAILY;COUNT=3;UNTIL=20270401",
            "FREQ=DAILY;UNTIL=soon",
        ] {
            let read = read(text);
            assert!(matches!(read, Err(RruleError::Malformed(_))), "{text}: {read:?}");
        }
        assert_eq!(read("FREQ=DAILY"), Err(RruleError::NoEnd));
    }

    #[test]
    fn until_is_the_last_day_on_which_a_date_still_starts() {
        for (until, last) in [
            ("20270401", "2027-04-01"),
            ("20270401T090000", "2027-04-01"),
            ("20270401T085959", "2027-03-31"),
            ("20270401T070000Z", "2027-04-01"),
            ("20270401T065959Z", "2027-03-31"),
        ] {
            let read = read(&format!("FREQ=DAILY;UNTIL={until}")).unwrap();
            assert_eq!(read.end, End::Until(last.parse().unwrap()), "{until}");
        }
    }

    #[test]
    fn a_free_list_has_no_rule() {
        let list = Repeat { every: Every::Once, end: End::Count(1), extra: BTreeSet::new(), except: BTreeSet::new() };
        assert_eq!(list.rrule(utc), None);
        let weekly = Repeat {
            every: Every::Weeks { interval: 2, on: [Weekday::Thu, Weekday::Mon].into_iter().collect() },
            end: End::Until(NaiveDate::from_ymd_opt(2027, 4, 1).unwrap()),
            ..list
        };
        assert_eq!(weekly.rrule(utc).unwrap(), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270401T215959Z");
    }
}
