//! Who speaks: one group of fields a person, and a button for one more.

use leptos::prelude::*;

use super::speaker_fields::{name, shown};
use crate::{
    t,
    texts::Locale,
    ui::form::{Field, Form, Submit, TextArea},
};

/// Everybody who speaks, in the order of the programme.
#[component]
pub fn SpeakerFields(form: Form, l: Locale) -> impl IntoView {
    let rows = (0..shown(form.fields())).map(|number| view! { <SpeakerRow form=form.clone() number l/> });
    view! {
        <fieldset class="manage__group">
            <legend>{t!(l, manage.field_speakers)}</legend>
            <p class="quiet">{t!(l, speakers.lead)}</p>
            {rows.collect_view()}
            <p><Submit label=t!(l, speakers.one_more) intent="speaker" look="quiet" loose=true/></p>
        </fieldset>
    }
    .into_any()
}

#[component]
fn SpeakerRow(form: Form, number: usize, l: Locale) -> impl IntoView {
    const MORE: [&str; 6] = ["role_de", "role_en", "affiliation", "portrait_de", "portrait_en", "url"];
    let said = |field: &&str| form.fields().text(&name(number, field)).is_some();
    let wrong = |field: &&str| form.problems().at(&name(number, field)).is_some();
    let open = MORE.iter().any(|field| said(field) || wrong(field));
    let field = |field: &str| name(number, field);
    view! {
        <fieldset class="manage__person">
            <legend>{t!(l, speakers.person, number = number + 1)}</legend>
            <Field form=&form name=field("") label=t!(l, speakers.name) maxlength=120u16/>
            <details open=open>
                <summary>{t!(l, speakers.more)}</summary>
                <div class="stack">
                    <div class="fields">
                        <Field form=&form name=field("role_de") label=t!(l, speakers.role_de) maxlength=120u16/>
                        <Field form=&form name=field("role_en") label=t!(l, speakers.role_en) maxlength=120u16/>
                    </div>
                    <Field form=&form name=field("affiliation") label=t!(l, speakers.affiliation) maxlength=120u16/>
                    <TextArea
                        form=&form
                        name=field("portrait_de")
                        label=t!(l, speakers.portrait_de)
                        hint=t!(l, speakers.portrait_hint)
                        rows=3
                        maxlength=600u16
                        lang="de"
                    />
                    <TextArea form=&form name=field("portrait_en") label=t!(l, speakers.portrait_en) rows=3 maxlength=600u16 lang="en"/>
                    <Field form=&form name=field("url") kind="url" label=t!(l, speakers.url) hint=t!(l, speakers.url_hint)/>
                </div>
            </details>
        </fieldset>
    }
    .into_any()
}
