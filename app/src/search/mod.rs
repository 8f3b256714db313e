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
    ui::{
        dates, strip,
        unread::{Reading, Unread},
    },
};

/// Most of each kind before the rest is a link.
const SHOWN: usize = 10;

/// Everything that answers.
pub async fn search_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let today = ask.house.calendar.today();
    let words = ask.query.text("q").unwrap_or_default().to_owned();
    let asked = ask.query.date("date");
    let over = asked.is_some_and(|date| date < today);
    let date = asked.map(|date| date.max(today));
    let people: Option<u16> = ask.query.parse("people").filter(|people| *people > 0);
    let spaces = SpaceQuery { words: words.clone(), people, on: date, ..SpaceQuery::default() };
    let (day, spaces) = soonest(&*ask.house.catalogue, spaces, today).await?;
    let events = EventQuery { words, from: date, until: date, ..EventQuery::default() };
    let mut events = ask.house.events.events(&events, 1).await?.items;
    // Where a group does not fit in any more, it is not invited.
    let left = |event: &EventCard| event.next.as_ref().and_then(|session| session.left);
    events.retain(|event| people.is_none_or(|people| left(event).is_none_or(|left| left >= people)));
    let title =
        wish(l, &ask.query).map_or_else(|| t!(l, home.results_all).to_owned(), |wish| t!(l, home.results, wish = wish));
    Ok(Page::new("home", title.clone(), move || {
        view! {
            <div class="stack">
                <h1>{title}</h1>
                <SearchLine fields=ask.query.clone() l=l/>
                <Unread query=ask.query.clone() names=&[("date", Reading::Date), ("people", Reading::Count)] l/>
                {over.then(|| view! { <p class="notice">{t!(l, home.day_over)}</p> })}
                <Events events=events more=more(&ask.query, l.href("/events")) today=today l=l/>
                <Spaces cards=spaces day=day more=more(&ask.query, l.href("/spaces")) find=find(l, &ask.query, date) l=l/>
            </div>
        }
        .into_any()
    })
    .into())
}

/// What was asked for, in words.
fn wish(l: Locale, query: &Fields) -> Option<String> {
    let words = query.text("q").map(|words| t!(l, home.words, words = words));
    let date = query.date("date").map(|date| dates::date_short(l, date));
    let people = query.parse::<u16>("people").map(|people| t!(l, home.people, count = people));
    let parts: Vec<String> = words.into_iter().chain(date).chain(people).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The same wish where there are more filters.
fn more(query: &Fields, path: String) -> String {
    let query = query.encode();
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// The search that also reads how long, with what, and over which days.
fn find(l: Locale, query: &Fields, date: Option<NaiveDate>) -> String {
    let people = query.text("people").map(|people| ("people".to_owned(), people.to_owned()));
    let days = date.map(|date| ["first", "last"].map(|name| (name.to_owned(), dates::iso_date(date))));
    more(&Fields(people.into_iter().chain(days.into_iter().flatten()).collect()), l.href("/find"))
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
fn Spaces(mut cards: Vec<SpaceCard>, day: NaiveDate, more: String, find: String, l: Locale) -> impl IntoView {
    cards.truncate(SHOWN);
    let window = strip::window(cards.iter().flat_map(|card| &card.open));
    view! {
        <h2>{t!(l, home.free_spaces)}" · "<time datetime=dates::iso_date(day)>{dates::date_short(l, day)}</time></h2>
        {if cards.is_empty() {
            view! { <p>{t!(l, home.no_spaces_found)}</p> }.into_any()
        } else {
            view! { <SpaceRows cards=cards window=window l=l/> }.into_any()
        }}
        <p><a href=find>{t!(l, home.to_find)}</a></p>
        <p><a href=more>{t!(l, home.more_spaces)}</a></p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_that_reads_needs_gets_the_day_and_how_many() {
        let query = Fields(vec![("q".into(), "U-Form".into()), ("people".into(), "14".into())]);
        let day = NaiveDate::from_ymd_opt(2027, 3, 9);
        assert_eq!(find(Locale::De, &query, day), "/find?people=14&first=2027-03-09&last=2027-03-09");
        assert_eq!(find(Locale::En, &Fields::default(), None), "/en/find");
    }

    #[test]
    fn a_search_travels_on_to_the_pages_with_all_filters() {
        let query = Fields(vec![("q".into(), "Löten".into()), ("people".into(), String::new())]);
        assert_eq!(more(&query, "/en/spaces".into()), "/en/spaces?q=L%C3%B6ten");
        assert_eq!(more(&Fields::default(), "/events".into()), "/events");
        assert_eq!(wish(Locale::De, &query).as_deref(), Some("„Löten“"));
        assert_eq!(wish(Locale::De, &Fields::default()), None);
    }
}
