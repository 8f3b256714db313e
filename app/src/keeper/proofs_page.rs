//! What people have shown they can do: who, until when, and one form to grant more.

use domain::desk::{AskedProof, NewProof, ProofLine, ProofRefusal, Proofs};
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
        let of = ask.form.get("of");
        let meant = proofs.asked.iter().find(|asked| value(asked) == of);
        let granted = match meant {
            Some(AskedProof { site, of }) => {
                let (site, key, expires_on) = (site.id, of.key.clone(), ask.form.date("expires"));
                ask.house.keeping.grant(&ask.actor, NewProof { email: text("email"), site, key, expires_on }).await
            }
            None => Err(ProofRefusal::NotFound),
        };
        problems = match granted {
            Ok(()) => return Ok(Answer::Goto("/keeper/proofs?done=granted".to_owned())),
            Err(ProofRefusal::Unavailable) => return Err(Answer::Unavailable),
            Err(ProofRefusal::NotFound) => Problems::of("of", t!(l, proofs.problem_of)),
            Err(ProofRefusal::Nobody) => Problems::of("email", t!(l, proofs.nobody)),
            Err(ProofRefusal::Expired) => Problems::of("expires", t!(l, proofs.expired)),
        };
    }
    Ok(page(&ask, proofs, ask.form.clone(), problems, false).into())
}

/// A qualification of a house, as the form names it.
fn value(asked: &AskedProof) -> String {
    format!("{} {}", asked.site.slug, asked.of.key)
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
    let several = asked.iter().any(|other| asked.first().is_some_and(|first| first.site.id != other.site.id));
    let option = |asked: &AskedProof| {
        let name = asked.of.name.get(l.code());
        let name = if several { t!(l, proofs.at, name = name, site = asked.site.name) } else { name.to_owned() };
        (value(asked), name)
    };
    let options = asked.iter().map(option).collect();
    let line = |line: ProofLine| {
        let (name, email) = line.person;
        let until = match line.expires_on {
            Some(last) => t!(l, proofs.until, date = dates::date(l, last)),
            None => t!(l, proofs.for_ever).to_owned(),
        };
        let shown = line.of.get(l.code());
        let of = if several { t!(l, proofs.at, name = shown, site = line.site.name) } else { shown.to_owned() };
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
