//! `/spaces/{slug}/door`: the sign at the door of a space, for a screen that nobody clicks on. It shows what everybody
//! may see (I10), looks again every minute, and leads whoever booked to saying that she is here.

mod now;

use chrono::NaiveDateTime;
use domain::{
    access::Actor,
    desk::{Scope, SpaceView},
    text::Localised,
};
use leptos::prelude::*;
use now::{Next, Now, Sign, sign};

use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{dates, qr::Qr, say::said},
};

/// How often it looks again, in seconds.
const AGAIN: u16 = 60;

/// The sign. Whoever looks, it is shown with the eyes of a visitor.
pub async fn door_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let slug = ask.param("slug").to_owned();
    let Some(space) = ask.house.catalogue.space(&slug).await? else { return Ok(Answer::NotFound) };
    let today = ask.house.calendar.today();
    // The site may be a day ahead of the region, or behind.
    let first = today.pred_opt().unwrap_or(today);
    let scope = Scope::Space(slug.clone());
    let seen = ask.house.calendar.timetable(&Actor::Visitor, &scope, first, 3).await?;
    let Some(table) = seen else { return Ok(Answer::NotFound) };
    let at = table.now;
    let shown = table.days.iter().position(|day| *day == at.date()).zip(table.rows.into_iter().next());
    let Some((day, row)) = shown else { return Ok(Answer::NotFound) };
    let Some(times) = row.days.get(day) else { return Ok(Answer::NotFound) };
    let sign = sign(times, at, row.pool.then_some(row.units));
    let address = ask.house.region.url(l, &format!("/spaces/{slug}/check-in"));
    let name = space.space.name.get(l.code()).to_owned();
    let page = Page::new("spaces", t!(l, doorsign.title, space = name), move || {
        view! { <Door l=l space=space sign=sign at=at address=address /> }.into_any()
    });
    Ok(Page { bare: true, cacheable: true, refresh: Some(AGAIN), ..page }.into())
}

#[component]
fn Door(l: Locale, space: SpaceView, sign: Sign, at: NaiveDateTime, address: String) -> impl IntoView {
    let name = space.space.name.get(l.code()).to_owned();
    let site = space.space.site.name;
    let spoken = address.split_once("://").map_or(address.clone(), |(_, rest)| rest.to_owned());
    let free = matches!(sign.now, Now::Free { .. } | Now::Places { free: 1.. });
    let next = match sign.next {
        Some(next) => view! { <Following l=l next=next /> }.into_any(),
        None => view! { <p>{t!(l, doorsign.nothing_more)}</p> }.into_any(),
    };
    view! {
        <article class="doorsign" class:doorsign--free=free>
            <header class="doorsign__head">
                <h1>{name.clone()}</h1>
                <p>{site}</p>
            </header>
            <div class="doorsign__now">
                <p class="doorsign__state">{state(l, &sign.now)}</p>
                {event(&sign.now).map(|title| view! { <p class="doorsign__event">{said(l, &title)}</p> })}
                {until(l, &sign.now).map(|text| view! { <p class="doorsign__until">{text}</p> })}
            </div>
            <section class="doorsign__next" aria-labelledby="next">
                <h2 id="next">{t!(l, doorsign.next)}</h2>
                {next}
            </section>
            <footer class="doorsign__foot">
                <Qr address=address label=t!(l, doorsign.qr, space = name) />
                <div>
                    <p class="doorsign__ask">{t!(l, doorsign.check_in)}</p>
                    <p class="doorsign__address">{spoken}</p>
                    <p class="doorsign__at">{t!(l, doorsign.as_of, time = dates::at(l, at.time()))}</p>
                </div>
            </footer>
        </article>
    }
    .into_any()
}

#[component]
fn Following(l: Locale, next: Next) -> impl IntoView {
    let (times, what) = match next {
        Next::Use { range, event: Some(title) } => (dates::day_range(l, range), said(l, &title).into_any()),
        Next::Use { range, event: None } => (dates::day_range(l, range), t!(l, doorsign.taken).into_any()),
        Next::Places { from, free } => {
            let times = t!(l, doorsign.from, time = dates::minute(l, from));
            (times, t!(l, doorsign.places, count = free).into_any())
        }
    };
    view! { <p><span class="times">{times}</span> " " {what}</p> }.into_any()
}

/// The state in one or two words.
fn state(l: Locale, now: &Now) -> String {
    match now {
        Now::Free { .. } => t!(l, doorsign.free).to_owned(),
        Now::Places { free } => t!(l, doorsign.places, count = *free),
        Now::Taken { .. } => t!(l, doorsign.taken).to_owned(),
        Now::Preparing { .. } => t!(l, doorsign.preparing).to_owned(),
        Now::Closed => t!(l, doorsign.closed).to_owned(),
    }
}

/// The public event that is on.
fn event(now: &Now) -> Option<Localised> {
    match now {
        Now::Taken { event, .. } => event.clone(),
        _ => None,
    }
}

/// How long it stays so: `bis 14:00 Uhr`.
fn until(l: Locale, now: &Now) -> Option<String> {
    let minute = match now {
        Now::Free { until } | Now::Taken { until, .. } | Now::Preparing { until } => *until,
        Now::Places { .. } | Now::Closed => return None,
    };
    Some(t!(l, doorsign.until, time = dates::minute(l, minute)))
}
