//! What is answered to a form whose sender has to sign in first: nothing she typed is lost (I9).

use domain::privacy::RECENT_MINUTES;
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

/// Why she has to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// She is not signed in any more.
    SignedOut,
    /// She is, for too long for what she is about to do.
    LongAgo,
}

/// Keeps everything that was sent, until she has signed in beside it and sends it again. The page of the form cannot
/// do that: to a visitor it shows nothing.
#[must_use]
pub fn again_page(frame: &Frame, why: Again, typed: Fields) -> Page {
    let l = frame.locale;
    let (title, text, path, link) = match why {
        Again::SignedOut => {
            let text = t!(l, errors.again_text).to_owned();
            (t!(l, errors.again_title), text, "/sign-in", t!(l, errors.again_sign_in))
        }
        Again::LongAgo => {
            let text = t!(l, errors.long_ago_text, minutes = RECENT_MINUTES);
            (t!(l, errors.long_ago_title), text, "/account/again", t!(l, errors.long_ago_link))
        }
    };
    Page::new("account", title, move || {
        let fields = typed.0.into_iter().map(|(name, value)| view! { <Hidden name=name value=value /> }).collect_view();
        view! {
            <div class="measure stack">
                <h1>{title}</h1>
                <Notice tone=Tone::Attention><p>{text}</p></Notice>
                <ol class="stack">
                    <li><a href=l.href(path) target="_blank" rel="noopener">{link}</a></li>
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
