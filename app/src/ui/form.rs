//! Forms that keep what was typed and say what is wrong where it is wrong.
//!
//! Every control finds its value and its problem in the [`Form`] by its name, so that a page that shows a form for
//! the first time and one that gives it back refused are the same code.

mod answer_file;
mod choice;
mod controls;
mod last_day;

use std::sync::Arc;

pub use answer_file::{AnswerFile, Kept};
pub use choice::{Checkbox, Checkboxes, Choices, Select, SelectGrouped};
pub use controls::{Field, FileField, Hidden, RowButton, Submit, TextArea};
pub use last_day::{LAST_DAY, LastDay, last_day};
use leptos::prelude::*;

use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
};

/// A form as it is shown: what stands in it, and what is wrong with it. Cheap to clone.
#[derive(Clone)]
pub struct Form(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    l: Locale,
    fields: Fields,
    problems: Problems,
    /// Nothing in it must be answered: no label says so of one field.
    open: bool,
}

impl From<&Form> for Form {
    fn from(form: &Form) -> Self {
        form.clone()
    }
}

impl Form {
    /// A form with nothing wrong.
    #[must_use]
    pub fn new(l: Locale, fields: Fields) -> Self {
        Self::refused(l, fields, Problems::default())
    }

    /// A form that comes back.
    #[must_use]
    pub fn refused(l: Locale, fields: Fields, problems: Problems) -> Self {
        Self(Arc::new(Inner { l, fields, problems, open: false }))
    }

    /// The same where every field may be left empty, which the page says once.
    #[must_use]
    pub fn open(self) -> Self {
        let Inner { l, fields, problems, .. } = Arc::unwrap_or_clone(self.0);
        Self(Arc::new(Inner { l, fields, problems, open: true }))
    }

    /// What stands in it.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.0.fields
    }

    /// What is wrong with it.
    #[must_use]
    pub fn problems(&self) -> &Problems {
        &self.0.problems
    }

    /// The title of its page: says first when something is wrong.
    #[must_use]
    pub fn title(&self, title: &str) -> String {
        if self.0.problems.is_empty() { title.to_owned() } else { t!(self.0.l, words.error_title, title = title) }
    }

    /// The HTTP status of its page.
    #[must_use]
    pub fn status(&self) -> u16 {
        if self.0.problems.is_empty() { 200 } else { 422 }
    }

    fn value(&self, name: &str) -> String {
        self.0.fields.get(name).to_owned()
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.0.fields.0.iter().any(|(n, v)| n == name && v == value)
    }

    fn problem(&self, name: &str) -> Option<String> {
        self.0.problems.at(name).map(str::to_owned)
    }
}

/// The id of a control, for links and labels.
#[must_use]
pub fn control_id(name: &str) -> String {
    format!("f-{name}")
}

/// What ties a control to its label, its hint and its problem.
struct Ties {
    /// Its id.
    id: String,
    /// What it is described by: its hint and its problem, if they are there.
    described_by: Option<String>,
    /// `true` where it has a problem.
    invalid: Option<&'static str>,
}

impl Ties {
    fn new(form: &Form, name: &str, hint: &str) -> Self {
        let id = control_id(name);
        let wrong = form.problem(name).is_some();
        let described_by = match (!hint.is_empty(), wrong) {
            (false, false) => None,
            (true, false) => Some(format!("{id}-hint")),
            (false, true) => Some(format!("{id}-error")),
            (true, true) => Some(format!("{id}-hint {id}-error")),
        };
        Self { id, described_by, invalid: wrong.then_some("true") }
    }
}

/// A control under its label, its hint and its problem.
#[component]
fn Labelled<C>(
    form: Form,
    name: String,
    label: String,
    hint: String,
    /// It need not be answered, and says so.
    optional: bool,
    /// Draws the control.
    control: C,
) -> impl IntoView
where
    C: FnOnce(Ties) -> AnyView,
{
    let l = form.0.l;
    let ties = Ties::new(&form, &name, &hint);
    let label = if optional && !form.0.open { t!(l, words.optional, label = label) } else { label };
    let problem = form.problem(&name);
    let wrong = problem.is_some();
    view! {
        <div class="field" class:field--wrong=wrong>
            <label class="field__label" for=ties.id.clone()>{label}</label>
            <Hint name=name.clone() text=hint />
            <Problem l=l name=name text=problem />
            {control(ties)}
        </div>
    }
    .into_any()
}

/// The hint of a control, where it has one.
#[component]
fn Hint(name: String, text: String) -> impl IntoView {
    (!text.is_empty()).then(|| view! { <p class="field__hint" id=format!("{}-hint", control_id(&name))>{text}</p> })
}

/// The problem of a control, where it has one.
#[component]
fn Problem(l: Locale, name: String, text: Option<String>) -> impl IntoView {
    text.map(|text| {
        view! {
            <p class="field__error" id=format!("{}-error", control_id(&name))>
                <span class="visually-hidden">{t!(l, words.error)}</span>
                {text}
            </p>
        }
    })
}

/// Everything that is wrong, on top of the page, each with a link to its field. Nothing when nothing is wrong.
#[component]
pub fn ErrorSummary(
    /// The form.
    #[prop(into)]
    form: Form,
) -> impl IntoView {
    let problems = &form.0.problems.0;
    let items = problems
        .iter()
        .map(|(field, text)| {
            let text = text.clone();
            match field {
                Some(field) => view! { <li><a href=format!("#{}", control_id(field))>{text}</a></li> }.into_any(),
                None => view! { <li>{text}</li> }.into_any(),
            }
        })
        .collect_view();
    (!problems.is_empty()).then(|| {
        view! {
            <div class="error-summary" role="alert" tabindex="-1" autofocus>
                <h2 class="error-summary__title">{t!(form.0.l, words.error_summary)}</h2>
                <ul class="error-summary__list">{items}</ul>
            </div>
        }
    })
}

#[cfg(test)]
mod tests;
