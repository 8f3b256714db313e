//! `/search`: what the line on the front page finds, events and spaces together.

use chrono::NaiveDate;
use domain::desk::{EventCard, EventQuery, SpaceCard, SpaceQuery};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    events::entry::ProgrammeList,
    form::Fields,
    home::search_line::SearchLine,
    page::{Answered, Page},
    spaces::{row::SpaceRows, soonest::soonest},
    t,
    texts::Locale,
    ui::{dates, strip},
};

/// Most of each kind before the rest is a link.
const SHOWN: usize = 10;

/// Everything that answers.
pub async fn search_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let today = ask.house.calendar.today();
    let words = ask.query.text("q").unwrap_or_default().to_owned();
    let date = ask.query.date("date").map(|date| date.max(today));
    let people = ask.query.parse("people").filter(|people| *people > 0);
    let spaces = SpaceQuery { words: words.clone(), people, on: date, ..SpaceQuery::default() };
    let (day, spaces) = soonest(&*ask.house.catalogue, spaces, today).await?;
    let events = EventQuery { words, from: date, until: date, ..EventQuery::default() };
    let events = ask.house.events.events(&events, 1).await?.items;
    let title =
        wish(l, &ask.query).map_or_else(|| t!(l, home.results_all).to_owned(), |wish| t!(l, home.results, wish = wish));
    Ok(Page::new("home", title.clone(), move || {
        view! {
            <div class="stack">
                <h1 class="visually-hidden">{title}</h1>
                <SearchLine fields=ask.query.clone() l=l/>
                <Events events=events more=more(&ask.query, l.href("/events")) today=today l=l/>
                <Spaces cards=spaces day=day more=more(&ask.query, l.href("/spaces")) l=l/>
            </div>
        }
        .into_any()
    })
    .into())
}

/// What was asked for, in words.
fn wish(l: Locale, query: &Fields) -> Option<String> {
    let words = query.text("q").map(|words| format!("„{words}“"));
    let date = query.date("date").map(|date| dates::date_short(l, date));
    let people = query.parse::<u16>("people").map(|people| t!(l, spaces.filter_people, value = people));
    let parts: Vec<String> = words.into_iter().chain(date).chain(people).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The same wish where there are more filters.
fn more(query: &Fields, path: String) -> String {
    let query = query.encode();
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

#[component]
fn Events(mut events: Vec<EventCard>, more: String, today: NaiveDate, l: Locale) -> impl IntoView {
    events.truncate(SHOWN);
    view! {
        <h2>{t!(l, home.events)}</h2>
        {if events.is_empty() {
            view! { <p>{t!(l, home.no_events_found)}</p> }.into_any()
        } else {
            view! { <ProgrammeList events=events today=today l=l/> }.into_any()
        }}
        <p><a href=more>{t!(l, home.more_events)}</a></p>
    }
    .into_any()
}

#[component]
fn Spaces(mut cards: Vec<SpaceCard>, day: NaiveDate, more: String, l: Locale) -> impl IntoView {
    cards.truncate(SHOWN);
    let window = strip::window(cards.iter().flat_map(|card| &card.open));
    view! {
        <h2>{t!(l, home.free_spaces)}" · "<time datetime=dates::iso_date(day)>{dates::date_short(l, day)}</time></h2>
        {if cards.is_empty() {
            view! { <p>{t!(l, home.no_spaces_found)}</p> }.into_any()
        } else {
            view! { <SpaceRows cards=cards window=window l=l/> }.into_any()
        }}
        <p><a href=more>{t!(l, home.more_spaces)}</a></p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_travels_on_to_the_pages_with_all_filters() {
        let query = Fields(vec![("q".into(), "Löten".into()), ("people".into(), String::new())]);
        assert_eq!(more(&query, "/en/spaces".into()), "/en/spaces?q=L%C3%B6ten");
        assert_eq!(more(&Fields::default(), "/events".into()), "/events");
        assert_eq!(wish(Locale::De, &query).as_deref(), Some("„Löten“"));
        assert_eq!(wish(Locale::De, &Fields::default()), None);
    }
}
