//! The mailed link: it shows a button, since programs follow links too. Only the button signs in.

use domain::desk::{AccountRefusal, NewLogin};
use leptos::prelude::*;

use super::start;
use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::Submit,
};

/// Shows the button, or says that the link is used or too old.
///
/// # Errors
/// When the house cannot answer now.
pub async fn ask_token(ask: Ask) -> Answered {
    let l = ask.locale;
    if !ask.house.accounts.link_works(ask.param("token")).await? {
        return Ok(over(l).into());
    }
    let title = t!(l, account.token_title);
    Ok(Page::new("account", title, move || {
        view! {
            <div class="stack">
                <h1>{title}</h1>
                <p class="lead">{t!(l, account.token_text)}</p>
                <form method="post"><Submit label=t!(l, account.token_button) /></form>
            </div>
        }
        .into_any()
    })
    .into())
}

/// Signs in.
///
/// # Errors
/// When the house cannot answer now.
pub async fn use_token(ask: Ask) -> Answered {
    match ask.house.accounts.sign_in(ask.param("token"), ask.with()).await {
        Ok(NewLogin { token, goto, .. }) => {
            let actor = ask.house.accounts.actor(&token).await?;
            Ok(Answer::SignedIn { login: token, goto: start::place(&goto, actor.person()).to_owned() })
        }
        Err(AccountRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(AccountRefusal::Locked(reason)) => Ok(locked(&ask, reason).into()),
        Err(_) => Ok(over(ask.locale).into()),
    }
}

/// The link is used or too old.
pub fn over(l: Locale) -> Page {
    let title = t!(l, account.link_over_title);
    Page::new("account", title, move || {
        view! {
            <div class="stack">
                <h1>{title}</h1>
                <p class="lead">{t!(l, account.link_over_text)}</p>
                <p><a class="button" href=l.href("/sign-in")>{t!(l, account.new_link)}</a></p>
            </div>
        }
        .into_any()
    })
    .with_status(410)
}

/// The account is locked: why, and whom to ask.
pub fn locked(ask: &Ask, reason: String) -> Page {
    let l = ask.locale;
    let operator = ask.house.region.operator_email.clone();
    let title = t!(l, account.locked_title);
    Page::new("account", title, move || {
        view! {
            <div class="stack">
                <h1>{title}</h1>
                <p class="lead">{t!(l, account.locked_text)}</p>
                {(!reason.is_empty()).then(|| view! { <p>{t!(l, account.locked_reason, reason = reason)}</p> })}
                {(!operator.is_empty()).then(|| {
                    view! { <p>{t!(l, account.locked_ask)} " " <a href=format!("mailto:{operator}")>{operator.clone()}</a></p> }
                })}
            </div>
        }
        .into_any()
    })
    .with_status(403)
}
