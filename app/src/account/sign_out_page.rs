//! Signing out.

use leptos::prelude::*;

use super::{sign_in_page::here, start::NOWHERE};
use crate::{
    ask::Ask,
    form::Fields,
    page::{Answer, Answered, Page},
    t,
    ui::form::Submit,
};

/// Shows the button: a link never changes anything.
///
/// # Errors
/// Never.
pub async fn ask_sign_out(ask: Ask) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::Goto("/".to_owned()));
    }
    let l = ask.locale;
    let title = t!(l, account.sign_out);
    Ok(Page::new("account", title, move || {
        view! {
            <div class="stack">
                <h1>{title}</h1>
                <form method="post"><Submit label=title /></form>
            </div>
        }
        .into_any()
    })
    .into())
}

/// Ends this browser's login.
///
/// # Errors
/// When the house cannot answer now.
pub async fn sign_out(ask: Ask) -> Answered {
    if let Some(login) = &ask.login {
        ask.house.accounts.sign_out(login).await?;
    }
    // Who has to sign in again for what she is about to do comes back to it.
    Ok(Answer::SignedOut(match here(ask.form.get("goto")) {
        NOWHERE => NOWHERE.to_owned(),
        goto => format!("/sign-in?{}", Fields(vec![("goto".into(), goto.to_owned())]).encode()),
    }))
}
