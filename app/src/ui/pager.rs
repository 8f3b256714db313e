//! Going on: through the days of a calendar, and the pages of a list.

use leptos::prelude::*;

use super::icon::{Draw, Icon};
use crate::{t, texts::Locale};

/// To the pages of a list before and after this one. Nothing where there is but one.
#[component]
pub fn Pages<F: Fn(u32) -> String>(
    /// The page shown, from 1.
    page: u32,
    /// How many there are.
    pages: u32,
    /// Where a page is.
    to: F,
    /// How the pages before and after are called.
    words: [&'static str; 2],
    /// The language.
    l: Locale,
) -> impl IntoView {
    let [back, on] = words;
    (pages > 1).then(|| {
        view! {
            <nav class="pager" aria-label=t!(l, words.pages)>
                {(page > 1).then(|| view! { <a href=to(page - 1) rel="prev">{back}</a> })}
                <span>{t!(l, words.page_of, page = page, pages = pages)}</span>
                {(page < pages).then(|| view! { <a href=to(page + 1) rel="next">{on}</a> })}
            </nav>
        }
    })
}

/// The number of a page as it stands in an address: the first has none.
#[must_use]
pub fn number(page: u32) -> String {
    if page < 2 { String::new() } else { page.to_string() }
}

/// Earlier, now, later: three links.
#[component]
pub fn Stepper(
    /// What it steps through, spoken: `Tag wählen`.
    label: &'static str,
    /// Where and how the step back is called.
    earlier: (String, &'static str),
    /// Where and how today is called; `None` while it is shown.
    now: Option<(String, &'static str)>,
    /// Where and how the step on is called.
    later: (String, &'static str),
) -> impl IntoView {
    view! {
        <nav class="stepper" aria-label=label>
            <a class="stepper__step" href=earlier.0 rel="prev">
                <Draw icon=Icon::Earlier/>
                <span class="visually-hidden">{earlier.1}</span>
            </a>
            {now.map(|(href, word)| view! { <a class="stepper__step" href=href>{word}</a> })}
            <a class="stepper__step" href=later.0 rel="next">
                <span class="visually-hidden">{later.1}</span>
                <Draw icon=Icon::Later/>
            </a>
        </nav>
    }
}
