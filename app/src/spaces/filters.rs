//! What narrows the list of spaces: a plain form whose answer is an address.

use domain::{
    desk::{Facets, SpaceQuery},
    space::{Layout, SpaceKind},
};
use leptos::prelude::*;

use crate::{
    t,
    texts::Locale,
    ui::{dates, words::Word as _},
};

/// The filters. On a phone they fold away and tell how many are in use.
#[component]
pub fn Filters(
    /// What stands in the address.
    query: SpaceQuery,
    /// What can be chosen.
    facets: Facets,
    /// The day that is shown.
    date: chrono::NaiveDate,
    /// How many filters are in use.
    active: usize,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let title =
        if active == 0 { t!(l, spaces.filters).to_owned() } else { t!(l, spaces.filters_active, count = active) };
    view! {
        <details class="filters">
            <summary class="filters__summary">{title}</summary>
            <form class="filters__form" method="get" action=l.href("/spaces") role="search" aria-label=t!(l, spaces.filters)>
                <When query=query.clone() date=date l=l/>
                <What query=query.clone() facets=facets.clone() l=l/>
                <Which query=query facets=facets l=l/>
                <div class="filters__send">
                    <button class="button">{t!(l, spaces.show)}</button>
                    {(active > 0).then(|| view! { <a href=l.href("/spaces")>{t!(l, spaces.clear)}</a> })}
                </div>
            </form>
        </details>
    }
    .into_any()
}

#[component]
fn When(query: SpaceQuery, date: chrono::NaiveDate, l: Locale) -> impl IntoView {
    let time = |time: Option<chrono::NaiveTime>| time.map(dates::iso_time).unwrap_or_default();
    view! {
        <div class="field">
            <label class="field__label" for="f-date">{t!(l, spaces.date)}</label>
            <input class="field__control" id="f-date" type="date" name="date" value=dates::iso_date(date)/>
        </div>
        <div class="fields">
            <div class="field">
                <label class="field__label" for="f-from">{t!(l, spaces.from)}</label>
                <input class="field__control" id="f-from" type="time" name="from" value=time(query.from) step="900"/>
            </div>
            <div class="field">
                <label class="field__label" for="f-until">{t!(l, spaces.until)}</label>
                <input class="field__control" id="f-until" type="time" name="until" value=time(query.until) step="900"/>
            </div>
        </div>
        <div class="field">
            <label class="field__label" for="f-people">{t!(l, spaces.people)}</label>
            <input
                class="field__control field__control--short"
                id="f-people"
                type="number"
                name="people"
                min="1"
                max="2000"
                inputmode="numeric"
                value=query.people.map(|people| people.to_string())
            />
        </div>
    }
}

#[component]
fn What(query: SpaceQuery, facets: Facets, l: Locale) -> impl IntoView {
    let town = query.town.clone().unwrap_or_default();
    let site = query.site.clone().unwrap_or_default();
    let layout = query.layout.map(Layout::code).unwrap_or_default();
    let towns = facets.towns.into_iter().map(|town| (town.clone(), town)).collect();
    let layouts = facets.layouts.iter().map(|layout| (layout.code().to_owned(), layout.word(l).to_owned())).collect();
    view! {
        <div class="field">
            <label class="field__label" for="f-q">{t!(l, spaces.words)}</label>
            <input class="field__control" id="f-q" type="search" name="q" value=query.words placeholder=t!(l, spaces.words_hint)/>
        </div>
        <Choice l=l name="town" label=t!(l, spaces.town) chosen=town options=towns/>
        <Choice l=l name="site" label=t!(l, spaces.site) chosen=site options=facets.sites/>
        <Choice l=l name="layout" label=t!(l, spaces.layout) chosen=layout.to_owned() options=layouts/>
    }
}

#[component]
fn Choice(
    l: Locale,
    name: &'static str,
    label: &'static str,
    chosen: String,
    options: Vec<(String, String)>,
) -> impl IntoView {
    let option = move |(value, word): (String, String)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{word}</option> }
    };
    (options.len() > 1).then(|| {
        view! {
            <div class="field">
                <label class="field__label" for=format!("f-{name}")>{label}</label>
                <select class="field__control" id=format!("f-{name}") name=name>
                    <option value="">{t!(l, spaces.any)}</option>
                    {options.into_iter().map(option).collect_view()}
                </select>
            </div>
        }
    })
}

#[component]
fn Which(query: SpaceQuery, facets: Facets, l: Locale) -> impl IntoView {
    let kinds = facets
        .kinds
        .iter()
        .map(|kind: &SpaceKind| (kind.code().to_owned(), kind.word(l).to_owned(), query.kinds.contains(kind)))
        .collect();
    let equipment = facets
        .equipment
        .iter()
        .map(|(key, name)| (key.clone(), name.get(l.code()).to_owned(), query.equipment.contains(key)))
        .collect();
    view! {
        <label class="choice">
            <input class="choice__control" type="checkbox" name="step_free" value="1" checked=query.step_free/>
            <span class="choice__label">{t!(l, spaces.step_free)}</span>
        </label>
        <Ticks name="kind" legend=t!(l, spaces.kind) options=kinds/>
        <Ticks name="equipment" legend=t!(l, spaces.equipment) options=equipment/>
    }
}

/// Boxes to tick. A long list folds away until something in it is ticked.
#[component]
fn Ticks(name: &'static str, legend: &'static str, options: Vec<(String, String, bool)>) -> impl IntoView {
    let (long, any) = (options.len() > 8, options.iter().any(|(_, _, checked)| *checked));
    let tick = |(value, word, checked): (String, String, bool)| {
        view! {
            <label class="choice">
                <input class="choice__control" type="checkbox" name=name value=value checked=checked/>
                <span class="choice__label">{word}</span>
            </label>
        }
    };
    (!options.is_empty()).then(|| {
        let ticks = options.into_iter().map(tick).collect_view();
        let ticks = if long {
            view! { <details open=any><summary class="filters__more">{legend}</summary>{ticks}</details> }.into_any()
        } else {
            ticks.into_any()
        };
        let hidden = if long { "visually-hidden" } else { "field__label" };
        view! { <fieldset class="field field--group"><legend class=hidden>{legend}</legend>{ticks}</fieldset> }
    })
}
