//! When a room is free today, in words: the one place that says it, for lists, plans and calendars.

use domain::opening::DayRange;

use crate::{t, texts::Locale};

/// A minute of the day as clocks show it: `8:00`, `24:00`.
#[must_use]
pub fn clock(minute: u16) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}

/// `8:00–12:00`, and `ab 14:00` for what lasts until the house closes.
#[must_use]
pub fn ranges(l: Locale, free: &[DayRange], open: &[DayRange]) -> String {
    let close = open.last().map(|range| range.until);
    let parts: Vec<String> = free
        .iter()
        .map(|range| match Some(range.until) == close {
            true => t!(l, spaces.from_on, time = clock(range.from)),
            false => format!("{}–{}", clock(range.from), clock(range.until)),
        })
        .collect();
    parts.join(", ")
}

/// `frei 8:00–12:00, ab 14:00`, `belegt`, `geschlossen`.
#[must_use]
pub fn of_day(l: Locale, free: &[DayRange], open: &[DayRange]) -> String {
    match (free, open) {
        (_, []) => t!(l, spaces.closed).to_owned(),
        ([], _) => t!(l, spaces.taken).to_owned(),
        ([one], [all]) if one == all => {
            t!(l, spaces.free_all_day, times = format!("{}–{}", clock(one.from), clock(one.until)))
        }
        _ => t!(l, spaces.free_times, times = ranges(l, free, open)),
    }
}

/// How a room is at a moment of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Now {
    /// One can walk in, until then.
    Free(u16),
    /// In use, free from then on.
    FreeFrom(u16),
    /// On a day to come: free from then on.
    Coming(u16),
    /// Not free any more that day.
    Full,
    /// Not open now; free from then on today, if at all.
    Closed(Option<u16>),
}

impl Now {
    /// How a room is at a minute of the day. A free time that starts within the next quarter of an hour counts.
    #[must_use]
    pub fn at(minute: u16, free: &[DayRange], open: &[DayRange]) -> Self {
        let is_open = open.iter().any(|range| range.from <= minute && minute < range.until);
        let next = free.iter().find(|range| range.until > minute);
        match next {
            Some(range) if range.from <= minute + 15 && is_open => Self::Free(range.until),
            _ if !is_open => Self::Closed(next.map(|range| range.from)),
            Some(range) => Self::FreeFrom(range.from),
            None => Self::Full,
        }
    }

    /// `frei bis 14:00`, `frei ab 14:00`, `heute belegt`, `geschlossen`.
    #[must_use]
    pub fn words(self, l: Locale) -> String {
        match self {
            Self::Free(until) => t!(l, spaces.free_until, time = clock(until)),
            Self::FreeFrom(from) | Self::Coming(from) | Self::Closed(Some(from)) => {
                t!(l, spaces.free_from, time = clock(from))
            }
            Self::Full => t!(l, spaces.taken).to_owned(),
            Self::Closed(None) => t!(l, spaces.closed).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn range(from: u16, until: u16) -> DayRange {
        DayRange { from, until }
    }

    #[test]
    fn a_day_is_said_as_people_would() {
        let open = [range(480, 1200)];
        let say = |free: &[DayRange]| of_day(Locale::De, free, &open);
        assert_eq!(say(&[range(480, 720), range(840, 1200)]), "frei 8:00–12:00, ab 14:00");
        assert_eq!(say(&[range(480, 1200)]), "den ganzen Tag frei, 8:00–20:00");
        assert_eq!(say(&[]), "belegt");
        assert_eq!(of_day(Locale::De, &[], &[]), "geschlossen");
    }

    #[test]
    fn now_tells_until_when_or_from_when() {
        let open = [range(480, 1200)];
        let free = [range(600, 840), range(900, 1200)];
        assert_eq!(Now::at(595, &free, &open), Now::Free(840), "in five minutes is now");
        assert_eq!(Now::at(845, &free, &open), Now::FreeFrom(900));
        assert_eq!(Now::at(845, &[], &open), Now::Full);
        assert_eq!(Now::at(300, &free, &open), Now::Closed(Some(600)));
        assert_eq!(Now::at(1300, &free, &open), Now::Closed(None));
    }
}
