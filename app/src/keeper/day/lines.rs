//! The running order of a day: dates and the work around them, by the clock.

use chrono::NaiveDateTime;
use domain::{
    desk::{DayDate, DayPlan},
    tasks::{Task, TaskKind},
};

/// One line of the running order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Somebody comes.
    Date(DayDate),
    /// Something is to be done for a date.
    Task(Task, DayDate),
}

impl Line {
    /// What it is sorted by: of what begins together clearing comes first, then setting up, then whoever comes.
    const fn place(&self) -> (NaiveDateTime, u8, NaiveDateTime) {
        match self {
            Self::Date(date) => (date.when.local.from, 2, date.when.local.until),
            Self::Task(task, _) => {
                let kind = match task.kind {
                    TaskKind::Clear => 0,
                    TaskKind::SetUp => 1,
                };
                (task.span.from, kind, task.span.until)
            }
        }
    }
}

/// Everything on a day of a house.
#[must_use]
pub fn lines(plan: DayPlan) -> Vec<Line> {
    let DayPlan { dates, beside, tasks, .. } = plan;
    let of = |task: &Task| dates.iter().chain(&beside).nth(task.of).cloned();
    let tasks = tasks.into_iter().filter_map(|task| of(&task).map(|date| Line::Task(task, date)));
    let mut lines: Vec<Line> = tasks.collect();
    lines.extend(dates.into_iter().map(Line::Date));
    lines.sort_by_key(Line::place);
    lines
}
