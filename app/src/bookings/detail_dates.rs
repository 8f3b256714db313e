//! The dates of a booking that has several: when, where it is elsewhere, and how each stands.

use domain::{
    booking::BookingState,
    desk::{BookingView, OccurrenceView},
    id::OccurrenceId,
    presence::Stage,
};
use leptos::prelude::*;

use crate::{
    t,
    texts::Locale,
    ui::{
        dates::{self, WhenTime},
        say::things,
        words::Word,
    },
};

/// All of them. `changeable`: those that can still be moved and called off.
#[component]
pub fn Dates(l: Locale, booking: BookingView, changeable: Vec<OccurrenceId>) -> impl IntoView {
    let BookingView { id, title, space, event, occurrences, along, .. } = booking;
    let may = booking.changeable && event.is_none();
    let path = l.href(&format!("/bookings/{id}"));
    let row = |date: OccurrenceView| {
        let away = date.space.id != space.space.id;
        let own_title = (date.title != title && !date.title.is_empty()).then(|| date.title.clone());
        let path = (may && changeable.contains(&date.id)).then(|| path.clone());
        let own_things = (date.along != along).then(|| things(l, &date.along)).filter(|things| !things.is_empty());
        view! { <DateRow l=l date=date away=away own_title=own_title own_things=own_things path=path /> }
    };
    view! {
        <section class="dates" aria-labelledby="dates-heading">
            <h2 id="dates-heading">{t!(l, series.heading)}</h2>
            <ol class="dates__list">{occurrences.into_iter().map(row).collect_view()}</ol>
        </section>
    }
    .into_any()
}

#[component]
fn DateRow(
    l: Locale,
    date: OccurrenceView,
    away: bool,
    own_title: Option<String>,
    own_things: Option<String>,
    path: Option<String>,
) -> impl IntoView {
    let gone = !date.state.occupies();
    let moved = date.original_at != date.when.slot.from() && !gone;
    let state = (date.state != BookingState::Confirmed).then(|| date.state.word(l));
    let over = match date.presence.stage {
        Stage::Here => Some(t!(l, day.stage_running)),
        Stage::Came => Some(t!(l, day.stage_came)),
        Stage::Over => Some(BookingState::Finished.word(l)),
        _ => None,
    };
    let words: Vec<&str> = state.into_iter().chain(over).chain(moved.then(|| t!(l, series.moved))).collect();
    let place =
        away.then(|| t!(l, bookings.space_at, space = date.space.name.get(l.code()), site = date.space.site.name));
    let spoken = dates::date(l, date.when.local.from.date());
    let id = date.id;
    let link = move |path: &str, to: &str, text: &str, class: &'static str| {
        let href = format!("{path}/{to}?date={id}");
        view! { <a class=class href=href>{text.to_owned()} <span class="visually-hidden">": " {spoken.clone()}</span></a> }
    };
    let acts = path.map(|path| {
        view! {
            <p class="date__acts">
                {link(&path, "move", t!(l, series.change), "button button--quiet button--small")}
                {link(&path, "cancel", t!(l, series.cancel), "button button--quiet button--small")}
            </p>
        }
    });
    view! {
        <li class="date" class:date--skipped=gone>
            <p class="date__when"><WhenTime l=l when=date.when /></p>
            <div class="date__verdict">
                {(!words.is_empty()).then(|| view! { <p class="date__word">{words.join(", ")}</p> })}
                {place.map(|place| view! { <p class="date__where">{place}</p> })}
                {own_title.map(|title| view! { <p>{title}</p> })}
                {own_things.map(|things| view! { <p>{t!(l, bookings.fact_along)} ": " {things}</p> })}
            </div>
            {acts}
        </li>
    }
    .into_any()
}
