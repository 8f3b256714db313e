//! Longer texts people write, as they meant them.

use domain::{prose, text::Localised};
use leptos::prelude::*;

use super::say::other_language;
use crate::{t, texts::Locale};

/// A text with its headings, lists and links. `first`: the level of its headings, one below what it stands under.
#[must_use]
pub fn written(l: Locale, text: &Localised, first: u8) -> AnyView {
    let html = prose::html(text.get(l.code()), first, t!(l, words.table));
    view! { <div class="prose" lang=other_language(l, text) inner_html=html></div> }.into_any()
}
