//! What is answered to a form whose sender is not signed in any more: nothing she typed is lost (I9).

use leptos::prelude::*;

use super::Frame;
use crate::{
    form::Fields,
    page::Page,
    t,
    ui::{
        form::{Hidden, Submit},
        notice::{Notice, Tone},
    },
};

/// Keeps everything that was sent, until she has signed in beside it and sends it again. The page of the form cannot
/// do that: to a visitor it shows nothing.
#[must_use]
pub fn again_page(frame: &Frame, typed: Fields) -> Page {
    let l = frame.locale;
    let title = t!(l, errors.again_title);
    Page::new("account", title, move || {
        let fields = typed.0.into_iter().map(|(name, value)| view! { <Hidden name=name value=value /> }).collect_view();
        view! {
            <div class="measure stack">
                <h1>{title}</h1>
                <Notice tone=Tone::Attention><p>{t!(l, errors.again_text)}</p></Notice>
                <ol class="stack">
                    <li><a href=l.href("/sign-in") target="_blank" rel="noopener">{t!(l, errors.again_sign_in)}</a></li>
                    <li>
                        <p>{t!(l, errors.again_come_back)}</p>
                        <form method="post">
                            {fields}
                            <Submit label=t!(l, errors.again_send) />
                        </form>
                    </li>
                </ol>
            </div>
        }
        .into_any()
    })
    .with_status(401)
}
