//! Organisations that wait to be confirmed.

use domain::{
    desk::{AccountRefusal, PendingOrganisation},
    id::OrganisationId,
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::Moment,
        form::{ErrorSummary, Form},
        words::Word,
    },
};

/// Lists them, oldest first.
///
/// # Errors
/// When the house cannot answer now.
pub async fn organisations(ask: Ask) -> Answered {
    show(&ask, Problems::default()).await
}

/// Confirms one.
///
/// # Errors
/// When the house cannot answer now.
pub async fn confirm(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(id) = ask.form.parse::<OrganisationId>("confirm") else { return show(&ask, Problems::default()).await };
    match ask.house.accounts.confirm_organisation(&ask.actor, id).await {
        Ok(()) => Ok(Answer::Goto("/admin/organisations?done=confirmed".to_owned())),
        Err(AccountRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(AccountRefusal::Forbidden) => Ok(Answer::NotFound),
        Err(_) => show(&ask, Problems(vec![(None, t!(l, admin.not_confirmed).to_owned())])).await,
    }
}

async fn show(ask: &Ask, problems: Problems) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    let l = ask.locale;
    let Some(pending) = ask.house.accounts.pending(&ask.actor).await? else { return Ok(Answer::NotFound) };
    let done = ask.query.get("done") == "confirmed" && problems.is_empty();
    let form = Form::refused(l, Fields::default(), problems);
    let (title, status) = (form.title(t!(l, admin.organisations)), form.status());
    Ok(Page::new("admin", title, move || {
        view! {
            <div class="stack">
                <p class="crumb"><a href=l.href("/admin")>{t!(l, admin.title)}</a></p>
                <h1>{t!(l, admin.organisations)}</h1>
                <ErrorSummary form=&form />
                {done.then(|| view! { <p class="notice notice--good" role="status">{t!(l, admin.done_confirmed)}</p> })}
                {if pending.is_empty() {
                    view! { <p>{t!(l, admin.no_pending)}</p> }.into_any()
                } else {
                    let rows = pending.into_iter().map(|pending| view! { <Row l=l pending=pending /> }).collect_view();
                    view! { <ul class="rows">{rows}</ul> }.into_any()
                }}
            </div>
        }
        .into_any()
    })
    .with_status(status)
    .into())
}

#[component]
fn Row(l: Locale, pending: PendingOrganisation) -> impl IntoView {
    let PendingOrganisation { organisation, town, founder: (name, email), at } = pending;
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">{organisation.name.clone()}</h2>
                <p>{organisation.kind.word(l)} " · " {organisation.sector.word(l)} " · " {town}</p>
                <p class="quiet">
                    {name} " " <a href=format!("mailto:{email}")>{email.clone()}</a> " · " <Moment l=l at=at />
                </p>
            </div>
            <form class="rows__side" method="post" action=l.href("/admin/organisations")>
                <button class="button" type="submit" name="confirm" value=organisation.id.to_string()>
                    {t!(l, admin.confirm)}
                    <span class="visually-hidden">" " {organisation.name.clone()}</span>
                </button>
            </form>
        </li>
    }
    .into_any()
}
