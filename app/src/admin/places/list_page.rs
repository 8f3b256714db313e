//! Every site and space somebody may describe.

use domain::desk::{SiteLine, SpaceLine};
use leptos::prelude::*;

use super::{Framed, path, top};
use crate::{
    admin::frame,
    ask::Ask,
    form::{Fields, Problems},
    page::Answered,
    t,
    texts::Locale,
    ui::{say::said, words::Word as _},
};

/// Lists them.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn places(ask: Ask) -> Answered {
    let l = ask.locale;
    let lines = ask.house.places.kept_sites(&ask.actor).await?.ok_or_else(|| frame::nothing(&ask))?;
    let adds = frame::changes(&ask);
    let title = t!(l, places.title).to_owned();
    let (problems, fields) = (Problems::default(), Fields::default());
    let framed = Framed { title, up: vec![top(&ask)], done: None, problems, fields };
    Ok(framed.around(l, move |_| {
        let add = adds.then(|| {
            view! { <p><a class="button" href=l.href("/admin/sites/new")>{t!(l, places.new_site)}</a></p> }
        });
        let none = lines.is_empty().then(|| view! { <p>{t!(l, places.none)}</p> });
        let rows = lines.into_iter().map(|line| view! { <Row l=l line=line adds=adds /> }).collect_view();
        view! {
            <p class="lead">{t!(l, places.lead)}</p>
            {none}
            <ul class="rows">{rows}</ul>
            {add}
        }
        .into_any()
    }))
}

#[component]
fn Row(l: Locale, line: SiteLine, adds: bool) -> impl IntoView {
    let SiteLine { site, spaces, describes } = line;
    let here = path(&site.slug);
    let none = spaces.is_empty().then(|| view! { <p>{t!(l, places.no_space)}</p> });
    let space = |SpaceLine { space, hidden, describes }: SpaceLine| {
        let name = said(l, &space.name);
        let name = match describes {
            true => {
                view! { <a href=l.href(&format!("{}/{}", path(&space.site.slug), space.slug))>{name}</a> }.into_any()
            }
            false => view! { <a href=l.href(&format!("/spaces/{}", space.slug))>{name}</a> }.into_any(),
        };
        view! {
            <li>
                {name} ", " {space.kind.word(l)}
                {hidden.then(|| view! { ", " <strong>{t!(l, places.hidden)}</strong> })}
            </li>
        }
    };
    let spaces = spaces.into_iter().map(space).collect_view();
    let name = match describes {
        true => view! { <a href=l.href(&here)>{site.name.clone()}</a> }.into_any(),
        false => site.name.clone().into_any(),
    };
    let add = adds.then(|| {
        view! {
            <p>
                <a href=l.href(&format!("{here}/new"))>
                    {t!(l, places.new_space)} <span class="visually-hidden">": " {site.name}</span>
                </a>
            </p>
        }
    });
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">{name}</h2>
                <p>{site.town}</p>
                {none}
                <ul>{spaces}</ul>
                {add}
            </div>
        </li>
    }
    .into_any()
}
