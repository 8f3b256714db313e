//! `/sites`: every house, as it is right now.

use domain::{
    desk::{Scope, SiteView, TimetableRow, offered},
    opening::minute,
};
use leptos::prelude::*;

use super::house_plan::HousePlan;
use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::say::said,
};

/// Every house.
pub async fn list_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let sites = offered(ask.house.catalogue.sites().await?, "");
    let today = ask.house.calendar.today();
    let Some(times) = ask.house.calendar.timetable(&ask.actor, &Scope::Region, today, 1).await? else {
        return Ok(Answer::NotFound);
    };
    let page = Page::new("sites", t!(l, spaces.sites_title), move || {
        let now = Some(minute(times.now));
        view! {
            <h1>{t!(l, spaces.sites_title)}</h1>
            <h2 class="visually-hidden">{t!(l, spaces.plans)}</h2>
            <Houses sites=sites rows=times.rows now=now l=l/>
        }
        .into_any()
    });
    Ok(page.public(t!(l, spaces.sites_description)).into())
}

/// Houses below one another, each with its plan.
#[component]
pub fn Houses(
    /// The houses.
    sites: Vec<SiteView>,
    /// Today's times of their rooms.
    rows: Vec<TimetableRow>,
    /// The minute of the day; `None` for a day to come.
    now: Option<u16>,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let house = |site: SiteView| {
        let rows: Vec<_> = rows.iter().filter(|row| row.space.site.id == site.id).cloned().collect();
        view! {
            <li class="houses__house">
                <header class="houses__head">
                    <h3><a href=l.href(&format!("/sites/{}", site.slug))>{site.name.clone()}</a></h3>
                    {(!site.name.contains(&site.town)).then(|| view! { <p class="houses__town">{site.town.clone()}</p> })}
                    <p class="quiet">{said(l, &site.summary)}</p>
                </header>
                <HousePlan site=site rows=rows minute=now l=l/>
            </li>
        }
    };
    view! { <ul class="houses">{sites.into_iter().map(house).collect_view()}</ul> }.into_any()
}
