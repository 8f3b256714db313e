//! Adding an organisation one wants to act for. The region confirms it before it books.

use domain::{
    desk::{AccountRefusal, NewOrganisation},
    organisation::{OrganisationKind, Sector},
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        form::{Choices, ErrorSummary, Field, Form, Hidden, Select, Submit},
        words::options,
    },
};

/// Asks what it is.
///
/// # Errors
/// Never.
pub async fn ask_organisation(ask: Ask) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    Ok(page(&ask, Form::new(ask.locale, Fields::default())).into())
}

/// Founds it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn found(ask: Ask) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    let l = ask.locale;
    let mut problems = Problems::default();
    if let Some(new) = read(&ask, &mut problems) {
        match ask.house.accounts.found(&ask.actor, new).await {
            Ok(_) => return Ok(Answer::Goto("/account?done=founded".to_owned())),
            Err(AccountRefusal::Unavailable) => return Err(Answer::Unavailable),
            Err(AccountRefusal::Name) => problems.add("name", t!(l, account.problem_organisation)),
            Err(AccountRefusal::NameTaken) => problems.add("name", t!(l, account.problem_name_taken)),
            Err(AccountRefusal::Town) => problems.add("town", t!(l, account.problem_town)),
            Err(_) => return Ok(Answer::NotFound),
        }
    }
    Ok(page(&ask, Form::refused(l, ask.form.clone(), problems)).into())
}

/// What was typed, when it is all there; else each problem, in the order of the form.
fn read(ask: &Ask, problems: &mut Problems) -> Option<NewOrganisation> {
    let (l, form) = (ask.locale, &ask.form);
    let text = |name: &str, most: usize| form.text(name).filter(|text| text.chars().count() <= most).map(str::to_owned);
    let name = text("name", 120);
    if name.is_none() {
        problems.add("name", t!(l, account.problem_organisation));
    }
    let kind = OrganisationKind::from_code(form.get("kind"));
    if kind.is_none() {
        problems.add("kind", t!(l, account.problem_kind));
    }
    let sector = Sector::from_code(form.get("sector"));
    if sector.is_none() {
        problems.add("sector", t!(l, account.problem_sector));
    }
    let town = text("town", 80);
    if town.is_none() {
        problems.add("town", t!(l, account.problem_town));
    }
    Some(NewOrganisation { request: ask.request(), name: name?, kind: kind?, sector: sector?, town: town? })
}

fn page(ask: &Ask, form: Form) -> Page {
    let l = ask.locale;
    let request = ask.request().to_string();
    let (title, status) = (form.title(t!(l, account.add_organisation)), form.status());
    Page::new("account", title, move || view! { <OrganisationForm l=l form=form request=request /> }.into_any())
        .with_status(status)
}

#[component]
fn OrganisationForm(l: Locale, form: Form, request: String) -> impl IntoView {
    view! {
        <div class="stack">
            <p class="crumb"><a href=l.href("/account")>{t!(l, account.title)}</a></p>
            <h1>{t!(l, account.add_organisation)}</h1>
            <ErrorSummary form=&form />
            <p class="lead">{t!(l, account.organisation_why)}</p>
            <form class="form" method="post">
                <Hidden name="request" value=request />
                <Field
                    form=&form
                    name="name"
                    label=t!(l, account.organisation_name)
                    autocomplete="organization"
                    required=true
                    maxlength=120u16
                />
                <Select
                    form=&form
                    name="kind"
                    label=t!(l, account.kind)
                    none=t!(l, account.choose)
                    required=true
                    options=options(l, OrganisationKind::ALL, OrganisationKind::code)
                />
                <Choices form=&form name="sector" legend=t!(l, account.sector) options=options(l, Sector::ALL, Sector::code) />
                <Field form=&form name="town" label=t!(l, account.town) autocomplete="address-level2" required=true maxlength=80u16 />
                <Submit label=t!(l, account.found) />
            </form>
        </div>
    }
    .into_any()
}
