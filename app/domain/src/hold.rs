//! Holds: a time is kept for whoever fills in the form that would book it.
//!
//! A hold is a courtesy that ends by the clock. It never stands for a booking: whoever is slower than it may still
//! book, if nobody was faster.

use chrono::{DateTime, Duration, Utc};

/// How long a form holds a time without being asked again.
pub const HOLD_MINUTES: i64 = 10;

/// How long somebody holds one time in all, however often she asks for longer.
pub const LONGEST_HOLD_MINUTES: i64 = 30;

/// How long somebody must have let go of a time before she may begin anew: else two forms would hold it for ever.
const PAUSE_MINUTES: i64 = 30;

/// How many forms of one account hold something at once, so that nobody can keep a house for herself.
pub const MOST_HOLDS: usize = 3;

/// How many dates of a series are held: the first that are free.
pub const MOST_HELD_DATES: usize = 60;

/// Until when a form that has held a time `since` holds it when it asks at `now`; `None`: it had all there is.
#[must_use]
pub fn held_until(since: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let until = Ord::min(now + Duration::minutes(HOLD_MINUTES), last(since));
    (now < until).then_some(until)
}

/// True when a form that has held a time `since` could hold it longer than until `until`.
#[must_use]
pub fn may_hold_longer(since: DateTime<Utc>, until: DateTime<Utc>) -> bool {
    until < last(since)
}

/// Holding the same time at `now` goes on with what ended after this; what ended earlier is forgotten.
#[must_use]
pub fn forgotten_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::minutes(PAUSE_MINUTES)
}

fn last(since: DateTime<Utc>) -> DateTime<Utc> {
    since + Duration::minutes(LONGEST_HOLD_MINUTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(minute)
    }

    /// When a form asks, and until when it then holds: in minutes since it began.
    #[test]
    fn a_form_that_asks_again_holds_longer_up_to_a_limit() {
        #[rustfmt::skip]
        let table = [
            // asks  holds until  and could hold longer
            ( 0,     Some(10),    true),
            ( 4,     Some(14),    true),
            (10,     Some(20),    true),
            (19,     Some(29),    true),
            (20,     Some(30),    false),
            (25,     Some(30),    false),
            (29,     Some(30),    false),
            (30,     None,        false),
            (45,     None,        false),
        ];
        for (asked, until, longer) in table {
            let held = held_until(at(0), at(asked));
            assert_eq!(held, until.map(at), "asked after {asked} minutes");
            assert_eq!(held.is_some_and(|until| may_hold_longer(at(0), until)), longer, "asked after {asked} minutes");
        }
    }

    #[test]
    fn a_time_let_go_of_long_enough_ago_is_held_anew() {
        for (ended, goes_on) in [(100, true), (71, true), (70, false), (0, false)] {
            assert_eq!(at(ended) > forgotten_before(at(100)), goes_on, "{ended}");
        }
    }
}
