//! What the lists of this folder share: who may see them, and how a button of a row ends.

use domain::desk::AccountRefusal;
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Form},
};

/// What a list says of itself.
pub(super) struct List<T> {
    /// What it is called.
    pub title: &'static str,
    /// What stands there when nothing is in it.
    pub empty: &'static str,
    /// The value of `done` in the address after a button did its work, and what is said then.
    pub done: (&'static str, &'static str),
    /// Draws what is in it.
    pub draw: fn(Locale, Vec<T>) -> AnyView,
}

/// Shows a list. A desk that has none for this actor means: there is no such page.
pub(super) fn show<T: Send + 'static>(ask: &Ask, list: List<T>, items: Option<Vec<T>>, problems: Problems) -> Answer {
    if ask.person().is_none() {
        return Answer::SignIn;
    }
    let l = ask.locale;
    let Some(items) = items else { return Answer::NotFound };
    let List { title, empty, done: (code, done), draw } = list;
    let done = (ask.query.get("done") == code && problems.is_empty()).then_some(done);
    let form = Form::refused(l, Fields::default(), problems);
    let (page_title, status) = (form.title(title), form.status());
    let page = Page::new("admin", page_title, move || {
        view! {
            <div class="stack">
                <p class="crumb"><a href=l.href("/admin")>{t!(l, admin.title)}</a></p>
                <h1>{title}</h1>
                <ErrorSummary form=&form />
                {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
                {if items.is_empty() { view! { <p>{empty}</p> }.into_any() } else { draw(l, items) }}
            </div>
        }
        .into_any()
    });
    page.with_status(status).into()
}

/// What a button is answered with; where it did its work, it leads there. `None`: the list has to say why it did not.
pub(super) fn settled(outcome: Result<(), AccountRefusal>, goto: &str) -> Option<Answer> {
    match outcome {
        Ok(()) => Some(Answer::Goto(goto.to_owned())),
        Err(AccountRefusal::Unavailable) => Some(Answer::Unavailable),
        Err(AccountRefusal::Forbidden) => Some(Answer::NotFound),
        Err(_) => None,
    }
}
