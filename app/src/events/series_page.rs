//! `/series/{slug}`: everything public of a series of events, what is to come first.

use std::collections::BTreeMap;

use domain::{
    desk::{EventCard, SeriesEvent, SeriesView, SiteView, Unavailable},
    series::in_order,
};
use leptos::prelude::*;

use super::{entry::ProgrammeList, json_ld};
use crate::{
    ask::{Ask, House},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{dates, prose::written, say::said},
};

/// The page of a series: for everybody once something of it is public, before that for those who run it.
pub async fn series_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(mut series) = ask.house.series.series(&ask.actor, ask.param("slug")).await? else {
        return Ok(Answer::NotFound);
    };
    series.events.retain(|event| event.public);
    let public = !series.events.is_empty();
    let sites = sites_of(&ask.house, &series).await?;
    let today = ask.house.calendar.today();
    let json_ld = json_ld::series(&series, &sites, &ask.house.region, l);
    let (title, summary) = (series.series.title.get(l.code()).to_owned(), series.summary.get(l.code()).to_owned());
    let slug = series.series.slug.clone();
    let feeds = vec![
        ("text/calendar", l.href(&format!("/series/{slug}.ics")), title.clone()),
        ("application/atom+xml", l.href(&format!("/events.atom?series={slug}")), title.clone()),
    ];
    let page = Page::new("events", title, move || {
        let events = std::mem::take(&mut series.events);
        let (ahead, over) = in_order(events, |event: &SeriesEvent| &event.card, today);
        let cards = |events: Vec<SeriesEvent>| events.into_iter().map(|event| event.card).collect::<Vec<EventCard>>();
        let (ahead, over) = (cards(ahead), cards(over));
        let none = ahead.is_empty();
        view! {
            <div class="stack">
                <p class="crumb"><a href=l.href("/events")>{t!(l, events.previous)}</a></p>
                <SeriesHead series public l/>
                {if none {
                    view! { <p>{t!(l, eventseries.none_ahead)}</p> }.into_any()
                } else {
                    view! { <ProgrammeList events=ahead today l/> }.into_any()
                }}
                <Past events=over l/>
            </div>
        }
        .into_any()
    });
    let page = if public { page.public(summary) } else { page };
    let feeds = if public { feeds } else { vec![] };
    Ok(Page { json_ld, feeds, ..page }.into())
}

/// The sites of all its sessions, by slug.
async fn sites_of(house: &House, series: &SeriesView) -> Result<BTreeMap<String, SiteView>, Unavailable> {
    let sessions = series.events.iter().flat_map(|event| &event.sessions);
    let mut sites = BTreeMap::new();
    for space in sessions.filter_map(|session| session.place.space.as_ref()) {
        if !sites.contains_key(&space.site.slug) {
            sites.extend(house.catalogue.site(&space.site.slug).await?.map(|site| (site.slug.clone(), site)));
        }
    }
    Ok(sites)
}

#[component]
fn SeriesHead(series: SeriesView, public: bool, l: Locale) -> impl IntoView {
    let slug = series.series.slug;
    let manage = l.href(&format!("/manage/series/{slug}"));
    let subscribe = public.then(|| {
        view! {
            <ul class="inline-list small">
                <li>{t!(l, events.subscribe)}": "</li>
                <li><a href=l.href(&format!("/series/{slug}.ics")) r#type="text/calendar">{t!(l, events.subscribe_calendar)}</a></li>
                <li><a href=l.href(&format!("/events.atom?series={slug}")) r#type="application/atom+xml">{t!(l, events.subscribe_feed)}</a></li>
            </ul>
        }
    });
    let note = (!public).then(|| {
        view! {
            <div class="notice notice--attention"><p class="notice__title">{t!(l, eventseries.hidden)}</p></div>
        }
    });
    let description = (!series.description.is_empty()).then(|| written(l, &series.description, 2));
    view! {
        <header class="stack">
            {note}
            {series.mine.then(|| view! { <p class="small"><a href=manage>{t!(l, eventseries.manage)}</a></p> })}
            <p class="event__organiser">{series.organiser.name}</p>
            <h1>{said(l, &series.series.title)}</h1>
            <p class="lead">{said(l, &series.summary)}</p>
            {description}
            {subscribe}
        </header>
    }
    .into_any()
}

/// What is over, in one line each.
#[component]
fn Past(events: Vec<EventCard>, l: Locale) -> impl IntoView {
    let rows = events.into_iter().map(|event| {
        let href = l.href(&format!("/events/{}", event.slug));
        let when = event.next.map(|session| view! { <dates::WhenTime l when=session.when/>": " });
        view! { <li>{when}<a href=href>{said(l, &event.title)}</a></li> }
    });
    let rows = rows.collect_view();
    (!rows.is_empty()).then(|| {
        view! {
            <section>
                <h2>{t!(l, eventseries.past)}</h2>
                <ul class="stack-tight">{rows}</ul>
            </section>
        }
    })
}
