//! What is shown when there is nothing to show: why, in plain words, and where to go from here.

use leptos::prelude::*;

use super::Frame;
use crate::{page::Page, t, texts::Locale};

/// The page for a status that is no success. Unknown ones read like a fault of the house.
#[must_use]
pub fn error_page(frame: &Frame, status: u16) -> Page {
    let l = frame.locale;
    let (title, text) = match status {
        413 => (t!(l, errors.too_large_title), t!(l, errors.too_large_text)),
        400 | 405 | 415 | 422 => (t!(l, errors.bad_request_title), t!(l, errors.bad_request_text)),
        401 | 403 => (t!(l, errors.forbidden_title), t!(l, errors.forbidden_text)),
        404 | 410 => (t!(l, errors.not_found_title), t!(l, errors.not_found_text)),
        429 => (t!(l, errors.too_many_title), t!(l, errors.too_many_text)),
        _ => (t!(l, errors.unavailable_title), t!(l, errors.unavailable_text)),
    };
    let signed_in = frame.actor.person().is_some();
    let email = Some(frame.region.operator_email.clone()).filter(|email| status >= 500 && !email.is_empty());
    Page::new("error", title, move || {
        view! {
            <div class="error-page measure stack">
                <p class="quiet">{t!(l, errors.status, status = status)}</p>
                <h1>{title}</h1>
                <p class="lead">{text}</p>
                <Ways l=l sign_in=!signed_in && matches!(status, 401 | 403 | 404)/>
                {email.map(|email| view! { <p>{t!(l, errors.ask, email = email)}</p> })}
            </div>
        }
        .into_any()
    })
    .with_status(status)
}

/// What a browser keeps for the time without a connection.
#[must_use]
pub fn offline(frame: &Frame) -> Page {
    let l = frame.locale;
    Page::new("error", t!(l, errors.offline_title), move || {
        view! {
            <div class="error-page measure stack">
                <h1>{t!(l, errors.offline_title)}</h1>
                <p class="lead">{t!(l, errors.offline_text)}</p>
                <p><a class="button" href="">{t!(l, errors.reload)}</a></p>
            </div>
        }
        .into_any()
    })
}

/// Where to go from here.
#[component]
fn Ways(l: Locale, sign_in: bool) -> impl IntoView {
    view! {
        <nav aria-label=t!(l, errors.where_to)>
            <ul class="plain stack-tight">
                <li><a href=l.href("/")>{t!(l, errors.to_home)}</a></li>
                <li><a href=l.href("/spaces")>{t!(l, errors.to_spaces)}</a></li>
                <li><a href=l.href("/events")>{t!(l, errors.to_events)}</a></li>
                {sign_in.then(|| view! { <li><a href=l.href("/sign-in")>{t!(l, errors.to_sign_in)}</a></li> })}
            </ul>
        </nav>
    }
}
