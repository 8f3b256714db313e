use BookingState::{Cancelled, Confirmed, NoShow, Requested};
use chrono::{NaiveDate, NaiveTime, TimeZone};

use super::*;
use crate::slot::LocalSpan;

/// Minutes after midnight of Tuesday, 9 March 2027, in UTC.
fn at(minute: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 3, 9, 0, 0, 0).unwrap() + TimeDelta::minutes(minute)
}

/// 10:00 to 12:00, given up 15 minutes after the start.
fn date() -> Presence {
    Presence {
        state: Confirmed,
        slot: Slot::new(at(600), at(720)).unwrap(),
        came_at: None,
        of_event: false,
        rule: CheckIn { release_after_minutes: Some(15) },
    }
}

#[test]
fn a_date_passes_through_its_day() {
    let table = [
        (584, Stage::ToCome, Stage::ToCome),
        (585, Stage::Expected, Stage::Expected),
        (600, Stage::Late, Stage::Running),
        (719, Stage::Late, Stage::Running),
        (720, Stage::Over, Stage::Over),
    ];
    for (now, where_asked, where_not) in table {
        let free = Presence { rule: CheckIn { release_after_minutes: None }, ..date() };
        assert_eq!(date().stage(at(now)), where_asked, "{now}");
        assert_eq!(free.stage(at(now)), where_not, "{now}");
    }
    let here = Presence { came_at: Some(at(590)), ..date() };
    assert_eq!(
        [595, 600, 719, 720].map(|now| here.stage(at(now))),
        [Stage::Here, Stage::Here, Stage::Here, Stage::Came]
    );
    assert_eq!(Presence { state: NoShow, ..date() }.stage(at(700)), Stage::NoShow);
    assert_eq!(Presence { state: Cancelled, ..date() }.stage(at(700)), Stage::Off);
}

#[test]
fn one_is_here_from_a_quarter_of_an_hour_before_the_start_to_the_end() {
    let week = 7 * 24 * 60;
    for (now, member, keeper) in [
        (584, Err(PresenceRefusal::TooEarly), Err(PresenceRefusal::TooEarly)),
        (585, Ok(()), Ok(())),
        (719, Ok(()), Ok(())),
        (720, Err(PresenceRefusal::Over), Ok(())),
        (720 + week - 1, Err(PresenceRefusal::Over), Ok(())),
        (720 + week, Err(PresenceRefusal::Over), Err(PresenceRefusal::Over)),
    ] {
        assert_eq!(date().check_in(false, at(now)), member, "{now}");
        assert_eq!(date().check_in(true, at(now)), keeper, "{now}");
    }
    let given_up = Presence { state: NoShow, ..date() };
    assert_eq!(given_up.check_in(false, at(620)), Err(PresenceRefusal::GivenUp));
    assert_eq!(given_up.check_in(true, at(620)), Ok(()));
    for state in [Requested, Cancelled] {
        assert_eq!(Presence { state, ..date() }.check_in(true, at(620)), Err(PresenceRefusal::NotNow(state)));
    }
}

#[test]
fn a_space_is_given_up_only_while_a_date_runs_that_nobody_came_to() {
    let given_up = |date: Presence| [599, 614, 615, 719, 720].map(|now| date.is_given_up(at(now)));
    assert_eq!(given_up(date()), [false, false, true, true, false]);
    let never = [false; 5];
    assert_eq!(given_up(Presence { came_at: Some(at(600)), ..date() }), never);
    assert_eq!(given_up(Presence { of_event: true, ..date() }), never);
    assert_eq!(given_up(Presence { state: Requested, ..date() }), never);
    assert_eq!(given_up(Presence { rule: CheckIn { release_after_minutes: None }, ..date() }), never);
    let long = CheckIn { release_after_minutes: Some(120) };
    assert_eq!(given_up(Presence { rule: long, ..date() }), never, "it is over before it could be given up");
}

#[test]
fn a_keeper_notes_that_nobody_came_once_it_has_begun() {
    for (date, now, expected) in [
        (date(), 599, Err(PresenceRefusal::TooEarly)),
        (date(), 600, Ok(())),
        (date(), 800, Ok(())),
        (date(), 720 + 7 * 24 * 60, Err(PresenceRefusal::Over)),
        (Presence { came_at: Some(at(600)), ..date() }, 610, Err(PresenceRefusal::Here)),
        (Presence { of_event: true, ..date() }, 610, Err(PresenceRefusal::OfEvent)),
        (Presence { state: Cancelled, ..date() }, 610, Err(PresenceRefusal::NotNow(Cancelled))),
    ] {
        assert_eq!(date.nobody_came(at(now)), expected, "{date:?} at {now}");
    }
}

#[test]
fn what_is_given_back_ends_on_the_grid_and_not_before_now() {
    let day = NaiveDate::from_ymd_opt(2027, 3, 9).unwrap();
    let clock = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    // In Berlin, an hour ahead.
    let local = LocalSpan { from: day.and_time(clock(11, 0)), until: day.and_time(clock(13, 0)) };
    let when = When { slot: date().slot, local, offset_minutes: 60 };
    let ends = |date: Presence, when: When, grid, now| {
        let ends = date.earlier_ends(&when, grid, at(now));
        ends.into_iter().map(|end| (end - at(0)).num_minutes()).collect::<Vec<_>>()
    };
    assert_eq!(ends(date(), when, 30, 640), [660, 690]);
    assert_eq!(ends(date(), when, 30, 660), [660, 690], "now is a point of the grid");
    assert_eq!(ends(date(), when, 30, 600), [630, 660, 690], "it is never empty");
    assert_eq!(ends(date(), when, 30, 691), [0; 0], "there is nothing left");
    assert_eq!(ends(date(), when, 30, 599), [0; 0], "it has not begun");
    // An exception began off the grid: its end falls on the grid all the same.
    let odd = When { local: LocalSpan { from: day.and_time(clock(11, 10)), ..local }, ..when };
    assert_eq!(ends(date(), odd, 60, 601), [650, 710]);
    assert_eq!(ends(Presence { of_event: true, ..date() }, when, 30, 640), [0; 0]);
    assert_eq!(ends(Presence { state: NoShow, ..date() }, when, 30, 640), [0; 0]);
}
