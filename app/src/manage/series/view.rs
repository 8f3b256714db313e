//! A series as its organisers see it.

use chrono::NaiveDate;
use domain::{
    desk::{SeriesEvent, SeriesView},
    event::{EventState, Review},
    series::in_order,
};
use leptos::prelude::*;

use super::super::{list_page::seats, overview_view::state_class};
use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Form, Hidden, Submit},
        say::said,
        words::Word,
    },
};

/// Its events, what is still a draft, and what one can do.
#[component]
pub fn Overview(
    series: SeriesView,
    form: Form,
    saved: Option<&'static str>,
    today: NaiveDate,
    l: Locale,
) -> impl IntoView {
    let slug = series.series.slug.clone();
    let base = l.href(&format!("/manage/series/{slug}"));
    let link =
        if series.events.iter().any(|event| event.public) { t!(l, manage.public_page) } else { t!(l, manage.preview) };
    let (ahead, over) = in_order(series.events.clone(), |event| &event.card, today);
    let all: Vec<SeriesEvent> = ahead.into_iter().chain(over).collect();
    let (empty, version) = (all.is_empty(), series.version);
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=l.href("/manage/series")>{t!(l, eventseries.back_all)}</a></p>
            <ErrorSummary form=&form/>
            {saved.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{said(l, &series.series.title)}</h1>
            <p class="lead">{said(l, &series.summary)}</p>
            <p class="buttons">
                <a class="button button--quiet" href=l.href(&format!("/series/{slug}"))>{link}</a>
                <a class="button button--quiet" href=format!("{base}/edit")>{t!(l, manage.edit)}</a>
            </p>
            <Drafts events=all.clone() l/>
            <h2>{t!(l, eventseries.events_title)}</h2>
            {if empty {
                view! { <p>{t!(l, eventseries.empty)}</p> }.into_any()
            } else {
                view! { <Events events=all l/> }.into_any()
            }}
            <form method="post" class="manage__end buttons">
                <Hidden name="version" value=version.to_string()/>
                <Submit label=t!(l, eventseries.dissolve) intent="dissolve" look="danger"/>
            </form>
        </div>
    }
    .into_any()
}

/// Every draft at once, each in the version that is seen here.
#[component]
fn Drafts(events: Vec<SeriesEvent>, l: Locale) -> impl IntoView {
    let waits = |event: &&SeriesEvent| matches!(event.review, Review::Waits(_));
    let drafts: Vec<SeriesEvent> = events.into_iter().filter(|event| event.card.state == EventState::Draft).collect();
    let waiting = drafts.iter().filter(waits).count();
    let ready: Vec<SeriesEvent> = drafts.into_iter().filter(|event| !waits(&event)).collect();
    let needed = ready.iter().any(|event| event.review == Review::Needed);
    let (text, label) = if needed {
        (t!(l, eventseries.submit_lead, count = ready.len()), t!(l, eventseries.submit))
    } else {
        (t!(l, eventseries.announce_lead, count = ready.len()), t!(l, eventseries.announce))
    };
    let hidden = ready.iter().map(|event| {
        let value = format!("{}:{}", event.id, event.version);
        view! { <Hidden name="draft" value/> }
    });
    let hidden = hidden.collect_view();
    let some = !ready.is_empty();
    view! {
        {(waiting > 0).then(|| view! { <p class="notice">{t!(l, eventseries.waiting, count = waiting)}</p> })}
        {some.then(|| view! {
            <form method="post" class="notice notice--attention">
                <p class="measure">{text}</p>
                {hidden}
                <Submit label intent="announce"/>
            </form>
        })}
    }
    .into_any()
}

#[component]
fn Events(events: Vec<SeriesEvent>, l: Locale) -> impl IntoView {
    let rows = events.into_iter().map(|event| view! { <Row event l/> }).collect_view();
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=t!(l, eventseries.events_title)>
            <table class="table">
                <caption class="visually-hidden">{t!(l, eventseries.events_title)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, manage.column_next)}</th>
                        <th scope="col">{t!(l, manage.column_event)}</th>
                        <th scope="col">{t!(l, manage.column_state)}</th>
                        <th scope="col">{t!(l, manage.column_seats)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(event: SeriesEvent, l: Locale) -> impl IntoView {
    let card = event.card;
    let href = l.href(&format!("/manage/events/{}", card.slug));
    let seats = card.next.as_ref().map(|session| seats(l, session));
    let when = match card.next {
        Some(session) => view! { <dates::WhenTime l when=session.when/> }.into_any(),
        None => t!(l, manage.no_date).into_any(),
    };
    view! {
        <tr>
            <th scope="row">{when}</th>
            <td><a href=href>{said(l, &card.title)}</a></td>
            <td><span class=state_class(card.state)>{card.state.word(l)}</span></td>
            <td>{seats}</td>
        </tr>
    }
    .into_any()
}

/// Asks before a series is dissolved.
#[component]
pub fn DissolveSure(series: SeriesView, form: Form, l: Locale) -> impl IntoView {
    let title = series.series.title.get(l.code()).to_owned();
    let text = match series.events.len() {
        0 => t!(l, eventseries.dissolve_empty).to_owned(),
        count => t!(l, eventseries.dissolve_events, count = count),
    };
    view! {
        <div class="manage stack">
            <ErrorSummary form=&form/>
            <h1>{t!(l, eventseries.dissolve_title, title = title)}</h1>
            <p>{text}</p>
            <form method="post" class="buttons">
                <Hidden name="version" value=series.version.to_string()/>
                <Submit label=t!(l, eventseries.dissolve_sure) intent="dissolve-sure" look="danger"/>
                <Submit label=t!(l, eventseries.dissolve_keep) intent="keep" look="quiet"/>
            </form>
        </div>
    }
    .into_any()
}
