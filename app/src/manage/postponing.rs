//! Putting a session, or all that is still to come, off to a time nobody knows yet: what happens is said first.

use domain::desk::{EventView, SessionView};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::Problems,
    page::{Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Form, Hidden, Submit, TextArea},
    },
};

/// The question before it is done. `only`: this session; `None`: all that are still to come.
pub async fn ask_first(
    ask: &Ask,
    event: &EventView,
    only: Option<SessionView>,
    version: i32,
    problems: Problems,
) -> Answered {
    let l = ask.locale;
    let lines = ask.house.registrations.registrations(&ask.actor, event.id).await?.unwrap_or_default();
    let stands: Vec<_> = event.sessions.iter().filter(|session| !session.cancelled).map(|session| session.id).collect();
    let hers = |id| stands.contains(&id) && only.as_ref().is_none_or(|session| session.id == id);
    let told = lines.iter().filter(|line| line.state.is_living() && hers(line.session)).count();
    let what = match &only {
        Some(session) => session.title.get(l.code()),
        None => event.card.title.get(l.code()),
    };
    let heading = t!(l, postponing.title, title = what);
    let form = Form::refused(l, ask.form.clone(), problems);
    let (title, status) = (form.title(&heading), form.status());
    let when = only.map(|session| session.when);
    let page =
        Page::new("manage", title, move || view! { <PostponeSure heading when version form told l/> }.into_any());
    Ok(page.with_status(status).into())
}

#[component]
fn PostponeSure(
    heading: String,
    when: Option<domain::slot::When>,
    version: i32,
    form: Form,
    told: usize,
    l: Locale,
) -> impl IntoView {
    let people =
        if told == 0 { t!(l, manage.cancel_nobody).to_owned() } else { t!(l, postponing.people, count = told) };
    view! {
        <div class="manage stack">
            <ErrorSummary form=&form/>
            <h1>{heading}</h1>
            {when.map(|when| view! { <p class="lead"><dates::WhenTime l when/></p> })}
            <p>{people}</p>
            <p>{t!(l, postponing.rooms)}</p>
            <form method="post" class="form">
                <Hidden name="version" value=version.to_string()/>
                <TextArea
                    form=&form
                    name="reason"
                    label=t!(l, postponing.reason)
                    hint=t!(l, manage.cancel_reason_hint)
                    maxlength=500u16
                />
                <div class="buttons">
                    <Submit label=t!(l, postponing.sure) intent="postpone-sure"/>
                    <Submit label=t!(l, manage.cancel_keep) intent="keep" look="quiet"/>
                </div>
            </form>
        </div>
    }
    .into_any()
}
