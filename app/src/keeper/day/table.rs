//! The running order of a house on a day, as a table: on a phone its rows stand under one another, on paper they are
//! the plan of the day.

use chrono::NaiveDateTime;
use domain::{
    desk::{DayDate, DayPlan},
    presence::Stage,
    tasks::{Task, TaskKind},
};
use leptos::prelude::*;

use super::lines::{Line, lines};
use crate::{
    t,
    texts::Locale,
    ui::{dates, form::Form, say::things, words::Word as _},
};

/// The id of the heading of a house on a day.
#[must_use]
pub fn heading(plan: &DayPlan) -> String {
    format!("order-{}-{}", plan.site.slug, dates::iso_date(plan.date))
}

/// One house on one day. `folded`: under the heading of the day.
#[component]
pub fn Order(l: Locale, plan: DayPlan, form: Form, #[prop(optional)] folded: bool) -> impl IntoView {
    let heading = heading(&plan);
    let (labelled, named) = (heading.clone(), heading.clone());
    let house = plan.site.name.clone();
    let head = view! {
        {if folded {
            view! { <h3 class="order__house" id=heading>{house}</h3> }.into_any()
        } else {
            view! { <h2 class="order__house" id=heading>{house}</h2> }.into_any()
        }}
        <p class="order__day">{dates::date_long(l, plan.date)}</p>
    };
    let now = plan.now;
    let lines = lines(plan);
    if lines.is_empty() {
        return view! { <section class="order" aria-labelledby=labelled>{head} <p>{t!(l, day.nothing)}</p></section> }
            .into_any();
    }
    let row = |line| match line {
        Line::Date(date) => view! { <DateRow l=l date=date now=now form=form.clone() /> }.into_any(),
        Line::Task(task, date) => view! { <TaskRow l=l task=task date=date /> }.into_any(),
    };
    // Rows that stand under one another are no table for a browser any more: their roles say that they are.
    view! {
        <section class="order order--full" aria-labelledby=labelled>
            {head}
            <table class="order__table" role="table" aria-labelledby=named>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{t!(l, day.time)}</th>
                        <th scope="col" role="columnheader">{t!(l, day.what)}</th>
                        <th scope="col" role="columnheader">{t!(l, day.space)}</th>
                        <th scope="col" role="columnheader">{t!(l, day.state)}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

#[component]
fn DateRow(l: Locale, date: DayDate, now: NaiveDateTime, form: Form) -> impl IntoView {
    let href = l.href(&format!("/bookings/{}", date.booking));
    let (name, email) = date.booker.clone();
    let who = if name.is_empty() { email } else { name };
    let who = [date.organisation.clone(), who].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let mut facts = vec![t!(l, closures.people, count = date.people)];
    facts.extend(date.layout.map(|layout| layout.word(l).to_owned()));
    facts.extend(date.use_kind.as_ref().map(|kind| kind.get(l.code()).to_owned()));
    facts.extend((date.units > 1).then(|| t!(l, day.units, count = date.units)));
    facts.extend((!date.along.is_empty()).then(|| t!(l, day.along, things = things(l, &date.along))));
    facts.extend(date.of_event.then(|| t!(l, day.of_event).to_owned()));
    let stage = date.presence.stage;
    let gone = stage == Stage::NoShow;
    let note = (!date.note.is_empty()).then(|| view! { <p class="order__note">{date.note.clone()}</p> });
    view! {
        <tr role="row" class="order__date" class:order__date--gone=gone class:order__date--late=stage == Stage::Late>
            <th scope="row" role="rowheader" class="order__time">{dates::times(l, date.when.local)}</th>
            <td role="cell">
                <p class="order__title"><a href=href>{date.title.clone()}</a></p>
                <p>{who.join(", ")}</p>
                <p class="quiet">{facts.join(", ")}</p>
                {note}
            </td>
            <td role="cell" class="order__space">{date.space.name.get(l.code()).to_owned()}</td>
            <td role="cell" class="order__state">
                <p class="order__stage">{stage_word(l, &date)}</p>
                <Pick l=l date=date.clone() now=now form=form />
                <Notes l=l date=date />
            </td>
        </tr>
    }
    .into_any()
}

/// True for what runs or begins soon, and nobody is noted for: what is over is noted one by one.
#[must_use]
pub fn can_pick(date: &DayDate) -> bool {
    let soon = matches!(date.presence.stage, Stage::Expected | Stage::Late | Stage::Running);
    soon && date.presence.check_in
}

/// True for what can be called off: it has not begun. What belongs to an event can be ticked too, and is told where.
#[must_use]
pub fn can_go(date: &DayDate, now: NaiveDateTime) -> bool {
    matches!(date.presence.stage, Stage::ToCome | Stage::Expected) && date.when.local.from > now
}

/// Ticked, it is noted or called off together with others.
#[component]
fn Pick(l: Locale, date: DayDate, now: NaiveDateTime, form: Form) -> impl IntoView {
    let id = date.id.to_string();
    let ticked = form.fields().all("date").any(|one| one == id);
    (can_pick(&date) || can_go(&date, now)).then(|| {
        let control = format!("d-{id}");
        view! {
            <p class="choice order__pick">
                <input class="choice__control" type="checkbox" form="day" name="date" id=control.clone() value=id checked=ticked />
                <label class="choice__label" for=control>
                    {t!(l, day.pick)} <span class="visually-hidden">": " {date.title.clone()}</span>
                </label>
            </p>
        }
    })
}

/// What a keeper can note about it.
#[component]
pub fn Notes(l: Locale, date: DayDate) -> impl IntoView {
    let id = date.id.to_string();
    let button = |name: &'static str, word: &'static str, look: &'static str| {
        view! {
            <button class=format!("button button--small {look}") type="submit" form="day" name=name value=id.clone()>
                {word} <span class="visually-hidden">": " {date.title.clone()}</span>
            </button>
        }
    };
    let presence = &date.presence;
    let here = presence.check_in.then(|| {
        let (word, look) = match presence.stage {
            Stage::NoShow => (t!(l, day.here_after_all), "button--quiet"),
            Stage::Over => (t!(l, day.was_here), "button--quiet"),
            _ => (t!(l, day.is_here), ""),
        };
        button("here", word, look)
    });
    let word = if presence.stage == Stage::Over { t!(l, day.nobody_was) } else { t!(l, day.nobody_came) };
    let gone = presence.nobody_came.then(|| button("gone", word, "button--quiet"));
    let undo = (presence.stage == Stage::Here).then(|| button("undo", t!(l, day.undo), "button--quiet"));
    let any = here.is_some() || gone.is_some() || undo.is_some();
    any.then(|| view! { <p class="buttons order__notes">{here} {gone} {undo}</p> })
}

#[component]
fn TaskRow(l: Locale, task: Task, date: DayDate) -> impl IntoView {
    let word = match task.kind {
        TaskKind::SetUp => t!(l, day.set_up),
        TaskKind::Clear => t!(l, day.clear),
    };
    let time = match task.kind {
        _ if task.span.from < task.span.until => dates::times(l, task.span),
        TaskKind::SetUp => t!(l, day.by, time = dates::at(l, task.span.until.time())),
        TaskKind::Clear => t!(l, day.from, time = dates::at(l, task.span.from.time())),
    };
    let space = date.space.name.get(l.code()).to_owned();
    let carried = (!task.along.is_empty()).then(|| {
        let (things, space) = (things(l, &task.along), space.clone());
        match task.kind {
            TaskKind::SetUp => t!(l, day.bring, things = things, space = space),
            TaskKind::Clear => t!(l, day.fetch, things = things, space = space),
        }
    });
    let carried = carried.map(|text| view! { <p class="order__carried">{text}</p> });
    let mut parts: Vec<String> = task.layout.map(|layout| layout.word(l).to_owned()).into_iter().collect();
    if task.kind == TaskKind::SetUp {
        parts.push(t!(l, closures.people, count = date.people));
    }
    let text = task.text.get(l.code()).to_owned();
    parts.extend((!text.is_empty()).then_some(text));
    view! {
        <tr role="row" class="order__task">
            <th scope="row" role="rowheader" class="order__time">{time}</th>
            <td role="cell"><p><strong>{word}</strong> {(!parts.is_empty()).then_some(": ")} {parts.join(", ")}</p> {carried}</td>
            <td role="cell" class="order__space">{space}</td>
            <td role="cell" class="order__state"><p class="quiet">{t!(l, day.for_date, title = date.title)}</p></td>
        </tr>
    }
    .into_any()
}

/// How a date stands, in a few words.
#[must_use]
pub fn stage_word(l: Locale, date: &DayDate) -> String {
    let presence = &date.presence;
    let clock = |at: Option<NaiveDateTime>| at.map(|at| dates::at(l, at.time())).unwrap_or_default();
    match presence.stage {
        Stage::Off => t!(l, day.stage_off).to_owned(),
        Stage::ToCome | Stage::Expected => t!(l, day.stage_expected).to_owned(),
        Stage::Running => t!(l, day.stage_running).to_owned(),
        Stage::Late => t!(l, day.stage_late, until = clock(presence.given_up_at)),
        Stage::Here => t!(l, day.stage_here, since = clock(presence.came_at)),
        Stage::Came => t!(l, day.stage_came).to_owned(),
        Stage::Over => t!(l, day.stage_over).to_owned(),
        Stage::NoShow => t!(l, day.stage_no_show).to_owned(),
    }
}
