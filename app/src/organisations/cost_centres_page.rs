//! What an organisation books its costs on.

use domain::{
    billing::{LONGEST_CENTRE, LONGEST_CODE},
    desk::{CostCentre, OrganisationRefusal, OrganisationView},
};
use leptos::prelude::*;

use super::frame::{self, elsewhere, known};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered},
    t,
    texts::Locale,
    ui::form::{Field, Form, Hidden, RowButton, Submit},
};

/// Lists them.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn cost_centres(ask: Ask) -> Answered {
    let of = known(&ask).await?;
    show(&ask, of, Fields::default(), Problems::default()).await
}

/// Adds one, retires one, or takes one into use again.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn change_cost_centres(ask: Ask) -> Answered {
    let l = ask.locale;
    let of = known(&ask).await?;
    let (id, desk, form) = (of.organisation.id, &ask.house.organisations, &ask.form);
    let (done, outcome) = match (form.get("do"), form.parse("centre")) {
        ("add", _) => {
            let (code, name) = (form.get("code"), form.get("name"));
            ("added", desk.add_cost_centre(&ask.actor, ask.request(), id, code, name).await)
        }
        ("retire", Some(centre)) => ("retired", desk.retire_cost_centre(&ask.actor, id, centre, true).await),
        ("restore", Some(centre)) => ("restored", desk.retire_cost_centre(&ask.actor, id, centre, false).await),
        _ => return show(&ask, of, Fields::default(), Problems::default()).await,
    };
    let problems = match outcome {
        Ok(()) => return Ok(Answer::Goto(format!("{}/cost-centres?done={done}", frame::path(id)))),
        Err(OrganisationRefusal::Code) => Problems::of("code", t!(l, organisations.problem_code, most = LONGEST_CODE)),
        Err(OrganisationRefusal::CodeTaken) => Problems::of("code", t!(l, organisations.problem_code_taken)),
        Err(OrganisationRefusal::CentreName) => {
            Problems::of("name", t!(l, organisations.problem_centre_name, most = LONGEST_CENTRE))
        }
        Err(OrganisationRefusal::TooMany) => Problems::whole(t!(l, organisations.problem_many)),
        Err(refusal) => return Err(elsewhere(&refusal).unwrap_or(Answer::NotFound)),
    };
    show(&ask, of, form.clone(), problems).await
}

async fn show(ask: &Ask, of: OrganisationView, fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "added" => Some(t!(l, organisations.done_added)),
        "retired" => Some(t!(l, organisations.done_retired)),
        "restored" => Some(t!(l, organisations.done_restored)),
        _ => None,
    };
    let request = ask.request().to_string();
    let centres = of.cost_centres.clone();
    let form = Form::refused(l, fields, problems);
    let draw = move |l, form| view! { <Centres l=l form=form request=request centres=centres /> }.into_any();
    Ok(frame::page(ask, &of, t!(l, organisations.cost_centres), done, form, draw).into())
}

#[component]
fn Centres(l: Locale, form: Form, request: String, centres: Vec<CostCentre>) -> impl IntoView {
    let none = centres.is_empty();
    let rows = centres.into_iter().map(|centre| view! { <Row l=l centre=centre /> }).collect_view();
    view! {
        <p>{t!(l, organisations.cost_centres_text)}</p>
        {(!none).then(|| view! { <ul class="rows">{rows}</ul> })}
        <section class="stack">
            <h2>{t!(l, organisations.add_centre)}</h2>
            <form class="form" method="post">
                <Hidden name="request" value=request />
                <Field
                    form=&form
                    name="code"
                    label=t!(l, organisations.code)
                    hint=t!(l, organisations.code_hint)
                    width="medium"
                    required=true
                    maxlength=u16::try_from(LONGEST_CODE).unwrap_or(u16::MAX)
                />
                <Field
                    form=&form
                    name="name"
                    label=t!(l, organisations.centre_name)
                    required=true
                    maxlength=u16::try_from(LONGEST_CENTRE).unwrap_or(u16::MAX)
                />
                <Submit label=t!(l, organisations.add_centre) intent="add" />
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Row(l: Locale, centre: CostCentre) -> impl IntoView {
    let CostCentre { id, code, name, retired } = centre;
    let (intent, label) = match retired {
        true => ("restore", t!(l, organisations.restore)),
        false => ("retire", t!(l, organisations.retire)),
    };
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">{code.clone()}</h2>
                <p>{name.clone()} {retired.then(|| view! { " · " <strong>{t!(l, organisations.retired)}</strong> })}</p>
            </div>
            <RowButton name="centre" value=id.to_string() intent=intent label=label about=format!("{code} {name}") />
        </li>
    }
    .into_any()
}
