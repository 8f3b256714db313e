//! The list of a printed programme: date column, title, place, one line, seats as words.

use chrono::{Datelike, NaiveDate};
use domain::{desk::EventCard, event::EventState};
use leptos::prelude::*;

use super::say::{Seats, place};
use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        picture::Photograph,
        say::{other_language, said},
        words::Word,
    },
};

/// Events by month, in the order they come.
#[component]
pub fn ProgrammeList(
    /// By next session.
    events: Vec<EventCard>,
    /// The day seats are seen on.
    today: NaiveDate,
    l: Locale,
) -> impl IntoView {
    let months = by_month(events).into_iter().map(|(month, events)| {
        let mut before = None;
        let entries = events.into_iter().map(|event| {
            let date = event.next.as_ref().map(|session| session.when.local.from.date());
            let again = date.is_some() && std::mem::replace(&mut before, date) == date;
            view! { <Entry event again today l/> }
        });
        let entries = entries.collect_view();
        view! {
            <section class="programme__month">
                {month.map(|first| view! { <h2>{dates::month_of(l, first)}</h2> })}
                <ol class="programme">{entries}</ol>
            </section>
        }
    });
    months.collect_view().into_any()
}

/// Neighbours of one month together; `None` for what has no date.
fn by_month(events: Vec<EventCard>) -> Vec<(Option<NaiveDate>, Vec<EventCard>)> {
    let mut months: Vec<(Option<NaiveDate>, Vec<EventCard>)> = Vec::new();
    for event in events {
        let month = event.next.as_ref().and_then(|session| session.when.local.from.date().with_day(1));
        match months.last_mut().filter(|(last, _)| *last == month) {
            Some((_, events)) => events.push(event),
            None => months.push((month, vec![event])),
        }
    }
    months
}

/// One event with its next session. `again`: on the day of the entry above, which a programme prints once.
#[component]
fn Entry(event: EventCard, again: bool, today: NaiveDate, l: Locale) -> impl IntoView {
    let href = l.href(&format!("/events/{}", event.slug));
    let language = other_language(l, &event.title);
    let more = event.sessions.saturating_sub(1);
    let more = (more > 0).then(|| view! { ", "{t!(l, events.sessions_more, count = more)} });
    let when = event.next.clone().map(|session| view! {
        <p class="programme__where">
            <span class="programme__time">{dates::times(l, session.when.local)}</span>" "{place(l, &session.place)}{more}
        </p>
    });
    view! {
        <li class="programme__entry" class:programme__entry--again=again>
            {event.next.clone().map(|session| view! { <DateColumn date=session.when.local.from.date() l/> })}
            <div class="programme__words">
                <h3 class="programme__title"><a href=href lang=language>{event.title.get(l.code()).to_owned()}</a></h3>
                {when}
                <p>{said(l, &event.summary)}</p>
            </div>
            <Side event today l/>
        </li>
    }
    .into_any()
}

/// `Di. | 9 | März` in a column of its own.
#[component]
pub fn DateColumn(date: NaiveDate, l: Locale) -> impl IntoView {
    view! {
        <time class="date-column" datetime=dates::iso_date(date)>
            <span class="date-column__weekday">{dates::weekday_short(l, date.weekday())}</span>" "
            <span class="date-column__day">{date.day()}</span>" "
            <span class="date-column__month">{dates::month(l, date)}</span>
        </time>
    }
}

/// Seats, dimensions, organiser.
#[component]
fn Side(event: EventCard, today: NaiveDate, l: Locale) -> impl IntoView {
    let seats = if event.state == EventState::Cancelled {
        Some(Seats::Cancelled)
    } else {
        // A card does not say whether one registers at all; "closed" could be wrong, so nothing is said.
        event.next.as_ref().map(|session| Seats::of(session, true, today)).filter(|seats| *seats != Seats::Closed)
    };
    // The title beside it says what it is of.
    let photo = event.picture.map(|picture| picture.photo);
    let dimensions = event.dimensions.into_iter().map(|dimension| {
        let code = dimension.code();
        view! { <span class=format!("dimension dimension--{code}")>{dimension.word(l)}</span> }
    });
    view! {
        <div class="programme__side">
            {photo.map(|photo| view! { <Photograph photo listed=true sizes="12rem"/> })}
            {seats.map(|seats| view! { <p class=seats.class()>{seats.words(l)}</p> })}
            <p class="quiet small">{event.organiser.name}</p>
            <p class="programme__dimensions small">{dimensions.collect_view()}</p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::samples::{event, session};

    #[test]
    fn neighbours_of_one_month_stand_under_one_head() {
        let mut april = session(9, 9, 10);
        let first = NaiveDate::from_ymd_opt(2027, 4, 1).unwrap();
        april.when.local.from = first.and_hms_opt(9, 0, 0).unwrap();
        let cards = vec![
            event(vec![session(9, 9, 10)]).card,
            event(vec![session(31, 9, 10)]).card,
            event(vec![april]).card,
            event(vec![]).card,
        ];
        let months: Vec<_> =
            by_month(cards).into_iter().map(|(month, events)| (month.map(|m| m.month()), events.len())).collect();
        assert_eq!(months, [(Some(3), 2), (Some(4), 1), (None, 1)]);
    }
}
