//! `/manage/series`: the series of one's organisation.

use domain::desk::SeriesCard;
use leptos::prelude::*;

use super::super::access::organiser;
use crate::{
    ask::Ask,
    page::{Answered, Page},
    t,
    texts::Locale,
    ui::say::said,
};

/// The series of the organisation the actor acts for.
pub async fn list_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let acting = organiser(&ask)?;
    let found = ask.house.series.series_of(&ask.actor, acting.organisation.id).await?;
    let gone = ask.query.get("done") == "dissolved";
    let page = Page::new("manage", t!(l, eventseries.title), move || {
        let none = found.is_empty();
        let rows = found.into_iter().map(|card| view! { <Row card l/> }).collect_view();
        view! {
            <div class="manage stack">
                <p class="crumb"><a href=l.href("/manage/events")>{t!(l, manage.back_all)}</a></p>
                {gone.then(|| view! { <p class="notice notice--good" role="status">{t!(l, eventseries.dissolved)}</p> })}
                <div class="list-head">
                    <div>
                        <h1>{t!(l, eventseries.title)}</h1>
                        <p>{t!(l, eventseries.lead)}</p>
                    </div>
                    <a class="button" href=l.href("/manage/series/new")>{t!(l, eventseries.new)}</a>
                </div>
                {none.then(|| view! { <p class="lead">{t!(l, eventseries.none)}</p> })}
                {(!none).then(|| view! { <ul class="rows">{rows}</ul> })}
            </div>
        }
        .into_any()
    });
    Ok(page.into())
}

#[component]
fn Row(card: SeriesCard, l: Locale) -> impl IntoView {
    let href = l.href(&format!("/manage/series/{}", card.series.slug));
    let drafts = (card.drafts > 0).then(|| view! { ", "{t!(l, eventseries.drafts, count = card.drafts)} });
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title"><a href=href>{said(l, &card.series.title)}</a></h2>
                <p class="quiet">{t!(l, eventseries.events, count = card.events)}{drafts}</p>
            </div>
        </li>
    }
    .into_any()
}
