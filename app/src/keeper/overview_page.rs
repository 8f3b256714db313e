//! The desk itself: what waits, and the sites one keeps.

use domain::{access::Person, desk::SiteView};
use leptos::prelude::*;

use super::desk::{DeskNav, waiting};
use crate::{
    ask::Ask,
    page::{Answered, Page},
    t,
    texts::Locale,
};

/// Shows it to keepers.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn overview(ask: Ask) -> Answered {
    let l = ask.locale;
    let requests = waiting(&ask).await?.len();
    let kept = |person: &Person, site: &SiteView| person.keeps.contains(&site.id);
    let mut sites = ask.house.catalogue.sites().await?;
    sites.retain(|site| ask.person().is_some_and(|person| kept(person, site)));
    let title = t!(l, keeper.title);
    Ok(Page::new("keeper", title, move || view! { <Overview l=l requests=requests sites=sites /> }.into_any()).into())
}

#[component]
fn Overview(l: Locale, requests: usize, sites: Vec<SiteView>) -> impl IntoView {
    let waiting = if requests == 0 {
        view! { <p>{t!(l, keeper.none)}</p> }.into_any()
    } else {
        view! { <p><a class="button" href=l.href("/keeper/requests")>{t!(l, keeper.answer_requests, count = requests)}</a></p> }
            .into_any()
    };
    let site = |site: SiteView| {
        view! {
            <li class="rows__item">
                <h3 class="rows__title"><a href=l.href(&format!("/calendar?site={}", site.slug))>{site.name}</a></h3>
                <p class="quiet">{t!(l, spaces.spaces_count, count = site.spaces.len())}</p>
            </li>
        }
    };
    view! {
        <div class="stack">
            <h1>{t!(l, keeper.title)}</h1>
            <DeskNav l=l here="/keeper" />
            {waiting}
            <section class="stack">
                <h2>{t!(l, keeper.sites)}</h2>
                <ul class="rows">{sites.into_iter().map(site).collect_view()}</ul>
            </section>
        </div>
    }
    .into_any()
}
