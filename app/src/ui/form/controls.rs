//! What one types into, and what sends it.

use leptos::prelude::*;

use super::{Form, Labelled, Ties};

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
    /// The autofill token (HTML 4.10.18.7): `name`, `email`, `organization`, `one-time-code`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// How wide it is, from what is expected: `short`, `medium`, `full`.
    #[prop(default = "full")]
    width: &'static str,
    /// Must be answered. Fields that need not be say so in their label.
    #[prop(optional)]
    required: bool,
    /// Must be answered only where another answer asks for it: its label says neither.
    #[prop(optional)]
    either: bool,
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
    /// The id of a `<datalist>` with what is often answered.
    #[prop(optional)]
    list: Option<&'static str>,
    /// The keys a phone shows, where the kind does not say: `decimal`.
    #[prop(optional)]
    inputmode: Option<&'static str>,
) -> impl IntoView {
    let digits = (kind == "number" || autocomplete == Some("one-time-code")).then_some("numeric");
    let inputmode = inputmode.or(digits);
    let (value, control_name) = (form.value(&name), name.clone());
    let control = move |ties: Ties| {
        view! {
            <input
                class=format!("field__control field__control--{width}")
                id=ties.id
                name=control_name
                type=kind
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                required=required
                min=min
                max=max
                step=step
                maxlength=maxlength.map(|most| most.to_string())
                list=list
                aria-invalid=ties.invalid
                aria-describedby=ties.described_by
            />
        }
        .into_any()
    };
    view! { <Labelled form=form name=name label=label hint=hint optional=!(required || either) control=control /> }
}

/// A file. Its form is sent as `multipart/form-data`; what was chosen is not kept when it comes back.
#[component]
pub fn FileField(
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
    /// The media types the browser offers. It does not insist, and neither is it believed.
    accept: &'static str,
    /// Must be answered.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let control_name = name.clone();
    let control = move |ties: Ties| {
        view! {
            <input
                class="field__control field__control--full"
                id=ties.id
                name=control_name
                type="file"
                accept=accept
                required=required
                aria-invalid=ties.invalid
                aria-describedby=ties.described_by
            />
        }
        .into_any()
    };
    view! { <Labelled form=form name=name label=label hint=hint optional=!required control=control /> }
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
    /// Must be answered only where another answer asks for it: its label says neither.
    #[prop(optional)]
    either: bool,
    /// Most letters.
    #[prop(optional)]
    maxlength: Option<u16>,
    /// The language of what is typed, where it is not the page's.
    #[prop(optional)]
    lang: Option<&'static str>,
) -> impl IntoView {
    let (value, control_name) = (form.value(&name), name.clone());
    let control = move |ties: Ties| {
        view! {
            <textarea
                class="field__control field__control--full"
                id=ties.id
                name=control_name
                rows=rows.to_string()
                required=required
                lang=lang
                maxlength=maxlength.map(|most| most.to_string())
                aria-invalid=ties.invalid
                aria-describedby=ties.described_by
            >
                {content(&value)}
            </textarea>
        }
        .into_any()
    };
    view! { <Labelled form=form name=name label=label hint=hint optional=!(required || either) control=control /> }
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

/// A small button beside a row of a list: a form of its own, about the one thing a hidden field names.
#[component]
pub fn RowButton(
    /// The field that names it.
    name: &'static str,
    /// Which.
    #[prop(into)]
    value: String,
    /// The value of `do`.
    intent: &'static str,
    /// What it does: `Beenden`.
    #[prop(into)]
    label: String,
    /// To what, for whoever hears the button without its row.
    #[prop(into)]
    about: String,
    /// Where it is sent, when that is another page.
    #[prop(optional, into)]
    action: Option<String>,
) -> impl IntoView {
    view! {
        <form class="rows__side" method="post" action=action>
            <Hidden name=name value=value />
            <button class="button button--quiet button--small" type="submit" name="do" value=intent>
                {label}
                <span class="visually-hidden">" " {about}</span>
            </button>
        </form>
    }
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
