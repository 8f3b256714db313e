//! The form of a space.

use domain::{
    place::{LONGEST_DESCRIPTION, LONGEST_NAME, MOST_THINGS, PlaceFault, SpaceFields},
    space::{Layout, LayoutSeats, MOST_SEATS, SpaceKind},
    text::Localised,
};
use leptos::prelude::*;

use super::{fields, says};
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::{
        form::{Checkbox, Field, Form, Select, TextArea},
        words::{self, Word as _},
    },
};

/// What can stand there: key and name.
pub(super) type Things = Vec<(String, Localised)>;

/// The name of the field for a thing.
fn thing(key: &str) -> String {
    format!("thing-{key}")
}

pub(super) fn filled(space: &SpaceFields) -> fields::Filled {
    let mut filled = fields::Filled::default();
    filled.words("name", &space.name);
    filled.add("kind", space.kind.code());
    filled.words("summary", &space.summary);
    filled.words("description", &space.description);
    filled.add("area", space.area.map(|area| area.to_string()).unwrap_or_default());
    for offer in &space.layouts {
        filled.add(offer.layout.code(), offer.seats.to_string());
    }
    for (key, count) in &space.equipment {
        filled.add(&thing(key), count.to_string());
    }
    if let Some(access) = &space.access {
        filled.add("own_access", "yes");
        filled.access(access);
    }
    if let Some(contact) = &space.contact {
        filled.contact(contact);
    }
    filled
}

/// What was typed. What stands there and nobody asks of stays as it is in `before`.
pub(super) fn read(
    l: Locale,
    typed: &Fields,
    things: &Things,
    before: Option<&SpaceFields>,
) -> (SpaceFields, Problems) {
    let mut problems = Problems::default();
    let area = fields::number(l, typed, PlaceFault::Area, &mut problems);
    let mut layouts = Vec::new();
    for layout in Layout::ALL.iter().copied().filter(|layout| typed.text(layout.code()).is_some()) {
        match typed.parse(layout.code()).filter(|seats| (1..=MOST_SEATS).contains(seats)) {
            Some(seats) => layouts.push(LayoutSeats { layout, seats }),
            None => problems.add(layout.code(), says(l, PlaceFault::Layouts)),
        }
    }
    let mut equipment = before.map(|space| space.equipment.clone()).unwrap_or_default();
    for (key, _) in things {
        equipment.remove(key);
        let name = thing(key);
        if typed.text(&name).is_none() {
            continue;
        }
        match typed.parse(&name).filter(|count| *count <= MOST_THINGS) {
            Some(count) => {
                equipment.insert(key.clone(), count);
            }
            None => problems.add(name, says(l, PlaceFault::Equipment)),
        }
    }
    let contact = fields::contact(typed);
    let asked = [&contact.name, &contact.email, &contact.phone].iter().any(|part| !part.is_empty());
    let space = SpaceFields {
        name: fields::words(typed, "name"),
        kind: SpaceKind::from_code(typed.get("kind")).unwrap_or(SpaceKind::Seminar),
        summary: fields::words(typed, "summary"),
        description: fields::words(typed, "description"),
        area,
        layouts,
        equipment,
        access: typed.ticked("own_access").then(|| fields::access(typed)),
        contact: asked.then_some(contact),
    };
    (space, problems)
}

/// The fields of a space, without the form around them.
#[component]
pub(super) fn Sheet(l: Locale, form: Form, things: Things) -> impl IntoView {
    let most = |longest: usize| u16::try_from(longest).unwrap_or_default();
    let seats = |layout: &Layout| {
        let most = MOST_SEATS.to_string();
        view! {
            <Field
                form=&form
                name=layout.code()
                label=layout.word(l)
                kind="number"
                min="1"
                max=most
                width="short"
                either=true
            />
        }
    };
    let there = |(key, name): &(String, Localised)| {
        let (most, label) = (MOST_THINGS.to_string(), name.get(l.code()).to_owned());
        view! {
            <Field form=&form name=thing(key) label=label kind="number" min="0" max=most width="short" either=true />
        }
    };
    let equipment = (!things.is_empty()).then(|| {
        view! {
            <fieldset class="stack admin__part">
                <legend>{t!(l, spaces.equipment)}</legend>
                <p class="quiet">{t!(l, places.equipment_hint)}</p>
                <div class="admin__columns">{things.iter().map(there).collect_view()}</div>
            </fieldset>
        }
    });
    view! {
        <Field form=&form name="name_de" label=t!(l, places.name_de) required=true maxlength=most(LONGEST_NAME) />
        <Field form=&form name="name_en" label=t!(l, places.name_en) maxlength=most(LONGEST_NAME) />
        <Select form=&form name="kind" label=t!(l, places.kind) options=words::options(l, SpaceKind::ALL, SpaceKind::code) />
        {fields::summary(l, &form)}
        <TextArea
            form=&form
            name="description_de"
            label=t!(l, places.description_de)
            rows=6
            maxlength=most(LONGEST_DESCRIPTION)
            lang="de"
        />
        <TextArea
            form=&form
            name="description_en"
            label=t!(l, places.description_en)
            rows=6
            maxlength=most(LONGEST_DESCRIPTION)
            lang="en"
        />
        <Field form=&form name="area" label=t!(l, places.area) kind="number" min="1" max="65535" width="short" />
        <fieldset class="stack admin__part">
            <legend>{t!(l, spaces.seats)}</legend>
            <p class="quiet">{t!(l, places.seats_hint)}</p>
            <div class="admin__columns">{Layout::ALL.iter().map(seats).collect_view()}</div>
        </fieldset>
        {equipment}
        <fieldset class="stack admin__part">
            <legend>{t!(l, spaces.access)}</legend>
            <Checkbox form=&form name="own_access" label=t!(l, places.own_access) hint=t!(l, places.own_access_hint) />
            {fields::access_fields(l, &form)}
        </fieldset>
        <fieldset class="stack admin__part">
            <legend>{t!(l, spaces.contact)}</legend>
            <p class="quiet">{t!(l, places.contact_hint)}</p>
            {fields::contact_fields(l, &form, false)}
        </fieldset>
    }
    .into_any()
}
