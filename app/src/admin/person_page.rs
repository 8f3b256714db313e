//! Somebody who can sign in, and the button that locks her out or lets her in again.

use domain::{
    desk::{LockRefusal, PersonView},
    id::AccountId,
};
use leptos::prelude::*;

use super::{
    frame::{self, Framed},
    people_page::roles,
};
use crate::{
    ask::Ask,
    form::Problems,
    page::{Answer, Answered},
    t,
    texts::Locale,
    ui::{
        dates::date_long,
        form::{Form, Submit, TextArea},
    },
};

/// Shows her.
///
/// # Errors
/// When there is nobody of this id for this actor, or the house cannot answer now.
pub async fn person(ask: Ask) -> Answered {
    show(&ask, Problems::default()).await
}

/// Locks her out for a reason, or lets her in again.
///
/// # Errors
/// When there is nobody of this id for this actor, or the house cannot answer now.
pub async fn lock(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(id) = id(&ask) else { return Ok(frame::nothing(&ask)) };
    let desk = &ask.house.administration;
    let (done, outcome) = match ask.form.get("do") {
        "lock" => ("locked", desk.lock(&ask.actor, id, ask.form.get("reason")).await),
        "unlock" => ("unlocked", desk.unlock(&ask.actor, id).await),
        _ => return show(&ask, Problems::default()).await,
    };
    let problems = match outcome {
        Ok(()) => return Ok(Answer::Goto(format!("/admin/people/{id}?done={done}"))),
        Err(LockRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(LockRefusal::NotFound) => return Ok(frame::nothing(&ask)),
        Err(LockRefusal::Reason) => Problems::of("reason", t!(l, admin.problem_reason)),
        Err(LockRefusal::LastAdmin) => Problems::whole(t!(l, admin.problem_last_admin)),
    };
    show(&ask, problems).await
}

fn id(ask: &Ask) -> Option<AccountId> {
    ask.param("id").parse().ok()
}

async fn show(ask: &Ask, problems: Problems) -> Answered {
    let l = ask.locale;
    let Some(id) = id(ask) else { return Ok(frame::nothing(ask)) };
    let view = ask.house.administration.see_person(&ask.actor, id).await?.ok_or_else(|| frame::nothing(ask))?;
    let herself = ask.person().is_some_and(|person| person.id == view.person.account);
    let changes = frame::changes(ask);
    let done = match ask.query.get("done") {
        "locked" => Some(t!(l, admin.done_locked)),
        "unlocked" => Some(t!(l, admin.done_unlocked)),
        _ => None,
    };
    let name = if view.person.name.is_empty() { view.person.email.clone() } else { view.person.name.clone() };
    let up = ("/admin/people", t!(l, admin.people));
    let framed = Framed { up, done, problems, fields: ask.form.clone(), ..Framed::new(l, &name) };
    Ok(framed.around(l, move |form| {
        let PersonView { person, since, locked_because, may_lock } = view;
        let roles = roles(l, &person);
        let listed = if roles.is_empty() {
            view! { <dd>{t!(l, admin.no_role)}</dd> }.into_any()
        } else {
            roles.into_iter().map(|role| view! { <dd>{role}</dd> }).collect_view().into_any()
        };
        let locked = person.locked.then(|| match locked_because.as_str() {
            "" => t!(l, admin.locked_plain).to_owned(),
            reason => t!(l, admin.locked_because, reason = reason),
        });
        view! {
            {locked.map(|locked| view! { <p class="notice notice--attention">{locked}</p> })}
            <dl class="facts">
                <div>
                    <dt>{t!(l, privacy.email)}</dt>
                    <dd><a href=format!("mailto:{}", person.email)>{person.email.clone()}</a></dd>
                </div>
                <div><dt>{t!(l, admin.person_roles)}</dt>{listed}</div>
                <div><dt>{t!(l, admin.since)}</dt><dd>{date_long(l, since.date())}</dd></div>
            </dl>
            {may_lock.then(|| view! { <Lock l=l form=form locked=person.locked /> })}
            {(changes && herself).then(|| view! { <p class="quiet">{t!(l, admin.not_oneself)}</p> })}
        }
        .into_any()
    }))
}

#[component]
fn Lock(l: Locale, form: Form, locked: bool) -> impl IntoView {
    if locked {
        return view! {
            <section class="stack">
                <h2>{t!(l, admin.unlock)}</h2>
                <p>{t!(l, admin.unlock_text)}</p>
                <form method="post"><Submit label=t!(l, admin.unlock) intent="unlock" /></form>
            </section>
        }
        .into_any();
    }
    view! {
        <section class="stack">
            <h2>{t!(l, admin.lock_title)}</h2>
            <p>{t!(l, admin.lock_text)}</p>
            <form class="form" method="post">
                <TextArea form=&form name="reason" label=t!(l, admin.lock_reason) rows=3 required=true maxlength=500u16 />
                <Submit label=t!(l, admin.lock) intent="lock" look="danger" />
            </form>
        </section>
    }
    .into_any()
}
