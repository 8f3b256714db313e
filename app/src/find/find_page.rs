//! `/find`: "14 people, half a day, some time next week" and which spaces can be had for it.

use domain::{desk::Facets, search::Findings};
use leptos::prelude::*;

use super::{
    asked,
    form::SearchForm,
    offers::{Found, Way},
};
use crate::{
    ask::Ask,
    page::{Answered, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Form},
};

/// The form, and what it finds once somebody has said how many come.
///
/// # Errors
/// When the house cannot answer now.
pub async fn find_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let today = ask.house.calendar.today();
    let sent = ask.query.0.iter().any(|(name, _)| name == "people");
    let fields = asked::with_defaults(&ask.query, today);
    let facets = ask.house.catalogue.facets().await?;
    let (search, form) = match asked::read(l, &fields, today) {
        _ if !sent => (None, Form::new(l, fields)),
        Ok(search) => (Some(search), Form::new(l, fields)),
        Err(problems) => (None, Form::refused(l, fields, problems)),
    };
    let found = match &search {
        Some(search) => Some((ask.house.catalogue.find(&ask.actor, search).await?, Way::of(search))),
        None => None,
    };
    let title = form.title(t!(l, find.title));
    let status = form.status();
    let page = Page::new("spaces", title, move || view! { <Find form=form facets=facets found=found l=l/> }.into_any());
    Ok(Page { indexed: !sent, ..page.public(t!(l, find.description)) }.with_status(status).into())
}

#[component]
fn Find(form: Form, facets: Facets, found: Option<(Findings, Way)>, l: Locale) -> impl IntoView {
    view! {
        <div class="stack">
            <h1>{t!(l, find.title)}</h1>
            <ErrorSummary form=&form/>
            <div class="beside beside--start">
                <div class="beside__aside">
                    <SearchForm form=form.clone() facets=facets l=l/>
                </div>
                <div class="stack">
                    {match found {
                        Some((found, way)) => view! { <Found found=found way=way l=l/> }.into_any(),
                        None => view! { <p class="lead">{t!(l, find.lead)}</p> }.into_any(),
                    }}
                </div>
            </div>
        </div>
    }
    .into_any()
}
