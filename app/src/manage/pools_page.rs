//! `/manage/events/{slug}/pools`: the seats that sessions share.

use leptos::prelude::*;

use super::{access::own_event, pool_view::Pools};
use crate::{
    ask::Ask,
    page::{Answered, Page},
    t,
};

/// All of them, as they were made.
pub async fn show(ask: Ask) -> Answered {
    let l = ask.locale;
    let event = own_event(&ask).await?;
    let done = match ask.query.get("done") {
        "made" => Some(t!(l, pools.done_made)),
        "saved" => Some(t!(l, pools.done_saved)),
        "dropped" => Some(t!(l, pools.done_dropped)),
        _ => None,
    };
    Ok(Page::new("manage", t!(l, pools.title), move || view! { <Pools event done l/> }.into_any()).into())
}
