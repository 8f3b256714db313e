//! What needs a keeper first: whoever did not come, what is booked where it is closed, requests about to end.

use chrono::{NaiveDateTime, TimeDelta};
use domain::{
    desk::{DayDate, DayPlan, RequestCard},
    presence::Stage,
};

/// Requests that end so soon are a problem, in hours.
const SOON_HOURS: i64 = 24;

/// Something that needs a keeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It has begun, and nobody is here. The space is given up soon.
    NobodyHere(DayDate),
    /// It is booked while the space is closed.
    Closed(DayDate),
    /// It ends by itself soon.
    Request(RequestCard),
}

/// All of them, in this order.
#[must_use]
pub fn problems(plans: &[DayPlan], requests: &[RequestCard], now: NaiveDateTime) -> Vec<Problem> {
    let dates = || plans.iter().flat_map(|plan| &plan.dates);
    let late = dates().filter(|date| date.presence.stage == Stage::Late).cloned().map(Problem::NobodyHere);
    let closed = dates().filter(|date| !date.closed.is_empty()).cloned().map(Problem::Closed);
    let soon = |card: &&RequestCard| card.answer_by.is_some_and(|by| by - now <= TimeDelta::hours(SOON_HOURS));
    let requests = requests.iter().filter(soon).cloned().map(Problem::Request);
    late.chain(closed).chain(requests).collect()
}
