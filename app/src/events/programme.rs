//! The programme of one event: its sessions by day, and side by side where they run at the same time.

use chrono::NaiveDate;
use domain::{
    desk::{EventView, SessionView},
    event::EventState,
};
use leptos::prelude::*;

use super::{
    days::{Cell, Grid, days, grid},
    say::{Seats, grant_words, place, reserved_words},
};
use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        say::{house, other_language, said},
        words,
    },
};

/// Every session, by day. Nothing for an event whose one session says no more than its head.
#[must_use]
pub fn programme(event: &EventView, today: NaiveDate, l: Locale) -> AnyView {
    match event.sessions.as_slice() {
        [] => return ().into_any(),
        [only] if only.speakers.is_empty() && only.summary.is_empty() && !only.place.online => return ().into_any(),
        _ => {}
    }
    let several = event.sessions.len() > 1;
    let days = days(&event.sessions).into_iter().map(|(date, sessions)| {
        let grid = grid(&sessions);
        let entries = sessions
            .iter()
            .map(|session| view! { <Session session=session.clone() event=event.clone() several today l/> })
            .collect_view();
        view! {
            <section class="stack">
                <h3><time datetime=date.to_string()>{dates::date(l, date)}</time></h3>
                {grid.map(|grid| view! { <DayGrid grid sessions date l/> })}
                <ol class="sessions">{entries}</ol>
            </section>
        }
    });
    view! {
        <section class="event__part">
            <h2 class="event__margin">{t!(l, events.programme)}</h2>
            <div class="stack-wide">{days.collect_view()}</div>
        </section>
    }
    .into_any()
}

#[component]
fn Session(session: SessionView, event: EventView, several: bool, today: NaiveDate, l: Locale) -> impl IntoView {
    let seats = Seats::of(&session, event.takes_registrations, today);
    let off = session.cancelled || event.card.state == EventState::Cancelled;
    let stamp = dates::iso_at(session.when.local.from, session.when.offset_minutes);
    let speakers = (!session.speakers.is_empty())
        .then(|| view! { <p>{t!(l, events.speakers, names = words::list(l, &session.speakers))}</p> });
    let summary = (!session.summary.is_empty()).then(|| view! { <p>{said(l, &session.summary)}</p> });
    let net = (session.place.online && event.takes_registrations && !off && seats.open())
        .then(|| view! { <p class="quiet small">{t!(l, events.online_link)}</p> });
    let grants = session.grants.as_ref().filter(|_| several && !off);
    let grants = grants.map(|grant| view! { <p class="small">{grant_words(l, grant, false)}</p> });
    let id = format!("session-{}", session.id);
    let (acts, later) = (several && !off || session.cancelled, session.postponed);
    view! {
        <li id=id class="session" class:session--cancelled=off && !later class:session--postponed=later>
            <p class="session__time"><time datetime=stamp>{dates::times(l, session.when.local)}</time></p>
            <div class="session__words">
                <h4>{said(l, &session.title)}</h4>
                <p class="session__place"><PlaceOf session=session.clone() l/></p>
                {speakers}
                {summary}
                {net}
                {grants}
            </div>
            {acts.then(|| view! { <SessionAction session asks=event.rules.answer_days.is_some() slug=event.card.slug seats l/> })}
        </li>
    }
    .into_any()
}

#[component]
fn PlaceOf(session: SessionView, l: Locale) -> impl IntoView {
    let Some(space) = session.place.space.clone() else { return place(l, &session.place).into_any() };
    view! {
        <a href=l.href(&format!("/spaces/{}", space.slug))>{said(l, &space.name)}</a>
        {format!(", {}", house(&space.site))}
        {session.place.online.then(|| format!(", {}", t!(l, events.also_online)))}
    }
    .into_any()
}

/// Seats, register and calendar of one session among several.
#[component]
fn SessionAction(session: SessionView, asks: bool, slug: String, seats: Seats, l: Locale) -> impl IntoView {
    let title = session.title.get(l.code()).to_owned();
    let register = l.href(&format!("/events/{slug}/register?session={}", session.id));
    let calendar = l.href(&format!("/events/{slug}/{}.ics", session.id));
    let reserved = reserved_words(l, &session).filter(|_| !matches!(seats, Seats::Over | Seats::NotNeeded));
    let (label, register_name) = if asks {
        (t!(l, approval.register), t!(l, approval.register_for, title = title))
    } else {
        (t!(l, events.register), t!(l, events.register_for, title = title))
    };
    let wait_name = t!(l, seats.join_for, title = title);
    let wait =
        session.waitable.then(|| view! { <a href=register.clone() aria-label=wait_name>{t!(l, seats.join)}</a> });
    let calendar_name = t!(l, events.calendar_session, title = title);
    view! {
        <div class="session__action">
            <p class=seats.class()>{seats.words(l)}</p>
            {reserved.map(|text| view! { <p class="quiet small">{text}</p> })}
            {seats.open().then(|| view! { <a href=register aria-label=register_name>{label}</a> })}
            {wait}
            {(!session.cancelled && seats != Seats::Over)
                .then(|| view! { <a href=calendar aria-label=calendar_name>{t!(l, events.add_calendar)}</a> })}
        </div>
    }
    .into_any()
}

/// A day at a glance: times down, rooms across. Each entry leads to its session in the list below.
#[component]
fn DayGrid(grid: Grid, sessions: Vec<SessionView>, date: NaiveDate, l: Locale) -> impl IntoView {
    let heads = grid.places.iter().map(|place| {
        let space =
            sessions.iter().filter_map(|s| s.place.space.as_ref()).find(|space| Some(&space.slug) == place.as_ref());
        let name = space.map_or_else(|| t!(l, events.online).into_any(), |space| said(l, &space.name));
        view! { <th scope="col">{name}</th> }
    });
    let heads = heads.collect_view();
    let rows = grid.rows.into_iter().map(|(at, cells)| {
        let cells = cells.into_iter().map(|cell| match cell {
            Cell::GoesOn => ().into_any(),
            Cell::Empty => view! { <td></td> }.into_any(),
            Cell::Starts(index, rows) => match sessions.get(index) {
                Some(session) => view! { <GridCell session=session.clone() rows l/> }.into_any(),
                None => view! { <td></td> }.into_any(),
            },
        });
        view! { <tr><th scope="row">{dates::time(l, at.time())}</th>{cells.collect_view()}</tr> }
    });
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=t!(l, events.at_a_glance, day = dates::date(l, date))>
            <table class="day-grid">
                <caption class="visually-hidden">{t!(l, events.at_a_glance, day = dates::date(l, date))}</caption>
                <thead><tr><th scope="col">{t!(l, events.time)}</th>{heads}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn GridCell(session: SessionView, rows: usize, l: Locale) -> impl IntoView {
    let language = other_language(l, &session.title);
    view! {
        <td rowspan=rows.to_string() class="day-grid__session">
            <a href=format!("#session-{}", session.id) lang=language>{session.title.get(l.code()).to_owned()}</a>
        </td>
    }
}
