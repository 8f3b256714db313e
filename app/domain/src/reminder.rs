//! Reminding participants before a session begins. Everything by the wall clock of the session's zone.

use std::ops::Range;

use chrono::{Duration, NaiveDateTime, Timelike as _};
use serde::{Deserialize, Serialize};

use crate::codes;

codes! {
    /// How long before a session its participants are reminded.
    Distance {
        /// Seven days: time enough to change plans.
        Week = "week",
        /// One day.
        Day = "day",
    }
}

/// The hours in which people are reminded: nobody's telephone rings at night.
const AWAKE: Range<u32> = 8..20;

/// True when people may be written to about what is not urgent.
pub(crate) fn awake(now: NaiveDateTime) -> bool {
    AWAKE.contains(&now.hour())
}

impl Distance {
    /// From then on a session that `starts` is to be reminded of. Whoever confirmed later knows it without.
    #[must_use]
    pub fn since(self, starts: NaiveDateTime) -> NaiveDateTime {
        starts
            - Duration::days(match self {
                Self::Week => 7,
                Self::Day => 1,
            })
    }

    /// From then on it is too late: the next reminder is near, or the session begins.
    #[must_use]
    pub fn until(self, starts: NaiveDateTime) -> NaiveDateTime {
        match self {
            Self::Week => starts - Duration::days(3),
            Self::Day => starts,
        }
    }
}

/// How the participants of an event are reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    /// A week before each session.
    pub week: bool,
    /// A day before each session.
    pub day: bool,
}

impl Default for Reminders {
    fn default() -> Self {
        Self { week: false, day: true }
    }
}

impl Reminders {
    /// True when people are reminded at this distance.
    #[must_use]
    pub const fn at(self, distance: Distance) -> bool {
        match distance {
            Distance::Week => self.week,
            Distance::Day => self.day,
        }
    }

    /// The reminder of a session that `starts` which is due at `now`, whether or not it was sent already. Never more
    /// than one, and none at night.
    #[must_use]
    pub fn due(self, starts: NaiveDateTime, now: NaiveDateTime) -> Option<Distance> {
        let due = |distance: Distance| (distance.since(starts)..distance.until(starts)).contains(&now);
        let chosen = Distance::ALL.iter().copied().filter(|distance| self.at(*distance));
        chosen.filter(|_| awake(now)).find(|distance| due(*distance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn people_are_reminded_a_week_and_a_day_before_and_not_at_night() {
        let both = Reminders { week: true, day: true };
        let (week, day) = (Some(Distance::Week), Some(Distance::Day));
        for (starts, now, due) in [
            // Tuesday, ten o'clock.
            ("2027-03-16 10:00", "2027-03-09 09:59", None),
            ("2027-03-16 10:00", "2027-03-09 10:00", week),
            ("2027-03-16 10:00", "2027-03-09 19:59", week),
            ("2027-03-16 10:00", "2027-03-09 20:00", None),
            ("2027-03-16 10:00", "2027-03-10 07:59", None),
            // Nobody was there to remind them: better late, as long as it is not nearly the day before.
            ("2027-03-16 10:00", "2027-03-13 09:59", week),
            ("2027-03-16 10:00", "2027-03-13 10:00", None),
            ("2027-03-16 10:00", "2027-03-15 09:59", None),
            ("2027-03-16 10:00", "2027-03-15 10:00", day),
            ("2027-03-16 10:00", "2027-03-15 19:59", day),
            ("2027-03-16 10:00", "2027-03-15 23:00", None),
            ("2027-03-16 10:00", "2027-03-16 08:00", day),
            ("2027-03-16 10:00", "2027-03-16 09:59", day),
            ("2027-03-16 10:00", "2027-03-16 10:00", None),
            // Late in the evening: on the morning of the day.
            ("2027-03-16 22:00", "2027-03-15 21:59", None),
            ("2027-03-16 22:00", "2027-03-15 22:00", None),
            ("2027-03-16 22:00", "2027-03-16 08:00", day),
            // Early in the morning: on the day before, by day.
            ("2027-03-16 06:00", "2027-03-15 06:00", None),
            ("2027-03-16 06:00", "2027-03-15 08:00", day),
            // The days the clocks go forward and back: the same hour on the wall.
            ("2027-03-28 10:00", "2027-03-27 09:59", None),
            ("2027-03-28 10:00", "2027-03-27 10:00", day),
            ("2027-10-31 10:00", "2027-10-24 10:00", week),
            ("2027-10-31 10:00", "2027-10-30 10:00", day),
        ] {
            assert_eq!(both.due(at(starts), at(now)), due, "{starts}, seen at {now}");
        }
    }

    #[test]
    fn only_what_the_organiser_chose_is_sent() {
        let (starts, week, day) = (at("2027-03-16 10:00"), at("2027-03-09 10:00"), at("2027-03-15 10:00"));
        let seen = |reminders: Reminders| (reminders.due(starts, week), reminders.due(starts, day));
        assert_eq!(seen(Reminders::default()), (None, Some(Distance::Day)));
        assert_eq!(seen(Reminders { week: true, day: false }), (Some(Distance::Week), None));
        assert_eq!(seen(Reminders { week: false, day: false }), (None, None));
    }
}
