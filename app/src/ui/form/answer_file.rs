//! A file that may be there already.

use leptos::prelude::*;

use super::{Checkbox, Form, Hidden, Labelled, Ties};

/// A file that is there already, as its field shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The names of the hidden field that says which it is, and of the one that takes it away.
    pub names: (String, String),
    /// What the hidden field says.
    pub key: String,
    /// That it is there, and how it is replaced.
    pub words: String,
    /// What takes it away is called.
    pub away: String,
    /// Where it is fetched, and what that is called.
    pub fetch: Option<(String, String)>,
}

/// A file that is an answer: what was sent before is named and stays, unless another is sent or it is taken away.
#[component]
pub fn AnswerFile(
    /// The form it stands in, which is sent as `multipart/form-data`.
    form: Form,
    /// Its name.
    #[prop(into)]
    name: String,
    /// What it asks for.
    #[prop(into)]
    label: String,
    /// What helps to answer.
    #[prop(into)]
    hint: String,
    /// The media types the browser offers.
    accept: String,
    /// Must be answered.
    required: bool,
    /// Must be answered only where another answer asks for it: its label says neither.
    either: bool,
    /// What is there already.
    kept: Option<Kept>,
) -> impl IntoView {
    let (control_name, there) = (name.clone(), kept.is_some());
    let note = kept.as_ref().map(|kept| {
        let fetch = kept.fetch.clone().map(|(href, words)| view! { " "<a href=href download="">{words}</a> });
        view! { <p class="field__kept">{kept.words.clone()}{fetch}</p> }
    });
    let control = move |ties: Ties| {
        view! {
            {note}
            <input
                class="field__control field__control--full"
                id=ties.id
                name=control_name
                type="file"
                accept=accept
                required=required && !there
                aria-invalid=ties.invalid
                aria-describedby=ties.described_by
            />
        }
        .into_any()
    };
    let away = kept.map(|Kept { names: (kept, away), key, away: label, .. }| {
        let bare = Form::new(form.0.l, crate::form::Fields::default());
        view! {
            <Hidden name=kept value=key/>
            <Checkbox form=bare.open() name=away label=label/>
        }
    });
    view! {
        <div class="field__file">
            <Labelled form name label hint optional=!(required || either) control/>
            {away}
        </div>
    }
    .into_any()
}
