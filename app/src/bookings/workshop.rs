//! The workshop: every date of a series with its verdict and what can be done about it, like a paper calendar.

use chrono::NaiveDate;
use domain::{
    desk::{BusyWhat, Choice, Pick},
    rules::{Alternative, BrokenRule},
    slot::LocalSpan,
};
use leptos::prelude::*;

use super::{
    plan::{Kind, Plan, Row, known},
    series::choice_text,
};
use crate::{
    t,
    texts::Locale,
    ui::{
        dates::{self, iso, iso_date, iso_time},
        form::{Field, Form, Hidden, SelectGrouped},
        rules,
    },
};

/// How many ways out of a kind are shown for a date: other spaces, and other times.
const WAYS: usize = 2;

/// What the rows need to know of the page.
#[derive(Clone)]
pub struct Bench {
    /// The language.
    pub l: Locale,
    /// The form the dates belong to.
    pub form: Form,
    /// Where it stands, with its language: a button leads back to its date.
    pub path: String,
    /// Every space by site, for a date that is open.
    pub spaces: Vec<(String, Vec<(String, String)>)>,
    /// The space of the series, by its slug.
    pub space: String,
    /// The dates stand, and are about to change.
    pub changes: bool,
}

/// The dates, and one button for all that are taken.
#[component]
pub fn Workshop(bench: Bench, plan: Plan) -> impl IntoView {
    let l = bench.l;
    let taken = plan.count(Kind::Taken) > 0;
    let summary = plan.summary(l);
    let rows = plan.rows.into_iter().map(|row| view! { <DateRow bench=bench.clone() row=row /> }).collect_view();
    view! {
        <section class="dates" id="dates" aria-labelledby="dates-heading">
            <h2 id="dates-heading">{t!(l, series.heading)}</h2>
            <p class="dates__sum">{summary}</p>
            {taken.then(|| {
                view! {
                    <p>
                        <button class="button button--quiet" type="submit" name="act" value="substitute" formnovalidate formaction=format!("{}#dates", bench.path)>
                            {t!(l, series.substitute)}
                        </button>
                    </p>
                }
            })}
            <ol class="dates__list">{rows}</ol>
        </section>
    }
    .into_any()
}

#[component]
fn DateRow(bench: Bench, row: Row) -> impl IntoView {
    let l = bench.l;
    let day = row.date.original.from.date();
    let open = bench.form.fields().date("edit") == Some(day);
    let class = match row.kind {
        Kind::Standing => "date date--standing",
        Kind::Free => "date date--free",
        Kind::Taken | Kind::Holiday | Kind::Closed | Kind::Refused => "date date--refused",
        Kind::Skipped => "date date--skipped",
    };
    let span = row.date.local;
    let place = (row.date.space.slug != bench.space)
        .then(|| t!(l, bookings.space_at, space = row.date.space.name.get(l.code()), site = row.date.space.site.name));
    let instead = (row.date.local != row.date.original && row.kind != Kind::Skipped)
        .then(|| dates::span(l, row.date.original))
        .map(|when| if bench.changes { t!(l, series.was, when = when) } else { t!(l, series.instead_of, when = when) });
    view! {
        <li class=class id=anchor(day)>
            <p class="date__when">
                <time datetime=iso(span.from)>{dates::date(l, span.from.date())} ", " <span class="times">{dates::times(l, span)}</span></time>
            </p>
            <div class="date__verdict">
                <Said bench=bench.clone() row=row.clone() />
                {place.map(|place| view! { <p class="date__where">{place}</p> })}
                {instead.map(|instead| view! { <p class="quiet small">{instead}</p> })}
                <Ways bench=bench.clone() row=row.clone() />
            </div>
            {if open { view! { <OpenRow bench=bench day=day /> }.into_any() } else { view! { <Buttons bench=bench row=row /> }.into_any() }}
        </li>
    }
    .into_any()
}

/// How the date stands, in a word, and why.
#[component]
fn Said(bench: Bench, row: Row) -> impl IntoView {
    let l = bench.l;
    let word = match row.kind {
        Kind::Standing => t!(l, series.standing),
        Kind::Free => t!(l, series.free),
        Kind::Taken => t!(l, series.taken),
        Kind::Holiday => t!(l, series.holiday),
        Kind::Closed => t!(l, series.closed),
        Kind::Refused => t!(l, series.refused),
        Kind::Skipped if bench.changes => t!(l, series.stays),
        Kind::Skipped => t!(l, series.skipped),
    };
    let by = if row.kind == Kind::Taken { known(l, &row.date.verdict.in_the_way) } else { None };
    let link = row.date.verdict.in_the_way.iter().find_map(|what| match what {
        BusyWhat::Booking { id, .. } if row.kind == Kind::Taken => Some(l.href(&format!("/bookings/{id}"))),
        _ => None,
    });
    let name = by.clone().map(|by| match link {
        Some(href) => view! { ": " <a href=href>{by}</a> }.into_any(),
        None => view! { ": " {by} }.into_any(),
    });
    let mut why = if row.kind == Kind::Standing { Vec::new() } else { row.broken };
    if by.is_some() {
        // Its name says more than its times.
        why.retain(|rule| !matches!(rule, BrokenRule::Taken { .. }));
    }
    let why = why.into_iter().map(|rule| view! { <li>{rules::broken_rule(l, &rule)}</li> }).collect_view();
    view! {
        <p class="date__word">{word} {name}</p>
        {(!why.is_empty()).then(|| view! { <ul class="date__why">{why}</ul> })}
    }
}

/// What would work instead.
#[component]
fn Ways(bench: Bench, row: Row) -> impl IntoView {
    let l = bench.l;
    let day = row.date.original.from.date();
    let (spaces, times): (Vec<&Alternative>, Vec<&Alternative>) =
        row.date.verdict.alternatives.iter().partition(|way| way.when.local == row.date.local);
    let ways = spaces.into_iter().take(WAYS).chain(times.into_iter().take(WAYS)).map(|way| {
        let value = format!("take {}", choice_text(&instead(day, way)));
        let text = way_text(l, &row, way);
        view! { <li><Act bench=bench.clone() day=day value=value text=text class="link" named=false /></li> }
    });
    let ways = ways.collect_view();
    (!ways.is_empty() && !row.broken.is_empty() && row.kind != Kind::Standing).then(|| {
        view! {
            <p class="date__ways-title">{t!(l, series.instead)}</p>
            <ul class="date__ways">{ways}</ul>
        }
    })
}

/// The date in another space, or at another time.
fn instead(day: NaiveDate, way: &Alternative) -> Choice {
    let LocalSpan { from, until } = way.when.local;
    let (space, date) = (way.space.slug.clone(), from.date());
    Choice { date: day, pick: Pick::Instead { space, date, from: from.time(), until: until.time() } }
}

fn way_text(l: Locale, row: &Row, way: &Alternative) -> String {
    let space = t!(l, bookings.space_at, space = way.space.name.get(l.code()), site = way.space.site.name);
    let same_day = way.when.local.from.date() == row.date.local.from.date();
    let when = if same_day { dates::times(l, way.when.local) } else { dates::span(l, way.when.local) };
    match (way.space.id == row.date.space.id, way.when.local == row.date.local) {
        (true, _) => when,
        (false, true) => space,
        (false, false) => t!(l, bookings.space_when, space = space, when = when),
    }
}

#[component]
fn Buttons(bench: Bench, row: Row) -> impl IntoView {
    let l = bench.l;
    let day = row.date.original.from.date();
    let changes = bench.changes;
    let act = move |act: &str, text: &str| {
        let value = format!("{act} {}", iso_date(day));
        let class = "button button--quiet button--small";
        view! { <Act bench=bench.clone() day=day value=value text=text.to_owned() class=class named=true /> }
    };
    (row.kind != Kind::Standing).then(|| {
        let skipped = row.kind == Kind::Skipped;
        let leave = if changes { t!(l, series.leave) } else { t!(l, series.skip) };
        let undo = match row.date.pick {
            Some(Pick::Skip) if changes => Some(t!(l, series.change_after_all)),
            Some(Pick::Instead { .. }) if changes => Some(t!(l, series.as_the_others)),
            Some(Pick::Skip) => Some(t!(l, series.take_after_all)),
            Some(Pick::Instead { .. }) => Some(t!(l, series.as_the_rule)),
            None => None,
        };
        view! {
            <p class="date__acts">
                {undo.map(|text| act("back", text))}
                {(!skipped).then(|| view! { {act("edit", t!(l, series.edit))} {act("skip", leave)} })}
            </p>
        }
    })
}

/// The date while another time or space is typed for it.
#[component]
fn OpenRow(bench: Bench, day: NaiveDate) -> impl IntoView {
    let l = bench.l;
    let form = bench.form.clone();
    let close = view! {
        <Act bench=bench.clone() day=day value="close".to_owned() text=t!(l, series.close).to_owned() class="button button--quiet button--small" named=true />
    };
    let set = view! {
        <Act bench=bench.clone() day=day value="set".to_owned() text=t!(l, series.set).to_owned() class="button button--small" named=true />
    };
    view! {
        <fieldset class="date__open">
            <legend class="visually-hidden">{t!(l, series.edit_of, date = dates::date(l, day))}</legend>
            <Hidden name="edit" value=iso_date(day) />
            <SelectGrouped form=&form name="edit_space" label=t!(l, bookings.space) none=None required=true groups=bench.spaces />
            <div class="fields">
                <Field form=&form name="edit_date" label=t!(l, bookings.date) kind="date" width="medium" required=true />
                <Field form=&form name="edit_from" label=t!(l, bookings.from) kind="time" width="short" required=true />
                <Field form=&form name="edit_until" label=t!(l, bookings.until) kind="time" width="short" required=true />
            </div>
            <p class="buttons">{set} {close}</p>
        </fieldset>
    }
    .into_any()
}

/// A button that does something to one date, and comes back to it. `named`: it says for which date, unseen.
#[component]
fn Act(bench: Bench, day: NaiveDate, value: String, text: String, class: &'static str, named: bool) -> impl IntoView {
    let date = named.then(|| view! { <span class="visually-hidden">": " {dates::date(bench.l, day)}</span> });
    let back = format!("{}#{}", bench.path, anchor(day));
    view! { <button class=class type="submit" name="act" value=value formnovalidate formaction=back>{text} {date}</button> }
}

fn anchor(day: NaiveDate) -> String {
    format!("d-{}", iso_date(day))
}

/// What the open row asks, filled in with how the date stands, unless something was typed already.
#[must_use]
pub fn opened(form: Form, l: Locale, plan: &Plan) -> Form {
    let fields = form.fields();
    let row = fields.date("edit").and_then(|day| plan.rows.iter().find(|row| row.date.original.from.date() == day));
    let Some(row) = row.filter(|_| fields.text("edit_date").is_none()) else { return form };
    let LocalSpan { from, until } = row.date.local;
    let filled = fields
        .with("edit_space", &row.date.space.slug)
        .with("edit_date", &iso_date(from.date()))
        .with("edit_from", &iso_time(from.time()))
        .with("edit_until", &iso_time(until.time()));
    Form::refused(l, filled, form.problems().clone())
}
