//! `/spaces/{slug}`: one space as it is, when it is free, and what one may do there.

use chrono::NaiveDate;
use domain::desk::{Scope, SiteView, SpaceView, Timetable};
use leptos::prelude::*;

use super::{
    access::{Access, ContactLines, Opening},
    row::people,
    rules,
    week::{NextFree, Week, monday},
};
use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        facts::Facts,
        plan::{Plan, PlanRoom, RoomState},
        say::{self, house, paragraphs, said},
        words::Word as _,
    },
};

/// One space.
pub async fn space_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let catalogue = &ask.house.catalogue;
    let Some(space) = catalogue.space(ask.param("slug")).await? else { return Ok(Answer::NotFound) };
    let Some(site) = catalogue.site(&space.space.site.slug).await? else { return Ok(Answer::NotFound) };
    let site = site.offered(&space.space.slug);
    let name = space.space.name.get(l.code()).to_owned();
    let calendar = &ask.house.calendar;
    let today = calendar.today();
    let scope = Scope::Space(space.space.slug.clone());
    let Some(soon) = calendar.timetable(&ask.actor, &scope, today, 14).await? else { return Ok(Answer::NotFound) };
    // Without a wish, the week in which there is something to be had.
    let first = monday(ask.query.date("week").or_else(|| first_free(&soon)).unwrap_or(today));
    let Some(week) = calendar.timetable(&ask.actor, &scope, first, 7).await? else { return Ok(Answer::NotFound) };
    let feeds = vec![("text/calendar", l.href(&format!("/spaces/{}.ics", space.space.slug)), name.clone())];
    let indexed = ask.query.text("week").is_none() && !space.hidden;
    let (summary, offered) = (space.summary.get(l.code()).to_owned(), !space.hidden);
    let page = Page::new("spaces", name, move || {
        view! {
            <article class="space">
                <Head ask=ask.clone() space=space.clone()/>
                <div class="space__body">
                    <Where site=site space=space.clone() l=l/>
                    <Side space=space.clone() soon=soon l=l/>
                    <div class="space__facts stack">
                        {paragraphs(l, &space.description)}
                        <h2>{t!(l, spaces.facts)}</h2>
                        <SpaceFacts space=space l=l/>
                    </div>
                </div>
                {offered.then(|| view! { <Week ask=ask timetable=week/> })}
            </article>
        }
        .into_any()
    });
    Ok(Page { indexed, feeds, ..page.public(summary) }.into())
}

fn first_free(soon: &Timetable) -> Option<NaiveDate> {
    let row = soon.rows.first()?;
    soon.days.iter().zip(&row.days).find(|(_, times)| !times.free.is_empty()).map(|(date, _)| *date)
}

#[component]
fn Head(ask: Ask, space: SpaceView) -> impl IntoView {
    let l = ask.locale;
    let site = &space.space.site;
    let book = format!("{}?space={}", l.href("/bookings/new"), space.space.slug);
    let wait = format!("{}?space={}", l.href("/bookings/waiting"), space.space.slug);
    let ways = if space.hidden {
        view! { <p class="notice notice--attention">{t!(l, spaces.hidden)}</p> }.into_any()
    } else {
        view! {
            <p><a class="button" href=book>{t!(l, spaces.book)}</a></p>
            <p class="small"><a href=wait rel="nofollow">{t!(l, waiting.join_hint)}</a></p>
        }
        .into_any()
    };
    view! {
        <header class="space__head">
            <p class="crumb"><a href=l.href("/spaces")>{t!(l, spaces.back)}</a></p>
            <p class="quiet">
                {space.space.kind.word(l)} " · "
                <a href=l.href(&format!("/sites/{}", site.slug))>{house(site)}</a>
            </p>
            <h1>{said(l, &space.space.name)}</h1>
            <p class="lead">{said(l, &space.summary)}</p>
            {ways}
        </header>
    }
}

/// The plan of the house with this room in it.
#[component]
fn Where(site: SiteView, space: SpaceView, l: Locale) -> impl IntoView {
    let here = space.space.id;
    let rooms: Vec<_> = site
        .spaces
        .iter()
        .enumerate()
        .filter_map(|(index, other)| {
            let state = if other.space.id == here { RoomState::Here } else { RoomState::Plain };
            let mut room = PlanRoom::of(other, index + 1, l.code(), state, String::new())?;
            room.href = (other.space.id != here).then(|| l.href(&format!("/spaces/{}", other.space.slug)));
            Some(room)
        })
        .collect();
    let shown = space.plan.is_some();
    shown.then(|| {
        view! {
            <figure class="space__plan">
                <div class="plan-frame"><Plan id="house" rooms=rooms/></div>
                <figcaption class="quiet small">{t!(l, spaces.plan_of, site = site.name)}</figcaption>
            </figure>
        }
    })
}

#[component]
fn SpaceFacts(space: SpaceView, l: Locale) -> impl IntoView {
    let item = |text: String| view! { <li>{text}</li> };
    let mut facts: Vec<(&'static str, AnyView)> = vec![];
    let area = space.area.map(|area| t!(l, spaces.square_metres, area = area));
    let size: Vec<String> = area.into_iter().chain(people(l, &space)).collect();
    if !size.is_empty() {
        facts.push((t!(l, spaces.size), size.join(", ").into_any()));
    }
    facts.push((t!(l, spaces.access), view! { <Access facts=space.access.clone() l=l/> }.into_any()));
    if !space.layouts.is_empty() {
        let layouts = space
            .layouts
            .iter()
            .map(|offer| item(format!("{}: {}", offer.layout.word(l), t!(l, spaces.places, count = offer.seats))));
        facts.push((t!(l, spaces.seats), view! { <ul>{layouts.collect_view()}</ul> }.into_any()));
    }
    if !space.equipment.is_empty() {
        let things = space.equipment.iter().map(|thing| match thing.count {
            0 | 1 => item(thing.name.get(l.code()).to_owned()),
            count => item(t!(l, spaces.equipment_count, count = count, name = thing.name.get(l.code()))),
        });
        facts.push((t!(l, spaces.equipment), view! { <ul>{things.collect_view()}</ul> }.into_any()));
    }
    if !space.along.is_empty() {
        let things = space.along.iter().map(|thing| item(say::things(l, std::slice::from_ref(thing))));
        facts.push((t!(l, spaces.along), view! { <ul>{things.collect_view()}</ul> }.into_any()));
    }
    facts.push((t!(l, spaces.open), view! { <Opening hours=space.rules.opening.clone() l=l/> }.into_any()));
    let sentences = rules::sentences(l, &space).into_iter().map(item).collect_view();
    facts.push((t!(l, spaces.rules), view! { <ul>{sentences}</ul> }.into_any()));
    if !space.shares_with.is_empty() {
        facts.push((t!(l, spaces.shares), shares(l, &space)));
    }
    view! { <Facts facts=facts/> }
}

fn shares(l: Locale, space: &SpaceView) -> AnyView {
    let others = space.shares_with.iter().map(|other| {
        view! { <li><a href=l.href(&format!("/spaces/{}", other.slug))>{said(l, &other.name)}</a></li> }
    });
    view! { <ul>{others.collect_view()}</ul><p class="quiet small">{t!(l, spaces.shares_hint)}</p> }.into_any()
}

/// What helps to decide: when, and whom to ask.
#[component]
fn Side(space: SpaceView, soon: Timetable, l: Locale) -> impl IntoView {
    let shortest = space.rules.shortest_minutes;
    view! {
        <aside class="space__side stack">
            {(!space.hidden).then(|| view! {
                <h2>{t!(l, spaces.next_free)}</h2>
                <NextFree timetable=soon shortest=shortest l=l/>
            })}
            <h2>{t!(l, spaces.contact)}</h2>
            <div class="contact"><ContactLines contact=space.contact/></div>
        </aside>
    }
}
