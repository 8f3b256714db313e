//! What an event says of the series it belongs to: the next other dates, and how many seats they have.

use chrono::NaiveDate;
use domain::{
    desk::{SeriesEvent, SeriesView},
    series::{in_order, is_another},
};
use leptos::prelude::*;

use super::say::Seats;
use crate::{
    t,
    texts::Locale,
    ui::{dates, say::said},
};

/// So many other dates are named; the page of the series has all.
const MOST: usize = 4;

/// The other dates of a series, seen from one of its events.
#[component]
pub fn OtherDates(series: SeriesView, slug: String, today: NaiveDate, l: Locale) -> impl IntoView {
    let href = l.href(&format!("/series/{}", series.series.slug));
    let title = said(l, &series.series.title);
    let others: Vec<SeriesEvent> =
        series.events.into_iter().filter(|event| is_another(&event.card, &slug, today)).collect();
    let (ahead, _) = in_order(others, |event: &SeriesEvent| &event.card, today);
    let more = ahead.len() > MOST;
    let rows = ahead.into_iter().take(MOST).map(|event| view! { <Date event today l/> }).collect_view();
    let none = rows.is_empty();
    view! {
        <section class="event__part">
            <h2 class="event__margin">{t!(l, eventseries.part)}</h2>
            <div class="stack-tight">
                <p>{t!(l, eventseries.part_of)}" "<a href=href.clone()>{title}</a></p>
                {if none {
                    view! { <p class="quiet">{t!(l, eventseries.alone)}</p> }.into_any()
                } else {
                    view! { <p>{t!(l, eventseries.others)}</p><ul class="stack-tight">{rows}</ul> }.into_any()
                }}
                {more.then(|| view! { <p><a href=href>{t!(l, eventseries.all)}</a></p> })}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Date(event: SeriesEvent, today: NaiveDate, l: Locale) -> impl IntoView {
    let href = l.href(&format!("/events/{}", event.card.slug));
    event.card.next.map(|session| {
        let seats = Seats::of(&session, event.takes_registrations, today);
        view! {
            <li>
                <a href=href><dates::WhenTime l when=session.when/></a>
                " "<span class=seats.class()>{seats.words(l)}</span>
            </li>
        }
    })
}
