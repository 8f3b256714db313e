//! What somebody needs, as a form whose answer is an address.

use domain::desk::Facets;
use leptos::prelude::*;

use super::asked::LENGTHS;
use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Checkbox, Checkboxes, Field, Form, Select, Submit},
        words::Word as _,
    },
};

/// The form.
#[component]
pub fn SearchForm(
    /// What stands in it.
    form: Form,
    /// What can be chosen.
    facets: Facets,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let lengths =
        LENGTHS.iter().map(|minutes| (minutes.to_string(), dates::duration(l, u32::from(*minutes)))).collect();
    let layouts = facets.layouts.iter().map(|layout| (layout.code().to_owned(), layout.word(l).to_owned())).collect();
    let towns = facets.towns.into_iter().map(|town| (town.clone(), town)).collect();
    let kinds = facets.kinds.iter().map(|kind| (kind.code().to_owned(), kind.word(l).to_owned())).collect();
    let things: Vec<_> = facets.equipment.into_iter().map(|(key, name)| (key, name.get(l.code()).to_owned())).collect();
    let uses: Vec<_> = facets.uses.into_iter().map(|(key, name)| (key, name.get(l.code()).to_owned())).collect();
    let uses = (!uses.is_empty()).then(|| {
        view! { <Select form=&form name="use" label=t!(l, bookings.use_kind) none=t!(l, bookings.any_use) options=uses/> }
    });
    let more = ["town", "kind", "equipment", "use"].iter().any(|name| form.fields().text(name).is_some());
    view! {
        <form class="form find" method="get" action=format!("{}#found", l.href("/find")) role="search" aria-label=t!(l, find.form)>
            <div class="fields">
                <Field form=&form name="people" kind="number" label=t!(l, find.people) width="short" required=true min="1" max="2000"/>
                <Select form=&form name="minutes" label=t!(l, find.minutes) required=true options=lengths/>
            </div>
            <div class="fields">
                <Field form=&form name="first" kind="date" label=t!(l, find.first) required=true/>
                <Field form=&form name="last" kind="date" label=t!(l, find.last) required=true/>
            </div>
            <div class="fields">
                <Field form=&form name="from" kind="time" label=t!(l, find.from) step="900" required=true/>
                <Field form=&form name="until" kind="time" label=t!(l, find.until) step="900" required=true/>
            </div>
            <Select form=&form name="layout" label=t!(l, spaces.layout) none=t!(l, spaces.any) options=layouts/>
            <Checkbox form=&form name="step_free" label=t!(l, spaces.step_free)/>
            <details class="find__more" open=more>
                <summary>{t!(l, find.more)}</summary>
                <Select form=&form name="town" label=t!(l, spaces.town) none=t!(l, spaces.any) options=towns/>
                {uses}
                <Checkboxes form=&form name="kind" legend=t!(l, spaces.kind) options=kinds/>
                <Checkboxes form=&form name="equipment" legend=t!(l, find.equipment) options=things/>
            </details>
            <Submit label=t!(l, find.send)/>
        </form>
    }
    .into_any()
}
