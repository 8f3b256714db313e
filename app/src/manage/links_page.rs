//! `/manage/events/{slug}/access`: the links by which groups register, and what is kept for them.

use leptos::prelude::*;

use super::{access::own_event, link_view::Links};
use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
};

/// All of them, as they were made.
pub async fn show(ask: Ask) -> Answered {
    let l = ask.locale;
    let event = own_event(&ask).await?;
    let Some(links) = ask.house.access.access_links(&ask.actor, event.id).await? else { return Ok(Answer::NotFound) };
    let done = match ask.query.get("done") {
        "made" => Some(t!(l, access.done_made)),
        "saved" => Some(t!(l, access.done_saved)),
        "renewed" => Some(t!(l, access.done_renewed)),
        "ended" => Some(t!(l, access.done_ended)),
        "released" => Some(t!(l, access.done_released)),
        _ => None,
    };
    let region = ask.house.region;
    Ok(Page::new("manage", t!(l, access.title), move || view! { <Links event links region done l/> }.into_any()).into())
}
