//! Who one is at universities and companies one signs in with: which there are, a new one, and how one goes.

use domain::desk::{Arrived, IdentityRefusal, IdentityView, OwnIdentities, ProviderView};
use leptos::prelude::*;

use super::{
    again::{self, Again},
    provider_page::{called_by_issuer, leaving, refused},
    start,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::{Moment, date_long},
        form::{ErrorSummary, Form, Hidden, RowButton, Submit},
    },
};

const PATH: &str = "/account/identities";

/// Shows them.
///
/// # Errors
/// When the house cannot answer now.
pub async fn identities(ask: Ask) -> Answered {
    show(&ask, Form::new(ask.locale, Fields::default())).await
}

/// Goes for a new one, takes the one this browser came back with, or removes one.
///
/// # Errors
/// When the house cannot answer now.
pub async fn change_identities(ask: Ask) -> Answered {
    let l = ask.locale;
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    let here = ask.login.as_deref().unwrap_or_default();
    let desk = &ask.house.identities;
    let outcome = match ask.form.get("do") {
        "link" => {
            let key = ask.form.get("provider");
            desk.leave_to_link(&ask.actor, here, key, l.code()).await.map(|departure| leaving(&ask, key, departure))
        }
        "take" => desk.link(ask.browser()).await.map(|goto| match start::place(&goto, None) {
            start::NOWHERE => Answer::Goto(format!("{PATH}?done=linked")),
            _ => Answer::Goto(goto),
        }),
        "remove" => match ask.form.parse("identity") {
            Some(id) => desk.unlink(&ask.actor, here, id).await.map(|()| Answer::Goto(format!("{PATH}?done=removed"))),
            None => Err(IdentityRefusal::Forbidden),
        },
        _ => return Ok(Answer::Goto(PATH.to_owned())),
    };
    match outcome {
        Ok(answer) => Ok(answer),
        Err(IdentityRefusal::SignInAgain) => {
            let problems = Problems::whole(t!(l, passkeys.problem_again));
            show(&ask, Form::refused(l, ask.form.clone(), problems)).await
        }
        Err(refusal) => Ok(refused(&ask, refusal)),
    }
}

async fn show(ask: &Ask, form: Form) -> Answered {
    let l = ask.locale;
    let here = ask.login.as_deref().unwrap_or_default();
    let desk = &ask.house.identities;
    let Some(own) = desk.identities(ask.browser()).await? else { return Ok(Answer::SignIn) };
    let passkeys = ask.house.passkeys.passkeys(&ask.actor, here).await?;
    let again = again::of(ask, PATH, passkeys.is_some_and(|own| !own.passkeys.is_empty()));
    let providers = desk.providers().to_vec();
    let done = match ask.query.get("done") {
        "linked" => Some(t!(l, identities.done_linked)),
        "removed" => Some(t!(l, identities.done_removed)),
        _ => None,
    }
    .filter(|_| form.problems().is_empty());
    let (title, status) = (form.title(t!(l, identities.title)), form.status());
    let view =
        move || view! { <Identities l=l own=own providers=providers again=again form=form done=done /> }.into_any();
    Ok(Page::new("account", title, view).with_status(status).into())
}

#[component]
fn Identities(
    l: Locale,
    own: OwnIdentities,
    providers: Vec<ProviderView>,
    again: again::Ways,
    form: Form,
    done: Option<&'static str>,
) -> impl IntoView {
    let OwnIdentities { identities, recent, arrived } = own;
    let none = identities.is_empty();
    let row = |identity: IdentityView| {
        let name = called_by_issuer(&providers, l, &identity.issuer);
        view! { <Row l=l identity=identity name=name recent=recent /> }
    };
    let rows = identities.into_iter().map(row).collect_view();
    let arrived = arrived.filter(|_| recent).map(|Arrived { issuer, name: whose }| {
        let name = called_by_issuer(&providers, l, &issuer);
        let whose = (!whose.is_empty()).then(|| view! { <p>{t!(l, identities.arrived_as, name = whose)}</p> });
        view! {
            <section class="stack">
                <h2>{t!(l, identities.arrived, provider = name)}</h2>
                <p>{t!(l, identities.arrived_text, provider = name)}</p>
                {whose}
                <form method="post" action=l.href(PATH)>
                    <Submit label=t!(l, identities.take, provider = name) intent="take" />
                </form>
            </section>
        }
    });
    let button = |provider: ProviderView| {
        view! {
            <form method="post" action=l.href(PATH)>
                <Hidden name="provider" value=provider.key />
                <Submit label=t!(l, identities.button, provider = provider.name.get(l.code())) intent="link" look="quiet" />
            </form>
        }
    };
    let add = match (recent, providers.is_empty()) {
        (true, true) => ().into_any(),
        (false, true) if none => ().into_any(),
        (true, false) => {
            let buttons = providers.iter().cloned().map(button).collect_view();
            view! { <section class="stack"><h2>{t!(l, identities.add)}</h2>{buttons}</section> }.into_any()
        }
        (false, _) => view! { <Again l=l text=t!(l, identities.again_text) ways=again /> }.into_any(),
    };
    view! {
        <div class="account stack">
            <p class="crumb"><a href=l.href("/account")>{t!(l, account.title)}</a></p>
            <h1>{t!(l, identities.title)}</h1>
            <ErrorSummary form=&form />
            {done.map(|done| view! {
                <p class="notice notice--good" role="status">{done}</p>
                <p><a href=l.href("/account/logins")>{t!(l, account.other_logins)}</a></p>
            })}
            <p class="lead">{t!(l, identities.lead)}</p>
            {arrived}
            {none.then(|| view! { <p>{t!(l, identities.nothing)}</p> })}
            {(!none).then(|| view! { <ul class="rows">{rows}</ul> })}
            {add}
        </div>
    }
    .into_any()
}

#[component]
fn Row(l: Locale, identity: IdentityView, name: String, recent: bool) -> impl IntoView {
    let IdentityView { id, since, used, .. } = identity;
    let remove = recent.then(|| {
        view! {
            <RowButton name="identity" value=id.to_string() intent="remove" label=t!(l, passkeys.remove) about=name.clone() />
        }
    });
    let used = match used {
        Some(used) => view! { {t!(l, account.login_seen)} " " <Moment l=l at=used /> }.into_any(),
        None => view! { {t!(l, passkeys.unused)} }.into_any(),
    };
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">{name.clone()}</h2>
                <p class="quiet">{t!(l, identities.since, date = date_long(l, since.date()))} " · " {used}</p>
            </div>
            {remove}
        </li>
    }
    .into_any()
}
