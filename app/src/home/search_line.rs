//! *Was? Wann? Wie viele?* One line that serves spaces and events.

use leptos::prelude::*;

use crate::{form::Fields, t, texts::Locale};

/// The search line, filled with what was searched for.
#[component]
pub fn SearchLine(
    /// What stands in the address.
    fields: Fields,
    /// The language.
    l: Locale,
) -> impl IntoView {
    view! {
        <form class="search-line" method="get" action=l.href("/search") role="search" aria-label=t!(l, home.search)>
            <div class="search-line__what">
                <label for="s-q">{t!(l, home.what)}</label>
                <input id="s-q" type="search" name="q" value=fields.get("q").to_owned() placeholder=t!(l, home.what_hint)/>
            </div>
            <div class="search-line__when">
                <label for="s-date">{t!(l, home.when)}</label>
                <input id="s-date" type="date" name="date" value=fields.get("date").to_owned()/>
            </div>
            <div class="search-line__many">
                <label for="s-people">{t!(l, home.how_many)}</label>
                <input
                    id="s-people"
                    type="number"
                    name="people"
                    min="1"
                    max="2000"
                    inputmode="numeric"
                    value=fields.get("people").to_owned()
                />
            </div>
            <button class="button search-line__go">{t!(l, home.find)}</button>
        </form>
    }
}
