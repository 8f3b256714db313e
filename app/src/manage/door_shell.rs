//! The door without the net: what a browser keeps of its page. It says nothing of anybody; `frontend/door.js` fills it with
//! what the phone keeps.

use leptos::prelude::*;

use super::door_view::{Scan, Search, Tickets, WalkInForm, counts};
use crate::{form::Fields, islands::Verdict, page::Page, t, texts::Locale, ui::form::Form};

/// The page.
#[must_use]
pub fn door_shell(l: Locale) -> Page {
    let title = t!(l, offline.title);
    let page = Page::new("manage", title, move || {
        let form = Form::new(l, Fields::default());
        let tickets = Tickets { verdict: Verdict::default(), typed: String::new(), next: false };
        let numbers = ["came", "expected", "missed", "no-seat", "free"].map(|name| (name.to_owned(), 0));
        view! {
            <div class="manage door stack" data-door="">
                <h1>{t!(l, door.title)}<span data-door-title></span></h1>
                <p data-door-when></p>
                <p class="notice notice--attention" data-door-closed hidden></p>
                <p class="notice notice--attention" data-door-none>{t!(l, offline.none)}</p>
                <div class="stack" data-door-all hidden>
                    <div data-door-part="net"></div>
                    {counts(l, numbers.into_iter().collect(), false)}
                    <Scan tickets form=form.clone() session=String::new() path=String::new() l/>
                    <div data-door-part="done"></div>
                    <Search typed=String::new() path=String::new() l/>
                    <div data-door-part="found"></div>
                    <div data-door-part="list"></div>
                    <WalkInForm left=None request=String::new() form path=String::new() l/>
                </div>
            </div>
        }
        .into_any()
    });
    Page { bare: true, camera: true, ..page }
}
