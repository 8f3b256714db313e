//! Where somebody shows once more who she is, beside a form that waits for it.

use domain::privacy::RECENT_MINUTES;
use leptos::prelude::*;

use super::again::{self, Again};
use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
    ui::notice::{Notice, Tone},
};

const PATH: &str = "/account/again";

/// Asks her, or says that she has and may go back.
///
/// # Errors
/// When the house cannot answer now.
pub async fn show_again(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(person) = ask.person() else { return Ok(Answer::SignIn) };
    let here = ask.login.as_deref().unwrap_or_default();
    let recent = person.recent;
    let passkeys = ask.house.passkeys.passkeys(&ask.actor, here).await?;
    let ways = again::of(&ask, PATH, passkeys.is_some_and(|own| !own.passkeys.is_empty()));
    let title = t!(l, account.again);
    Ok(Page::new("account", title, move || {
        let body = if recent {
            let text = t!(l, account.again_done, minutes = RECENT_MINUTES);
            view! { <Notice tone=Tone::Good><p>{text}</p></Notice> }.into_any()
        } else {
            view! { <Again l=l text=t!(l, account.again_text) ways=ways /> }.into_any()
        };
        view! {
            <div class="account measure stack">
                <p class="crumb"><a href=l.href("/account")>{t!(l, account.title)}</a></p>
                <h1>{title}</h1>
                {body}
            </div>
        }
        .into_any()
    })
    .into())
}
