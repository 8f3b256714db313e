//! What people have shown they can do: who, until when, and one form to grant more.

use domain::{
    desk::{AskedProof, LostProof, NewProof, ProofLine, ProofRefusal, ProofUse, Proofs},
    rulebook::Qualification,
    space::SiteRef,
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
        dates::{self, WhenTime},
        form::{ErrorSummary, Field, Form, Hidden, Select, Submit, TextArea},
    },
};

/// Shows them.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn proofs(ask: Ask) -> Answered {
    let proofs = shown(&ask).await?;
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "granted" => t!(l, proofs.done),
        "taken-back" => t!(l, proofs.taken_back),
        _ => "",
    };
    Ok(page(&ask, proofs, Fields::default(), Problems::default(), done, None).into())
}

/// Grants one or takes one back, or says why not.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn grant(ask: Ask) -> Answered {
    let proofs = shown(&ask).await?;
    let l = ask.locale;
    if matches!(ask.form.get("do"), "ask" | "take-back") {
        return take_back(&ask, proofs).await;
    }
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
        let meant = proofs.asked.iter().find(|asked| value(&asked.site, &asked.of) == of);
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
            Err(ProofRefusal::NotFound | ProofRefusal::Reason) => Problems::of("of", t!(l, proofs.problem_of)),
            Err(ProofRefusal::Nobody) => Problems::of("email", t!(l, proofs.nobody)),
            Err(ProofRefusal::Expired) => Problems::of("expires", t!(l, proofs.expired)),
        };
    }
    Ok(page(&ask, proofs, ask.form.clone(), problems, "", None).into())
}

/// A proof somebody is about to lose, with what she has booked that asks for it.
struct Losing {
    line: ProofLine,
    uses: Vec<ProofUse>,
}

/// Asks why first, and shows what hangs on it.
async fn take_back(ask: &Ask, proofs: Proofs) -> Answered {
    let l = ask.locale;
    let form = &ask.form;
    let meant = |line: &&ProofLine| line.person.1 == form.get("email") && value(&line.site, &line.of) == form.get("of");
    let Some(line) = proofs.shown.iter().find(meant).cloned() else {
        // Somebody else was faster.
        return Ok(Answer::Goto("/keeper/proofs?done=taken-back".to_owned()));
    };
    let (email, site, key) = (line.person.1.clone(), line.site.id, line.of.key.clone());
    let mut problems = Problems::default();
    if form.get("do") == "take-back" {
        let lost = LostProof { email: email.clone(), site, key: key.clone(), reason: form.get("reason").to_owned() };
        match ask.house.keeping.take_back(&ask.actor, lost).await {
            Ok(()) | Err(ProofRefusal::NotFound) => {
                return Ok(Answer::Goto("/keeper/proofs?done=taken-back".to_owned()));
            }
            Err(ProofRefusal::Reason) => problems.add("reason", t!(l, proofs.problem_reason)),
            Err(_) => return Err(Answer::Unavailable),
        }
    }
    let uses = ask.house.keeping.proof_uses(&ask.actor, &email, site, &key).await?;
    let fields = Fields::default().with("reason", form.get("reason"));
    Ok(page(ask, proofs, fields, problems, "", Some(Losing { line, uses })).into())
}

/// A qualification of a house, as the form names it.
fn value(site: &SiteRef, of: &Qualification) -> String {
    format!("{} {}", site.slug, of.key)
}

async fn shown(ask: &Ask) -> Result<Proofs, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    ask.house.keeping.proofs(&ask.actor).await?.ok_or(Answer::NotFound)
}

fn page(
    ask: &Ask,
    proofs: Proofs,
    fields: Fields,
    problems: Problems,
    done: &'static str,
    losing: Option<Losing>,
) -> Page {
    let l = ask.locale;
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(t!(l, proofs.title)), form.status());
    let body = move || match losing {
        Some(losing) => view! { <LosingView l=l losing=losing form=form /> }.into_any(),
        None => view! { <ProofsView l=l proofs=proofs form=form done=done /> }.into_any(),
    };
    Page::new("keeper", title, body).with_status(status)
}

#[component]
fn ProofsView(l: Locale, proofs: Proofs, form: Form, done: &'static str) -> impl IntoView {
    let Proofs { asked, shown } = proofs;
    let asks = !asked.is_empty();
    let several = asked.iter().any(|other| asked.first().is_some_and(|first| first.site.id != other.site.id));
    let option = |asked: &AskedProof| {
        let name = asked.of.name.get(l.code());
        let name = if several { t!(l, proofs.at, name = name, site = asked.site.name) } else { name.to_owned() };
        (value(&asked.site, &asked.of), name)
    };
    let options = asked.iter().map(option).collect();
    let line = |line: ProofLine| {
        let lose = lose(l, &line);
        let (name, email) = line.person;
        let until = match line.expires_on {
            Some(last) => t!(l, proofs.until, date = dates::date(l, last)),
            None => t!(l, proofs.for_ever).to_owned(),
        };
        let shown = line.of.name.get(l.code());
        let of = if several { t!(l, proofs.at, name = shown, site = line.site.name) } else { shown.to_owned() };
        let earned = line.earned.then(|| view! { ", "{t!(l, door.earned)} });
        view! { <tr><td>{name}</td><td>{email}</td><td>{of}</td><td>{until}{earned}</td><td>{lose}</td></tr> }
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
                            <td></td>
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
            {(!done.is_empty()).then(|| view! { <p class="notice notice--good" role="status">{done}</p> })}
            <p><a href=l.href("/keeper/proofs/events")>{t!(l, door.keeper_link)}</a></p>
            {grant}
            {table}
        </div>
    }
    .into_any()
}

/// The button of a line.
fn lose(l: Locale, line: &ProofLine) -> impl IntoView + use<> {
    let (name, of) = (line.person.0.clone(), line.of.name.get(l.code()).to_owned());
    view! {
        <form method="post">
            <Hidden name="email" value=line.person.1.clone() />
            <Hidden name="of" value=value(&line.site, &line.of) />
            <button class="button button--quiet button--small" type="submit" name="do" value="ask">
                {t!(l, proofs.take_back)} <span class="visually-hidden">": " {name} ", " {of}</span>
            </button>
        </form>
    }
}

/// Why it is taken back, and what hangs on it.
#[component]
fn LosingView(l: Locale, losing: Losing, form: Form) -> impl IntoView {
    let Losing { line, uses } = losing;
    let of = t!(l, proofs.at, name = line.of.name.get(l.code()), site = line.site.name);
    let (name, email) = line.person.clone();
    let who = if name.is_empty() { email } else { name };
    let date = |one: ProofUse| {
        let href = l.href(&format!("/bookings/{}", one.booking));
        let space = one.space.name.get(l.code()).to_owned();
        view! { <li><a href=href>{one.title}</a> ", " {space} ", " <WhenTime l=l when=one.when /></li> }
    };
    let booked = if uses.is_empty() {
        view! { <p>{t!(l, proofs.no_uses)}</p> }.into_any()
    } else {
        view! {
            <p>{t!(l, proofs.uses)}</p>
            <ul>{uses.into_iter().map(date).collect_view()}</ul>
        }
        .into_any()
    };
    view! {
        <div class="stack">
            <p class="crumb"><a href=l.href("/keeper/proofs")>{t!(l, proofs.title)}</a></p>
            <h1>{t!(l, proofs.take_back_title)}</h1>
            <ErrorSummary form=&form />
            <p class="lead">{who} ": " {of}</p>
            {booked}
            <form class="form" method="post">
                <Hidden name="email" value=line.person.1.clone() />
                <Hidden name="of" value=value(&line.site, &line.of) />
                <TextArea
                    form=&form
                    name="reason"
                    label=t!(l, proofs.reason)
                    hint=t!(l, proofs.reason_hint)
                    rows=2
                    required=true
                    maxlength=1000u16
                />
                <Submit label=t!(l, proofs.take_back) intent="take-back" look="danger" />
            </form>
        </div>
    }
    .into_any()
}
