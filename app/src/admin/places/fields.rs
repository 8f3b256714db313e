//! What forms of sites and spaces have in common: words in two languages, how one gets in, whom to ask.

use domain::{
    place::{LONGEST_NOTE, LONGEST_PHONE, LONGEST_SUMMARY, PlaceFault},
    space::{AccessFacts, Contact},
    text::Localised,
};
use leptos::prelude::*;

use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::form::{Checkbox, Field, Form, TextArea},
};

/// The facts one can tick, by their names in forms.
const FACTS: [&str; 5] = ["step_free", "toilet", "loop", "tactile", "parking"];

/// What is filled in.
#[derive(Default)]
pub(super) struct Filled(pub Vec<(String, String)>);

impl Filled {
    pub(super) fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    pub(super) fn words(&mut self, name: &str, words: &Localised) {
        for language in Locale::ALL.map(Locale::code) {
            self.add(&format!("{name}_{language}"), words.0.get(language).cloned().unwrap_or_default());
        }
    }

    pub(super) fn access(&mut self, access: &AccessFacts) {
        let facts = [
            access.step_free,
            access.accessible_toilet,
            access.induction_loop,
            access.tactile_guidance,
            access.accessible_parking,
        ];
        for (name, _) in FACTS.into_iter().zip(facts).filter(|(_, is)| *is) {
            self.add(name, "yes");
        }
        self.words("note", &access.note);
    }

    pub(super) fn contact(&mut self, contact: &Contact) {
        self.add("contact_name", &contact.name);
        self.add("contact_email", &contact.email);
        self.add("contact_phone", &contact.phone);
    }
}

pub(super) fn words(fields: &Fields, name: &str) -> Localised {
    let said = Locale::ALL.map(Locale::code).map(|language| (language, fields.get(&format!("{name}_{language}"))));
    let said = said.into_iter().filter(|(_, text)| !text.trim().is_empty());
    Localised(said.map(|(language, text)| (language.to_owned(), text.to_owned())).collect())
}

pub(super) fn access(fields: &Fields) -> AccessFacts {
    let [step_free, accessible_toilet, induction_loop, tactile_guidance, accessible_parking] =
        FACTS.map(|name| fields.ticked(name));
    AccessFacts {
        step_free,
        accessible_toilet,
        induction_loop,
        tactile_guidance,
        accessible_parking,
        note: words(fields, "note"),
    }
}

pub(super) fn contact(fields: &Fields) -> Contact {
    let of = |name: &str| fields.get(name).trim().to_owned();
    Contact { name: of("contact_name"), email: of("contact_email"), phone: of("contact_phone") }
}

/// A number that may be missing; what is typed and is none is a problem.
pub(super) fn number(l: Locale, fields: &Fields, fault: PlaceFault, problems: &mut Problems) -> Option<u16> {
    fields.text(fault.code())?;
    let number = fields.parse(fault.code());
    if number.is_none() {
        problems.add(fault.code(), super::says(l, fault));
    }
    number
}

/// The same sentence in each language.
pub(super) fn summary(l: Locale, form: &Form) -> AnyView {
    let most = u16::try_from(LONGEST_SUMMARY).unwrap_or_default();
    view! {
        <TextArea form=form name="summary_de" label=t!(l, places.summary_de) rows=2 maxlength=most lang="de" />
        <TextArea form=form name="summary_en" label=t!(l, places.summary_en) rows=2 maxlength=most lang="en" />
    }
    .into_any()
}

pub(super) fn access_fields(l: Locale, form: &Form) -> AnyView {
    let most = u16::try_from(LONGEST_NOTE).unwrap_or_default();
    let labels = [
        t!(l, spaces.access_step_free),
        t!(l, spaces.access_toilet),
        t!(l, spaces.access_loop),
        t!(l, spaces.access_tactile),
        t!(l, spaces.access_parking),
    ];
    let facts =
        FACTS.into_iter().zip(labels).map(|(name, label)| view! { <Checkbox form=form name=name label=label /> });
    view! {
        {facts.collect_view()}
        <TextArea
            form=form
            name="note_de"
            label=t!(l, places.note_de)
            hint=t!(l, places.note_hint)
            rows=3
            maxlength=most
            lang="de"
        />
        <TextArea form=form name="note_en" label=t!(l, places.note_en) rows=3 maxlength=most lang="en" />
    }
    .into_any()
}

/// `required`: there is nobody else to ask.
pub(super) fn contact_fields(l: Locale, form: &Form, required: bool) -> AnyView {
    let most = u16::try_from(LONGEST_PHONE).unwrap_or_default();
    let either = !required;
    view! {
        <Field form=form name="contact_name" label=t!(l, places.contact_name) required=required either=either />
        <Field
            form=form
            name="contact_email"
            label=t!(l, places.contact_email)
            kind="email"
            required=required
            either=either
        />
        <Field
            form=form
            name="contact_phone"
            label=t!(l, places.contact_phone)
            kind="tel"
            width="medium"
            maxlength=most
        />
    }
    .into_any()
}
