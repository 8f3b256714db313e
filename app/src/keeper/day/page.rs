//! The desk itself: today first, any other day or week by its address.

use std::str::FromStr as _;

use chrono::NaiveDate;
use domain::{
    desk::{DayPlan, Note, RequestCard, SiteView},
    id::OccurrenceId,
    presence::PresenceRefusal,
};
use leptos::prelude::*;

use super::{
    off,
    view::{Day, Shown},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    keeper::desk::{kept, waiting},
    page::{Answer, Answered, Page},
    spaces::week::monday,
    t,
    texts::Locale,
    ui::form::Form,
};

/// What the page is about.
struct Read {
    sites: Vec<SiteView>,
    requests: Vec<RequestCard>,
    plans: Vec<DayPlan>,
    date: NaiveDate,
    week: bool,
}

/// Shows it to keepers.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn show(ask: Ask) -> Answered {
    let read = read(&ask).await?;
    let count = ask.query.parse::<usize>("count").unwrap_or(1);
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "here" => Some(t!(l, day.done_here, count = count)),
        "gone" => Some(t!(l, day.done_gone).to_owned()),
        "off" => Some(t!(l, day.done_off, count = count)),
        "undone" => Some(t!(l, day.done_undone).to_owned()),
        _ => None,
    };
    Ok(page(&ask, read, Form::new(l, Fields::default()), done).into())
}

/// Notes who is here and who is not, or leads to where several dates are called off.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let days = &ask.house.days;
    let one = |name: &str| OccurrenceId::from_str(ask.form.get(name)).ok();
    let ticked: Vec<OccurrenceId> = ask.form.all("date").filter_map(|id| id.parse().ok()).collect();
    if ask.form.get("do") == "off" && !ticked.is_empty() {
        return Ok(Answer::Goto(off::path(&ask.query, &ticked)));
    }
    let (done, tried) = if let Some(id) = one("here") {
        ("here", vec![(id, days.check_in(&ask.actor, id).await)])
    } else if let Some(id) = one("gone") {
        ("gone", vec![(id, days.note(&ask.actor, id, Note::NobodyCame).await)])
    } else if let Some(id) = one("undo") {
        ("undone", vec![(id, days.note(&ask.actor, id, Note::NotYet).await)])
    } else {
        let mut tried = vec![];
        for id in ticked.into_iter().filter(|_| ask.form.get("do") != "off") {
            tried.push((id, days.check_in(&ask.actor, id).await));
        }
        ("here", tried)
    };
    if tried.iter().any(|(_, outcome)| *outcome == Err(PresenceRefusal::Unavailable)) {
        return Err(Answer::Unavailable);
    }
    let count = tried.iter().filter(|(_, outcome)| outcome.is_ok()).count();
    if count == tried.len() && count > 0 {
        let query = ask.query.with("done", done).with("count", &count.to_string()).encode();
        return Ok(Answer::Goto(format!("/keeper?{query}")));
    }
    let read = read(&ask).await?;
    let named = |id: OccurrenceId| {
        let mut dates = read.plans.iter().flat_map(|plan| &plan.dates);
        dates.find(|date| date.id == id).map_or_else(String::new, |date| date.title.clone())
    };
    let mut problems = Problems::default();
    if tried.is_empty() {
        problems = Problems::of("date", t!(l, day.problem_none));
    }
    for (id, outcome) in &tried {
        if let Err(refusal) = outcome {
            problems.0.push((None, t!(l, day.problem_of, title = named(*id), why = why(l, *refusal))));
        }
    }
    let done = (count > 0).then(|| t!(l, day.done_here, count = count));
    Ok(page(&ask, read, Form::refused(l, ask.form.clone(), problems), done).into())
}

/// Why somebody was not noted as here or not, or a rest not given back.
#[must_use]
pub fn why(l: Locale, refusal: PresenceRefusal) -> &'static str {
    match refusal {
        PresenceRefusal::NotFound => t!(l, day.refused_not_found),
        PresenceRefusal::Forbidden => t!(l, day.refused_forbidden),
        PresenceRefusal::TooEarly => t!(l, day.refused_too_early),
        PresenceRefusal::Over => t!(l, day.refused_over),
        PresenceRefusal::NotNow(_) => t!(l, day.refused_not_now),
        PresenceRefusal::GivenUp => t!(l, day.refused_given_up),
        PresenceRefusal::Here => t!(l, day.refused_here),
        PresenceRefusal::Taken => t!(l, day.refused_taken),
        PresenceRefusal::OfEvent => t!(l, day.refused_of_event),
        PresenceRefusal::NoSuchTime => t!(l, day.refused_no_such_time),
        PresenceRefusal::ChangedMeanwhile => t!(l, bookings.refused_changed),
        PresenceRefusal::Unavailable => t!(l, bookings.refused_unavailable),
    }
}

async fn read(ask: &Ask) -> Result<Read, Answer> {
    let requests = waiting(ask).await?;
    let sites = kept(ask).await?;
    let date = ask.query.date("date").unwrap_or_else(|| ask.house.calendar.today());
    let week = ask.query.get("view") == "week";
    let (first, days) = if week { (monday(date), 7) } else { (date, 1) };
    let plans = ask.house.days.days(&ask.actor, ask.query.text("site"), first, days).await?;
    Ok(Read { sites, requests, plans: plans.ok_or(Answer::NotFound)?, date, week })
}

fn page(ask: &Ask, read: Read, form: Form, done: Option<String>) -> Page {
    let l = ask.locale;
    let (title, status) = (form.title(t!(l, keeper.title)), form.status());
    let Read { sites, requests, plans, date, week } = read;
    let today = ask.house.calendar.today();
    let query = ask.query.with("done", "").with("count", "");
    let ask = Ask { query, ..ask.clone() };
    let shown = Shown { ask, sites, requests, plans, date, week, today, form, done };
    Page::new("keeper", title, move || view! { <Day shown=shown /> }.into_any()).with_status(status)
}
