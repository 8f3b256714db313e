//! `/manage/events`: what one's organisation announces, drafts first.

use domain::{
    desk::{EventCard, SessionView},
    event::EventState,
    registration::SeatPool,
};
use leptos::prelude::*;

use super::{access::organiser, overview_view::state_class};
use crate::{
    ask::Ask,
    events::{embed::Embed, list_page::pages, query},
    form::Fields,
    page::{Answered, Page},
    t,
    texts::Locale,
    ui::{dates, say::said, words::Word},
};

/// The events of the organisation the actor acts for.
pub async fn list_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let acting = organiser(&ask)?;
    let found = ask.house.events.own_events(&ask.actor, query::page(&ask.query)).await?;
    let own = Fields(vec![("organiser".to_owned(), acting.organisation.id.to_string())]);
    let page = Page::new("manage", t!(l, manage.title), move || {
        let rows = found.items.clone().into_iter().map(|event| view! { <Row event l/> }).collect_view();
        view! {
            <div class="manage stack">
                <div class="list-head">
                    <div>
                        <h1>{t!(l, manage.title)}</h1>
                        <p>{t!(l, manage.lead, organisation = acting.organisation.name)}</p>
                    </div>
                    <p class="buttons">
                        <a class="button" href=l.href("/manage/events/new")>{t!(l, manage.new)}</a>
                        <a class="button button--quiet" href=l.href("/manage/series")>{t!(l, eventseries.title)}</a>
                    </p>
                </div>
                {if found.items.is_empty() {
                    view! { <p class="lead">{t!(l, manage.none)}</p> }.into_any()
                } else {
                    view! { <Table rows=rows.into_any() l/> }.into_any()
                }}
                {pages(&ask, &found)}
                <Embed query=own region=(*ask.house.region).clone() l/>
            </div>
        }
        .into_any()
    });
    Ok(page.into())
}

#[component]
fn Table(rows: AnyView, l: Locale) -> impl IntoView {
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=t!(l, manage.table)>
            <table class="table">
                <caption class="visually-hidden">{t!(l, manage.table)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, manage.column_event)}</th>
                        <th scope="col">{t!(l, manage.column_state)}</th>
                        <th scope="col">{t!(l, manage.column_next)}</th>
                        <th scope="col">{t!(l, manage.column_seats)}</th>
                        <th scope="col">{t!(l, manage.column_list)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(event: EventCard, l: Locale) -> impl IntoView {
    let base = l.href(&format!("/manage/events/{}", event.slug));
    let list = format!("{base}/registrations");
    let list_name = t!(l, manage.open_list_for, title = event.title.get(l.code()));
    let next = match &event.next {
        Some(session) => view! { <dates::WhenTime l when=session.when/> }.into_any(),
        None => t!(l, manage.no_date).into_any(),
    };
    // It is the next one only where nothing else takes place.
    let later = event.state == EventState::Published && event.next.as_ref().is_some_and(|session| session.postponed);
    let (class, word) = if later {
        ("tag tag--attention", t!(l, postponing.word))
    } else {
        (state_class(event.state), event.state.word(l))
    };
    let seats = event.next.as_ref().map(|session| seats(l, session));
    view! {
        <tr>
            <th scope="row"><a href=base>{said(l, &event.title)}</a></th>
            <td><span class=class>{word}</span></td>
            <td>{next}</td>
            <td>{seats}</td>
            <td><a href=list aria-label=list_name>{t!(l, manage.open_list)}</a></td>
        </tr>
    }
    .into_any()
}

/// `16 von 20 vergeben`, `16 vergeben` where only a pool is a limit, `ohne Grenze`.
#[must_use]
pub fn seats(l: Locale, session: &SessionView) -> String {
    let seats = match (session.capacity, session.pool) {
        (Some(capacity), _) => t!(l, manage.seats_of, taken = session.taken, capacity = capacity),
        (None, Some(_)) => t!(l, pools.taken, count = session.taken),
        (None, None) => return t!(l, manage.seats_none).to_owned(),
    };
    let reserved = session.reserved.map_or(0, |(seats, _)| seats);
    if reserved == 0 { seats } else { t!(l, access.seats_reserved, seats = seats, count = reserved) }
}

/// `34 von 60 im Kontingent „Workshops“`.
#[must_use]
pub fn in_pool(l: Locale, pool: &SeatPool) -> String {
    t!(l, pools.of, taken = pool.taken, capacity = pool.capacity, name = pool.name.get(l.code()))
}
