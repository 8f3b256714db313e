//! Where one is signed in, and how one ends that.

use domain::{
    desk::{AccountRefusal, LoginView, Logins, ProviderView, SignedInBy},
    device::Device,
};
use leptos::prelude::*;

use super::provider_page::called_by_issuer;
use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::{Moment, date_long},
        form::{RowButton, Submit},
    },
};

/// Lists the browsers one is signed in with.
///
/// # Errors
/// When the house cannot answer now.
pub async fn logins(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(logins) = ask.house.accounts.logins(&ask.actor, ask.login.as_deref().unwrap_or_default()).await? else {
        return Ok(Answer::SignIn);
    };
    let done = match ask.query.get("done") {
        "one" => Some(t!(l, account.done_ended)),
        "others" => Some(t!(l, account.done_ended_others)),
        _ => None,
    };
    let title = t!(l, account.logins);
    let providers = ask.house.identities.providers().to_vec();
    let view = move || view! { <List l=l logins=logins providers=providers done=done /> }.into_any();
    Ok(Page::new("account", title, view).into())
}

/// Ends one, all others, or all.
///
/// # Errors
/// When the house cannot answer now.
pub async fn end_logins(ask: Ask) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    let which = match ask.form.get("do") {
        "one" => ask.form.parse("login").map(Logins::One),
        "others" => Some(Logins::Others),
        "all" => Some(Logins::All),
        _ => None,
    };
    let Some(which) = which else { return Ok(Answer::Goto("/account/logins".to_owned())) };
    match ask.house.accounts.end_logins(&ask.actor, ask.login.as_deref().unwrap_or_default(), which).await {
        Ok(()) => Ok(match which {
            Logins::One(_) => Answer::Goto("/account/logins?done=one".to_owned()),
            Logins::Others => Answer::Goto("/account/logins?done=others".to_owned()),
            Logins::All => Answer::SignedOut("/".to_owned()),
        }),
        Err(AccountRefusal::Forbidden) => Ok(Answer::SignIn),
        Err(_) => Err(Answer::Unavailable),
    }
}

#[component]
fn List(l: Locale, logins: Vec<LoginView>, providers: Vec<ProviderView>, done: Option<&'static str>) -> impl IntoView {
    let others = logins.len() > 1;
    let row = |login: LoginView| {
        let by = login.by.as_ref().map(|by| way(l, by, &providers));
        view! { <Login l=l login=login by=by /> }
    };
    let rows = logins.into_iter().map(row).collect_view();
    view! {
        <div class="account stack">
            <h1>{t!(l, account.logins)}</h1>
            {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
            <p class="lead">{t!(l, account.logins_text)}</p>
            <ul class="rows">{rows}</ul>
            <form class="buttons" method="post">
                {others.then(|| view! { <Submit label=t!(l, account.end_others) look="quiet" intent="others" /> })}
                <Submit label=t!(l, account.end_all) look="quiet" intent="all" />
            </form>
            <p><a href=l.href("/account")>{t!(l, account.back)}</a></p>
        </div>
    }
    .into_any()
}

#[component]
fn Login(l: Locale, login: LoginView, by: Option<String>) -> impl IntoView {
    let name = device(l, login.device);
    let end = (!login.here).then(|| {
        view! {
            <RowButton name="login" value=login.id.to_string() intent="one" label=t!(l, account.sign_out) about=name.clone() />
        }
    });
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">{name.clone()}</h2>
                <p class="quiet">
                    {t!(l, account.login_since, date = date_long(l, login.since.date()))} {by.map(|by| format!(", {by}"))} " · " {t!(l, account.login_seen)} " "
                    <Moment l=l at=login.seen />
                </p>
                {login.here.then(|| view! { <p><strong>{t!(l, account.login_here)}</strong></p> })}
            </div>
            {end}
        </li>
    }
    .into_any()
}

/// `mit Uni Beispiel`.
fn way(l: Locale, by: &SignedInBy, providers: &[ProviderView]) -> String {
    match by {
        SignedInBy::Mail => t!(l, account.login_by_mail).to_owned(),
        SignedInBy::Passkey => t!(l, account.login_by_passkey).to_owned(),
        SignedInBy::Provider(issuer) => {
            t!(l, account.login_by_provider, provider = called_by_issuer(providers, l, issuer))
        }
    }
}

/// `Firefox auf Windows`.
fn device(l: Locale, device: Device) -> String {
    match (device.browser, device.system) {
        (Some(browser), Some(system)) => t!(l, account.device, browser = browser, system = system),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => t!(l, account.device_unknown).to_owned(),
    }
}
