//! A month: its days in weeks, each with the events that are on.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use domain::desk::EventCard;
use leptos::prelude::*;

use super::page::View;
use crate::{
    t,
    texts::Locale,
    ui::{dates, free::clock, say::said},
};

/// Events shown in a day before the rest is counted.
const SHOWN: usize = 4;

const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// The days of a month with their events.
#[component]
pub(crate) fn Month<F: Fn(NaiveDate) -> String>(
    /// One card per session.
    events: Vec<EventCard>,
    /// A day of the month.
    date: NaiveDate,
    /// Today.
    today: NaiveDate,
    /// Where the list of a day is.
    to: F,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let (first, days) = View::Month.days(date);
    let caption = t!(l, calendar.caption_month, month = dates::month_of(l, date));
    let heads = WEEKDAYS.map(
        |day| view! { <th scope="col"><abbr title=dates::weekday(l, day)>{dates::weekday_short(l, day)}</abbr></th> },
    );
    let weeks = (0..u64::from(days / 7)).map(|week| {
        let days = (0..7)
            .map(|day| first + Days::new(week * 7 + day))
            .map(|day| cell(l, day, (date, today), &to(day), &events));
        view! { <tr>{days.collect_view()}</tr> }
    });
    view! {
        <div class="timeline-scroll" role="region" tabindex="0" aria-labelledby="timetable">
            <table class="month">
                <caption id="timetable" class="visually-hidden">{caption}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{weeks.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn cell(l: Locale, day: NaiveDate, on: (NaiveDate, NaiveDate), list: &str, events: &[EventCard]) -> AnyView {
    let (month, today) = on;
    let on: Vec<_> = events.iter().filter(|event| is_on(event, day)).collect();
    let more = on.len().saturating_sub(SHOWN);
    let shown = on.iter().take(SHOWN).map(|event| entry(l, event)).collect_view();
    let class = if day.month() == month.month() { "month__day" } else { "month__day month__day--other" };
    view! {
        <td class=class aria-current=(day == today).then_some("date")>
            <a class="month__number" href=list.to_owned()>
                <time datetime=dates::iso_date(day)>
                    <span class="visually-hidden">{dates::date_short(l, day)}</span>
                    <span aria-hidden="true">{day.day()}</span>
                </time>
            </a>
            {(!on.is_empty()).then(|| view! { <ul class="month__events">{shown}</ul> })}
            {(more > 0).then(|| view! { <a class="small" href=list.to_owned()>{t!(l, calendar.more, count = more)}</a> })}
        </td>
    }
    .into_any()
}

fn is_on(event: &EventCard, day: NaiveDate) -> bool {
    event.next.as_ref().is_some_and(|session| session.when.local.from.date() == day)
}

fn entry(l: Locale, event: &EventCard) -> AnyView {
    let time = event.next.as_ref().map(|session| clock(domain::opening::minute(session.when.local.from)));
    let cancelled = event.next.as_ref().is_some_and(|session| session.cancelled);
    let title = said(l, &event.title);
    // Of several parts on one day each says which it is.
    let part = event.next.as_ref().filter(|session| event.sessions > 1 && session.title != event.title);
    let part = part.map(|session| said(l, &session.title));
    let title = match part {
        Some(part) => view! { {title} ": " {part} }.into_any(),
        None => title,
    };
    let title = if cancelled { view! { <s>{title}</s> " " {t!(l, words.event_cancelled)} }.into_any() } else { title };
    view! {
        <li>
            <span class="numbers quiet">{time}</span>
            " "
            <a href=l.href(&format!("/events/{}", event.slug))>{title}</a>
        </li>
    }
    .into_any()
}
