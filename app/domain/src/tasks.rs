//! What has to be done around the uses of a day: setting up and bringing before, clearing and fetching after, in running
//! order.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    id::SpaceId,
    slot::LocalSpan,
    space::{Equipment, Layout},
    text::Localised,
};

codes! {
    /// What kind of work it is.
    TaskKind {
        /// Before a use.
        SetUp = "set-up",
        /// After it.
        Clear = "clear",
    }
}

/// A use that may make work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Where.
    pub space: SpaceId,
    /// When it is used, without buffers.
    pub span: LocalSpan,
    /// Set-up time before it, in minutes.
    pub before: u16,
    /// Clearing time after it, in minutes.
    pub after: u16,
    /// How the furniture shall stand, where that was said.
    pub layout: Option<Layout>,
    /// What the kind of use asks for; may be empty.
    pub task: Localised,
    /// What is taken along: brought before, fetched after.
    pub along: Vec<Equipment>,
    /// Nobody came: there is nothing to clear, and only what was brought is to be fetched.
    pub unused: bool,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Which of the uses it is for, counted from 0.
    pub of: usize,
    /// What kind of work.
    pub kind: TaskKind,
    /// From when until when there is time for it. Both are the same where no time is kept free: set up by then, clear
    /// from then on.
    pub span: LocalSpan,
    /// How the furniture shall stand; `None`: as it does.
    pub layout: Option<Layout>,
    /// What the kind of use asks for; may be empty.
    pub text: Localised,
    /// What is to be brought there, or fetched from there.
    pub along: Vec<Equipment>,
}

impl Task {
    /// True when some of it is done on that day. What begins as a day begins is that day's, but what is cleared from
    /// midnight on, with no time kept for it, belongs to the evening before.
    #[must_use]
    pub fn is_on(&self, day: NaiveDate) -> bool {
        let LocalSpan { from, until } = self.span;
        let last = if until > from || self.kind == TaskKind::Clear { just_before(until) } else { until };
        (from.min(last).date()..=last.date()).contains(&day)
    }
}

fn just_before(at: NaiveDateTime) -> NaiveDateTime {
    at - TimeDelta::nanoseconds(1)
}

/// The tasks that follow from the uses of a day, in running order. `uses` are by start.
///
/// Furniture is moved where a use wants it otherwise than the use before it in the same space left it. What is fixed is
/// not moved.
#[must_use]
pub fn tasks(uses: &[Work]) -> Vec<Task> {
    let mut stands: HashMap<SpaceId, Layout> = HashMap::new();
    let mut tasks = Vec::new();
    for (of, work) in uses.iter().enumerate() {
        let movable = work.layout.filter(|layout| *layout != Layout::Fixed);
        let moved = movable.filter(|layout| stands.insert(work.space, *layout) != Some(*layout));
        let text = &work.task;
        let minutes = |minutes: u16| TimeDelta::minutes(minutes.into());
        if !work.unused && (work.before > 0 || moved.is_some() || !text.is_empty() || !work.along.is_empty()) {
            let span = LocalSpan { from: work.span.from - minutes(work.before), until: work.span.from };
            tasks.push(Task {
                of,
                kind: TaskKind::SetUp,
                span,
                layout: moved,
                text: text.clone(),
                along: work.along.clone(),
            });
        }
        let clears = !work.unused && (work.after > 0 || !text.is_empty());
        if clears || !work.along.is_empty() {
            let span = LocalSpan { from: work.span.until, until: work.span.until + minutes(work.after) };
            let text = if clears { text.clone() } else { Localised::default() };
            tasks.push(Task { of, kind: TaskKind::Clear, span, layout: None, text, along: work.along.clone() });
        }
    }
    tasks.sort_by_key(|task| (task.span.from, task.span.until, task.of));
    tasks
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;
    use uuid::Uuid;

    use super::*;

    fn work(space: u128, from: u32, until: u32) -> Work {
        let day = NaiveDate::from_ymd_opt(2027, 3, 9).unwrap();
        let clock = |hour| day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap());
        Work {
            space: SpaceId(Uuid::from_u128(space)),
            span: LocalSpan { from: clock(from), until: clock(until) },
            before: 0,
            after: 0,
            layout: None,
            task: Localised::default(),
            along: Vec::new(),
            unused: false,
        }
    }

    /// `1 set-up 9:30-10:00 u-shape`
    fn said(uses: &[Work]) -> Vec<String> {
        let say = |task: Task| {
            let clock = |at: NaiveDateTime| at.format("%-H:%M").to_string();
            let layout = task.layout.map(Layout::code).unwrap_or_default();
            let (from, until) = (clock(task.span.from), clock(task.span.until));
            let line = format!("{} {} {from}-{until} {layout} {}", task.of, task.kind.code(), task.text.get("de"));
            let along = task.along.iter().map(|thing| format!("{} {}", thing.count, thing.name.get("de")));
            format!("{line} {}", along.collect::<Vec<_>>().join(", ")).trim_end().to_owned()
        };
        tasks(uses).into_iter().map(say).collect()
    }

    #[test]
    fn what_needs_nothing_makes_no_work() {
        assert_eq!(said(&[work(1, 10, 12)]), [""; 0]);
    }

    #[test]
    fn buffers_are_the_time_for_the_work_and_all_of_it_is_in_running_order() {
        let hall = Work { before: 60, after: 30, task: Localised::of("de", "Eindecken"), ..work(1, 10, 12) };
        let lab = Work { after: 15, ..work(2, 9, 11) };
        let expected = ["1 set-up 9:00-10:00  Eindecken", "0 clear 11:00-11:15", "1 clear 12:00-12:30  Eindecken"];
        assert_eq!(said(&[lab, hall]), expected);
    }

    #[test]
    fn work_without_time_of_its_own_is_due_at_the_start_and_from_the_end_on() {
        let asked = Work { task: Localised::of("de", "Lüften"), ..work(1, 10, 12) };
        assert_eq!(said(&[asked]), ["0 set-up 10:00-10:00  Lüften", "0 clear 12:00-12:00  Lüften"]);
    }

    #[test]
    fn furniture_is_moved_where_it_stands_otherwise() {
        let with = |space, from, layout| Work { layout, ..work(space, from, from + 1) };
        let (circle, rows) = (Some(Layout::Circle), Some(Layout::Rows));
        let fixed = Some(Layout::Fixed);
        let uses = [
            with(3, 7, fixed),
            with(1, 8, circle),
            with(1, 10, None),
            with(1, 12, circle),
            with(2, 13, circle),
            with(1, 14, rows),
        ];
        let expected = ["1 set-up 8:00-8:00 circle", "4 set-up 13:00-13:00 circle", "5 set-up 14:00-14:00 rows"];
        assert_eq!(said(&uses), expected);
    }

    #[test]
    fn what_is_taken_along_is_brought_before_and_fetched_after_also_when_nobody_came() {
        let headsets = || vec![Equipment { key: "headset".into(), name: Localised::of("de", "Headsets"), count: 4 }];
        let uses = [
            Work { along: headsets(), ..work(1, 8, 9) },
            Work { along: headsets(), before: 30, after: 15, task: Localised::of("de", "Lüften"), ..work(2, 10, 12) },
            Work { along: headsets(), unused: true, task: Localised::of("de", "Lüften"), ..work(3, 13, 14) },
        ];
        let expected = [
            "0 set-up 8:00-8:00   4 Headsets",
            "0 clear 9:00-9:00   4 Headsets",
            "1 set-up 9:30-10:00  Lüften 4 Headsets",
            "1 clear 12:00-12:15  Lüften 4 Headsets",
            "2 clear 14:00-14:00   4 Headsets",
        ];
        assert_eq!(said(&uses), expected);
    }

    #[test]
    fn where_nobody_came_there_is_nothing_to_do() {
        let unused = Work { before: 30, after: 30, unused: true, ..work(1, 10, 12) };
        assert_eq!(said(&[unused]), [""; 0]);
    }

    #[test]
    fn work_round_midnight_is_done_on_the_day_it_falls_on() {
        let at =
            |day, hour, minute| NaiveDate::from_ymd_opt(2027, 3, day).unwrap().and_hms_opt(hour, minute, 0).unwrap();
        let on = |kind, from, until| {
            let task = Task {
                of: 0,
                kind,
                span: LocalSpan { from, until },
                layout: None,
                text: Localised::default(),
                along: Vec::new(),
            };
            let day = |day| NaiveDate::from_ymd_opt(2027, 3, day).unwrap();
            (8..=10).filter(|nth| task.is_on(day(*nth))).collect::<Vec<_>>()
        };
        let (set_up, clear, midnight) = (TaskKind::SetUp, TaskKind::Clear, at(9, 0, 0));
        assert_eq!(on(clear, midnight, at(9, 0, 30)), [9], "cleaning after a use until midnight");
        assert_eq!(on(clear, midnight, midnight), [8], "fetched when it is over");
        assert_eq!(on(clear, at(8, 23, 45), at(9, 0, 15)), [8, 9]);
        assert_eq!(on(set_up, at(8, 23, 30), midnight), [8], "before a use from midnight on");
        assert_eq!(on(set_up, midnight, midnight), [9], "brought by then");
        assert_eq!(on(set_up, at(9, 9, 0), at(9, 9, 30)), [9]);
    }
}
