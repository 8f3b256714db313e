//! What taking part in an event in one's rooms proves: a list, and a form for each.

use domain::{attendance::GrantRefusal, desk::KeptSession, id::SessionId};
use leptos::prelude::*;

use super::desk::DeskNav;
use crate::{
    ask::Ask,
    events::say::{grant_words, how_long},
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Field, Form, Select, Submit},
        say::said,
    },
};

/// Every session that could prove something.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn grants(ask: Ask) -> Answered {
    let l = ask.locale;
    let sessions = kept(&ask).await?;
    let saved = ask.query.get("done") == "settled";
    let body = move || view! { <List sessions saved l/> }.into_any();
    Ok(Page::new("keeper", t!(l, door.keeper_title), body).into())
}

/// The form of one.
///
/// # Errors
/// When there is no such session for this person, or the house cannot answer now.
pub async fn ask_grant(ask: Ask) -> Answered {
    let kept = wanted(&ask).await?;
    let mut fields = Fields::default();
    if let Some(grant) = &kept.session.grants {
        let months = grant.months.map(|months| months.to_string()).unwrap_or_default();
        fields = fields.with("of", &grant.of.key).with("months", &months);
    }
    Ok(page(ask.locale, kept, Form::new(ask.locale, fields)))
}

/// Settles it, or says why not.
///
/// # Errors
/// When there is no such session for this person, or the house cannot answer now.
pub async fn settle_grant(ask: Ask) -> Answered {
    let l = ask.locale;
    let kept = wanted(&ask).await?;
    let months = ask.form.text("months").map(str::parse::<u16>);
    let grant = match (ask.form.text("of"), months) {
        (None, _) => Ok(None),
        (Some(_), Some(Err(_))) => Err(GrantRefusal::Months),
        (Some(key), months) => Ok(Some((key.to_owned(), months.and_then(Result::ok)))),
    };
    let settled = match grant {
        Ok(grant) => ask.house.door.settle_grant(&ask.actor, kept.session.id, grant).await,
        Err(refusal) => Err(refusal),
    };
    let problems = match settled {
        Ok(_) => return Ok(Answer::Goto("/keeper/proofs/events?done=settled".to_owned())),
        Err(GrantRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(GrantRefusal::NotFound) => return Err(Answer::NotFound),
        Err(GrantRefusal::Months) => Problems::of("months", t!(l, door.keeper_months_wrong)),
        Err(GrantRefusal::NotAsked) => Problems::of("of", t!(l, door.keeper_not_asked)),
    };
    Ok(page(l, kept, Form::refused(l, ask.form.clone(), problems)))
}

async fn kept(ask: &Ask) -> Result<Vec<KeptSession>, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    ask.house.door.kept_sessions(&ask.actor).await?.ok_or(Answer::NotFound)
}

async fn wanted(ask: &Ask) -> Result<KeptSession, Answer> {
    let id: Option<SessionId> = ask.param("id").parse().ok();
    kept(ask).await?.into_iter().find(|kept| Some(kept.session.id) == id).ok_or(Answer::NotFound)
}

fn page(l: Locale, kept: KeptSession, form: Form) -> Answer {
    let (title, status) = (form.title(t!(l, door.keeper_title)), form.status());
    Page::new("keeper", title, move || view! { <One kept form l/> }.into_any()).with_status(status).into()
}

#[component]
fn List(sessions: Vec<KeptSession>, saved: bool, l: Locale) -> impl IntoView {
    let nothing = sessions.is_empty();
    let rows = sessions.into_iter().map(|kept| view! { <Row kept l/> }).collect_view();
    let table = view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=t!(l, door.keeper_table)>
            <table class="table">
                <caption class="visually-hidden">{t!(l, door.keeper_table)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, door.keeper_event)}</th>
                        <th scope="col">{t!(l, door.keeper_when)}</th>
                        <th scope="col">{t!(l, door.keeper_grants)}</th>
                        <th scope="col"><span class="visually-hidden">{t!(l, door.keeper_set)}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    view! {
        <div class="stack">
            <h1>{t!(l, door.keeper_title)}</h1>
            <DeskNav l=l here="/keeper/proofs" />
            {saved.then(|| view! { <p class="notice notice--good" role="status">{t!(l, door.keeper_saved)}</p> })}
            <p class="measure">{t!(l, door.keeper_lead)}</p>
            {if nothing { view! { <p>{t!(l, door.keeper_none)}</p> }.into_any() } else { table.into_any() }}
        </div>
    }
    .into_any()
}

#[component]
fn Row(kept: KeptSession, l: Locale) -> impl IntoView {
    let KeptSession { event: (slug, title), session, .. } = kept;
    let page = l.href(&format!("/events/{slug}"));
    let set = l.href(&format!("/keeper/proofs/events/{}", session.id));
    let date = dates::date(l, session.when.local.from.date());
    let name = t!(l, door.keeper_set_for, title = session.title.get(l.code()), date = date);
    let part = (session.title != title).then(|| view! { <br/>{said(l, &session.title)} });
    let grants = session.grants.as_ref().map_or_else(
        || t!(l, door.keeper_nothing).to_owned(),
        |grant| format!("{} ({})", grant.of.name.get(l.code()), how_long(l, grant.months)),
    );
    view! {
        <tr>
            <th scope="row"><a href=page>{said(l, &title)}</a>{part}</th>
            <td><dates::WhenTime l when=session.when/></td>
            <td>{grants}</td>
            <td><a href=set aria-label=name>{t!(l, door.keeper_set)}</a></td>
        </tr>
    }
    .into_any()
}

#[component]
fn One(kept: KeptSession, form: Form, l: Locale) -> impl IntoView {
    let KeptSession { session, asked, .. } = kept;
    let options = asked.into_iter().map(|of| (of.key, of.name.get(l.code()).to_owned())).collect();
    let now = session.grants.as_ref().map(|grant| view! { <p>{grant_words(l, grant, false)}</p> });
    view! {
        <div class="stack">
            <p class="crumb"><a href=l.href("/keeper/proofs/events")>{t!(l, door.keeper_title)}</a></p>
            <ErrorSummary form=&form/>
            <h1>{said(l, &session.title)}</h1>
            <p class="lead"><dates::WhenTime l when=session.when/></p>
            {now}
            <form class="form" method="post">
                <Select form=&form name="of" label=t!(l, door.keeper_of) none=t!(l, door.keeper_of_none) options=options/>
                <Field
                    form=&form
                    name="months"
                    kind="number"
                    width="short"
                    min="1"
                    max="120"
                    label=t!(l, door.keeper_months)
                    hint=t!(l, door.keeper_months_hint)
                />
                <Submit label=t!(l, door.keeper_save)/>
            </form>
        </div>
    }
    .into_any()
}
