//! `/`: the front page.

use chrono::NaiveDate;
use domain::{
    desk::{EventCard, EventQuery, Scope, SiteView, Timetable, TimetableRow, offered},
    opening::minute,
};
use leptos::prelude::*;

use super::search_line::SearchLine;
use crate::{
    ask::Ask,
    events::entry::ProgrammeList,
    form::Fields,
    page::{Answer, Answered, Page},
    sites::{
        house_plan::{glance, state},
        list_page::Houses,
    },
    t,
    texts::Locale,
    ui::{
        dates,
        free::clock,
        plan::{Plan, PlanRoom, RoomState},
    },
};

/// Events shown before the rest is a link.
const SHOWN: usize = 5;
/// Days looked ahead for one on which a house is open.
const AHEAD: u8 = 7;

/// The front page.
pub async fn home_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let sites = offered(ask.house.catalogue.sites().await?, "");
    let today = ask.house.calendar.today();
    let Some(times) = ask.house.calendar.timetable(&ask.actor, &Scope::Region, today, AHEAD).await? else {
        return Ok(Answer::NotFound);
    };
    let events = ask.house.events.events(&EventQuery::default(), 1).await?.items;
    let description = t!(l, home.description, name = ask.house.region.name);
    let page = Page::new("home", ask.house.region.name.clone(), move || {
        let Shown { date, now, rows } = shown(times, today);
        view! {
            <div class="front">
                <header class="front__words">
                    <h1>{t!(l, home.title)}</h1>
                    <p class="front__sentence">{t!(l, home.sentence)}</p>
                </header>
                <div class="front__plan" aria-hidden="true"><Drawing sites=sites.clone() rows=rows.clone() now=now l=l/></div>
                <div class="front__search">
                    <SearchLine fields=Fields::default() l=l/>
                    <p><a href=l.href("/find")>{t!(l, home.to_find)}</a></p>
                </div>
            </div>
            <On events=events today=today l=l/>
            <section class="home-houses" aria-labelledby="houses">
                <div class="list-head">
                    <h2 id="houses">
                        {match now {
                            Some(now) => t!(l, home.spaces, time = clock(now)),
                            None => t!(l, home.spaces_on, date = dates::date_short(l, date)),
                        }}
                    </h2>
                    <a href=l.href("/spaces")>{t!(l, home.all_spaces)}</a>
                </div>
                {if sites.is_empty() {
                    view! { <p>{t!(l, home.no_spaces)}</p> }.into_any()
                } else {
                    view! { <Houses sites=sites rows=rows now=now l=l/> }.into_any()
                }}
            </section>
        }
        .into_any()
    });
    Ok(page.public(description).into())
}

/// The day the houses are shown on: today with the minute it is, or the next on which more than a few rooms are free.
struct Shown {
    date: NaiveDate,
    now: Option<u16>,
    rows: Vec<TimetableRow>,
}

fn shown(times: Timetable, today: NaiveDate) -> Shown {
    let Timetable { days, rows, now } = times;
    let free =
        |day: usize| rows.iter().filter(|row| row.days.get(day).is_some_and(|times| !times.free.is_empty())).count();
    // A weekend on which almost everything is closed says little about the houses.
    let day =
        (0..days.len()).find(|day| free(*day) * 4 > rows.len()).or_else(|| (0..days.len()).find(|day| free(*day) > 0));
    let day = day.unwrap_or(0);
    let only = |mut row: TimetableRow| {
        row.days = row.days.into_iter().nth(day).into_iter().collect();
        row
    };
    Shown {
        date: days.get(day).copied().unwrap_or(today),
        now: (day == 0).then(|| minute(now)),
        rows: rows.into_iter().map(only).collect(),
    }
}

/// The house with the most rooms, drawn without words: an invitation, not information.
#[component]
fn Drawing(sites: Vec<SiteView>, rows: Vec<TimetableRow>, now: Option<u16>, l: Locale) -> impl IntoView {
    let site = sites.into_iter().max_by_key(|site| site.spaces.iter().filter(|space| space.plan.is_some()).count())?;
    let rooms = site.spaces.iter().filter_map(|space| {
        let times = rows.iter().find(|row| row.space.id == space.space.id)?.days.first()?;
        let state = match state(glance(now, times)) {
            RoomState::Closed => RoomState::Plain,
            other => other,
        };
        PlanRoom::of(space, 0, l.code(), state, String::new())
    });
    let rooms: Vec<_> = rooms.collect();
    Some(view! { <Plan id="door" rooms=rooms bare=true/> })
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
