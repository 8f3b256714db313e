//! Asking once more before something that nobody can take back: what it does is said first.

use leptos::prelude::*;

use super::{
    form::{Hidden, Submit},
    notice::{Notice, Tone},
};
use crate::page::Page;

/// A question, and the two answers.
pub struct Sure {
    /// The area of the page.
    pub area: &'static str,
    /// The question.
    pub title: String,
    /// What will be done, a paragraph each.
    pub says: Vec<String>,
    /// What is sent along with the yes.
    pub fields: Vec<(&'static str, String)>,
    /// What the button that does it says, and sends as `do`.
    pub yes: (&'static str, &'static str),
    /// Where everything stays as it is, and how the way there is called.
    pub no: (String, &'static str),
}

impl From<Sure> for Page {
    fn from(sure: Sure) -> Self {
        let Sure { area, title, says, fields, yes, no } = sure;
        Self::new(area, title.clone(), move || {
            let says = says.into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
            let fields = fields.into_iter().map(|(name, value)| view! { <Hidden name=name value=value /> });
            view! {
                <div class="measure stack">
                    <h1>{title}</h1>
                    <Notice tone=Tone::Attention>{says}</Notice>
                    <form method="post" class="buttons">
                        {fields.collect_view()}
                        <Submit label=yes.0 intent=yes.1 look="danger" />
                        <a class="button button--quiet" href=no.0>{no.1}</a>
                    </form>
                </div>
            }
            .into_any()
        })
    }
}
