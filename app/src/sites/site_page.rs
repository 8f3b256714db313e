//! `/sites/{slug}`: one house: how one gets in, when it is open, what is in it.

use domain::{
    desk::{Scope, SiteView, Timetable},
    opening::minute,
};
use leptos::prelude::*;

use super::house_plan::HousePlan;
use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    spaces::access::{Access, ContactLines, Opening},
    t,
    texts::Locale,
    ui::{facts::Facts, say::said},
};

/// One house.
pub async fn site_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(site) = ask.house.catalogue.site(ask.param("slug")).await? else { return Ok(Answer::NotFound) };
    let site = site.offered("");
    let today = ask.house.calendar.today();
    let scope = Scope::Site(site.slug.clone());
    let Some(times) = ask.house.calendar.timetable(&ask.actor, &scope, today, 1).await? else {
        return Ok(Answer::NotFound);
    };
    let description = format!("{}, {}. {}", site.name, site.town, site.summary.get(l.code()));
    let page = Page::new("sites", site.name.clone(), move || view! { <Shown site=site times=times l=l/> }.into_any());
    Ok(page.public(description).into())
}

#[component]
fn Shown(site: SiteView, times: Timetable, l: Locale) -> impl IntoView {
    let calendar = format!("{}?site={}", l.href("/calendar"), site.slug);
    let address = address(l, &site);
    let facts = vec![
        (t!(l, spaces.address), address),
        (t!(l, spaces.open), view! { <Opening hours=site.opening.clone() l=l/> }.into_any()),
        (t!(l, spaces.access), view! { <Access facts=site.access.clone() l=l/> }.into_any()),
        (t!(l, spaces.contact), view! { <ContactLines contact=site.contact.clone()/> }.into_any()),
    ];
    let now = Some(minute(times.now));
    view! {
        <article class="stack">
            <header>
                <p class="crumb"><a href=l.href("/sites")>{t!(l, spaces.sites_back)}</a></p>
                <h1>{site.name.clone()}</h1>
                <p class="lead">{said(l, &site.summary)}</p>
            </header>
            <h2 class="visually-hidden">{t!(l, spaces.spaces_here)}</h2>
            <HousePlan site=site rows=times.rows minute=now l=l/>
            <p><a href=calendar>{t!(l, spaces.site_calendar)}</a></p>
            <h2>{t!(l, spaces.facts)}</h2>
            <Facts facts=facts/>
        </article>
    }
    .into_any()
}

fn address(l: Locale, site: &SiteView) -> AnyView {
    let map = site.position.map(|(north, east)| {
        format!("https://www.openstreetmap.org/?mlat={north:.5}&mlon={east:.5}#map=17/{north:.5}/{east:.5}")
    });
    view! {
        <ul>
            <li>{site.street.clone()}</li>
            <li>{format!("{} {}", site.postcode, site.town)}</li>
            {map.map(|map| view! { <li><a href=map rel="external noreferrer">{t!(l, spaces.on_map)}</a></li> })}
        </ul>
    }
    .into_any()
}
