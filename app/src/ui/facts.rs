//! Facts: what it is, and how it is.

use leptos::prelude::*;

/// A definition list of what is known; what is not is left out by the caller.
#[component]
pub fn Facts(
    /// Words and what is said of them.
    facts: Vec<(&'static str, AnyView)>,
    /// Words above one another, for the side of a page.
    #[prop(optional)]
    narrow: bool,
) -> impl IntoView {
    let fact = |(word, said): (&'static str, AnyView)| view! { <div><dt>{word}</dt><dd>{said}</dd></div> };
    view! { <dl class="facts" class:facts--narrow=narrow>{facts.into_iter().map(fact).collect_view()}</dl> }
}
