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
    form::{Fields, Problems},
    page::{Answered, Page},
    questions::{ask::Scene, say},
    registrations::{fields, form_view::RegistrationForm},
    t,
    ui::form::Form,
};

/// Shows it.
pub async fn show(ask: Ask) -> Answered {
    let (event, form) = own_form(&ask).await?;
    draw(&ask, event, form, Fields::default(), Problems::default(), false).await
}

/// Says what would be said of what was filled in.
pub async fn send(ask: Ask) -> Answered {
    let (event, form) = own_form(&ask).await?;
    let typed = ask.form.clone();
    if typed.get("do") == "more" {
        return draw(&ask, event, form, typed, Problems::default(), false).await;
    }
    let chosen: Option<SessionId> = typed.parse("session");
    let session = chosen.filter(|id| event.sessions.iter().any(|session| session.id == *id));
    let read = fields::read(ask.locale, ask.request(), session, &typed, &form.form);
    let complete = read.is_ok();
    draw(&ask, event, form, typed, read.err().unwrap_or_default(), complete).await
}

async fn draw(
    ask: &Ask,
    event: EventView,
    form: OwnForm,
    typed: Fields,
    problems: Problems,
    complete: bool,
) -> Answered {
    let l = ask.locale;
    let today = ask.house.calendar.today();
    let sessions: Vec<SessionView> = event.sessions.iter().filter(|session| !session.cancelled).cloned().collect();
    let only = sessions.first().filter(|_| sessions.len() == 1).cloned();
    let scene = Scene {
        session: only.as_ref().map(|session| session.id),
        sessions: say::sessions(l, &sessions),
        questions: form.form.questions,
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
            <RegistrationForm event session=only open=sessions link=None form=shown request version scene today l/>
        }
        .into_any()
    });
    Ok(page.with_status(status).into())
}
