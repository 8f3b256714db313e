//! What is taken along: one list for each thing the house lends.

use domain::space::Equipment;
use leptos::prelude::*;

use super::wish::{along, thing};
use crate::{t, texts::Locale, ui::form::Form};

/// So many can be chosen of one thing; who needs more asks.
const MOST: u16 = 50;

/// The questions, where there is anything to choose. What is asked for and not lent here stays in sight, so that it can
/// be taken back.
#[component]
pub fn Along(l: Locale, form: Form, things: Vec<Equipment>) -> impl IntoView {
    let wanted = along(form.fields());
    let mut things = things;
    for (key, count) in &wanted {
        if !things.iter().any(|thing| thing.key == *key) {
            let name = domain::text::Localised::of("de", key);
            things.push(Equipment { key: key.clone(), name, count: *count });
        }
    }
    let control = |one: Equipment| {
        let id = format!("f-along-{}", one.key);
        let label = t!(l, bookings.along_of, name = one.name.get(l.code()), total = one.count);
        let chosen = wanted.get(&one.key).copied().unwrap_or_default();
        let counts = (1..=one.count.min(MOST)).chain((chosen > one.count.min(MOST)).then_some(chosen));
        let options = counts.map(|count| {
            view! { <option value=thing(&one.key, count) selected=count == chosen>{count}</option> }
        });
        view! {
            <div class="field">
                <label class="field__label" for=id.clone()>{label}</label>
                <select class="field__control field__control--select" id=id name="along">
                    <option value="">"0"</option>
                    {options.collect_view()}
                </select>
            </div>
        }
    };
    (!things.is_empty()).then(|| {
        view! {
            <fieldset class="field field--group">
                <legend class="field__label">{t!(l, bookings.along)}</legend>
                <p class="field__hint">{t!(l, bookings.along_hint)}</p>
                <div class="fields">{things.into_iter().map(control).collect_view()}</div>
            </fieldset>
        }
    })
}
