//! Who keeps in a keeper's stead, until when, and one form to name somebody.

use domain::{
    deputy::DeputyRefusal,
    desk::{Deputies, Deputy, NewDeputy},
};
use leptos::prelude::*;

use super::desk::DeskNav;
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Field, Form, RowButton, Submit},
    },
};

/// Shows them.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn deputies(ask: Ask) -> Answered {
    let deputies = shown(&ask).await?;
    Ok(page(&ask, deputies, Fields::default(), Problems::default()).into())
}

/// Names one, or ends one.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn change_deputies(ask: Ask) -> Answered {
    let deputies = shown(&ask).await?;
    let l = ask.locale;
    let mut problems = Problems::default();
    let outcome = if ask.form.get("do") == "end" {
        let account = ask.form.parse("account").ok_or(Answer::NotFound)?;
        ask.house.keeping.end_deputy(&ask.actor, account).await.map(|()| "ended")
    } else {
        let Some(last_day) = ask.form.date("last_day") else {
            problems.add("last_day", t!(l, deputies.problem_last_day));
            return Ok(page(&ask, deputies, ask.form.clone(), problems).into());
        };
        let new = NewDeputy { email: ask.form.get("email").to_owned(), last_day, language: l.code().to_owned() };
        ask.house.keeping.name_deputy(&ask.actor, new).await.map(|()| "named")
    };
    problems = match outcome {
        Ok(done) => return Ok(Answer::Goto(format!("/keeper/deputies?done={done}"))),
        Err(DeputyRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(DeputyRefusal::Email) => Problems::of("email", t!(l, deputies.problem_email)),
        Err(DeputyRefusal::LastDay) => Problems::of("last_day", t!(l, deputies.problem_last_day)),
        Err(DeputyRefusal::KeepsAlready) => Problems::of("email", t!(l, deputies.keeps_already)),
        Err(DeputyRefusal::NotFound) => Problems::whole(t!(l, deputies.not_found)),
    };
    Ok(page(&ask, deputies, ask.form.clone(), problems).into())
}

async fn shown(ask: &Ask) -> Result<Deputies, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    ask.house.keeping.deputies(&ask.actor).await?.ok_or(Answer::NotFound)
}

fn page(ask: &Ask, deputies: Deputies, fields: Fields, problems: Problems) -> Page {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "named" => Some(t!(l, deputies.done_named)),
        "ended" => Some(t!(l, deputies.done_ended)),
        _ => None,
    }
    .filter(|_| problems.is_empty());
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(t!(l, deputies.title)), form.status());
    let body = move || view! { <DeputiesView l=l deputies=deputies form=form done=done /> }.into_any();
    Page::new("keeper", title, body).with_status(status)
}

#[component]
fn DeputiesView(l: Locale, deputies: Deputies, form: Form, done: Option<&'static str>) -> impl IntoView {
    let Deputies { may_name, deputies } = deputies;
    let none = deputies.is_empty();
    let rows = deputies.into_iter().map(|one| view! { <Row l=l deputy=one may_end=may_name /> }).collect_view();
    let name = if may_name {
        view! {
            <form class="form" method="post">
                <Field form=&form name="email" label=t!(l, deputies.email) hint=t!(l, deputies.email_hint) kind="email" required=true />
                <Field form=&form name="last_day" label=t!(l, deputies.last_day) hint=t!(l, deputies.last_day_hint) kind="date" width="medium" required=true />
                <Submit label=t!(l, deputies.name_one) />
            </form>
        }
        .into_any()
    } else {
        view! { <p>{t!(l, deputies.deputies_name_nobody)}</p> }.into_any()
    };
    view! {
        <div class="stack">
            <h1>{t!(l, deputies.title)}</h1>
            <DeskNav l=l here="/keeper/deputies" />
            <ErrorSummary form=&form />
            {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
            <p class="lead">{t!(l, deputies.text)}</p>
            {none.then(|| view! { <p>{t!(l, deputies.none)}</p> })}
            {(!none).then(|| view! { <ul class="rows">{rows}</ul> })}
            {name}
        </div>
    }
    .into_any()
}

#[component]
fn Row(l: Locale, deputy: Deputy, may_end: bool) -> impl IntoView {
    let called = |(name, email): (String, String)| if name.is_empty() { email } else { name };
    let person = called(deputy.person);
    let kept: Vec<String> = deputy.keeps.iter().map(|kept| kept.called(l.code())).collect();
    let end = may_end.then(|| {
        view! {
            <RowButton name="account" value=deputy.account.to_string() intent="end" label=t!(l, deputies.end) about=person.clone() />
        }
    });
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">{person.clone()}</h2>
                <p>
                    {t!(l, deputies.stands_in, of = called(deputy.of), date = dates::date_long(l, deputy.last_day))}
                </p>
                <p class="quiet">{kept.join(", ")}</p>
            </div>
            {end}
        </li>
    }
    .into_any()
}
