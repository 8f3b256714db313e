//! What one chooses from.

use leptos::prelude::*;

use super::{Form, Hint, Labelled, Problem, Ties};

/// One of many, in a list that opens. Options are values and words.
#[component]
pub fn Select(
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
    /// What no choice is called: `egal`, `Bitte wählen`. Without it there is always a choice.
    #[prop(optional, into)]
    none: Option<String>,
    /// Must be answered.
    #[prop(optional)]
    required: bool,
    /// Values and words.
    options: Vec<(String, String)>,
) -> impl IntoView {
    let groups = vec![(String::new(), options)];
    view! { <SelectGrouped form=form name=name label=label hint=hint none=none required=required groups=groups /> }
}

/// One of many, in groups with a name; a group without a name is none.
#[component]
pub fn SelectGrouped(
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
    /// What no choice is called.
    #[prop(optional_no_strip, into)]
    none: Option<String>,
    /// Must be answered.
    #[prop(optional)]
    required: bool,
    /// The groups: name, then values and words.
    groups: Vec<(String, Vec<(String, String)>)>,
) -> impl IntoView {
    // A list without an empty choice always has an answer: it is never "optional".
    let optional = !required && none.is_some();
    let chosen = form.value(&name);
    let options = |options: Vec<(String, String)>| {
        let option = |(value, word): (String, String)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{word}</option> }
        };
        options.into_iter().map(option).collect_view().into_any()
    };
    let groups = groups
        .into_iter()
        .map(|(group, list)| match group.as_str() {
            "" => options(list),
            _ => view! { <optgroup label=group>{options(list)}</optgroup> }.into_any(),
        })
        .collect_view();
    let control_name = name.clone();
    let control = move |ties: Ties| {
        view! {
            <select
                class="field__control field__control--select"
                id=ties.id
                name=control_name
                required=required
                aria-invalid=ties.invalid
                aria-describedby=ties.described_by
            >
                {none.map(|none| view! { <option value="">{none}</option> })}
                {groups}
            </select>
        }
        .into_any()
    };
    view! { <Labelled form=form name=name label=label hint=hint optional=optional control=control /> }
}

/// One of a few, all in sight.
#[component]
pub fn Choices(
    /// The form it stands in.
    #[prop(into)]
    form: Form,
    /// Its name.
    #[prop(into)]
    name: String,
    /// What it asks for.
    #[prop(into)]
    legend: String,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: String,
    /// Values and words.
    options: Vec<(String, String)>,
) -> impl IntoView {
    group(&form, name, legend, hint, options, "radio")
}

/// Any of a few, all in sight.
#[component]
pub fn Checkboxes(
    /// The form it stands in.
    #[prop(into)]
    form: Form,
    /// The name each of them has.
    #[prop(into)]
    name: String,
    /// What they ask for.
    #[prop(into)]
    legend: String,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: String,
    /// Values and words.
    options: Vec<(String, String)>,
) -> impl IntoView {
    group(&form, name, legend, hint, options, "checkbox")
}

fn group(
    form: &Form,
    name: String,
    legend: String,
    hint: String,
    options: Vec<(String, String)>,
    kind: &'static str,
) -> AnyView {
    let problem = form.problem(&name);
    let ties = Ties::new(form, &name, &hint);
    let choice = |(index, (value, word)): (usize, (String, String))| {
        // The first one carries the group's id: the summary's link leads there.
        let id = if index == 0 { ties.id.clone() } else { format!("{}-{index}", ties.id) };
        let checked = form.has(&name, &value);
        view! {
            <div class="choice">
                <input class="choice__control" type=kind id=id.clone() name=name.clone() value=value checked=checked />
                <label class="choice__label" for=id>{word}</label>
            </div>
        }
    };
    let choices = options.into_iter().enumerate().map(choice).collect_view();
    let wrong = ties.invalid.is_some();
    view! {
        <fieldset class="field field--group" class:field--wrong=wrong aria-describedby=ties.described_by>
            <legend class="field__label">{legend}</legend>
            <Hint name=name.clone() text=hint />
            <Problem l=form.0.l name=name text=problem />
            {choices}
        </fieldset>
    }
    .into_any()
}

/// Yes or no.
#[component]
pub fn Checkbox(
    /// The form it stands in.
    #[prop(into)]
    form: Form,
    /// Its name.
    #[prop(into)]
    name: String,
    /// What yes means.
    #[prop(into)]
    label: String,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: String,
    /// What is sent for yes.
    #[prop(default = "yes")]
    value: &'static str,
    /// Must be yes.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let problem = form.problem(&name);
    let ties = Ties::new(&form, &name, &hint);
    let checked = form.fields().ticked(&name);
    view! {
        <div class="field" class:field--wrong=ties.invalid.is_some()>
            <Problem l=form.0.l name=name.clone() text=problem />
            <div class="choice">
                <input
                    class="choice__control"
                    type="checkbox"
                    id=ties.id.clone()
                    name=name.clone()
                    value=value
                    checked=checked
                    required=required
                    aria-invalid=ties.invalid
                    aria-describedby=ties.described_by
                />
                <label class="choice__label" for=ties.id>{label}</label>
            </div>
            <Hint name=name.clone() text=hint />
        </div>
    }
    .into_any()
}
