//! One booking: what it is, what happened to it, and what one can do about it.

use std::str::FromStr;

use domain::{
    booking::BookingState,
    desk::{BookingView, HistoryEntry},
    id::BookingId,
};
use leptos::prelude::*;

use super::tell;
use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::{Moment, WhenTime},
        words::Word,
    },
};

/// Shows a booking to those who may see it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn detail(ask: Ask) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    let l = ask.locale;
    let Ok(id) = BookingId::from_str(ask.param("id")) else { return Ok(Answer::NotFound) };
    let Some(booking) = ask.house.bookings.booking(&ask.actor, id).await? else { return Ok(Answer::NotFound) };
    let done = ask.query.get("done").to_owned();
    let title = booking.title.clone();
    Ok(Page::new("bookings", title, move || view! { <Detail l=l booking=booking done=done /> }.into_any()).into())
}

#[component]
fn Detail(l: Locale, booking: BookingView, done: String) -> impl IntoView {
    let state = booking.state;
    view! {
        <div class="stack">
            <p class="crumb"><a href=l.href("/bookings")>{t!(l, bookings.mine)}</a></p>
            <h1>{booking.title.clone()}</h1>
            <Done l=l booking=booking.clone() done=done />
            {(state != BookingState::Confirmed).then(|| view! { <p class="booking-state">{t!(l, bookings.state_is, state = state.word(l))}</p> })}
            <Facts l=l booking=booking.clone() />
            <Ways l=l booking=booking.clone() />
            <History l=l entries=booking.history />
        </div>
    }
    .into_any()
}

/// What was just done, and what happens next.
#[component]
fn Done(l: Locale, booking: BookingView, done: String) -> impl IntoView {
    // The address could be kept or made up: only what is so is said.
    let (title, text) = match (done.as_str(), booking.state) {
        ("booked", BookingState::Confirmed) => (t!(l, bookings.done_booked), t!(l, bookings.done_booked_next)),
        ("moved", BookingState::Confirmed) => (t!(l, bookings.done_moved), t!(l, bookings.done_moved_next)),
        ("cancelled", BookingState::Cancelled) => (t!(l, bookings.done_cancelled), t!(l, bookings.done_cancelled_next)),
        _ => return ().into_any(),
    };
    view! {
        <div class="notice notice--good" role="status">
            <p class="notice__title">{title}</p>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

#[component]
fn Facts(l: Locale, booking: BookingView) -> impl IntoView {
    let BookingView { space, occurrences, organisation, booker, people, layout, units, note, .. } = booking;
    let site = &space.space.site;
    let place = tell::place(l, &site.name, &site.town);
    let site_href = l.href(&format!("/sites/{}", site.slug));
    let dates =
        occurrences.into_iter().map(|occurrence| view! { <p><WhenTime l=l when=occurrence.when /></p> }).collect_view();
    let layout = layout.map(|layout| view! { <div><dt>{t!(l, bookings.layout)}</dt><dd>{layout.word(l)}</dd></div> });
    let units = (units > 1).then(|| view! { <div><dt>{t!(l, bookings.units)}</dt><dd>{units}</dd></div> });
    let note = (!note.is_empty())
        .then(|| view! { <div><dt>{t!(l, bookings.note)}</dt><dd class="booking-note">{note}</dd></div> });
    let booker = if booker.0.is_empty() { booker.1 } else { booker.0 };
    let contact = space.contact;
    view! {
        <dl class="facts">
            <div><dt>{t!(l, bookings.fact_when)}</dt><dd>{dates}</dd></div>
            <div>
                <dt>{t!(l, bookings.fact_what)}</dt>
                <dd><a href=l.href(&format!("/spaces/{}", space.space.slug))>{space.space.name.get(l.code()).to_owned()}</a></dd>
            </div>
            <div><dt>{t!(l, bookings.fact_where)}</dt><dd><a href=site_href>{place}</a></dd></div>
            <div><dt>{t!(l, bookings.people_short)}</dt><dd>{people}</dd></div>
            {layout}
            {units}
            <div><dt>{t!(l, bookings.fact_for)}</dt><dd>{organisation.name}</dd></div>
            <div><dt>{t!(l, bookings.booker)}</dt><dd>{booker}</dd></div>
            {note}
            <div>
                <dt>{t!(l, bookings.contact)}</dt>
                <dd>{contact.name} ", " <a href=format!("mailto:{}", contact.email)>{contact.email.clone()}</a></dd>
            </div>
        </dl>
    }
    .into_any()
}

/// What one can do about it. A booking of an event says where it is moved instead (I4).
#[component]
fn Ways(l: Locale, booking: BookingView) -> impl IntoView {
    let path = l.href(&format!("/bookings/{}", booking.id));
    let event = booking.event.map(|(slug, title)| {
        let href = l.href(&format!("/events/{slug}"));
        let lang = title.language(l.code()).map(str::to_owned);
        view! {
            <p class="notice">
                {t!(l, bookings.belongs_to_event)} " " <a href=href lang=lang>{title.get(l.code()).to_owned()}</a>
            </p>
        }
    });
    let free = event.is_none() && booking.changeable;
    let calendar = (booking.state == BookingState::Confirmed)
        .then(|| view! { <a class="button button--quiet" href=format!("/bookings/{}.ics", booking.id)>{t!(l, bookings.ics)}</a> });
    view! {
        {event}
        <p class="buttons booking-ways">
            {calendar}
            {free.then(|| {
                view! {
                    <a class="button button--quiet" href=format!("{path}/move")>{t!(l, bookings.do_move)}</a>
                    <a class="button button--danger" href=format!("{path}/cancel")>{t!(l, bookings.do_cancel)}</a>
                }
            })}
        </p>
    }
    .into_any()
}

#[component]
fn History(l: Locale, entries: Vec<HistoryEntry>) -> impl IntoView {
    let entry = |entry: HistoryEntry| {
        let by = if entry.by.is_empty() { t!(l, bookings.by_the_house).to_owned() } else { entry.by };
        view! { <li><Moment l=l at=entry.at /> ": " {act(l, &entry.act)} ", " {by}</li> }
    };
    (!entries.is_empty()).then(|| {
        view! {
            <section class="booking-history">
                <h2>{t!(l, bookings.history)}</h2>
                <ol class="plain">{entries.into_iter().map(entry).collect_view()}</ol>
            </section>
        }
    })
}

/// A word of the audit trail as a person reads it; one that is new is shown as it is written.
fn act(l: Locale, act: &str) -> String {
    match act {
        "booked" => t!(l, bookings.act_booked).to_owned(),
        "moved" => t!(l, bookings.act_moved).to_owned(),
        "cancelled" => t!(l, bookings.act_cancelled).to_owned(),
        "imported" => t!(l, bookings.act_imported).to_owned(),
        "changed" | "rewritten" => t!(l, bookings.act_changed).to_owned(),
        other => other.to_owned(),
    }
}
