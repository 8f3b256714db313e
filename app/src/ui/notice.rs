//! Something to know before going on.

use leptos::prelude::*;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// By the way.
    Plain,
    /// It worked.
    Good,
    /// Something to decide.
    Attention,
    /// It did not work.
    Refusal,
}

/// A notice with its words.
#[component]
pub fn Notice(
    /// How much it matters.
    tone: Tone,
    children: Children,
) -> impl IntoView {
    let class = match tone {
        Tone::Plain => "notice",
        Tone::Good => "notice notice--good",
        Tone::Attention => "notice notice--attention",
        Tone::Refusal => "notice notice--refusal",
    };
    // What worked or failed is spoken when the page appears; the rest waits to be read.
    let role = matches!(tone, Tone::Good | Tone::Refusal).then_some("status");
    view! { <div class=class role=role>{children()}</div> }
}
