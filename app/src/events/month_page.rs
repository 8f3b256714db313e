//! `/events?view=month`: the programme of a month on its days, narrowed like the list.

use chrono::NaiveDate;
use domain::desk::{EventCard, EventQuery};
use leptos::prelude::*;

use super::{filters::filters, list_page::Subscribe, query};
use crate::{
    ask::Ask,
    calendar::{head::neighbours, month::Month, page::View},
    page::{Answered, Page},
    t,
    texts::Locale,
    ui::{dates, pager::Stepper},
};

/// The programme of the month `first` begins.
pub(super) async fn month_page(ask: Ask, wanted: EventQuery, first: NaiveDate) -> Answered {
    let l = ask.locale;
    // The month says when; what a list before it said of days would only hide some of it.
    let wanted = EventQuery { from: None, until: None, ..wanted };
    let (from, days) = View::Month.days(first);
    let found = ask.house.events.dates(&wanted, from, days).await?;
    let topics = ask.house.events.topics().await?;
    let towns = ask.house.catalogue.facets().await?.towns;
    let today = ask.house.calendar.today();
    let filtered = !query::active(&wanted).is_empty();
    let name = dates::month_of(l, first);
    let title = t!(l, events.in_month, month = name);
    let heading = title.clone();
    let page = Page::new("events", title, move || {
        let month = Ask { query: shown(&ask).with("view", "month"), ..ask.clone() };
        let to = |day: NaiveDate| month.with_query("month", &query::month_code(day));
        let (earlier, later) = neighbours(View::Month, first);
        let now = (today.format("%Y-%m").to_string() != query::month_code(first))
            .then(|| (month.with_query("month", ""), t!(l, calendar.today)));
        // A day leads to its list: with everything else that narrows it.
        let list = Ask { query: shown(&ask).with("view", "").with("month", ""), ..ask.clone() };
        let day = |day: NaiveDate| {
            let day = dates::iso_date(day);
            Ask { query: list.query.with("from", &day), ..list.clone() }.with_query("until", &day)
        };
        view! {
            <div class="beside beside--start">
                <div class="beside__aside">{filters(&wanted, Some(first), &topics, towns, l)}</div>
                <div>
                    <header class="list-head">
                        <div>
                            <h1>{heading}</h1>
                            <p class="list-head__count" role="status">{count(l, &found, first, filtered)}</p>
                        </div>
                        <Subscribe ask=ask.clone()/>
                    </header>
                    <div class="programme__tools">
                        <Stepper
                            label=t!(l, calendar.step_month)
                            earlier=(to(earlier), t!(l, calendar.earlier_month))
                            now=now
                            later=(to(later), t!(l, calendar.later_month))
                        />
                        <Views ask=ask.clone() month=true/>
                    </div>
                    <Month events=found date=first today=today to=day l=l/>
                </div>
            </div>
        }
        .into_any()
    });
    // The list says the same to a search engine.
    let page = page.public(t!(l, events.description));
    Ok(Page { indexed: false, ..page }.into())
}

/// What narrows the programme: neither its days nor a page of its list.
fn shown(ask: &Ask) -> crate::form::Fields {
    ask.query.with("from", "").with("until", "").with("page", "")
}

/// How many sessions are on in the month itself; the days around it belong to others.
fn count(l: Locale, found: &[EventCard], first: NaiveDate, filtered: bool) -> String {
    let begins = |card: &&EventCard| {
        card.next
            .as_ref()
            .is_some_and(|session| query::month_code(session.when.local.from.date()) == query::month_code(first))
    };
    match found.iter().filter(begins).count() {
        0 if filtered => t!(l, events.month_none_filtered).to_owned(),
        0 => t!(l, events.month_none).to_owned(),
        count => t!(l, events.month_found, count = count),
    }
}

/// The two ways to look at the programme.
#[component]
pub(super) fn Views(ask: Ask, month: bool) -> impl IntoView {
    let l = ask.locale;
    let around = Ask { query: shown(&ask).with("view", "").with("month", ""), ..ask.clone() };
    let ways = [
        (false, around.with_query("view", ""), t!(l, calendar.list)),
        (true, around.with_query("view", "month"), t!(l, calendar.month)),
    ];
    let link = |(way, href, word): (bool, String, &'static str)| {
        view! { <li><a href=href aria-current=(way == month).then_some("page")>{word}</a></li> }
    };
    view! {
        <nav class="calendar__views" aria-label=t!(l, calendar.view)>
            <ul>{ways.map(link)}</ul>
        </nav>
    }
    .into_any()
}
