//! `/spaces`: what one needs on the left, what answers it on the right, with the day it is free.

use chrono::{Days, NaiveDate};
use domain::desk::{Facets, SpaceCard, SpaceQuery};
use leptos::prelude::*;

use super::{
    filters::Filters,
    query::{self, Active},
    row::SpaceRows,
    soonest::soonest,
};
use crate::{
    ask::Ask,
    page::{Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates,
        pager::Stepper,
        strip,
        unread::{Reading, Unread},
    },
};

/// What of the address must be readable.
const READ: &[(&str, Reading)] =
    &[("date", Reading::Date), ("from", Reading::Time), ("until", Reading::Time), ("people", Reading::Count)];

/// The spaces that answer what stands in the address.
pub async fn list_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let today = ask.house.calendar.today();
    let wanted = query::read(&ask.query);
    let facets = ask.house.catalogue.facets().await?;
    let (date, cards) = soonest(&*ask.house.catalogue, wanted.clone(), today).await?;
    let query = SpaceQuery { on: Some(date), ..wanted };
    let moved = ask.query.date("date").is_none() && date != today;
    let active = active(l, &query, &facets);
    let indexed = active.is_empty() && ask.query.text("date").is_none();
    let page = Page::new("spaces", t!(l, spaces.title), move || {
        let window = strip::window(cards.iter().flat_map(|card| &card.open));
        view! {
            <div class="beside beside--start">
                <div class="beside__aside">
                    <Filters query=query.clone() facets=facets date=date active=active.len() l=l/>
                </div>
                <div>
                    <header class="list-head">
                        <div>
                            <h1>{t!(l, spaces.title)}</h1>
                            <p class="list-head__count" role="status">{count(l, &query, &cards)}" · "
                                <time datetime=dates::iso_date(date)>{dates::date(l, date)}</time>
                            </p>
                        </div>
                        <DayStepper ask=ask.clone() date=date today=today/>
                    </header>
                    <Unread query=ask.query.clone() names=READ l/>
                    <p><a href=l.href("/find")>{t!(l, spaces.no_date_yet)}</a></p>
                    {moved.then(|| view! { <p class="notice">{t!(l, spaces.nothing_today)}</p> })}
                    {if cards.is_empty() {
                        view! { <Nothing ask=ask active=active date=date/> }.into_any()
                    } else {
                        view! {
                            <h2 class="visually-hidden">{t!(l, spaces.results)}</h2>
                            <SpaceRows cards=cards window=window l=l/>
                        }
                        .into_any()
                    }}
                </div>
            </div>
        }
        .into_any()
    });
    Ok(Page { indexed, ..page.public(t!(l, spaces.description)) }.into())
}

fn active(l: Locale, query: &SpaceQuery, facets: &Facets) -> Vec<Active> {
    let site = query.site.as_deref().unwrap_or_default();
    let site = facets.sites.iter().find(|(slug, _)| slug == site).map_or(site, |(_, name)| name);
    query::active(l, query, site, |key| {
        facets.equipment.iter().find(|(k, _)| k == key).map_or(key, |(_, name)| name.get(l.code())).to_owned()
    })
}

fn count(l: Locale, query: &SpaceQuery, cards: &[SpaceCard]) -> String {
    match (query.from.is_some() || query.until.is_some(), cards.len()) {
        (true, count) => t!(l, spaces.found_free, count = count),
        (false, count) => t!(l, spaces.found, count = count),
    }
}

/// Through the days, everything else staying as it is.
#[component]
pub fn DayStepper(
    /// The request.
    ask: Ask,
    /// The day shown.
    date: NaiveDate,
    /// Today; there is nothing before it.
    today: NaiveDate,
) -> impl IntoView {
    let l = ask.locale;
    let to = |date: NaiveDate| ask.with_query("date", &dates::iso_date(date));
    let before = date.checked_sub_days(Days::new(1)).unwrap_or(date).max(today);
    let after = date.checked_add_days(Days::new(1)).unwrap_or(date);
    view! {
        <Stepper
            label=t!(l, spaces.day_step)
            earlier=(to(before), t!(l, spaces.day_earlier))
            now=(date != today).then(|| (to(today), t!(l, spaces.today)))
            later=(to(after), t!(l, spaces.day_later))
        />
    }
}

/// Nothing answers: which single wish to give up, or another day.
#[component]
fn Nothing(ask: Ask, active: Vec<Active>, date: NaiveDate) -> impl IntoView {
    let l = ask.locale;
    let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
    let ways = active.into_iter().map(|(names, words)| {
        let query = names.iter().fold(ask.query.clone(), |query, name| query.with(name, ""));
        let way = Ask { query, ..ask.clone() }.with_query("", "");
        view! { <li><a href=way>{t!(l, spaces.without, filter = words)}</a></li> }
    });
    view! {
        <div class="stack-tight">
            <p class="lead">{t!(l, spaces.none)}</p>
            <p>{t!(l, spaces.none_hint)}</p>
            <ul>
                {ways.collect_view()}
                <li><a href=ask.with_query("date", &dates::iso_date(next))>{t!(l, spaces.other_day)}</a></li>
                <li><a href=l.href("/spaces")>{t!(l, spaces.clear)}</a></li>
            </ul>
        </div>
    }
    .into_any()
}
