//! The few icons of the house. Each stands beside a word or inside something with a spoken name.
//!
//! Shapes from Lucide (ISC licence).

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Earlier.
    Earlier,
    /// Later.
    Later,
    /// Searching.
    Search,
    /// Without a step.
    StepFree,
    /// A calendar to subscribe to.
    Calendar,
    /// Not for long.
    Clock,
}

impl Icon {
    const fn shape(self) -> &'static str {
        match self {
            Self::Earlier => "m15 18-6-6 6-6",
            Self::Later => "m9 18 6-6-6-6",
            Self::Search => "m21 21-4.34-4.34M19 11a8 8 0 1 1-16 0 8 8 0 0 1 16 0z",
            Self::StepFree => {
                "m18 19 1-7-6 1M5 8l3-3 5.5 3-2.36 3.5M4.24 14.5a5 5 0 0 0 6.88 6M13.76 17.5a5 5 0 0 0-6.88-6M17 4a1 1 0 1 1-2 0 1 1 0 0 1 2 0z"
            }
            Self::Clock => "M12 6v6l4 2M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0z",
            Self::Calendar => {
                "M8 2v4M16 2v4M3 10h18M5 4h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z"
            }
        }
    }
}

/// Draws an icon, silently.
#[component]
pub fn Draw(
    /// What it shows.
    icon: Icon,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=icon.shape()/>
        </svg>
    }
}
