//! `/events`: the programme, and what narrows it.

use domain::desk::{EventCard, EventQuery, Page as Cards, Topic};
use leptos::prelude::*;

use super::{
    embed::Embed,
    entry::ProgrammeList,
    filters::{filters, in_words},
    month_page::{Views, month_page},
    query,
};
use crate::{
    ask::Ask,
    page::{Answered, Page},
    t,
    texts::Locale,
    ui::{
        pager::{Pages, number},
        unread::{Reading, Unread},
    },
};

/// The programme, as the address narrows it.
pub async fn list_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let wanted = query::read(&ask.query);
    if let Some(first) = query::month(&ask.query, ask.house.calendar.today()) {
        return month_page(ask, wanted, first).await;
    }
    let found = ask.house.events.events(&wanted, query::page(&ask.query)).await?;
    let topics = ask.house.events.topics().await?;
    let towns = ask.house.catalogue.facets().await?.towns;
    let today = ask.house.calendar.today();
    let filtered = !query::active(&wanted).is_empty();
    let feeds = vec![
        ("text/calendar", l.href("/events.ics"), t!(l, events.title).to_owned()),
        ("application/atom+xml", l.href("/events.atom"), t!(l, events.title).to_owned()),
    ];
    let page = Page::new("events", t!(l, events.title), move || {
        view! {
            <div class="beside beside--start">
                <div class="beside__aside">
                    {filters(&wanted, None, &topics, towns, l)}
                </div>
                <div>
                    <header class="list-head">
                        <div>
                            <h1>{t!(l, events.title)}</h1>
                            <p class="list-head__count" role="status">{count(l, &found, filtered)}</p>
                        </div>
                        <Subscribe ask=ask.clone()/>
                    </header>
                    <div class="programme__tools"><Views ask=ask.clone() month=false/></div>
                    <Unread query=ask.query.clone() names=&[("from", Reading::Date), ("until", Reading::Date)] l/>
                    {if found.items.is_empty() {
                        view! { <Nothing ask=ask.clone() query=wanted topics/> }.into_any()
                    } else {
                        view! { <ProgrammeList events=found.items.clone() today l/> }.into_any()
                    }}
                    {pages(&ask, &found)}
                    <Embed query=ask.query.clone() region=(*ask.house.region).clone() l/>
                </div>
            </div>
        }
        .into_any()
    });
    let page = page.public(t!(l, events.description));
    // Every combination of filters is the same programme to a search engine.
    Ok(Page { feeds, indexed: !filtered, ..page }.into())
}

fn count(l: Locale, found: &Cards<EventCard>, filtered: bool) -> String {
    match found.total {
        0 if filtered => t!(l, events.none).to_owned(),
        0 => String::new(),
        total => t!(l, events.found, count = total),
    }
}

/// The programme in one's own calendar or reader.
#[component]
pub(super) fn Subscribe(ask: Ask) -> impl IntoView {
    let l = ask.locale;
    let announces = ask.person().and_then(|person| person.acting()).is_some();
    view! {
        <ul class="inline-list small">
            <li>{t!(l, events.subscribe)}": "</li>
            <li><a href=l.href("/events.ics") r#type="text/calendar">{t!(l, events.subscribe_calendar)}</a></li>
            <li><a href=l.href("/events.atom") r#type="application/atom+xml">{t!(l, events.subscribe_feed)}</a></li>
            {announces.then(|| view! { <li><a href=l.href("/manage/events")>{t!(l, events.announce)}</a></li> })}
        </ul>
    }
    .into_any()
}

/// Nothing was found: which single filter to take away, or how to hear of the next event.
#[component]
fn Nothing(ask: Ask, query: EventQuery, topics: Vec<Topic>) -> impl IntoView {
    let l = ask.locale;
    let active = query::active(&query);
    if active.is_empty() {
        return view! { <p class="lead">{t!(l, events.none_at_all)}</p> }.into_any();
    }
    let ways = active.into_iter().map(|name| {
        let words = in_words(l, name, &query, &topics);
        let way = Ask { query: ask.query.with("page", ""), ..ask.clone() }.with_query(name, "");
        view! { <li><a href=way>{t!(l, events.none_without, filter = words)}</a></li> }
    });
    view! {
        <div class="stack-tight">
            <p>{t!(l, events.none_filtered)}</p>
            <ul>{ways.collect_view()}<li><a href=l.href("/events")>{t!(l, events.clear)}</a></li></ul>
        </div>
    }
    .into_any()
}

/// Earlier and later pages.
#[must_use]
pub fn pages(ask: &Ask, found: &Cards<EventCard>) -> AnyView {
    let l = ask.locale;
    let to = |page| ask.with_query("page", &number(page));
    let words = [t!(l, events.page_back), t!(l, events.page_on)];
    view! { <Pages page=found.page pages=found.pages() to words l/> }.into_any()
}
