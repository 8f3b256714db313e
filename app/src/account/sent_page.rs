//! After an address was given: the mail is on its way. Whoever reads it on another device types its code here.

use domain::desk::{AccountRefusal, NewLogin};
use leptos::prelude::*;

use super::{provider_page, sign_in_page::DevMail, start, token_page};
use crate::{
    ask::Ask,
    form::Problems,
    page::{Answer, Answered, Page},
    t,
    ui::form::{ErrorSummary, Field, Form, Hidden, Submit},
};

/// Says what to do now.
///
/// # Errors
/// Never.
pub async fn sent(ask: Ask) -> Answered {
    Ok(page(&ask, Form::new(ask.locale, ask.query.clone())).into())
}

/// Signs in by the code.
///
/// # Errors
/// When the house cannot answer now.
pub async fn use_code(ask: Ask) -> Answered {
    let l = ask.locale;
    match ask.house.accounts.sign_in_by_code(ask.form.get("ask"), ask.form.get("code"), ask.with()).await {
        Ok(NewLogin { token, goto, .. }) => {
            let actor = ask.house.accounts.actor(&token).await?;
            Ok(Answer::SignedIn { login: token, goto: start::place(&goto, actor.person()).to_owned() })
        }
        Err(AccountRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(AccountRefusal::Code) => {
            let problems = Problems::of("code", t!(l, account.problem_code));
            Ok(page(&ask, Form::refused(l, ask.form.clone(), problems)).into())
        }
        Err(AccountRefusal::Locked(reason)) => Ok(token_page::locked(&ask, reason).into()),
        Err(_) => Ok(token_page::over(l).into()),
    }
}

fn page(ask: &Ask, form: Form) -> Page {
    let l = ask.locale;
    let development = ask.house.region.development;
    let asked = form.fields().text("ask").map(str::to_owned);
    // The provider she came from, where she did: a word of ours, or none.
    let from = provider_page::called(ask, form.fields().get("from"));
    let key = form.fields().get("from").to_owned();
    let (title, status) = (form.title(t!(l, account.sent_title)), form.status());
    Page::new("account", title, move || {
        let code = asked.map(|asked| {
            view! {
                <section class="stack">
                    <h2>{t!(l, account.code_title)}</h2>
                    <form class="form" method="post" action=l.href("/sign-in/sent")>
                        <Hidden name="ask" value=asked />
                        <Hidden name="from" value=key />
                        <Field
                            form=&form
                            name="code"
                            label=t!(l, account.code)
                            hint=t!(l, account.code_hint)
                            width="short"
                            autocomplete="one-time-code"
                            required=true
                            maxlength=20u16
                        />
                        <Submit label=t!(l, account.code_button) look="quiet" />
                    </form>
                </section>
            }
        });
        view! {
            <div class="account stack">
                <h1>{t!(l, account.sent_title)}</h1>
                <ErrorSummary form=&form />
                <p class="lead">{t!(l, account.sent_text)}</p>
                {(!from.is_empty()).then(|| view! { <p>{t!(l, identities.sent_then, provider = from)}</p> })}
                {development.then(|| view! { <DevMail l=l /> })}
                {code}
                <p>{t!(l, account.sent_nothing)} " " <a href=l.href("/sign-in")>{t!(l, account.sent_again)}</a></p>
            </div>
        }
        .into_any()
    })
    .with_status(status)
}
