//! What the pages of the desk share: who may be here, and the way from one to the other.

use domain::{
    access::Person,
    desk::{RequestCard, SiteView},
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    page::{Answer, Page},
    t,
    texts::Locale,
};

/// What whoever keeps single spaces reads where a page is about whole sites; everybody else: there is no such page.
#[must_use]
pub fn of_whole_sites(ask: &Ask, here: &'static str, title: &'static str) -> Answer {
    let l = ask.locale;
    if !ask.person().is_some_and(Person::is_keeper) {
        return Answer::NotFound;
    }
    let body = move || {
        view! {
            <div class="stack">
                <h1>{title}</h1>
                <DeskNav l=l here=here />
                <p>{t!(l, keeper.of_whole_sites)}</p>
            </div>
        }
        .into_any()
    };
    Page::new("keeper", title, body).into()
}

/// The requests that wait, for somebody who keeps anything. For everybody else there is no such page.
///
/// # Errors
/// What to answer when there is nothing to keep, or the house cannot answer now.
pub async fn waiting(ask: &Ask) -> Result<Vec<RequestCard>, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    ask.house.keeping.requests(&ask.actor).await?.ok_or(Answer::NotFound)
}

/// The sites of which the person keeps anything, each with the spaces she keeps, for a page of their keepers.
///
/// # Errors
/// What to answer when there is nothing to keep, or the house cannot answer now.
pub async fn kept(ask: &Ask) -> Result<Vec<SiteView>, Answer> {
    let Some(person) = ask.person() else { return Err(Answer::SignIn) };
    let mut sites = ask.house.catalogue.sites().await?;
    let hers = person.sites();
    sites.retain(|site| hers.contains(&site.id));
    for site in &mut sites {
        site.spaces.retain(|space| person.looks_after(space.space.premises()));
    }
    if sites.is_empty() { Err(Answer::NotFound) } else { Ok(sites) }
}

/// The pages of the desk. `here`: the path of the one that is shown.
#[component]
pub fn DeskNav(l: Locale, here: &'static str) -> impl IntoView {
    let pages = [
        ("/keeper", t!(l, day.title)),
        ("/keeper/requests", t!(l, keeper.requests)),
        ("/keeper/waiting", t!(l, waiting.keeper_title)),
        ("/keeper/closures", t!(l, closures.title)),
        ("/keeper/equipment", t!(l, equipment.nav)),
        ("/keeper/rules", t!(l, rulebook.title)),
        ("/admin/sites", t!(l, places.nav)),
        ("/keeper/proofs", t!(l, proofs.title)),
        ("/keeper/groups", t!(l, groups.title)),
        ("/keeper/deputies", t!(l, deputies.title)),
        ("/keeper/why", t!(l, why.title)),
    ];
    let link = |(path, name)| {
        let current = (path == here).then_some("page");
        view! { <a href=l.href(path) aria-current=current>{name}</a> }
    };
    view! { <nav class="switch" aria-label=t!(l, keeper.nav)>{pages.map(link).collect_view()}</nav> }
}
