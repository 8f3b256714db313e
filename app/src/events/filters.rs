//! What narrows the programme: a form whose answers stand in the address.

use chrono::NaiveDate;
use domain::{
    desk::{EventQuery, Topic},
    event::{AudienceType, Dimension, Format},
};
use leptos::prelude::*;

use super::query::{self, month_code};
use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        words::{self, Word},
    },
};

/// Values and words of a choice.
type Options = Vec<(String, String)>;

/// The filters. On a phone they fold away and tell how many are in use. A month that is shown says itself when.
#[must_use]
pub fn filters(
    query: &EventQuery,
    month: Option<NaiveDate>,
    topics: &[Topic],
    towns: Vec<String>,
    l: Locale,
) -> AnyView {
    let active = query::active(query).len();
    let title = if active == 0 { t!(l, events.filter).to_owned() } else { t!(l, events.filter_active, count = active) };
    let towns: Options = towns.into_iter().map(|town| (town.clone(), town)).collect();
    let topics: Options =
        topics.iter().map(|topic| (topic.slug.clone(), topic.name.get(l.code()).to_owned())).collect();
    let date = |date: Option<NaiveDate>| date.map(dates::iso_date).unwrap_or_default();
    let days = match month {
        Some(month) => view! {
            <input type="hidden" name="view" value="month"/>
            <input type="hidden" name="month" value=month_code(month)/>
        }
        .into_any(),
        None => view! {
            <Input name="from" label=t!(l, events.from) kind="date" value=date(query.from)/>
            <Input name="until" label=t!(l, events.until) kind="date" value=date(query.until)/>
        }
        .into_any(),
    };
    let clear = month.map_or_else(|| l.href("/events"), |_| l.href("/events?view=month"));
    view! {
        <details class="filters">
            <summary class="filters__summary">{title}</summary>
            <form class="filters__form" method="get" action=l.href("/events") role="search" aria-label=t!(l, events.filter)>
                <Input name="q" label=t!(l, events.words) kind="search" value=query.words.clone()/>
                {days}
                <Choice name="town" label=t!(l, events.town) any=t!(l, events.any_town) options=towns chosen=query.town.clone()/>
                <Choice name="topic" label=t!(l, events.topic) any=t!(l, events.any_topic) options=topics chosen=query.topic.clone()/>
                <Choices query=query.clone() l/>
                <div class="choice">
                    <input class="choice__control" type="checkbox" id="f-seats" name="seats" value="1" checked=query.with_seats/>
                    <label class="choice__label" for="f-seats">{t!(l, events.with_seats)}</label>
                </div>
                {query.organiser.map(|of| view! { <input type="hidden" name="organiser" value=of.to_string()/> })}
                {query.series.clone().map(|of| view! { <input type="hidden" name="series" value=of/> })}
                <div class="filters__send">
                    <button class="button" type="submit">{t!(l, events.show)}</button>
                    {(active > 0).then(|| view! { <a href=clear>{t!(l, events.clear)}</a> })}
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// The closed lists: audience, dimension and format.
#[component]
fn Choices(query: EventQuery, l: Locale) -> impl IntoView {
    let audiences = words::options(l, AudienceType::ALL, AudienceType::code);
    let dimensions = words::options(l, Dimension::ALL, Dimension::code);
    let formats = words::options(l, Format::ALL, Format::code);
    let audience = query.audience.map(|audience| audience.code().to_owned());
    let dimension = query.dimension.map(|dimension| dimension.code().to_owned());
    let format = query.format.map(|format| format.code().to_owned());
    view! {
        <Choice name="audience" label=t!(l, events.audience) any=t!(l, events.any_audience) options=audiences chosen=audience/>
        <Choice name="dimension" label=t!(l, events.dimension) any=t!(l, events.any_dimension) options=dimensions chosen=dimension/>
        <Choice name="format" label=t!(l, events.format) any=t!(l, events.any_format) options=formats chosen=format/>
    }
    .into_any()
}

#[component]
fn Input(name: &'static str, label: &'static str, kind: &'static str, value: String) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for=format!("f-{name}")>{label}</label>
            <input class="field__control" type=kind id=format!("f-{name}") name=name value=value/>
        </div>
    }
}

#[component]
fn Choice(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: Options,
    chosen: Option<String>,
) -> impl IntoView {
    let options = options.into_iter().map(|(value, word)| {
        let selected = chosen.as_deref() == Some(value.as_str());
        view! { <option value=value selected=selected>{word}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="field">
            <label class="field__label" for=format!("f-{name}")>{label}</label>
            <select class="field__control" id=format!("f-{name}") name=name>
                <option value="">{any}</option>
                {options}
            </select>
        </div>
    }
}

/// What one filter says: `Lemgo`, `ab Di., 9. März 2027`.
#[must_use]
pub fn in_words(l: Locale, name: &str, query: &EventQuery, topics: &[Topic]) -> String {
    let date = |label: &str, date: Option<NaiveDate>| {
        date.map(|date| t!(l, events.quoted, text = format!("{label} {}", dates::date(l, date)))).unwrap_or_default()
    };
    match name {
        "q" => t!(l, events.quoted, text = query.words),
        "from" => date(t!(l, events.from), query.from),
        "until" => date(t!(l, events.until), query.until),
        "town" => query.town.clone().unwrap_or_default(),
        "topic" => {
            let slug = query.topic.as_deref().unwrap_or_default();
            topics.iter().find(|topic| topic.slug == slug).map_or(slug, |topic| topic.name.get(l.code())).to_owned()
        }
        "audience" => query.audience.map(|audience| audience.word(l).to_owned()).unwrap_or_default(),
        "dimension" => query.dimension.map(|dimension| dimension.word(l).to_owned()).unwrap_or_default(),
        "format" => query.format.map(|format| format.word(l).to_owned()).unwrap_or_default(),
        "organiser" => t!(l, events.quoted, text = t!(l, events.of_one)),
        "series" => t!(l, events.quoted, text = t!(l, eventseries.of_one)),
        _ => t!(l, events.quoted, text = t!(l, events.with_seats)),
    }
}
