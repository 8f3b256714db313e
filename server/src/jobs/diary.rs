//! What is done by the clock: held seats and requests end each minute, what is old is forgotten each night.

use chrono::{DateTime, Duration, NaiveDate, Timelike as _, Utc};
use chrono_tz::Tz;

/// Between two looks at held seats and requests.
const BETWEEN_SECONDS: i64 = 60;
/// The hour from which it is night enough, by the region's clock.
const NIGHT: u32 = 3;

/// What is to be done now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Due {
    pub expire: bool,
    pub forget: bool,
}

/// What was done when.
#[derive(Debug, Default)]
pub(super) struct Diary {
    expired_at: Option<DateTime<Utc>>,
    forgot_on: Option<NaiveDate>,
    /// When forgetting is tried again, after it failed.
    forget_again_at: Option<DateTime<Utc>>,
}

impl Diary {
    /// What is due at `now`, and notes that it is done. After a start everything is: each of it may be done twice.
    pub(super) fn turn(&mut self, now: DateTime<Utc>, zone: Tz) -> Due {
        let expire = self.expired_at.is_none_or(|at| now - at >= Duration::seconds(BETWEEN_SECONDS) || now < at);
        if expire {
            self.expired_at = Some(now);
        }
        let local = now.with_timezone(&zone);
        let again = self.forget_again_at.is_some_and(|at| now >= at);
        let forget = again || self.forgot_on.is_none_or(|day| local.hour() >= NIGHT && local.date_naive() != day);
        if forget {
            (self.forgot_on, self.forget_again_at) = (Some(local.date_naive()), None);
        }
        Due { expire, forget }
    }

    /// Forgetting failed: it is due again in an hour, not in a day.
    pub(super) fn forget_again(&mut self, now: DateTime<Utc>) {
        self.forget_again_at = Some(now + Duration::hours(1));
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::Europe::Berlin;

    use super::*;

    #[test]
    fn seats_are_looked_at_each_minute_and_old_things_each_night() {
        let mut diary = Diary::default();
        let at = |day, hour, minute| Berlin.with_ymd_and_hms(2027, 3, day, hour, minute, 0).unwrap().to_utc();
        let due = |expire, forget| Due { expire, forget };
        assert_eq!(diary.turn(at(9, 22, 0), Berlin), due(true, true), "after the start");
        assert_eq!(diary.turn(at(9, 22, 0), Berlin), due(false, false));
        assert_eq!(diary.turn(at(9, 22, 1), Berlin), due(true, false));
        assert_eq!(diary.turn(at(10, 2, 59), Berlin), due(true, false), "not yet night");
        assert_eq!(diary.turn(at(10, 3, 0), Berlin), due(true, true));
        assert_eq!(diary.turn(at(10, 23, 0), Berlin), due(true, false), "once a night");
        diary.forget_again(at(10, 23, 0));
        assert_eq!(diary.turn(at(10, 23, 59), Berlin), due(true, false));
        assert_eq!(diary.turn(at(11, 0, 0), Berlin), due(true, true), "an hour after it failed");
        assert_eq!(diary.turn(at(11, 1, 0), Berlin), due(true, false));
    }
}
