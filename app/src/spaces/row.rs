//! A space in a list: what it is, and when it is free.

use domain::{desk::SpaceCard, opening::DayRange, space::seats};
use leptos::prelude::*;

use crate::{
    t,
    texts::Locale,
    ui::{
        dates, free,
        say::{house, said},
        strip::Strip,
        words::Word as _,
    },
};

/// Spaces as rows; `window` is the stretch of the day every strip shows.
#[component]
pub fn SpaceRows(
    /// The spaces.
    cards: Vec<SpaceCard>,
    /// The hours shown.
    window: DayRange,
    /// The language.
    l: Locale,
) -> impl IntoView {
    view! {
        <ul class="rows">
            {cards.into_iter().map(|card| view! { <Row card=card window=window l=l/> }).collect_view()}
        </ul>
    }
    .into_any()
}

/// How many people a space holds at most, in words; nothing when nobody said.
#[must_use]
pub fn people(l: Locale, space: &domain::desk::SpaceView) -> Option<String> {
    if space.pool {
        return Some(t!(l, spaces.places, count = space.units));
    }
    let most = seats(&space.layouts, None).filter(|_| !space.layouts.is_empty())?;
    Some(t!(l, spaces.up_to_people, count = most))
}

#[component]
fn Row(card: SpaceCard, window: DayRange, l: Locale) -> impl IntoView {
    let SpaceCard { space, date, open, free } = card;
    let site = &space.space.site;
    let mut facts = vec![space.space.kind.word(l).to_owned(), house(site)];
    facts.extend(people(l, &space));
    facts.push(if space.access.step_free { t!(l, spaces.step_free_short) } else { t!(l, spaces.steps) }.to_owned());
    let href = format!("{}?week={}", l.href(&format!("/spaces/{}", space.space.slug)), dates::iso_date(date));
    view! {
        <li class="rows__item">
            <div>
                <h3 class="rows__title"><a href=href>{said(l, &space.space.name)}</a></h3>
                <p>{said(l, &space.summary)}</p>
                <p class="quiet small">{facts.join("\u{a0}· ")}</p>
            </div>
            <div class="rows__side">
                <Strip open=open.clone() free=free.clone() window=window hours=true/>
                <p class="small numbers">{free::of_day(l, &free, &open)}</p>
            </div>
        </li>
    }
    .into_any()
}
