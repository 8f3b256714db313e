//! The groups of a keeper's houses: which there are, and who is in them.

mod list_page;
mod page;
mod view;

use domain::{
    group::{GroupRefusal, MOST_LETTERS, MOST_OF_A_NOTE},
    text::Localised,
};
use leptos::prelude::*;
pub use list_page::{list, make};
pub use page::{send, show};

use crate::{
    form::Problems,
    t,
    texts::Locale,
    ui::{
        form::{Field, Form, TextArea},
        words,
    },
};

/// What a group is called, and what it is for.
#[component]
fn Naming(l: Locale, form: Form) -> impl IntoView {
    view! {
        <Field
            form=&form
            name="name"
            label=t!(l, groups.name)
            hint=t!(l, groups.name_hint)
            required=true
            maxlength=MOST_LETTERS
        />
        <TextArea
            form=&form
            name="note"
            label=t!(l, groups.note)
            hint=t!(l, groups.note_hint)
            rows=2
            maxlength=MOST_OF_A_NOTE
        />
    }
}

/// Why it was refused, at its field.
fn problems(l: Locale, refusal: &GroupRefusal) -> Problems {
    match refusal {
        GroupRefusal::Name => Problems::of("name", t!(l, groups.problem_name)),
        GroupRefusal::NameTaken => Problems::of("name", t!(l, groups.problem_name_taken)),
        GroupRefusal::Note => Problems::of("note", t!(l, groups.problem_note)),
        GroupRefusal::Nobody => Problems::of("who", t!(l, groups.problem_who)),
        GroupRefusal::LastDay => Problems::of("last_day", t!(l, groups.problem_last_day)),
        GroupRefusal::InUse(places) => Problems::whole(in_use(l, places)),
        GroupRefusal::ChangedMeanwhile | GroupRefusal::NotFound | GroupRefusal::Unavailable => {
            Problems::whole(t!(l, groups.problem_changed))
        }
    }
}

/// What has rules about a group, in a sentence.
fn in_use(l: Locale, places: &[Localised]) -> String {
    let places: Vec<String> = places.iter().map(|name| name.get(l.code()).to_owned()).collect();
    t!(l, groups.in_use, places = words::list(l, &places))
}
