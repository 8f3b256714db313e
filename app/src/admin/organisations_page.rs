//! Organisations that wait to be confirmed.

use domain::{desk::PendingOrganisation, id::OrganisationId};
use leptos::prelude::*;

use super::list::{self, List};
use crate::{
    ask::Ask,
    form::Problems,
    page::Answered,
    t,
    texts::Locale,
    ui::{dates::Moment, words::Word},
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
    let Some(id) = ask.form.parse::<OrganisationId>("confirm") else { return organisations(ask).await };
    let outcome = ask.house.accounts.confirm_organisation(&ask.actor, id).await;
    match list::settled(outcome, "/admin/organisations?done=confirmed") {
        Some(answer) => Ok(answer),
        None => show(&ask, Problems::whole(t!(ask.locale, admin.not_confirmed))).await,
    }
}

async fn show(ask: &Ask, problems: Problems) -> Answered {
    let l = ask.locale;
    let list = List {
        title: t!(l, admin.organisations),
        empty: t!(l, admin.no_pending),
        done: ("confirmed", t!(l, admin.done_confirmed)),
        draw: |l, pending| {
            let rows = pending.into_iter().map(|pending| view! { <Row l=l pending=pending /> }).collect_view();
            view! { <ul class="rows">{rows}</ul> }.into_any()
        },
    };
    Ok(list::show(ask, list, ask.house.accounts.pending(&ask.actor).await?, problems))
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
