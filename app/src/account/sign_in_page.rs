//! Signing in: one gives an address and gets a link by mail. There are no passwords.

use domain::desk::{AccountRefusal, NewLogin, PasskeyRefusal};
use leptos::prelude::*;

use super::{
    passkeys_page,
    provider_page::Providers,
    start::{self, NOWHERE},
    token_page,
};
use crate::{
    ask::{Ask, DemoAccount},
    form::{Fields, Problems},
    islands::{PasskeyForm, PasskeyWords},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Field, Form, Hidden, Submit},
};

/// Asks for an address.
///
/// # Errors
/// Never.
pub async fn ask_sign_in(ask: Ask) -> Answered {
    let goto = here(ask.query.get("goto"));
    if ask.person().is_some() {
        return Ok(Answer::Goto(start::place(goto, ask.person()).to_owned()));
    }
    let fields = Fields(vec![("goto".into(), goto.to_owned())]);
    Ok(page(&ask, Form::new(ask.locale, fields)).into())
}

/// Sends the link. The answer is the same whether or not the address is known.
///
/// # Errors
/// When the house cannot answer now.
pub async fn send_link(ask: Ask) -> Answered {
    let l = ask.locale;
    let goto = here(ask.form.get("goto")).to_owned();
    match ask.house.accounts.ask_sign_in(ask.form.get("email"), &goto, l.code()).await {
        Ok(asked) => Ok(Answer::Goto(format!("/sign-in/sent?ask={asked}"))),
        Err(AccountRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(_) => {
            let problems = Problems::of("email", t!(l, account.problem_email));
            Ok(page(&ask, Form::refused(l, ask.form.with("goto", &goto), problems)).into())
        }
    }
}

/// There is nothing to see at the address forms with passkeys go to.
///
/// # Errors
/// Never.
pub async fn way_by_passkey(_: Ask) -> Answered {
    Ok(Answer::Goto("/sign-in".to_owned()))
}

/// Signs in by a passkey. Who is signed in already says once more who she is.
///
/// # Errors
/// When the house cannot answer now.
pub async fn use_passkey(ask: Ask) -> Answered {
    let l = ask.locale;
    let goto = here(ask.form.get("goto")).to_owned();
    let shown = passkeys_page::answered(&ask);
    match ask.house.passkeys.sign_in_by_passkey(ask.login.as_deref(), shown, &goto, &ask.user_agent).await {
        Ok(NewLogin { token, goto, .. }) => {
            let actor = ask.house.accounts.actor(&token).await?;
            Ok(Answer::SignedIn { login: token, goto: start::place(&goto, actor.person()).to_owned() })
        }
        Err(PasskeyRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(PasskeyRefusal::Locked(reason)) => Ok(token_page::locked(&ask, reason).into()),
        Err(_) => {
            let fields = Fields(vec![("goto".into(), goto)]);
            let problems = Problems::whole(t!(l, passkeys.problem_shown));
            Ok(page(&ask, Form::refused(l, fields, problems)).into())
        }
    }
}

/// A path of this site to go to afterwards; anything else is no wish.
pub(super) fn here(goto: &str) -> &str {
    let elsewhere = goto.starts_with("//") || goto.contains(['\\', '\r', '\n', '\t']);
    if goto.starts_with('/') && !elsewhere { goto } else { NOWHERE }
}

fn page(ask: &Ask, form: Form) -> Page {
    let l = ask.locale;
    let region = &ask.house.region;
    let demo = if region.development { region.demo_accounts.clone() } else { Vec::new() };
    let development = region.development;
    let host = ask.house.passkeys.host().map(str::to_owned);
    let providers = ask.house.identities.providers().to_vec();
    let (title, status) = (form.title(t!(l, account.sign_in_title)), form.status());
    Page::new("account", title, move || {
        let goto = form.fields().get("goto").to_owned();
        view! {
            <div class="stack">
                <h1>{t!(l, account.sign_in_title)}</h1>
                <ErrorSummary form=&form />
                <p class="lead">{t!(l, account.sign_in_how)}</p>
                <form class="form" method="post" action=l.href("/sign-in")>
                    <Hidden name="goto" value=goto.clone() />
                    <Field form=&form name="email" label=t!(l, account.email) kind="email" autocomplete="email" required=true maxlength=254u16 />
                    <Submit label=t!(l, account.send_link) />
                </form>
                {(!providers.is_empty()).then(|| view! { <Providers l=l providers=providers goto=goto.clone() /> })}
                {host.map(|host| view! { <ByPasskey l=l host=host goto=goto.clone() /> })}
                {(!demo.is_empty()).then(|| view! { <Demo l=l accounts=demo goto=goto /> })}
                {development.then(|| view! { <DevMail l=l /> })}
            </div>
        }
        .into_any()
    })
    .with_status(status)
}

/// The way in without a mail, for whoever has made a passkey.
#[component]
fn ByPasskey(l: Locale, host: String, goto: String) -> impl IntoView {
    let words = PasskeyWords { button: t!(l, passkeys.sign_in_button).to_owned(), ..passkeys_page::words(l, &host) };
    let path = l.href("/sign-in/passkey");
    let form = view! { <PasskeyForm path=path goto=goto host=host typed=String::new() words=words /> }.into_any();
    view! {
        <section class="stack" aria-labelledby="passkey-heading">
            <h2 id="passkey-heading">{t!(l, passkeys.sign_in)}</h2>
            <p>{t!(l, passkeys.sign_in_text)}</p>
            {form}
            <noscript><p>{t!(l, passkeys.no_script)}</p></noscript>
        </section>
    }
    .into_any()
}

/// Whom a newcomer can sign in as, on a machine where no mail leaves the house.
#[component]
fn Demo(l: Locale, accounts: Vec<DemoAccount>, goto: String) -> impl IntoView {
    let row = move |account: DemoAccount| {
        let role = account.role.get(l.code()).to_owned();
        view! {
            <li>
                <span>{role} " " <span class="quiet small">{account.email.clone()}</span></span>
                <form method="post" action=l.href("/sign-in")>
                    <Hidden name="goto" value=goto.clone() />
                    <Hidden name="email" value=account.email.clone() />
                    <button class="button button--quiet button--small" type="submit">
                        {t!(l, account.demo_send)}
                        <span class="visually-hidden">" " {account.email.clone()}</span>
                    </button>
                </form>
            </li>
        }
    };
    view! {
        <section class="demo stack" aria-labelledby="demo-heading">
            <h2 id="demo-heading">{t!(l, account.demo_title)}</h2>
            <p>{t!(l, account.demo_text)}</p>
            <ul class="demo__list">{accounts.into_iter().map(row).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// Where mail can be read while nothing is sent.
#[component]
pub fn DevMail(l: Locale) -> impl IntoView {
    view! { <p><a href="/dev/mail">{t!(l, account.dev_mail)}</a></p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for goto in ["", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nb"]
        {
            assert_eq!(here(goto), NOWHERE, "{goto:?}");
        }
        assert_eq!(here("/bookings/new?space=labor"), "/bookings/new?space=labor");
    }
}
