//! What people have shown they can do: who, until when, and one form to grant more.

use domain::desk::{NewProof, ProofLine, ProofRefusal, Proofs};
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
        form::{ErrorSummary, Field, Form, Select, Submit},
    },
};

/// Shows them.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn proofs(ask: Ask) -> Answered {
    let proofs = shown(&ask).await?;
    let done = ask.query.get("done") == "granted";
    Ok(page(&ask, proofs, Fields::default(), Problems::default(), done).into())
}

/// Grants one, or says why not.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn grant(ask: Ask) -> Answered {
    let proofs = shown(&ask).await?;
    let l = ask.locale;
    let mut problems = Problems::default();
    if ask.form.text("email").is_none() {
        problems.add("email", t!(l, proofs.problem_email));
    }
    if ask.form.text("expires").is_some() && ask.form.date("expires").is_none() {
        problems.add("expires", t!(l, proofs.problem_date));
    }
    if problems.is_empty() {
        let text = |name| ask.form.get(name).trim().to_owned();
        let new = NewProof { email: text("email"), key: text("of"), expires_on: ask.form.date("expires") };
        problems = match ask.house.keeping.grant(&ask.actor, new).await {
            Ok(()) => return Ok(Answer::Goto("/keeper/proofs?done=granted".to_owned())),
            Err(ProofRefusal::Unavailable) => return Err(Answer::Unavailable),
            Err(ProofRefusal::NotFound) => Problems::of("of", t!(l, proofs.problem_of)),
            Err(ProofRefusal::Nobody) => Problems::of("email", t!(l, proofs.nobody)),
            Err(ProofRefusal::Expired) => Problems::of("expires", t!(l, proofs.expired)),
        };
    }
    Ok(page(&ask, proofs, ask.form.clone(), problems, false).into())
}

async fn shown(ask: &Ask) -> Result<Proofs, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    ask.house.keeping.proofs(&ask.actor).await?.ok_or(Answer::NotFound)
}

fn page(ask: &Ask, proofs: Proofs, fields: Fields, problems: Problems, done: bool) -> Page {
    let l = ask.locale;
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(t!(l, proofs.title)), form.status());
    let body = move || view! { <ProofsView l=l proofs=proofs form=form done=done /> }.into_any();
    Page::new("keeper", title, body).with_status(status)
}

#[component]
fn ProofsView(l: Locale, proofs: Proofs, form: Form, done: bool) -> impl IntoView {
    let Proofs { asked, shown } = proofs;
    let asks = !asked.is_empty();
    let options = asked.into_iter().map(|needed| (needed.key, needed.name.get(l.code()).to_owned())).collect();
    let line = |line: ProofLine| {
        let (name, email) = line.person;
        let until = match line.expires_on {
            Some(last) => t!(l, proofs.until, date = dates::date(l, last)),
            None => t!(l, proofs.for_ever).to_owned(),
        };
        let of = line.of.get(l.code()).to_owned();
        let earned = line.earned.then(|| view! { ", "{t!(l, door.earned)} });
        view! { <tr><td>{name}</td><td>{email}</td><td>{of}</td><td>{until}{earned}</td></tr> }
    };
    let table = (!shown.is_empty()).then(|| {
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-label=t!(l, proofs.shown)>
                <table class="table">
                    <caption>{t!(l, proofs.shown)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t!(l, proofs.name)}</th>
                            <th scope="col">{t!(l, proofs.email)}</th>
                            <th scope="col">{t!(l, proofs.of)}</th>
                            <th scope="col">{t!(l, proofs.holds)}</th>
                        </tr>
                    </thead>
                    <tbody>{shown.into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
        }
    });
    let grant = if asks {
        view! {
            <form class="form" method="post">
                <Field form=&form name="email" label=t!(l, proofs.email) kind="email" required=true />
                <Select form=&form name="of" label=t!(l, proofs.of) options=options />
                <Field form=&form name="expires" label=t!(l, proofs.expires) hint=t!(l, proofs.expires_hint) kind="date" width="medium" />
                <Submit label=t!(l, proofs.grant) />
            </form>
        }
        .into_any()
    } else {
        view! { <p>{t!(l, proofs.nothing_asked)}</p> }.into_any()
    };
    view! {
        <div class="stack">
            <h1>{t!(l, proofs.title)}</h1>
            <DeskNav l=l here="/keeper/proofs" />
            <ErrorSummary form=&form />
            {done.then(|| view! { <p class="notice notice--good" role="status">{t!(l, proofs.done)}</p> })}
            <p><a href=l.href("/keeper/proofs/events")>{t!(l, door.keeper_link)}</a></p>
            {grant}
            {table}
        </div>
    }
    .into_any()
}
