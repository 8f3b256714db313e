//! The form for the words of an event.

use domain::{
    desk::Topic,
    event::{AudienceType, Dimension},
    text::Localised,
};
use leptos::prelude::*;

use super::word_fields::{localised, musts};
use crate::{
    t,
    texts::Locale,
    ui::{
        form::{Checkbox, Checkboxes, Choices, Field, Form, Hidden, Submit, TextArea},
        prose::written,
        words,
    },
};

/// Names and labels, in the order of the form.
#[must_use]
pub fn labels(l: Locale) -> Vec<(&'static str, &'static str)> {
    vec![
        ("title_de", t!(l, manage.field_title)),
        ("summary_de", t!(l, manage.field_summary)),
        ("description_de", t!(l, manage.field_description)),
        ("audience_de", t!(l, manage.field_audience)),
        ("price_de", t!(l, manage.field_price)),
        ("title_en", t!(l, manage.english_title)),
        ("summary_en", t!(l, manage.english_summary)),
        ("description_en", t!(l, manage.english_description)),
        ("audience_en", t!(l, manage.english_audience)),
        ("price_en", t!(l, manage.english_price)),
        ("audiences", t!(l, manage.field_audiences)),
        ("dimension", t!(l, events.dimension)),
        ("topic", t!(l, manage.field_topics)),
        ("language", t!(l, manage.field_language)),
        ("takes", t!(l, manage.field_takes)),
        ("contact_name", t!(l, manage.field_contact_name)),
        ("contact_email", t!(l, manage.field_contact_email)),
        ("contact_phone", t!(l, manage.field_contact_phone)),
    ]
}

/// What is said in each language.
const TEXTS: [&str; 5] = ["title", "summary", "description", "audience", "price"];

/// Everything an event says of itself but its sessions.
#[component]
pub fn WordForm(form: Form, topics: Vec<Topic>, version: Option<i32>, request: String, l: Locale) -> impl IntoView {
    let first = musts(l, &localised(form.fields(), "title")).language;
    let second = if first == Locale::De { Locale::En } else { Locale::De };
    // What is written in the other language stays in sight; what is not asks for no room.
    let written = TEXTS.iter().any(|name| form.fields().text(&format!("{name}_{}", second.code())).is_some());
    let legend = |language: Locale| match language {
        Locale::De => t!(l, manage.group_de),
        Locale::En => t!(l, manage.group_en),
    };
    let submit = if version.is_some() { t!(l, manage.save) } else { t!(l, manage.save_draft) };
    view! {
        <form method="post" class="form manage__form">
            <Hidden name="request" value=request/>
            {version.map(|version| view! { <Hidden name="version" value=version.to_string()/> })}
            <fieldset class="manage__group">
                <legend>{legend(first)}</legend>
                <Texts form=form.clone() language=first must=true l/>
            </fieldset>
            <details class="manage__group" open=written>
                <summary>{legend(second)}</summary>
                <p class="quiet">{t!(l, manage.group_other_hint)}</p>
                <Texts form=form.clone() language=second must=false l/>
            </details>
            <Subjects form=form.clone() topics l/>
            <ContactFields form l/>
            <div class="buttons">
                <Submit label=submit/>
                <Submit label=t!(l, manage.look) intent="look" look="quiet" loose=true/>
            </div>
        </form>
    }
    .into_any()
}

/// The words in one language; title and summary must be there in the first one.
#[component]
fn Texts(form: Form, language: Locale, must: bool, l: Locale) -> impl IntoView {
    let code = language.code();
    let name = |field: &str| format!("{field}_{code}");
    view! {
        <Field form=&form name=name("title") label=t!(l, manage.field_title) maxlength=160u16 required=must/>
        <TextArea
            form=&form
            name=name("summary")
            label=t!(l, manage.field_summary)
            hint=t!(l, manage.field_summary_hint)
            rows=3
            maxlength=400u16
            lang=code
            required=must
        />
        <TextArea
            form=&form
            name=name("description")
            label=t!(l, manage.field_description)
            hint=t!(l, manage.field_description_hint)
            rows=12
            maxlength=20_000u16
            lang=code
        />
        <Help l/>
        <Field form=&form name=name("audience") label=t!(l, manage.field_audience) hint=t!(l, manage.field_audience_hint)/>
        <Field form=&form name=name("price") label=t!(l, manage.field_price) hint=t!(l, manage.field_price_hint)/>
    }
    .into_any()
}

/// What one can write in a description, as it is typed.
#[component]
fn Help(l: Locale) -> impl IntoView {
    view! {
        <details class="manage__help">
            <summary>{t!(l, manage.markdown)}</summary>
            <pre class="manage__sample">{t!(l, manage.markdown_sample)}</pre>
            <p class="small quiet">{t!(l, manage.markdown_not)}</p>
        </details>
    }
}

/// How the descriptions in a form will look, in each language that has one.
#[component]
pub fn Look(form: Form, l: Locale) -> impl IntoView {
    let texts = [(Locale::De, t!(l, manage.group_de)), (Locale::En, t!(l, manage.group_en))];
    let texts = texts.into_iter().filter_map(|(language, heading)| {
        let typed = form.fields().text(&format!("description_{}", language.code()))?;
        let text = Localised::of(language.code(), typed);
        Some(view! { <h3>{heading}</h3> {written(l, &text, 4)} })
    });
    let texts = texts.collect_view();
    let none = texts.is_empty().then(|| view! { <p>{t!(l, manage.look_none)}</p> });
    view! {
        <section class="notice" id="look" aria-labelledby="look-title">
            <h2 class="notice__title" id="look-title">{t!(l, manage.look_title)}</h2>
            <p class="quiet" role="status">{t!(l, manage.look_unsaved)}</p>
            {texts}
            {none}
        </section>
    }
    .into_any()
}

#[component]
fn Subjects(form: Form, topics: Vec<Topic>, l: Locale) -> impl IntoView {
    let topics: Vec<_> = topics.into_iter().map(|topic| (topic.slug, topic.name.get(l.code()).to_owned())).collect();
    let languages = words::options(l, &Locale::ALL, Locale::code);
    view! {
        <Checkboxes
            form=&form
            name="dimension"
            legend=t!(l, manage.field_dimensions)
            hint=t!(l, manage.field_dimensions_hint)
            options=words::options(l, Dimension::ALL, Dimension::code)
        />
        <div class="manage__columns">
            <Checkboxes
                form=&form
                name="audiences"
                legend=t!(l, manage.field_audiences)
                hint=t!(l, manage.field_audiences_hint)
                options=words::options(l, AudienceType::ALL, AudienceType::code)
            />
        </div>
        <div class="manage__columns">
            <Checkboxes form=&form name="topic" legend=t!(l, manage.field_topics) options=topics/>
        </div>
        <Choices form=&form name="language" legend=t!(l, manage.field_language) options=languages/>
        <Checkbox form=&form name="takes" label=t!(l, manage.field_takes) hint=t!(l, manage.field_takes_hint)/>
    }
    .into_any()
}

#[component]
fn ContactFields(form: Form, l: Locale) -> impl IntoView {
    view! {
        <fieldset class="manage__group">
            <legend>{t!(l, manage.group_contact)}</legend>
            <p class="quiet">{t!(l, manage.group_contact_hint)}</p>
            <Field form=&form name="contact_name" label=t!(l, manage.field_contact_name) maxlength=120u16/>
            <Field form=&form name="contact_email" kind="email" label=t!(l, manage.field_contact_email) maxlength=254u16/>
            <Field form=&form name="contact_phone" kind="tel" width="medium" label=t!(l, manage.field_contact_phone) maxlength=40u16/>
        </fieldset>
    }
    .into_any()
}
