//! Series, expanded by programs others wrote: rules across every change of the clocks in 2026 and 2027.
//!
//! Each program gets as DTSTART the date our rule begins with: where DTSTART does not match its rule the RFC leaves open
//! what happens, and these two disagree. Python's recurring-ical-events must name the same instants, start and end, also
//! in the odd hours of RFC 5545 3.3.5; npm's rrule, which knows no zone while it counts, the same clocks on the wall.

use std::{
    collections::BTreeSet,
    io::Write as _,
    iter,
    path::Path,
    process::{Command, Stdio},
};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use chrono_tz::{Europe::Berlin, Tz};
use domain::{
    recurrence::{End, Every, Repeat},
    slot::LocalSpan,
};
use proptest::{prelude::*, sample::select, strategy::ValueTree as _, test_runner::TestRunner};
use serde_json::{Value, json};
use store::to_utc;

use super::{judges, scripts};

const RULES: usize = 800;
const ZONE: Tz = Berlin;

/// The nights on which the clocks change: forward, back, forward, back.
const CHANGES: [(i32, u32, u32); 4] = [(2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31)];

/// Where it begins at the earliest, and its rule.
type Series = (LocalSpan, Repeat);

fn change() -> impl Strategy<Value = NaiveDate> {
    select(&CHANGES).prop_map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap())
}

prop_compose! {
    /// Often in the odd hours, often over midnight, around a change of the clocks.
    fn span()(
        change in change(),
        days in prop_oneof![-40i64..5, select(&[-28i64, -14, -7, 0])],
        from in select(&[0, 60, 120, 150, 150, 150, 165, 180, 210, 540, 1350, 1425]),
        minutes in select(&[15, 30, 60, 90, 240, 600, 1440, 1560]),
    ) -> LocalSpan {
        let from = (change + TimeDelta::days(days)).and_time(NaiveTime::MIN) + TimeDelta::minutes(from);
        LocalSpan { from, until: from + TimeDelta::minutes(minutes) }
    }
}

fn every() -> impl Strategy<Value = Every> {
    let weekday = || select(&[Weekday::Sun, Weekday::Sun, Weekday::Sat, Weekday::Mon, Weekday::Wed]);
    prop_oneof![
        1 => Just(Every::Once),
        4 => (1u16..8).prop_map(|interval| Every::Days { interval }),
        4 => (1u16..5, prop::collection::vec(weekday(), 1..4))
            .prop_map(|(interval, on)| Every::Weeks { interval, on: on.into_iter().collect() }),
        4 => (1u16..8, select(&[-1i8, 1, 25, 28, 29, 30, 31]))
            .prop_map(|(interval, day)| Every::MonthsOnDay { interval, day }),
        4 => (1u16..8, select(&[-1i8, 1, 2, 3, 4, 5]), weekday())
            .prop_map(|(interval, nth, weekday)| Every::MonthsOnWeekday { interval, nth, weekday }),
        1 => (1u16..4).prop_map(|interval| Every::Years { interval }),
    ]
}

prop_compose! {
    fn series()(
        first in span(),
        every in every(),
        end in prop_oneof![(1u16..60).prop_map(Ok), (1i64..700).prop_map(Err)],
        extra in prop::collection::btree_set(span(), 0..3),
        except in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) -> Series {
        let end = end.map_or_else(|days| End::Until(first.from.date() + TimeDelta::days(days)), End::Count);
        let mut repeat = Repeat { every, end, extra, except: BTreeSet::new() };
        if let Ok(dates) = repeat.dates(first) {
            repeat.except = except.iter().map(|which| which.get(&dates).from.date()).collect();
        }
        (first, repeat)
    }
}

/// The same rules each time.
fn all() -> Vec<Series> {
    let mut runner = TestRunner::deterministic();
    let any = || series().new_tree(&mut runner).unwrap().current();
    iter::repeat_with(any).filter(|(first, repeat)| repeat.dates(*first).is_ok()).take(RULES).collect()
}

fn dates((first, repeat): &Series) -> Vec<LocalSpan> {
    repeat.dates(*first).unwrap()
}

fn wall(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

fn instant(at: NaiveDateTime) -> String {
    to_utc(ZONE, at).format("%Y%m%dT%H%M%SZ").to_string()
}

/// A series as the programs are told.
fn told((first, repeat): &Series) -> Value {
    let pair = |span: &LocalSpan| [wall(span.from), wall(span.until)];
    json!({
        "zone": ZONE.name(),
        "start": pair(&repeat.start(*first).unwrap()),
        "rule": repeat.rrule(|local| to_utc(ZONE, local)),
        "wall_rule": repeat.rrule(|local| local.and_utc()),
        "extra": repeat.extra.iter().map(pair).collect::<Vec<_>>(),
        "except": repeat.except.iter().map(|date| wall(date.and_time(first.from.time()))).collect::<Vec<_>>(),
    })
}

/// What a program makes of all series; it is started once.
fn asked(program: &Path, arguments: &[&Path], series: &[Series]) -> Vec<Value> {
    let mut child = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let told: Vec<Value> = series.iter().map(told).collect();
    child.stdin.take().unwrap().write_all(&serde_json::to_vec(&told).unwrap()).unwrap();
    let said = child.wait_with_output().unwrap();
    assert!(said.status.success());
    let said: Vec<Value> = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(said.len(), series.len());
    said
}

/// A program must make of all series what we do, said as it says it.
fn agree<'a>(pairs: impl Iterator<Item = (&'a Series, &'a Value)>, as_said: impl Fn(&LocalSpan) -> Value) {
    for (series, said) in pairs {
        let ours: Vec<Value> = dates(series).iter().map(&as_said).collect();
        assert_eq!(*said, json!(ours), "{}", told(series));
    }
}

/// recurring-ical-events 3.8 takes an EXDATE for its time in the zone and for its time in UTC at once, so that it drops
/// an RDATE as much later or earlier as the zone is away from UTC. The RFC knows nothing of this.
fn python_is_confused((first, repeat): &Series) -> bool {
    let left_out = |date: &NaiveDate| date.and_time(first.from.time());
    let minutes = |extra: &LocalSpan, date| (extra.from - left_out(date)).num_minutes().abs();
    repeat.extra.iter().any(|extra| repeat.except.iter().any(|date| matches!(minutes(extra, date), 60 | 120)))
}

#[test]
fn the_rules_meet_every_odd_hour() {
    let starts: Vec<NaiveDateTime> = all().iter().flat_map(dates).map(|span| span.from).collect();
    for (year, month, day) in CHANGES {
        let odd = NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(2, 30, 0).unwrap();
        let met = starts.iter().filter(|start| **start == odd).count();
        assert!(met >= 10, "only {met} start at {odd}");
    }
}

#[test]
fn python_names_the_same_instants() {
    let Some(judges) = judges() else { return };
    let series = all();
    let said = asked(&judges.python, &[&scripts().join("series.py")], &series);
    let pairs: Vec<_> = series.iter().zip(&said).filter(|(series, _)| !python_is_confused(series)).collect();
    assert!(pairs.len() > RULES * 19 / 20, "only {} can be compared", pairs.len());
    agree(pairs.into_iter(), |span| json!([instant(span.from), instant(span.until)]));
}

#[test]
fn node_names_the_same_clocks_on_the_wall() {
    let Some(judges) = judges() else { return };
    let series = all();
    let said = asked(Path::new("node"), &[&scripts().join("series.mjs"), &judges.modules], &series);
    agree(series.iter().zip(&said), |span| json!(wall(span.from)));
}
