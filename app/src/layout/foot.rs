//! The foot of every page: what this is, and what the law asks for.

use leptos::prelude::*;

use super::Frame;
use crate::t;

/// The foot of a page.
#[component]
pub(super) fn Foot(frame: Frame) -> impl IntoView {
    let l = frame.locale;
    let legal = [
        ("/imprint", t!(l, layout.imprint)),
        ("/privacy", t!(l, layout.privacy)),
        ("/accessibility", t!(l, layout.accessibility)),
        ("/easy-language", t!(l, layout.easy_language)),
    ];
    view! {
        <footer class="foot">
            <p class="foot__what">{t!(l, layout.what_this_is, name = frame.region.name)}</p>
            <ul class="foot__links">
                <li><a href=l.href("/sites")>{t!(l, layout.sites)}</a></li>
                {legal.map(|(href, text)| view! { <li><a href=l.href(href)>{text}</a></li> }).collect_view()}
            </ul>
            {frame
                .region
                .development
                .then(|| view! {
                    <p class="foot__development">
                        {t!(l, layout.development)} " " <a href="/dev/mail">{t!(l, layout.dev_mail)}</a>
                    </p>
                })}
        </footer>
    }
}
