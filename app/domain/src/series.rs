//! A series of events: the same again on other days, and what belongs together.

use chrono::NaiveDate;

use crate::{
    desk::{EventCard, SessionView},
    event::{EventState, shift},
    recurrence::{Repeat, RepeatError},
    slot::LocalSpan,
};

/// So many events are made of one at once: one each week for a year.
pub const MOST_EVENTS: usize = 53;

/// The days a rule makes for the first session of an event, ascending, when the first of them may be `first`.
///
/// `sessions`: when the sessions of the event are that is repeated, the earliest of which counts.
///
/// # Errors
/// When the rule makes no dates, or more than [`MOST_EVENTS`].
pub fn days(repeat: &Repeat, sessions: &[LocalSpan], first: NaiveDate) -> Result<Vec<NaiveDate>, RepeatError> {
    let span = first_span(sessions, first).ok_or(RepeatError::NoDates)?;
    let days: Vec<NaiveDate> = repeat.dates(span)?.iter().map(|span| span.from.date()).collect();
    if days.len() > MOST_EVENTS { Err(RepeatError::TooMany) } else { Ok(days) }
}

/// The earliest session, when it is on this day: what a rule repeats.
#[must_use]
pub fn first_span(sessions: &[LocalSpan], first: NaiveDate) -> Option<LocalSpan> {
    shift(sessions, first).into_iter().min()
}

/// The events of a series as they are shown: those with something to come, the next one first, and those that are over,
/// the latest first. One without a session is still to come.
#[must_use]
pub fn in_order<T>(events: Vec<T>, card: impl Fn(&T) -> &EventCard, today: NaiveDate) -> (Vec<T>, Vec<T>) {
    let start = |event: &T| card(event).next.as_ref().map(|session| session.when.slot.from());
    let (mut ahead, mut over): (Vec<T>, Vec<T>) = events.into_iter().partition(|event| is_ahead(card(event), today));
    // Without a date it comes last.
    ahead.sort_by_key(|event| (start(event).is_none(), start(event)));
    over.sort_by_key(|event| std::cmp::Reverse(start(event)));
    (ahead, over)
}

/// True when something of it is still to come, or may be.
#[must_use]
pub fn is_ahead(event: &EventCard, today: NaiveDate) -> bool {
    let to_come = |session: &SessionView| session.postponed || today <= session.when.local.until.date();
    event.next.as_ref().is_none_or(to_come)
}

/// True when somebody who reads of one event may be told of this other one of its series.
#[must_use]
pub fn is_another(event: &EventCard, but: &str, today: NaiveDate) -> bool {
    event.slug != but && event.state == EventState::Published && event.next.is_some() && is_ahead(event, today)
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveTime, TimeDelta, Weekday, WeekdaySet};

    use super::*;
    use crate::recurrence::{End, Every};

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, month, day).unwrap()
    }

    fn span(date: NaiveDate, from: u32, until: u32) -> LocalSpan {
        let at = |hour| date.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap());
        LocalSpan { from: at(from), until: at(until) }
    }

    fn weekly(end: End) -> Repeat {
        let every = Every::Weeks { interval: 1, on: WeekdaySet::single(Weekday::Tue) };
        Repeat { every, end, extra: [].into(), except: [].into() }
    }

    #[test]
    fn the_rule_counts_from_the_day_the_first_session_shall_be_on() {
        // The second session is given first; the earlier one counts.
        let sessions = [span(day(3, 4), 18, 20), span(day(3, 2), 10, 12)];
        assert_eq!(days(&weekly(End::Count(3)), &sessions, day(3, 9)), Ok(vec![day(3, 9), day(3, 16), day(3, 23)]));
        assert_eq!(first_span(&sessions, day(3, 9)), Some(span(day(3, 9), 10, 12)));
        // Sessions of one event may come after the first of the next: only rooms can be in the way.
        assert_eq!(
            days(&weekly(End::Count(2)), &[span(day(3, 2), 10, 12), span(day(3, 30), 10, 12)], day(3, 9))
                .map(|all| all.len()),
            Ok(2)
        );
    }

    #[test]
    fn a_year_of_weeks_is_as_much_as_is_made_at_once() {
        let sessions = [span(day(3, 2), 10, 12)];
        let made = |count| days(&weekly(End::Count(count)), &sessions, day(3, 9)).map(|all| all.len());
        assert_eq!(made(53), Ok(53));
        assert_eq!(made(54), Err(RepeatError::TooMany));
        assert_eq!(days(&weekly(End::Count(3)), &[], day(3, 9)), Err(RepeatError::NoDates));
    }

    #[test]
    fn a_day_is_a_day_of_the_wall_clock_whatever_the_clocks_do() {
        // The 28th of March 2027 has no half past two.
        let sessions = [span(day(3, 20), 2, 3)];
        let daily = Repeat { every: Every::Days { interval: 1 }, ..weekly(End::Count(3)) };
        let made = days(&daily, &sessions, day(3, 27)).unwrap();
        assert_eq!(made[2] - made[0], TimeDelta::days(2));
        assert_eq!(made, [day(3, 27), day(3, 28), day(3, 29)]);
    }
}
