//! `/manage/events/{slug}/form/preview`: the registration form as a citizen sees it. It can be filled in and sent, and
//! nothing comes of it.

use domain::{
    desk::{EventView, OwnForm, SessionView},
    id::SessionId,
};
use leptos::prelude::*;

use super::own_form;
use crate::{
    ask::Ask,
    page::{Answered, Page},
    questions::{
        ask::Scene,
        files::{Received, pretended},
        say,
    },
    registrations::{fields, form_view::RegistrationForm},
    t,
    ui::form::Form,
};

/// Shows it.
pub async fn show(ask: Ask) -> Answered {
    let (event, form) = own_form(&ask).await?;
    draw(&ask, event, form, Received::default(), false).await
}

/// Says what would be said of what was filled in.
pub async fn send(ask: Ask) -> Answered {
    let (event, form) = own_form(&ask).await?;
    let mut came = pretended(&ask, &form.form);
    if came.fields.get("do") == "more" {
        return draw(&ask, event, form, came, false).await;
    }
    let typed = &came.fields;
    let chosen: Option<SessionId> = typed.parse("session");
    let session = chosen.filter(|id| event.sessions.iter().any(|session| session.id == *id));
    let read = fields::read(ask.locale, ask.request(), session, typed, (&form.form, &came.files));
    let complete = read.is_ok() && came.problems.is_empty();
    came.problems = came.problems.over(read.err().unwrap_or_default());
    draw(&ask, event, form, came, complete).await
}

async fn draw(ask: &Ask, event: EventView, form: OwnForm, came: Received, complete: bool) -> Answered {
    let l = ask.locale;
    let Received { fields: typed, files, problems } = came;
    let today = ask.house.calendar.today();
    let sessions: Vec<SessionView> = event.sessions.iter().filter(|session| !session.cancelled).cloned().collect();
    let only = sessions.first().filter(|_| sessions.len() == 1).cloned();
    let scene = Scene {
        session: only.as_ref().map(|session| session.id),
        sessions: say::sessions(l, &sessions),
        questions: form.form.questions,
        files,
        attendee_days: ask.house.privacy.attendee_days().await?,
        l,
    };
    let shown = Form::refused(l, typed, problems);
    let (title, status) = (shown.title(t!(l, questions.preview_title)), shown.status());
    let (request, version) = (ask.request().to_string(), form.form.version.to_string());
    let back = l.href(&format!("/manage/events/{}/form", event.card.slug));
    let page = Page::new("manage", title, move || {
        let done = complete
            .then(|| view! { <p class="notice notice--good" role="status">{t!(l, questions.preview_complete)}</p> });
        view! {
            <div class="manage stack questions__preview">
                <p class="crumb"><a href=back>{t!(l, questions.back)}</a></p>
                <p class="notice">{t!(l, questions.preview_note)}</p>
                {done}
            </div>
            <RegistrationForm event session=only open=sessions link=None list=None form=shown request version scene today l/>
        }
        .into_any()
    });
    Ok(page.with_status(status).into())
}
