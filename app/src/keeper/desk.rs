//! What the pages of the desk share: who may be here, and the way from one to the other.

use domain::desk::RequestCard;
use leptos::prelude::*;

use crate::{ask::Ask, page::Answer, t, texts::Locale};

/// The requests that wait, for somebody who keeps a site. For everybody else there is no such page.
///
/// # Errors
/// What to answer when there is nothing to keep, or the house cannot answer now.
pub async fn waiting(ask: &Ask) -> Result<Vec<RequestCard>, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    ask.house.keeping.requests(&ask.actor).await?.ok_or(Answer::NotFound)
}

/// The pages of the desk. `here`: the path of the one that is shown.
#[component]
pub fn DeskNav(l: Locale, here: &'static str) -> impl IntoView {
    let pages = [("/keeper", t!(l, keeper.overview)), ("/keeper/requests", t!(l, keeper.requests))];
    let link = |(path, name)| {
        let current = (path == here).then_some("page");
        view! { <a href=l.href(path) aria-current=current>{name}</a> }
    };
    view! { <nav class="switch" aria-label=t!(l, keeper.nav)>{pages.map(link).collect_view()}</nav> }
}
