//! Going on: through the days of a calendar.

use leptos::prelude::*;

use super::icon::{Draw, Icon};

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
