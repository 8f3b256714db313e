//! `/keeper/waiting`: who waits for the spaces one keeps, in the order of asking.

use domain::{
    desk::{Waiter, WaitingAt},
    waiting::WaitState,
};
use leptos::prelude::*;

use super::say;
use crate::{
    ask::Ask,
    keeper::desk::DeskNav,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{dates, words::Word as _},
};

/// Shows them to keepers.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn who_waits(ask: Ask) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    let l = ask.locale;
    let Some(sites) = ask.house.waiting.waiting_at(&ask.actor).await? else { return Ok(Answer::NotFound) };
    let title = t!(l, waiting.keeper_title);
    Ok(Page::new("keeper", title, move || view! { <Sites l=l sites=sites /> }.into_any()).into())
}

#[component]
fn Sites(l: Locale, sites: Vec<WaitingAt>) -> impl IntoView {
    let none = sites.is_empty().then(|| view! { <p>{t!(l, waiting.keeper_none)}</p> });
    view! {
        <div class="stack">
            <h1>{t!(l, waiting.keeper_title)}</h1>
            <DeskNav l=l here="/keeper/waiting" />
            <p>{t!(l, waiting.keeper_intro)}</p>
            {none}
            {sites.into_iter().map(|at| view! { <Site l=l at=at /> }).collect_view()}
        </div>
    }
    .into_any()
}

#[component]
fn Site(l: Locale, at: WaitingAt) -> impl IntoView {
    let rows = at.waiters.into_iter().map(|waiter| view! { <Row l=l waiter=waiter /> }).collect_view();
    let id = format!("site-{}", at.site.slug);
    let labelled = id.clone();
    view! {
        <section class="stack" aria-labelledby=labelled>
            <h2 id=id>{at.site.name}</h2>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Row(l: Locale, waiter: Waiter) -> impl IntoView {
    let Waiter { wish, person: (name, email), organisation } = waiter;
    let book = wish.offer.as_ref().filter(|_| wish.state == WaitState::Offered).map(|offer| {
        let href = l.href(&say::booking_path(&wish, offer));
        view! { <p><a href=href>{t!(l, waiting.keeper_book)}</a></p> }
    });
    let called = if name.is_empty() { email.clone() } else { name };
    let space = wish.space.name.get(l.code()).to_owned();
    let space = if wish.elsewhere { t!(l, waiting.or_like_it, place = space) } else { space };
    let state = match (wish.place, &wish.offer, wish.state) {
        (Some(place), ..) => t!(l, waiting.place, place = place),
        (None, Some(offer), WaitState::Offered) => {
            let when = dates::when(l, &offer.when);
            t!(l, waiting.keeper_offered, when = when, until = dates::moment(l, offer.until))
        }
        (.., state) => state.word(l).to_owned(),
    };
    view! {
        <li class="rows__item">
            <div>
                <h3 class="rows__title">{space}</h3>
                <p>{say::times(l, &wish.wanted)} ", " {t!(l, waiting.people, count = wish.wanted.people)}</p>
                <p class="quiet">{called} ", " {organisation} ", " <a class="waiting__mail" href=format!("mailto:{email}")>{email.clone()}</a></p>
            </div>
            <div class="rows__side">
                <p><strong>{state}</strong></p>
                {book}
                <p class="quiet small">{t!(l, waiting.asked_at, at = dates::moment(l, wish.asked_at))}</p>
            </div>
        </li>
    }
    .into_any()
}
