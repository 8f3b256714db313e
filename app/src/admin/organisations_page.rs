//! Every organisation: those that wait for the region first.

use domain::{
    desk::{AccountRefusal, ListedOrganisation, OrganisationSearch, Page as Part},
    id::OrganisationId,
    organisation::{OrganisationKind, OrganisationRef},
};
use leptos::prelude::*;

use super::frame::{self, Framed};
use crate::{
    ask::Ask,
    form::Problems,
    organisations::path,
    page::Answered,
    t,
    texts::Locale,
    ui::{
        dates::Moment,
        form::{Field, Form, Select, Submit},
        words::{self, Word},
    },
};

/// Lists them.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn organisations(ask: Ask) -> Answered {
    show(&ask, Problems::default()).await
}

/// Confirms one, trusts it, or trusts it no longer.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn settle(ask: Ask) -> Answered {
    let id = |name: &str| ask.form.parse::<OrganisationId>(name);
    let house = &ask.house;
    let (done, outcome) = match (id("confirm"), id("trust"), id("untrust")) {
        (Some(id), ..) => ("confirmed", house.accounts.confirm_organisation(&ask.actor, id).await),
        (_, Some(id), _) => ("trusted", house.administration.trust(&ask.actor, id, true).await),
        (.., Some(id)) => ("untrusted", house.administration.trust(&ask.actor, id, false).await),
        _ => ("", Err(AccountRefusal::NotFound)),
    };
    match frame::settled(outcome, frame::again(&ask, done)) {
        Some(answer) => Ok(answer),
        None => show(&ask, Problems::whole(t!(ask.locale, admin.gone))).await,
    }
}

async fn show(ask: &Ask, problems: Problems) -> Answered {
    let l = ask.locale;
    let search = OrganisationSearch {
        words: ask.query.get("q").to_owned(),
        confirmed: match ask.query.get("state") {
            "waiting" => Some(false),
            "confirmed" => Some(true),
            _ => None,
        },
        kind: OrganisationKind::from_code(ask.query.get("kind")),
    };
    let page = ask.query.parse("page").unwrap_or(1);
    let found = ask.house.administration.list_organisations(&ask.actor, &search, page).await?;
    let found = found.ok_or_else(|| frame::nothing(ask))?;
    let domains = ask.house.organisations.waiting_domains(&ask.actor).await?.unwrap_or_default();
    let pages = frame::pages(ask, &found);
    let changes = frame::changes(ask);
    let done = match ask.query.get("done") {
        "confirmed" => Some(t!(l, admin.done_confirmed)),
        "declined" => Some(t!(l, admin.done_declined)),
        "trusted" => Some(t!(l, admin.done_trusted)),
        "untrusted" => Some(t!(l, admin.done_untrusted)),
        _ => None,
    };
    let narrowed = search != OrganisationSearch::default();
    let framed = Framed { done, problems, fields: ask.query.clone(), ..Framed::new(l, t!(l, admin.organisations)) };
    Ok(framed.around(l, move |form| {
        let Part { items, total, .. } = found;
        let none = items.is_empty();
        let rows = items.into_iter().map(|one| view! { <Row l=l one=one changes=changes /> }).collect_view();
        let rows = view! { <ul class="rows">{rows}</ul> };
        let list = if changes { view! { <form method="post">{rows}</form> }.into_any() } else { rows.into_any() };
        view! {
            <Domains l=l domains=domains changes=changes />
            <Filter l=l form=form narrowed=narrowed />
            <p>{t!(l, admin.found, count = total)} ". " {changes.then_some(t!(l, admin.trust_text))}</p>
            {none.then(|| view! { <p>{t!(l, admin.no_organisation)}</p> })}
            {(!none).then_some(list)}
            {pages}
        }
        .into_any()
    }))
}

/// The mail domains that wait for the region, each with the way to where it is answered.
#[component]
fn Domains(l: Locale, domains: Vec<(OrganisationRef, String)>, changes: bool) -> impl IntoView {
    if domains.is_empty() {
        return ().into_any();
    }
    let row = |(of, domain): (OrganisationRef, String)| {
        let domain = match changes {
            true => view! { <a href=l.href(&format!("{}/domains", path(of.id)))>{domain}</a> }.into_any(),
            false => domain.into_any(),
        };
        view! { <li>{domain} " · " {of.name}</li> }
    };
    view! {
        <section class="notice notice--attention" aria-labelledby="domains">
            <h2 class="notice__title" id="domains">{t!(l, organisations.waiting)}</h2>
            <ul>{domains.into_iter().map(row).collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Filter(l: Locale, form: Form, narrowed: bool) -> impl IntoView {
    let any = || (String::new(), t!(l, admin.any).to_owned());
    let states = vec![
        any(),
        ("waiting".to_owned(), t!(l, admin.state_waiting).to_owned()),
        ("confirmed".to_owned(), t!(l, admin.state_confirmed).to_owned()),
    ];
    let mut kinds = vec![any()];
    kinds.extend(words::options(l, OrganisationKind::ALL, OrganisationKind::code));
    view! {
        <form class="fields" method="get" role="search" aria-label=t!(l, admin.filter)>
            <Field form=&form name="q" label=t!(l, admin.words_organisations) kind="search" either=true />
            <Select form=&form name="state" label=t!(l, admin.state) options=states />
            <Select form=&form name="kind" label=t!(l, admin.kind) options=kinds />
            <Submit label=t!(l, admin.show) look="quiet" />
            {narrowed.then(|| view! { <a href=l.href("/admin/organisations")>{t!(l, admin.clear)}</a> })}
        </form>
    }
    .into_any()
}

#[component]
fn Row(l: Locale, one: ListedOrganisation, changes: bool) -> impl IntoView {
    let ListedOrganisation { organisation, town, confirmed, trusted, members, contact, since } = one;
    let state = if confirmed { t!(l, admin.confirmed) } else { t!(l, admin.waiting) };
    let contact = contact.map(|(name, email)| {
        view! { {name} " " <a href=format!("mailto:{email}")>{email.clone()}</a> " · " }
    });
    let (id, name) = (organisation.id.to_string(), organisation.name.clone());
    let button = move |act: &'static str, look: &'static str, label: &'static str| {
        view! {
            <button class=look type="submit" name=act value=id.clone()>
                {label}
                <span class="visually-hidden">" " {name.clone()}</span>
            </button>
        }
    };
    let buttons = changes.then(|| {
        let quiet = "button button--quiet button--small";
        let trust = match trusted {
            true => button("untrust", quiet, t!(l, admin.untrust)),
            false => button("trust", quiet, t!(l, admin.trust)),
        };
        let confirm = (!confirmed).then(|| button("confirm", "button button--small", t!(l, admin.confirm)));
        view! { <div class="rows__side buttons">{confirm} {trust}</div> }
    });
    let look = changes.then(|| {
        let path = l.href(&path(organisation.id));
        let name = organisation.name.clone();
        view! {
            <p>
                <a href=path>{t!(l, organisations.look)} <span class="visually-hidden">" " {name}</span></a>
            </p>
        }
    });
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">{organisation.name}</h2>
                <p>
                    {organisation.kind.word(l)} " · " {organisation.sector.word(l)} " · " {town} " · "
                    {t!(l, admin.members, count = members)}
                </p>
                <p>
                    <strong>{state}</strong>
                    {trusted.then(|| view! { ", " <strong>{t!(l, admin.trusted)}</strong> })}
                </p>
                <p class="quiet">{contact} {t!(l, admin.here_since)} " " <Moment l=l at=since /></p>
                {look}
            </div>
            {buttons}
        </li>
    }
    .into_any()
}
