//! One's own account: who one is, and for whom one acts.

use domain::{
    access::{Membership, Person},
    desk::{AccountRefusal, OrganisationRefusal},
    id::OrganisationId,
    organisation::OrganisationRef,
};
use leptos::prelude::*;

use super::leaving;
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    organisations,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        form::{ErrorSummary, Field, Form, RowButton, Select, Submit},
        words::Word,
    },
};

/// Shows the account.
///
/// # Errors
/// When the house cannot answer now.
pub async fn account(ask: Ask) -> Answered {
    let Some(person) = ask.person() else { return Ok(Answer::SignIn) };
    let form = Form::new(ask.locale, standing(person));
    Ok(page(&ask, person.clone(), form).await?.into())
}

/// Renames the person, or chooses for whom she acts.
///
/// # Errors
/// When the house cannot answer now.
pub async fn change(ask: Ask) -> Answered {
    let Some(person) = ask.person() else { return Ok(Answer::SignIn) };
    let l = ask.locale;
    let (done, outcome) = match ask.form.get("do") {
        "rename" => ("renamed", {
            let (name, language) = (ask.form.get("name"), ask.form.get("language"));
            ask.house.accounts.rename(&ask.actor, name, language).await
        }),
        "act-for" => ("acting", act_for(&ask).await),
        "join" => return join(&ask, person).await,
        "leave" => return Ok(leaving::ask_first(&ask, person)),
        "leave-sure" => ("left", leaving::leave(&ask).await),
        _ => return Ok(Answer::Goto("/account".to_owned())),
    };
    let problems = match outcome {
        Ok(()) => return Ok(Answer::Goto(format!("/account?done={done}"))),
        Err(AccountRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(AccountRefusal::LastAdmin) => Problems::of("organisation", t!(l, account.problem_last_admin)),
        Err(AccountRefusal::Name) => Problems::of("name", t!(l, account.problem_name)),
        Err(_) => Problems::of("organisation", t!(l, account.problem_acting)),
    };
    let fields = if ask.form.ticked("name") { ask.form.clone() } else { standing(person) };
    Ok(page(&ask, person.clone(), Form::refused(l, fields, problems)).await?.into())
}

/// Joins the organisation her address belongs to.
async fn join(ask: &Ask, person: &Person) -> Answered {
    let l = ask.locale;
    let outcome = match ask.form.parse("organisation") {
        Some(id) => ask.house.organisations.join(&ask.actor, id).await,
        None => Err(OrganisationRefusal::NotFound),
    };
    match outcome {
        Ok(()) => Ok(Answer::Goto("/account?done=joined".to_owned())),
        Err(OrganisationRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(_) => {
            let problems = Problems::of("organisation", t!(l, organisations.problem_join));
            Ok(page(ask, person.clone(), Form::refused(l, standing(person), problems)).await?.into())
        }
    }
}

async fn act_for(ask: &Ask) -> Result<(), AccountRefusal> {
    let organisation: OrganisationId = ask.form.parse("organisation").ok_or(AccountRefusal::NotFound)?;
    let login = ask.login.as_deref().ok_or(AccountRefusal::Forbidden)?;
    ask.house.accounts.act_for(&ask.actor, login, organisation).await
}

/// The form as the account stands.
fn standing(person: &Person) -> Fields {
    Fields(vec![("name".into(), person.name.clone()), ("language".into(), person.language.clone())])
}

async fn page(ask: &Ask, person: Person, form: Form) -> Result<Page, Answer> {
    let l = ask.locale;
    let hers = person.sites();
    let keeps: Vec<(String, String)> = if hers.is_empty() {
        Vec::new()
    } else {
        let sites = ask.house.catalogue.sites().await?;
        sites.into_iter().filter(|site| hers.contains(&site.id)).map(|site| (site.slug, site.name)).collect()
    };
    let open = ask.house.organisations.open_to(&ask.actor).await?;
    let done = match ask.query.get("done") {
        "joined" => Some(t!(l, organisations.done_joined)),
        "left" => Some(t!(l, organisations.done_left)),
        "renamed" => Some(t!(l, account.done_renamed)),
        "acting" => Some(t!(l, account.done_acting)),
        "founded" => Some(t!(l, account.done_founded)),
        _ => None,
    }
    .filter(|_| form.problems().is_empty());
    let passkeys = ask.house.passkeys.host().is_some();
    let desk = &ask.house.identities;
    // What a provider that is gone left behind can still be removed.
    let providers = !desk.providers().is_empty()
        || desk.identities(ask.browser()).await?.is_some_and(|own| !own.identities.is_empty());
    let (title, status) = (form.title(t!(l, account.title)), form.status());
    let languages: Vec<_> = Locale::ALL.iter().map(|one| (one.code().to_owned(), one.own_name().to_owned())).collect();
    Ok(Page::new("account", title, move || {
        view! {
            <div class="account stack">
                <h1>{t!(l, account.title)}</h1>
                <ErrorSummary form=&form />
                {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
                <p class="lead">{t!(l, account.signed_in_as, email = person.email)}</p>
                <Organisations
                    l=l
                    form=form.clone()
                    memberships=person.memberships
                    acting_for=person.acting_for
                    open=open
                />
                {(!keeps.is_empty()).then(|| view! { <Keeps l=l sites=keeps /> })}
                <section class="stack">
                    <h2>{t!(l, account.who)}</h2>
                    <form class="form" method="post" action=l.href("/account")>
                        <Field
                            form=&form
                            name="name"
                            label=t!(l, account.name)
                            hint=t!(l, account.name_hint)
                            autocomplete="name"
                            required=true
                            maxlength=120u16
                        />
                        <Select form=&form name="language" label=t!(l, account.mail_language) options=languages />
                        <Submit label=t!(l, account.rename) intent="rename" look="quiet" />
                    </form>
                </section>
                <section class="stack">
                    <h2>{t!(l, account.signing_in)}</h2>
                    <p><a href=l.href("/account/address")>{t!(l, addresses.title)}</a></p>
                    <p><a href=l.href("/account/logins")>{t!(l, account.logins)}</a></p>
                    {passkeys.then(|| view! { <p><a href=l.href("/account/passkeys")>{t!(l, passkeys.title)}</a></p> })}
                    {providers.then(|| view! { <p><a href=l.href("/account/identities")>{t!(l, identities.title)}</a></p> })}
                    <form method="post" action=l.href("/sign-out")>
                        <Submit label=t!(l, account.sign_out) look="quiet" />
                    </form>
                </section>
                <section class="stack">
                    <h2>{t!(l, privacy.own)}</h2>
                    <p><a href=l.href("/account/data")>{t!(l, privacy.own_way)}</a></p>
                </section>
            </div>
        }
        .into_any()
    })
    .with_status(status))
}

/// The organisations of a person, and a button for each she does not act for.
#[component]
fn Organisations(
    l: Locale,
    form: Form,
    memberships: Vec<Membership>,
    acting_for: Option<OrganisationId>,
    /// What she may join.
    open: Option<OrganisationRef>,
) -> impl IntoView {
    let nothing = memberships.is_empty() && open.is_none();
    let rows = memberships
        .into_iter()
        .map(|membership| {
            let acting = acting_for == Some(membership.organisation.id);
            view! { <Organisation l=l membership=membership acting=acting /> }
        })
        .collect_view();
    let problem = form
        .problems()
        .at("organisation")
        .map(|text| view! { <p class="field__error" id="f-organisation">{text.to_owned()}</p> });
    let open = open.map(|of| {
        view! {
            <li class="rows__item">
                <div>
                    <h3 class="rows__title">{of.name.clone()}</h3>
                    <p>{t!(l, organisations.open)}</p>
                </div>
                <RowButton
                    name="organisation"
                    value=of.id.to_string()
                    intent="join"
                    label=t!(l, organisations.join)
                    about=of.name
                    action=l.href("/account")
                />
            </li>
        }
    });
    view! {
        <section class="stack">
            <h2>{t!(l, account.organisations)}</h2>
            {problem}
            {nothing.then(|| view! { <p>{t!(l, account.no_organisation)}</p> })}
            {(!nothing).then(|| view! { <ul class="rows">{rows} {open}</ul> })}
            <p class="buttons">
                <a class=if nothing { "button" } else { "button button--quiet" } href=l.href("/account/organisation")>
                    {t!(l, account.add_organisation)}
                </a>
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn Organisation(l: Locale, membership: Membership, acting: bool) -> impl IntoView {
    let members = organisations::way_to(&membership);
    let members = members.map(|path| view! { <p><a href=l.href(&path)>{t!(l, organisations.look_after)}</a></p> });
    let Membership { organisation, role, confirmed } = membership;
    let choose = (!acting).then(|| {
        view! {
            <RowButton
                name="organisation"
                value=organisation.id.to_string()
                intent="act-for"
                label=t!(l, account.act_for)
                about=organisation.name.clone()
                action=l.href("/account")
            />
        }
    });
    view! {
        <li class="rows__item">
            <div>
                <h3 class="rows__title">{organisation.name.clone()}</h3>
                <p class="quiet">{organisation.kind.word(l)} " · " {t!(l, account.your_role, role = role.word(l))}</p>
                {(!confirmed).then(|| view! { <p>{t!(l, account.unconfirmed)}</p> })}
                {acting.then(|| view! { <p><strong>{t!(l, account.acting)}</strong></p> })}
                {members}
            </div>
            <div class="buttons">
                {choose}
                <RowButton
                    name="organisation"
                    value=organisation.id.to_string()
                    intent="leave"
                    label=t!(l, organisations.leave)
                    about=organisation.name.clone()
                    action=l.href("/account")
                />
            </div>
        </li>
    }
    .into_any()
}

/// The sites a person keeps.
#[component]
fn Keeps(l: Locale, sites: Vec<(String, String)>) -> impl IntoView {
    let site = |(slug, name)| view! { <li><a href=l.href(&format!("/sites/{slug}"))>{name}</a></li> };
    view! {
        <section class="stack">
            <h2>{t!(l, account.keeps)}</h2>
            <ul>{sites.into_iter().map(site).collect_view()}</ul>
        </section>
    }
}
