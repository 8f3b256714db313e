//! The form that repeats an event: the rule, every day with what the house says to each session, and the series.

use chrono::NaiveDate;
use domain::desk::{EventView, RepeatedDate, RepeatedSession, SeriesCard};
use leptos::prelude::*;

use super::{
    repeat_fields::{NEW, has_sessions, seen},
    repeat_page::Shown,
};
use crate::{
    bookings::{
        plan::{Kind, kind, known},
        series_form::RepeatFields,
    },
    t,
    texts::Locale,
    ui::{
        dates::{self, iso_date},
        form::{ErrorSummary, Field, Form, Hidden, Select, Submit},
        rules,
        say::said,
    },
};

/// The whole page.
#[component]
pub fn RepeatPage(event: EventView, shown: Shown, l: Locale) -> impl IntoView {
    let base = l.href(&format!("/manage/events/{}", event.card.slug));
    let form = shown.form.clone();
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=base>{said(l, &event.card.title)}</a></p>
            <ErrorSummary form=&form/>
            <h1>{t!(l, eventseries.repeat_title)}</h1>
            {if has_sessions(&event) {
                view! { <p class="measure">{t!(l, eventseries.repeat_lead)}</p><Rule event shown l/> }.into_any()
            } else {
                view! { <p class="lead">{t!(l, copying.no_session)}</p> }.into_any()
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Rule(event: EventView, shown: Shown, l: Locale) -> impl IntoView {
    let Shown { form, plan, series, request } = shown;
    let path = l.href(&format!("/manage/events/{}/repeat", event.card.slug));
    let part = plan.map(|plan| view! { <Days form=form.clone() plan l/><Grouping form=form.clone() series l/> });
    view! {
        <form method="post" class="form manage__form" action=path>
            <Hidden name="version" value=event.version.to_string()/>
            <Hidden name="request" value=request/>
            <Field
                form=&form
                name="first"
                kind="date"
                width="medium"
                label=t!(l, eventseries.first)
                hint=t!(l, eventseries.first_hint)
                required=true
            />
            <RepeatFields l form=form.clone() open=true/>
            <Submit label=t!(l, eventseries.look) look="quiet" intent="look" loose=true/>
            {part}
        </form>
    }
    .into_any()
}

/// Every day, ticked or not.
#[component]
fn Days(form: Form, plan: Vec<RepeatedDate>, l: Locale) -> impl IntoView {
    let days: Vec<NaiveDate> = plan.iter().map(|date| date.date).collect();
    let free = plan.iter().filter(|date| date.is_free()).count();
    let sum = t!(l, eventseries.sum, dates = t!(l, series.dates, count = days.len()), free = free);
    let rows = plan.into_iter().map(|date| view! { <Day form=form.clone() date l/> }).collect_view();
    view! {
        <section class="dates dates--ticked" id="dates" aria-labelledby="dates-heading">
            <h2 id="dates-heading">{t!(l, series.heading)}</h2>
            <p class="dates__sum">{sum}</p>
            <p class="measure">{t!(l, eventseries.tick)}</p>
            <Hidden name="seen" value=seen(&days)/>
            <ol class="dates__list">{rows}</ol>
        </section>
    }
    .into_any()
}

#[component]
fn Day(form: Form, date: RepeatedDate, l: Locale) -> impl IntoView {
    let value = iso_date(date.date);
    let id = format!("f-take-{value}");
    let checked = form.fields().all("take").any(|take| take == value);
    let problem = form.problems().at(&format!("take-{value}")).map(str::to_owned);
    let class = if date.is_free() { "date date--free" } else { "date date--refused" };
    let wrong = problem.is_some();
    let note = format!("{id}-note");
    let rows = date.sessions.into_iter().map(|session| view! { <Session session l/> }).collect_view();
    view! {
        <li class=class>
            <p class="date__when choice">
                <input
                    class="choice__control"
                    type="checkbox"
                    name="take"
                    id=id.clone()
                    value=value
                    checked=checked
                    aria-invalid=wrong.then_some("true")
                    aria-describedby=note.clone()
                />
                <label class="choice__label" for=id>{dates::date(l, date.date)}</label>
            </p>
            <div class="date__verdict" id=note>
                {problem.map(|text| view! { <p class="field__error"><span class="visually-hidden">{t!(l, words.error)}</span>{text}</p> })}
                {rows}
            </div>
        </li>
    }
    .into_any()
}

/// One session of a day: when, where, and how that stands.
#[component]
fn Session(session: RepeatedSession, l: Locale) -> impl IntoView {
    let RepeatedSession { title, when, space, verdict, .. } = session;
    let kind = kind(&verdict.broken);
    let word = match kind {
        Kind::Taken => t!(l, series.taken),
        Kind::Holiday => t!(l, series.holiday),
        Kind::Closed => t!(l, series.closed),
        Kind::Refused => t!(l, series.refused),
        Kind::Free | Kind::Standing | Kind::Skipped => t!(l, series.free),
    };
    let by = known(l, &verdict.in_the_way).filter(|_| kind == Kind::Taken).map(|by| format!(": {by}"));
    let place = match &space {
        Some(space) => t!(l, bookings.space_at, space = space.name.get(l.code()), site = space.site.name),
        None => t!(l, events.online).to_owned(),
    };
    let why = verdict.broken.iter().map(|rule| view! { <li>{rules::broken_rule(l, rule)}</li> }).collect_view();
    let free = verdict.is_free();
    view! {
        <p class="date__word">{word}{by}</p>
        <p class="small">{said(l, &title)}": "{dates::span(l, when)}", "{place}</p>
        {(!free).then(|| view! { <ul class="date__why">{why}</ul> })}
    }
    .into_any()
}

/// The series they will belong to, and the button that makes them.
#[component]
fn Grouping(form: Form, series: Vec<SeriesCard>, l: Locale) -> impl IntoView {
    let new = (NEW.to_owned(), t!(l, eventseries.new_one).to_owned());
    let known = series.into_iter().map(|card| (card.series.id.to_string(), card.series.title.get(l.code()).to_owned()));
    let options: Vec<_> = std::iter::once(new).chain(known).collect();
    view! {
        <fieldset class="manage__group">
            <legend>{t!(l, eventseries.part)}</legend>
            <Select form=&form name="series" label=t!(l, eventseries.choose) options/>
            <Field
                form=&form
                name="series_title"
                label=t!(l, eventseries.new_one_title)
                hint=t!(l, eventseries.new_one_hint)
                maxlength=160u16
                either=true
            />
        </fieldset>
        <p class="quiet">{t!(l, eventseries.what)}</p>
        <Submit label=t!(l, eventseries.make) intent="make"/>
    }
    .into_any()
}
