//! A house as it is right now: its plan, and beside it the same in words.

use domain::{
    desk::{DayTimes, SiteView, SpaceView, TimetableRow},
    id::SpaceId,
};
use leptos::prelude::*;

use crate::{
    t,
    texts::Locale,
    ui::{
        free::Now,
        plan::{Plan, PlanRoom, RoomState},
        say::said,
        words::Word as _,
    },
};

/// The plan of a house with every room's state, and the list that goes with it.
#[component]
pub fn HousePlan(
    /// The house.
    site: SiteView,
    /// Its rooms' times today.
    rows: Vec<TimetableRow>,
    /// The minute of the day; `None` for a day to come.
    minute: Option<u16>,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let now = |id: SpaceId| rows.iter().find(|row| row.space.id == id)?.days.first().map(|times| glance(minute, times));
    let rooms: Vec<_> = site
        .spaces
        .iter()
        .enumerate()
        .filter_map(|(index, space)| {
            let now = now(space.space.id);
            let words = now.map(|now| now.words(l)).unwrap_or_default();
            let mut room = PlanRoom::of(space, index + 1, l.code(), now.map_or(RoomState::Plain, state), words)?;
            room.href = Some(l.href(&format!("/spaces/{}", space.space.slug)));
            Some(room)
        })
        .collect();
    let drawn = !rooms.is_empty();
    let entries = site.spaces.iter().map(|space| entry(l, space, now(space.space.id))).collect_view();
    view! {
        <figure class="house">
            {drawn.then(|| view! { <div class="plan-frame house__plan"><Plan id=site.slug rooms=rooms/></div> })}
            <figcaption class="house__rooms">
                <ol>{entries}</ol>
            </figcaption>
        </figure>
    }
    .into_any()
}

/// How a room is now, or, on a day to come, when it is first free.
#[must_use]
pub fn glance(minute: Option<u16>, times: &DayTimes) -> Now {
    match (minute, times.free.first()) {
        (Some(minute), _) => Now::at(minute, &times.free, &times.open),
        (None, Some(first)) => Now::Coming(first.from),
        (None, None) if times.open.is_empty() => Now::Closed(None),
        (None, None) => Now::Full,
    }
}

/// How that is drawn.
#[must_use]
pub const fn state(now: Now) -> RoomState {
    match now {
        Now::Free(_) | Now::Coming(_) => RoomState::Free,
        Now::FreeFrom(_) | Now::Full => RoomState::Taken,
        Now::Closed(_) => RoomState::Closed,
    }
}

fn entry(l: Locale, space: &SpaceView, now: Option<Now>) -> AnyView {
    let class = match now.map(state) {
        Some(RoomState::Free) => "house__state house__state--free",
        _ => "house__state",
    };
    view! {
        <li>
            <a class="house__name" href=l.href(&format!("/spaces/{}", space.space.slug))>{said(l, &space.space.name)}</a>
            <span class="house__kind">{space.space.kind.word(l)}</span>
            <span class=class>{now.map_or_else(|| t!(l, spaces.closed).to_owned(), |now| now.words(l))}</span>
        </li>
    }
    .into_any()
}
