//! Saying once more who one is, before something that cannot be undone or opens a door (OWASP ASVS 7.5.1).

use leptos::prelude::*;

use super::passkeys_page::words;
use crate::{
    ask::Ask,
    islands::{PasskeyForm, PasskeyWords},
    t,
    texts::Locale,
    ui::form::{Hidden, Submit},
};

/// How somebody can say who she is.
#[derive(Clone)]
pub(super) struct Ways {
    /// What she is on the way to.
    goto: String,
    /// Where her passkeys are good for something; `None`: she has none.
    host: Option<String>,
}

/// The ways back to a path. `has_passkeys`: she has some.
pub(super) fn of(ask: &Ask, goto: &str, has_passkeys: bool) -> Ways {
    let host = ask.house.passkeys.host().filter(|_| has_passkeys).map(str::to_owned);
    Ways { goto: goto.to_owned(), host }
}

/// Signs in again: by a passkey where she has one, by mail always.
#[component]
pub(super) fn Again(
    l: Locale,
    /// What it is for.
    text: &'static str,
    ways: Ways,
) -> impl IntoView {
    let Ways { goto, host } = ways;
    let passkey = host.map(|host| {
        let words = PasskeyWords { button: t!(l, passkeys.again_button).to_owned(), ..words(l, &host) };
        let path = l.href("/sign-in/passkey");
        view! { <PasskeyForm path=path goto=goto.clone() host=host typed=String::new() words=words /> }.into_any()
    });
    view! {
        <section class="stack">
            <h2>{t!(l, privacy.again)}</h2>
            <p>{text}</p>
            {passkey}
            <form method="post" action=l.href("/sign-out")>
                <Hidden name="goto" value=goto />
                <Submit label=t!(l, privacy.again_button) />
            </form>
        </section>
    }
    .into_any()
}
