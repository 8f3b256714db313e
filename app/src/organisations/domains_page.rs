//! The mail domains whose people join an organisation by themselves. The organisation asks, the region says whose they are.

use domain::{
    desk::{MailDomain, OrganisationRefusal, OrganisationView},
    mail_domain::DomainFault,
};
use leptos::prelude::*;

use super::frame::{self, elsewhere, known};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        form::{Field, Form, RowButton, Submit},
        sure::Sure,
    },
};

/// Lists them.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn domains(ask: Ask) -> Answered {
    let of = known(&ask).await?;
    show(&ask, of, Fields::default(), Problems::default()).await
}

/// Asks for one, confirms it for the region, or takes it away.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn change_domains(ask: Ask) -> Answered {
    let l = ask.locale;
    let of = known(&ask).await?;
    let (id, desk, form) = (of.organisation.id, &ask.house.organisations, &ask.form);
    let which = form.get("which");
    let (done, outcome) = match form.get("do") {
        "add" => match desk.add_domain(&ask.actor, id, form.get("domain")).await {
            Ok(MailDomain { confirmed: true, .. }) => ("confirmed", Ok(())),
            other => ("asked", other.map(drop)),
        },
        "confirm" => ("confirmed", desk.confirm_domain(&ask.actor, id, which).await),
        "drop" if of.domains.iter().any(|one| one.domain == which && one.confirmed) => {
            return Ok(ask_first(&ask, &of, which));
        }
        "drop" | "drop-sure" => ("dropped", desk.drop_domain(&ask.actor, id, which).await),
        _ => return show(&ask, of, Fields::default(), Problems::default()).await,
    };
    let text = match outcome {
        Ok(()) => return Ok(Answer::Goto(format!("{}/domains?done={done}", frame::path(id)))),
        Err(OrganisationRefusal::Domain(DomainFault::Form)) => t!(l, organisations.problem_domain),
        Err(OrganisationRefusal::Domain(DomainFault::Freemail)) => t!(l, organisations.problem_freemail),
        Err(OrganisationRefusal::Domain(DomainFault::PublicSuffix)) => t!(l, organisations.problem_suffix),
        Err(OrganisationRefusal::DomainTaken) => t!(l, organisations.problem_domain_taken),
        Err(OrganisationRefusal::TooMany) => t!(l, organisations.problem_many_domains),
        // Somebody else took it away before: what stands here now says so.
        Err(OrganisationRefusal::NotFound) if done == "dropped" => "",
        Err(refusal) => return Err(elsewhere(&refusal).unwrap_or(Answer::NotFound)),
    };
    let problems = match (text, form.get("do")) {
        ("", _) => return Ok(Answer::Goto(format!("{}/domains", frame::path(id)))),
        (text, "add") => Problems::of("domain", text),
        (text, _) => Problems::whole(text),
    };
    show(&ask, of, form.clone(), problems).await
}

/// What it means to take a confirmed one away, before it is done.
fn ask_first(ask: &Ask, of: &OrganisationView, domain: &str) -> Answer {
    let l = ask.locale;
    let sure = Sure {
        area: "account",
        title: t!(l, organisations.drop_title, domain = domain),
        says: vec![t!(l, organisations.drop_text, name = of.organisation.name)],
        fields: vec![("which", domain.to_owned())],
        yes: (t!(l, organisations.drop_sure), "drop-sure"),
        no: (l.href(&format!("{}/domains", frame::path(of.organisation.id))), t!(l, organisations.drop_leave)),
    };
    Page::from(sure).into()
}

async fn show(ask: &Ask, of: OrganisationView, fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "asked" => Some(t!(l, organisations.done_asked)),
        "confirmed" => Some(t!(l, organisations.done_confirmed)),
        "dropped" => Some(t!(l, organisations.done_dropped)),
        _ => None,
    };
    let (domains, region) = (of.domains.clone(), of.may_confirm);
    let form = Form::refused(l, fields, problems);
    let draw = move |l, form| view! { <Domains l=l form=form domains=domains region=region /> }.into_any();
    Ok(frame::page(ask, &of, t!(l, organisations.domains), done, form, draw).into())
}

#[component]
fn Domains(
    l: Locale,
    form: Form,
    domains: Vec<MailDomain>,
    /// Whoever is here says whose they are.
    region: bool,
) -> impl IntoView {
    let none = domains.is_empty();
    let rows = domains.into_iter().map(|domain| view! { <Row l=l domain=domain region=region /> }).collect_view();
    let (hint, add) = match region {
        true => (t!(l, organisations.domain_hint_region), t!(l, organisations.add_domain)),
        false => (t!(l, organisations.domain_hint), t!(l, organisations.ask_domain)),
    };
    view! {
        <p>{t!(l, organisations.domains_text)}</p>
        {(!none).then(|| view! { <ul class="rows">{rows}</ul> })}
        <section class="stack">
            <h2>{add}</h2>
            <form class="form" method="post">
                <Field
                    form=&form
                    name="domain"
                    label=t!(l, organisations.domain)
                    hint=hint
                    required=true
                    maxlength=254u16
                />
                <Submit label=add intent="add" />
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Row(l: Locale, domain: MailDomain, region: bool) -> impl IntoView {
    let MailDomain { domain, confirmed } = domain;
    let state = match confirmed {
        true => t!(l, organisations.domain_confirmed),
        false => t!(l, organisations.domain_waits),
    };
    let button = |intent, label: &'static str| {
        view! { <RowButton name="which" value=domain.clone() intent=intent label=label about=domain.clone() /> }
    };
    let confirm = (region && !confirmed).then(|| button("confirm", t!(l, organisations.confirm_domain)));
    let drop = match region && !confirmed {
        true => t!(l, organisations.decline_domain),
        false => t!(l, organisations.drop_domain),
    };
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title organisation__line">{domain.clone()}</h2>
                <p>{state}</p>
            </div>
            <div class="rows__side buttons">{confirm} {button("drop", drop)}</div>
        </li>
    }
    .into_any()
}
