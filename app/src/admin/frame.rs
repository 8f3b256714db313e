//! What the pages of this folder share: who may see them, what stands around them, and how a button ends.

use domain::{
    access::{Act, may},
    desk::{AccountRefusal, Page as Part},
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Page},
    t,
    texts::Locale,
    ui::{
        form::{ErrorSummary, Form},
        pager::{Pages, number},
    },
};

/// The answer when a desk has nothing for this actor: there is no such page.
pub(super) fn nothing(ask: &Ask) -> Answer {
    if ask.person().is_none() { Answer::SignIn } else { Answer::NotFound }
}

/// True when the actor sees the buttons that change something.
pub(super) fn changes(ask: &Ask) -> bool {
    may(&ask.actor, Act::AdministerPlatform).is_ok()
}

/// A page under its heading, with what was just done or what is wrong.
pub(super) struct Framed {
    /// What it is called.
    pub title: String,
    /// Where it hangs: path and name.
    pub up: (&'static str, &'static str),
    /// What was just done.
    pub done: Option<&'static str>,
    /// What is wrong.
    pub problems: Problems,
    /// What was typed.
    pub fields: Fields,
}

impl Framed {
    /// Right under the desk.
    pub(super) fn new(l: Locale, title: &str) -> Self {
        let up = ("/admin", t!(l, admin.title));
        let (problems, fields) = (Problems::default(), Fields::default());
        Self { title: title.to_owned(), up, done: None, problems, fields }
    }

    /// Draws it around what `draw` makes of the form.
    pub(super) fn around(self, l: Locale, draw: impl FnOnce(Form) -> AnyView + Send + 'static) -> Answer {
        let Self { title, up, done, problems, fields } = self;
        let done = done.filter(|_| problems.is_empty());
        let form = Form::refused(l, fields, problems);
        let (page_title, status) = (form.title(&title), form.status());
        let page = Page::new("admin", page_title, move || {
            view! {
                <div class="admin stack">
                    <p class="crumb"><a href=l.href(up.0)>{up.1}</a></p>
                    <h1>{title}</h1>
                    <ErrorSummary form=&form />
                    {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
                    {draw(form)}
                </div>
            }
            .into_any()
        });
        page.with_status(status).into()
    }
}

/// What a button is answered with; where it did its work, it leads there. `None`: the page has to say why it did not.
pub(super) fn settled(outcome: Result<(), AccountRefusal>, goto: String) -> Option<Answer> {
    match outcome {
        Ok(()) => Some(Answer::Goto(goto)),
        Err(AccountRefusal::Unavailable) => Some(Answer::Unavailable),
        Err(AccountRefusal::SignInAgain) => Some(Answer::SignInAgain),
        Err(AccountRefusal::Forbidden) => Some(Answer::NotFound),
        Err(_) => None,
    }
}

/// This address after a button did its work: what was looked for stays.
pub(super) fn again(ask: &Ask, done: &str) -> String {
    format!("{}?{}", ask.path, ask.query.with("done", done).encode())
}

/// To the pages before and after.
pub(super) fn pages<T>(ask: &Ask, part: &Part<T>) -> AnyView {
    let l = ask.locale;
    let ask = Ask { query: ask.query.with("done", ""), ..ask.clone() };
    let to = |page| ask.with_query("page", &number(page));
    let words = [t!(l, admin.page_back), t!(l, admin.page_on)];
    view! { <Pages page=part.page pages=part.pages() to words l /> }.into_any()
}
