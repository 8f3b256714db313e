//! What one types into, and what sends it.

use leptos::prelude::*;

use super::{Form, Hint, Problem, control_id, described_by};
use crate::t;

/// One line of text, a date, a time, a number: a label, a hint, what is wrong, and the native input.
#[component]
pub fn Field(
    /// The form it stands in.
    #[prop(into)]
    form: Form,
    /// Its name.
    #[prop(into)]
    name: String,
    /// What it asks for.
    #[prop(into)]
    label: String,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: String,
    /// `text`, `email`, `date`, `time`, `number`, `tel`, `search`.
    #[prop(default = "text")]
    kind: &'static str,
    /// The autofill token (HTML 4.10.18.7): `name`, `email`, `organization`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// How wide it is, from what is expected: `short`, `medium`, `full`.
    #[prop(default = "full")]
    width: &'static str,
    /// Must be answered. Fields that need not be say so in their label.
    #[prop(optional)]
    required: bool,
    /// Smallest value.
    #[prop(optional, into)]
    min: Option<String>,
    /// Largest value.
    #[prop(optional, into)]
    max: Option<String>,
    /// Steps between values.
    #[prop(optional, into)]
    step: Option<String>,
    /// Most letters.
    #[prop(optional)]
    maxlength: Option<u16>,
) -> impl IntoView {
    let problem = form.problem(&name);
    let label = if required { label } else { t!(form.0.l, words.optional, label = label) };
    view! {
        <div class="field" class:field--wrong=problem.is_some()>
            <label class="field__label" for=control_id(&name)>{label}</label>
            <Hint name=name.clone() text=hint.clone() />
            <Problem l=form.0.l name=name.clone() text=problem.clone() />
            <input
                class=format!("field__control field__control--{width}")
                id=control_id(&name)
                name=name.clone()
                type=kind
                value=form.value(&name)
                autocomplete=autocomplete
                inputmode=(kind == "number").then_some("numeric")
                required=required
                min=min
                max=max
                step=step
                maxlength=maxlength.map(|most| most.to_string())
                aria-invalid=problem.is_some().then_some("true")
                aria-describedby=described_by(&name, !hint.is_empty(), problem.is_some())
            />
        </div>
    }
    .into_any()
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// The form it stands in.
    #[prop(into)]
    form: Form,
    /// Its name.
    #[prop(into)]
    name: String,
    /// What it asks for.
    #[prop(into)]
    label: String,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: String,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u8,
    /// Must be answered.
    #[prop(optional)]
    required: bool,
    /// Most letters.
    #[prop(optional)]
    maxlength: Option<u16>,
    /// The language of what is typed, where it is not the page's.
    #[prop(optional)]
    lang: Option<&'static str>,
) -> impl IntoView {
    let problem = form.problem(&name);
    let label = if required { label } else { t!(form.0.l, words.optional, label = label) };
    view! {
        <div class="field" class:field--wrong=problem.is_some()>
            <label class="field__label" for=control_id(&name)>{label}</label>
            <Hint name=name.clone() text=hint.clone() />
            <Problem l=form.0.l name=name.clone() text=problem.clone() />
            <textarea
                class="field__control field__control--full"
                id=control_id(&name)
                name=name.clone()
                rows=rows.to_string()
                required=required
                lang=lang
                maxlength=maxlength.map(|most| most.to_string())
                aria-invalid=problem.is_some().then_some("true")
                aria-describedby=described_by(&name, !hint.is_empty(), problem.is_some())
            >
                {content(&form.value(&name))}
            </textarea>
        </div>
    }
    .into_any()
}

/// What stands between the tags of a `<textarea>`. Leptos does not escape there, and HTML drops one line break right
/// after the tag: this one, never the writer's own.
fn content(typed: &str) -> String {
    format!("\n{}", typed.replace('&', "&amp;").replace('<', "&lt;"))
}

/// A value that travels along unseen.
#[component]
pub fn Hidden(
    /// Its name.
    #[prop(into)]
    name: String,
    /// Its value.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value /> }
}

/// The button that sends a form. It says what it does.
#[component]
pub fn Submit(
    /// What it does: `Raum buchen`.
    #[prop(into)]
    label: String,
    /// The value of `do`, where a page has several.
    #[prop(optional)]
    intent: Option<&'static str>,
    /// `""`, `quiet` or `danger`.
    #[prop(optional)]
    look: &'static str,
    /// The browser does not insist on required fields: for a button that only looks.
    #[prop(optional)]
    loose: bool,
) -> impl IntoView {
    let class = if look.is_empty() { "button".to_owned() } else { format!("button button--{look}") };
    view! { <button class=class type="submit" name=intent.map(|_| "do") value=intent formnovalidate=loose>{label}</button> }
}
