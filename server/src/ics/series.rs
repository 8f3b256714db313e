//! A booking as one calendar object: its dates by their rule, and those that differ from it by themselves.
//!
//! Whatever the rule explains, the dates are right: what it makes too much is an EXDATE, what it does not make an RDATE
//! (RFC 5545 3.8.5), and a date with another time, space or purpose an entry of its own with the RECURRENCE-ID of the
//! one it stands for (3.8.4.4).
//!
//! Calendars read the two odd hours of the year differently: 3.3.10 says both that a rule leaves out a time that does
//! not exist, and that it is read as 3.3.5 has it. A series that meets one of them is a list of instants in UTC.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone as _, Utc, Weekday};
use chrono_tz::Tz;
use domain::{
    apart::most,
    desk::{BookingView, OccurrenceView},
    recurrence::{End, Every, Repeat},
    slot::{LocalSpan, Slot},
    space::SpaceRef,
};
use store::to_utc;

use super::{Entry, Frame, Part, Status, certain, view};

/// The dates of a booking that stand. `changed_at` is the change it is written for.
#[must_use]
pub fn standing(frame: &Frame<'_>, booking: &BookingView, changed_at: DateTime<Utc>) -> Vec<Entry> {
    object(frame, booking, Status::Confirmed, changed_at)
}

/// A booking that does not stand any more, for calendars that have it: nothing but that it is off (RFC 5546 3.2.5).
#[must_use]
pub fn called_off(frame: &Frame<'_>, booking: &BookingView, changed_at: DateTime<Utc>) -> Vec<Entry> {
    let first = booking.occurrences.first().map(|date| view::date(frame, booking, date, changed_at));
    first.into_iter().map(|entry| Entry { status: Status::Cancelled, ..entry }).collect()
}

/// A booking for those who may see it: what stands of it, else what is asked for, else that it is off.
#[must_use]
pub fn booking(frame: &Frame<'_>, booking: &BookingView, changed_at: DateTime<Utc>) -> Vec<Entry> {
    let certain = [Status::Confirmed, Status::Tentative, Status::Cancelled];
    let objects = certain.into_iter().map(|status| object(frame, booking, status, changed_at));
    objects.into_iter().find(|object| !object.is_empty()).unwrap_or_default()
}

/// The dates with one status.
fn object(frame: &Frame<'_>, booking: &BookingView, status: Status, changed_at: DateTime<Utc>) -> Vec<Entry> {
    let entry = |date: &OccurrenceView| view::date(frame, booking, date, changed_at);
    let dates: Vec<(&OccurrenceView, Entry)> = booking
        .occurrences
        .iter()
        .map(|date| (date, entry(date)))
        .filter(|(_, entry)| entry.status == status)
        .collect();
    match Usual::of(&dates) {
        Some(usual) if dates.len() > 1 => series(booking, &dates, &usual, frame.places.zone(Some(usual.space))),
        _ => dates.into_iter().map(|(_, entry)| entry).collect(),
    }
}

/// What most dates of a series have in common.
struct Usual<'a> {
    space: &'a SpaceRef,
    title: &'a str,
    /// How long they are, in minutes, and by the clock on the wall.
    length: (i64, TimeDelta),
    /// How much later than their rule has them they are, by the clock on the wall: the whole series may have moved.
    later: TimeDelta,
}

impl<'a> Usual<'a> {
    fn of(dates: &[(&'a OccurrenceView, Entry)]) -> Option<Self> {
        let later = |(date, entry): &(&OccurrenceView, Entry)| {
            date.when.local.from - date.original_at.with_timezone(&entry.zone).naive_local()
        };
        Some(Self {
            space: most(dates.iter().map(|(date, _)| &date.space))?,
            title: most(dates.iter().map(|(date, _)| date.title.as_str()))?,
            length: most(dates.iter().map(|(date, _)| length(date)))?,
            later: most(dates.iter().map(later))?,
        })
    }

    fn is(&self, date: &OccurrenceView) -> bool {
        (&date.space, date.title.as_str(), length(date)) == (self.space, self.title, self.length)
    }
}

/// Both: calendars differ in which of them a rule keeps in the night the clocks change (RFC 5545 3.8.5.3 wants the
/// first).
fn length(date: &OccurrenceView) -> (i64, TimeDelta) {
    (date.when.slot.minutes(), date.when.local.until - date.when.local.from)
}

/// Several dates: the first with what makes the others, and each that differs.
fn series(booking: &BookingView, dates: &[(&OccurrenceView, Entry)], usual: &Usual<'_>, zone: Tz) -> Vec<Entry> {
    let planned = |date: &OccurrenceView| date.original_at.with_timezone(&zone).naive_local() + usual.later;
    let rule = booking.repeat.as_ref().and_then(|repeat| {
        let days = |(date, _): &(&OccurrenceView, Entry)| {
            (planned(date).date() - date.original_at.with_timezone(&zone).date_naive()).num_days()
        };
        let days = most(dates.iter().map(days)).unwrap_or_default();
        explaining(repeat, days, &dates.iter().map(|(date, _)| planned(date)).collect())
    });
    let (rule, made) = rule.map_or((None, vec![]), |(rule, made)| (Some(rule), made));
    let no_gap = made.iter().all(|at| zone.from_local_datetime(at).single().is_some());
    let mut made: BTreeSet<DateTime<Utc>> = made.into_iter().map(|at| to_utc(zone, at)).collect();
    let mut places = BTreeSet::new();
    let place = |(date, _): &(&OccurrenceView, Entry)| {
        let planned = to_utc(zone, planned(date));
        let moves_along = usual.later.is_zero() || made.contains(&planned);
        let mut at = if moves_along { planned } else { date.when.slot.from() };
        // Two dates may have the same time, in two spaces. A series has it once.
        while !places.insert(at) {
            at += TimeDelta::minutes(1);
        }
        at
    };
    let original: Vec<DateTime<Utc>> = dates.iter().map(place).collect();
    // Over a change of the clocks the first would be as long as the others either in hours or on the wall.
    let ends_clearly = |first: &DateTime<Utc>| {
        let end = *first + TimeDelta::minutes(usual.length.0);
        let wall = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
        certain(zone, end) && wall(end) - wall(*first) == usual.length.1
    };
    // A rule starts with its first date, so that nothing may be before it.
    let by_rule = rule.filter(|_| made.first() == places.first());
    let clear = no_gap && places.iter().all(|at| certain(zone, *at)) && places.first().is_some_and(ends_clearly);
    let zone = if clear { zone } else { Tz::UTC };
    let rule = by_rule.filter(|_| clear).and_then(|rule| rule.rrule(|local| to_utc(zone, local)));
    if rule.is_none() {
        made.clear();
    }
    let (Some(first), Some(last)) = (places.first().copied(), made.union(&places).max().copied()) else {
        return vec![];
    };
    let here = dates.iter().find(|(date, _)| date.space == *usual.space).map(|(_, entry)| entry);
    let slot = Slot::new(first, first + TimeDelta::minutes(usual.length.0)).ok();
    let (Some(here), Some(slot)) = (here, slot) else { return vec![] };
    let part = Part::Series {
        rule,
        except: made.difference(&places).copied().collect(),
        // Without a rule the first is named again: Thunderbird would forget it, and what is named twice is one date.
        extra: places.difference(&made).copied().collect(),
        last,
    };
    let whole = Entry { part, slot, zone, summary: usual.title.to_owned(), ..here.clone() };
    // In the hour that occurs twice an end that is counted out may be the wrong one.
    let differs = |((date, _), original_at): &(&(&OccurrenceView, Entry), DateTime<Utc>)| {
        let slot = date.when.slot;
        !usual.is(date) || slot.from() != *original_at || !certain(zone, slot.until())
    };
    let others = dates.iter().zip(original).filter(differs);
    let others =
        others.map(|((_, entry), original_at)| Entry { part: Part::Date { original_at, zone }, ..entry.clone() });
    std::iter::once(whole).chain(others).collect()
}

/// The rule from a date of the series on until the last, moved by some days as the series was, and what it makes: if
/// that is most of the series. The first date it was booked with may be gone.
fn explaining(repeat: &Repeat, days: i64, planned: &BTreeSet<NaiveDateTime>) -> Option<(Repeat, Vec<NaiveDateTime>)> {
    let every = match repeat.every {
        Every::Once => return None,
        Every::Weeks { interval, on } => {
            let moved = |day| (0..days.rem_euclid(7)).fold(day, |day: Weekday, _| day.succ());
            Every::Weeks { interval, on: on.iter(Weekday::Mon).map(moved).collect() }
        }
        other => other,
    };
    let end = End::Until(planned.last()?.date());
    let rule = Repeat { every, end, extra: BTreeSet::new(), except: BTreeSet::new() };
    let made = planned.iter().find_map(|first| {
        let a_minute = LocalSpan { from: *first, until: *first + TimeDelta::minutes(1) };
        let made: Vec<_> = rule.dates(a_minute).ok()?.into_iter().map(|span| span.from).collect();
        let explained = made.iter().filter(|at| planned.contains(at)).count();
        (made.first() == Some(first) && 2 * explained >= planned.len()).then_some(made)
    })?;
    Some((rule, made))
}
