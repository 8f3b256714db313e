//! Which series an event belongs to, on its organisers' page.

use domain::{
    desk::{EventView, SeriesCard},
    event::EventState,
};
use leptos::prelude::*;

use crate::{
    form::Fields,
    t,
    texts::Locale,
    ui::{
        form::{Form, Hidden, Select, Submit},
        say::said,
    },
};

/// The series it is in and how to leave it, or those it could join.
#[component]
pub fn InSeries(event: EventView, all: Vec<SeriesCard>, l: Locale) -> impl IntoView {
    let version = event.version.to_string();
    let alive = event.card.state != EventState::Cancelled;
    let part = match event.series {
        Some(series) => {
            let href = l.href(&format!("/manage/series/{}", series.slug));
            view! {
                <p>{t!(l, eventseries.part_of)}" "<a href=href>{said(l, &series.title)}</a></p>
                <form method="post">
                    <Hidden name="version" value=version/>
                    <Submit label=t!(l, eventseries.leave) intent="leave" look="quiet"/>
                </form>
            }
            .into_any()
        }
        None if all.is_empty() || !alive => view! { <p>{t!(l, eventseries.part_of_none)}</p> }.into_any(),
        None => {
            let options: Vec<_> = all
                .into_iter()
                .map(|card| (card.series.id.to_string(), card.series.title.get(l.code()).to_owned()))
                .collect();
            let form = Form::new(l, Fields::default());
            view! {
                <form method="post" class="form">
                    <Hidden name="version" value=version/>
                    <Select form=&form name="series" label=t!(l, eventseries.choose) options/>
                    <Submit label=t!(l, eventseries.join) intent="join" look="quiet"/>
                </form>
            }
            .into_any()
        }
    };
    view! {
        <h2>{t!(l, eventseries.part)}</h2>
        {part}
    }
    .into_any()
}
