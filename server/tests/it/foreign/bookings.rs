//! Series of bookings as calendars have them: whatever was done to them, programs others wrote find the same dates in
//! the file as stand in the house.

use std::{collections::BTreeSet, path::Path, process::Command};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc, Weekday, WeekdaySet};
use chrono_tz::Europe::Berlin;
use domain::{
    booking::BookingState,
    desk::{BookingView, OccurrenceView},
    id::SpaceId,
    recurrence::{End, Every, Repeat},
    slot::{LocalSpan, Slot, When},
    space::SpaceRef,
    text::Localised,
};
use proptest::{prelude::*, sample::select, strategy::ValueTree as _, test_runner::TestRunner};
use serde_json::{Map, Value, json};
use server::{
    ics::{self, Calendar, Frame, Method},
    mail::{Office, write},
};
use store::{BookingMail, MailFacts, to_utc};

use super::{Folder, judges, scripts};
use crate::letters;

/// So many series are made up.
const SERIES: usize = 200;

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn span(from: &str, minutes: i64) -> LocalSpan {
    LocalSpan { from: local(from), until: local(from) + TimeDelta::minutes(minutes) }
}

fn when(span: LocalSpan) -> When {
    let from = to_utc(Berlin, span.from);
    // What the gap swallows whole comes after it, and keeps its length.
    let slot = Slot::new(from, to_utc(Berlin, span.until));
    let slot = slot.or_else(|_| Slot::new(from, from + (span.until - span.from))).unwrap();
    let wall = |at: DateTime<Utc>| at.with_timezone(&Berlin).naive_local();
    let offset = wall(slot.from()).and_utc() - slot.from();
    When {
        slot,
        local: LocalSpan { from: wall(slot.from()), until: wall(slot.until()) },
        offset_minutes: offset.num_minutes().try_into().unwrap(),
    }
}

/// Another date of the same booking.
fn date(span: LocalSpan) -> OccurrenceView {
    let when = when(span);
    let usual = letters::booking(BookingState::Confirmed).occurrences.remove(0);
    OccurrenceView { when, original_at: when.slot.from(), ..usual }
}

/// A booking as its rule has it.
fn booked(first: LocalSpan, every: Every, end: End) -> BookingView {
    let repeat = Repeat { every, end, extra: BTreeSet::new(), except: BTreeSet::new() };
    let occurrences = repeat.dates(first).unwrap().into_iter().map(date).collect();
    BookingView { occurrences, repeat: Some(repeat), ..letters::booking(BookingState::Confirmed) }
}

fn weekly(first: LocalSpan, times: u16) -> BookingView {
    let on = WeekdaySet::single(chrono::Datelike::weekday(&first.from));
    booked(first, Every::Weeks { interval: 1, on }, End::Count(times))
}

/// Moves dates as the desk does: by days, and to another time of day.
fn moved(dates: &mut [OccurrenceView], days: i64, hours: i64) {
    for date in dates {
        let later = TimeDelta::days(days) + TimeDelta::hours(hours);
        let LocalSpan { from, until } = date.when.local;
        date.when = when(LocalSpan { from: from + later, until: until + later });
    }
}

fn hall() -> SpaceRef {
    let name = Localised::of("de", "Saal");
    SpaceRef { id: SpaceId(uuid::Uuid::from_u128(20)), slug: "saal".into(), name, ..letters::space_ref() }
}

/// What can happen to a series, and the lines that say so.
fn table() -> Vec<(&'static str, BookingView, &'static [&'static str])> {
    let morning = || span("2027-03-02 10:00", 120);
    let tuesdays = || weekly(morning(), 8);
    let with = |mut booking: BookingView, change: &dyn Fn(&mut Vec<OccurrenceView>)| {
        change(&mut booking.occurrences);
        booking
    };
    let second_friday = Every::MonthsOnWeekday { interval: 1, nth: 2, weekday: Weekday::Fri };
    let once = || booked(morning(), Every::Once, End::Count(1));
    vec![
        (
            "over-both-changes",
            weekly(span("2027-03-02 10:00", 120), 40),
            &[
                "DTSTART;TZID=Europe/Berlin:20270302T100000",
                "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20271130T225959Z",
            ],
        ),
        (
            "second-friday",
            booked(span("2027-01-08 18:00", 90), second_friday, End::Count(12)),
            &["RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=2FR;UNTIL=20271210T225959Z"],
        ),
        (
            "one-left-out",
            with(tuesdays(), &|dates| drop(dates.remove(2))),
            &["EXDATE;TZID=Europe/Berlin:20270316T100000"],
        ),
        (
            "the-first-left-out",
            with(tuesdays(), &|dates| drop(dates.remove(0))),
            &["DTSTART;TZID=Europe/Berlin:20270309T100000"],
        ),
        (
            "one-cancelled",
            with(tuesdays(), &|dates| dates[2].state = BookingState::Cancelled),
            &["EXDATE;TZID=Europe/Berlin:20270316T100000", "STATUS:CONFIRMED"],
        ),
        (
            "one-moved",
            with(tuesdays(), &|dates| moved(&mut dates[4..5], 1, 4)),
            &["RECURRENCE-ID;TZID=Europe/Berlin:20270330T100000", "DTSTART;TZID=Europe/Berlin:20270331T140000"],
        ),
        (
            "the-first-moved",
            with(tuesdays(), &|dates| moved(&mut dates[..1], 0, 3)),
            &["DTSTART;TZID=Europe/Berlin:20270302T100000", "RECURRENCE-ID;TZID=Europe/Berlin:20270302T100000"],
        ),
        (
            "one-in-another-space",
            with(tuesdays(), &|dates| dates[1].space = hall()),
            &[
                "RECURRENCE-ID;TZID=Europe/Berlin:20270309T100000",
                "LOCATION:Saal\\, Haus der Ideen\\, Langenbruch 6\\, 32657 Lemgo",
            ],
        ),
        (
            "one-for-another-purpose",
            with(tuesdays(), &|dates| dates[1].title = "Abschluss".into()),
            &["RECURRENCE-ID;TZID=Europe/Berlin:20270309T100000", "SUMMARY:Abschluss"],
        ),
        (
            "one-more",
            with(tuesdays(), &|dates| dates.insert(2, date(span("2027-03-12 15:00", 120)))),
            &["RDATE;TZID=Europe/Berlin:20270312T150000"],
        ),
        (
            "one-more-before",
            with(tuesdays(), &|dates| dates.insert(0, date(span("2027-02-12 15:00", 120)))),
            &["DTSTART;TZID=Europe/Berlin:20270212T150000"],
        ),
        (
            "two-spaces-at-once",
            with(tuesdays(), &|dates| {
                let there = OccurrenceView { space: hall(), ..dates[3].clone() };
                dates.insert(4, there);
            }),
            &["RDATE;TZID=Europe/Berlin:20270323T100100"],
        ),
        (
            "the-rest-later",
            with(tuesdays(), &|dates| moved(&mut dates[3..], 0, 4)),
            &["RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20270420T215959Z"],
        ),
        (
            "all-on-thursdays",
            with(tuesdays(), &|dates| moved(dates, 2, 0)),
            &[
                "DTSTART;TZID=Europe/Berlin:20270304T100000",
                "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=TH;UNTIL=20270422T215959Z",
            ],
        ),
        // Eight hours by the clock, seven or nine in the nights the clocks change.
        (
            "overnight",
            weekly(span("2027-03-20 22:00", 480), 4),
            &["DTSTART;TZID=Europe/Berlin:20270320T220000", "RECURRENCE-ID;TZID=Europe/Berlin:20270327T220000"],
        ),
        (
            "in-the-gap",
            weekly(span("2027-03-21 02:30", 120), 3),
            &["DTSTART:20270321T013000Z", "RDATE:20270321T013000Z,20270328T013000Z,20270404T003000Z"],
        ),
        (
            "in-the-hour-that-occurs-twice",
            weekly(span("2027-10-24 02:15", 30), 3),
            &["RDATE:20271024T001500Z,20271031T001500Z,20271107T011500Z"],
        ),
        (
            "a-list",
            with(once(), &|dates| {
                dates.extend(["2027-03-11 09:00", "2027-04-05 14:00"].map(|from| date(span(from, 120))));
            }),
            &["RDATE;TZID=Europe/Berlin:20270302T100000,20270311T090000,20270405T140000"],
        ),
        (
            "no-rule-at-all",
            BookingView { repeat: None, ..tuesdays() },
            &["RDATE;TZID=Europe/Berlin:20270302T100000,20270309T100000"],
        ),
        (
            "a-single-date",
            BookingView {
                repeat: None,
                ..with(tuesdays(), &|dates| {
                    dates.truncate(1);
                    moved(dates, 1, 0);
                })
            },
            &["DTSTART;TZID=Europe/Berlin:20270303T100000"],
        ),
    ]
}

#[derive(Clone, Debug)]
enum Change {
    Skip(usize),
    Move(usize, i64, i64),
    Elsewhere(usize),
    Add(usize),
    Rest(usize, i64, i64),
}

fn change() -> impl Strategy<Value = Change> {
    let which = || 0usize..30;
    // An RDATE one or two hours from an EXDATE is lost on Python: see `python_is_confused` beside.
    let hours = || select(&[-3i64, 0, 3, 4, 5]);
    prop_oneof![
        3 => which().prop_map(Change::Skip),
        3 => (which(), -2i64..3, hours()).prop_map(|(which, days, hours)| Change::Move(which, days, hours)),
        2 => which().prop_map(Change::Elsewhere),
        1 => which().prop_map(Change::Add),
        1 => (which(), 0i64..3, hours()).prop_map(|(which, days, hours)| Change::Rest(which, days, hours)),
    ]
}

prop_compose! {
    fn series()(
        first in (0i64..330, select(&[540i64, 600, 1080, 1320, 60, 120, 150]), select(&[30i64, 90, 120, 480])),
        every in prop_oneof![
            (1u16..4).prop_map(|interval| Every::Days { interval }),
            (1u16..3, any::<bool>()).prop_map(|(interval, two)| {
                let days: &[Weekday] = if two { &[Weekday::Sun, Weekday::Wed] } else { &[Weekday::Sun] };
                Every::Weeks { interval, on: days.iter().copied().collect() }
            }),
            select(&[-1i8, 1, 28, 31]).prop_map(|day| Every::MonthsOnDay { interval: 1, day }),
            select(&[-1i8, 1, 3, 5]).prop_map(|nth| {
                Every::MonthsOnWeekday { interval: 1, nth, weekday: Weekday::Sun }
            }),
        ],
        times in 1u16..30,
        changes in prop::collection::vec(change(), 0..6),
    ) -> BookingView {
        let (day, minute, length) = first;
        let from = local("2027-01-10 00:00") + TimeDelta::days(day) + TimeDelta::minutes(minute);
        let mut booking = booked(
            LocalSpan { from, until: from + TimeDelta::minutes(length) }, every, End::Count(times),
        );
        let dates = &mut booking.occurrences;
        for change in changes {
            let end = dates.len();
            let at = |which: usize| which % end;
            match change {
                Change::Skip(_) if end == 1 => {}
                Change::Skip(which) => drop(dates.remove(at(which))),
                Change::Move(which, days, hours) => moved(&mut dates[at(which)..=at(which)], days, hours),
                Change::Elsewhere(which) => dates[at(which)].space = hall(),
                Change::Add(which) => {
                    let from = dates[at(which)].when.local.from + TimeDelta::days(1) + TimeDelta::hours(4);
                    dates.push(date(LocalSpan { from, until: from + TimeDelta::minutes(45) }));
                }
                Change::Rest(which, days, hours) => moved(&mut dates[at(which)..], days, hours),
            }
        }
        dates.sort_by_key(|date| date.when.slot);
        booking
    }
}

/// What the mail about it carries.
fn mailed(booking: &BookingView) -> String {
    let (region, places, sender) = (letters::region(), letters::places(), letters::sender());
    let facts = MailFacts::Booking {
        to: letters::RECIPIENT.into(),
        name: "Anna Beispiel".into(),
        language: "de".into(),
        act: BookingMail::Confirmed,
        booking: Box::new(booking.clone()),
        reason: String::new(),
        by_keeper: false,
        ways: vec![],
        off: vec![],
    };
    let office = Office { region: &region, places: &places, sender: &sender };
    write(&facts, &office, letters::at()).calendar.unwrap().1
}

/// What `/bookings/{id}.ics` answers.
fn downloaded(booking: &BookingView) -> String {
    let (region, places) = (letters::region(), letters::places());
    let frame = Frame { locale: app::texts::Locale::De, region: &region, places: &places, mailbox: letters::MAILBOX };
    let entries = ics::booking(&frame, booking, booking.changed_at);
    Calendar { method: Some(Method::Publish), feed: None, zone: Berlin, entries }.write()
}

/// What stands in the house.
fn ours(booking: &BookingView) -> Value {
    let instant = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
    let standing = booking.occurrences.iter().filter(|date| date.state == BookingState::Confirmed);
    let mut dates: Vec<[String; 4]> = standing
        .map(|date| {
            let name = date.space.name.get("de");
            let place = format!("{name}, Haus der Ideen, Langenbruch 6, 32657 Lemgo");
            [instant(date.when.slot.from()), instant(date.when.slot.until()), date.title.clone(), place]
        })
        .collect();
    dates.sort();
    json!(dates)
}

/// What a program finds in every file of a folder.
fn found(program: &Path, arguments: &[&Path]) -> Map<String, Value> {
    let said = Command::new(program).args(arguments).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).unwrap()
}

fn all() -> Vec<(String, BookingView)> {
    let mut runner = TestRunner::deterministic();
    let made_up = (0..SERIES).map(|n| (format!("made-up-{n}"), series().new_tree(&mut runner).unwrap().current()));
    table().into_iter().map(|(name, booking, _)| (name.to_owned(), booking)).chain(made_up).collect()
}

#[test]
fn what_happened_to_a_series_is_said_as_the_standard_says_it() {
    for (name, booking, lines) in table() {
        let file = mailed(&booking).replace("\r\n ", "");
        for line in lines {
            assert!(file.lines().any(|written| written.starts_with(line)), "{name}: {line}\n{file}");
        }
        assert_eq!(file.matches("\r\nUID:").count(), file.matches(&format!("\r\nUID:{}\r\n", booking.uid)).count());
        let alone = file.matches("BEGIN:VEVENT").count() - file.matches("\r\nRECURRENCE-ID").count();
        assert_eq!(alone, 1, "{name}: one for all, others for one date\n{file}");
    }
}

#[test]
fn two_programs_find_every_date_of_every_series_and_no_other() {
    let Some(judges) = judges() else { return };
    let folder = Folder::new();
    let bookings = all();
    for (name, booking) in &bookings {
        folder.add(&format!("{name}.mail.ics"), mailed(booking).as_bytes());
        folder.add(&format!("{name}.file.ics"), downloaded(booking).as_bytes());
    }
    let files = folder.folder.path();
    let python = found(&judges.python, &[&scripts().join("bookings.py"), files]);
    let node = found(Path::new("node"), &[&scripts().join("bookings.mjs"), &judges.modules, files]);
    for (name, booking) in &bookings {
        for file in ["mail", "file"] {
            let file = format!("{name}.{file}.ics");
            let text = || std::fs::read_to_string(files.join(&file)).unwrap();
            assert_eq!(python[&file], ours(booking), "Python on {file}\n{}", text());
            assert_eq!(node[&file], ours(booking), "ical.js on {file}\n{}", text());
        }
    }
}
