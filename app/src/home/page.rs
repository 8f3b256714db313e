//! `/`: the front page.

use chrono::NaiveDate;
use domain::{
    desk::{EventCard, EventQuery, Scope},
    opening::minute,
};
use leptos::prelude::*;

use super::search_line::SearchLine;
use crate::{
    ask::Ask,
    events::entry::ProgrammeList,
    form::Fields,
    page::{Answer, Answered, Page},
    sites::list_page::Houses,
    t,
    texts::Locale,
    ui::free::clock,
};

/// Events shown before the rest is a link.
const SHOWN: usize = 5;

/// The front page.
pub async fn home_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let sites = ask.house.catalogue.sites().await?;
    let today = ask.house.calendar.today();
    let Some(times) = ask.house.calendar.timetable(&ask.actor, &Scope::Region, today, 1).await? else {
        return Ok(Answer::NotFound);
    };
    let events = ask.house.events.events(&EventQuery::default(), 1).await?.items;
    let description = t!(l, home.description, name = ask.house.region.name);
    let page = Page::new("home", ask.house.region.name.clone(), move || {
        let now = minute(times.now);
        view! {
            <header class="door">
                <h1>{t!(l, home.title)}</h1>
                <p class="door__sentence">{t!(l, home.sentence)}</p>
                <SearchLine fields=Fields::default() l=l/>
            </header>
            <On events=events today=today l=l/>
            <section class="home-houses" aria-labelledby="houses">
                <div class="list-head">
                    <h2 id="houses">{t!(l, home.spaces, time = clock(now))}</h2>
                    <a href=l.href("/spaces")>{t!(l, home.all_spaces)}</a>
                </div>
                {if sites.is_empty() {
                    view! { <p>{t!(l, home.no_spaces)}</p> }.into_any()
                } else {
                    view! { <Houses sites=sites rows=times.rows now=now l=l/> }.into_any()
                }}
            </section>
        }
        .into_any()
    });
    Ok(page.public(description).into())
}

/// What is on in the next days.
#[component]
fn On(mut events: Vec<EventCard>, today: NaiveDate, l: Locale) -> impl IntoView {
    events.truncate(SHOWN);
    view! {
        <section class="home-on" aria-labelledby="on">
            <div class="list-head">
                <h2 id="on">{t!(l, home.on)}</h2>
                <a href=l.href("/events")>{t!(l, home.all_events)}</a>
            </div>
            {if events.is_empty() {
                view! { <p>{t!(l, home.nothing_on)}</p> }.into_any()
            } else {
                view! { <ProgrammeList events=events today=today l=l/> }.into_any()
            }}
        </section>
    }
    .into_any()
}
