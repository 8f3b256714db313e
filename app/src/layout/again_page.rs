//! What is answered to a form whose sender has to sign in, or to wait, first: nothing she typed is lost (I9).

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
    /// Nothing of hers: too much came from her network, or the house cannot answer now. She waits, and sends it again.
    Busy(u16),
}

impl Again {
    const fn status(self) -> u16 {
        match self {
            Self::SignedOut | Self::LongAgo => 401,
            Self::Busy(status) => status,
        }
    }
}

/// Keeps everything that was sent, until she has signed in beside it, or waited, and sends it again. The page of the form
/// cannot do that: to a visitor it shows nothing.
#[must_use]
pub fn again_page(frame: &Frame, why: Again, typed: Fields) -> Page {
    let l = frame.locale;
    let (title, text, sign_in) = match why {
        Again::SignedOut => {
            let link = ("/sign-in", t!(l, errors.again_sign_in));
            (t!(l, errors.again_title), t!(l, errors.again_text).to_owned(), Some(link))
        }
        Again::LongAgo => {
            let link = ("/account/again", t!(l, errors.long_ago_link));
            (t!(l, errors.long_ago_title), t!(l, errors.long_ago_text, minutes = RECENT_MINUTES), Some(link))
        }
        Again::Busy(429) => (t!(l, errors.too_many_title), t!(l, errors.too_many_kept).to_owned(), None),
        Again::Busy(_) => (t!(l, errors.unavailable_title), t!(l, errors.unavailable_kept).to_owned(), None),
    };
    Page::new("account", title, move || {
        let fields = typed.0.into_iter().map(|(name, value)| view! { <Hidden name=name value=value /> }).collect_view();
        let send = view! {
            <form method="post">
                {fields}
                <Submit label=t!(l, errors.again_send) />
            </form>
        };
        let way = match sign_in {
            None => send.into_any(),
            Some((path, link)) => view! {
                <ol class="stack">
                    <li><a href=l.href(path) target="_blank" rel="noopener">{link}</a></li>
                    <li><p>{t!(l, errors.again_come_back)}</p> {send}</li>
                </ol>
            }
            .into_any(),
        };
        view! {
            <div class="measure stack">
                <h1>{title}</h1>
                <Notice tone=Tone::Attention><p>{text}</p></Notice>
                {way}
            </div>
        }
        .into_any()
    })
    .with_status(why.status())
}
