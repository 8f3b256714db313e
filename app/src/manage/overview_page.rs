//! `/manage/events/{slug}`: what is missing, the programme, publishing, calling off.

use domain::{
    desk::{EventView, RegistrationLine},
    event::EventRefusal,
    registration::RegistrationState,
};
use leptos::prelude::*;

use super::{
    access::{own_event, whole},
    overview_view::{CancelSure, Overview},
};
use crate::{
    ask::Ask,
    form::Problems,
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// Shows the event as its organisers see it.
pub async fn show(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    draw(&ask, event, Problems::default(), false).await
}

/// Publishes, or calls off in two steps.
pub async fn send(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    let version = ask.form.parse("version").unwrap_or_default();
    let (desk, by) = (&ask.house.events, &ask.actor);
    let path = format!("/manage/events/{}", event.card.slug);
    let done = match ask.form.get("do") {
        "publish" => desk.publish(by, event.id, version).await.map(|()| format!("{path}?saved=published")),
        "cancel" => return draw(&ask, event, Problems::default(), true).await,
        "cancel-sure" => desk.cancel_event(by, event.id, version, ask.form.get("reason")).await.map(|()| path),
        _ => Ok(path),
    };
    match done {
        Ok(path) => Ok(Answer::Goto(path)),
        Err(EventRefusal::ChangedMeanwhile) => {
            let event = own_event(&ask).await?;
            let asks = ask.form.get("do") == "cancel-sure";
            draw(&ask, event, Problems::whole(t!(ask.locale, manage.changed_act)), asks).await
        }
        Err(refusal) => {
            let problems = whole(ask.locale, &refusal)?;
            let event = own_event(&ask).await?;
            draw(&ask, event, problems, false).await
        }
    }
}

/// Everybody who would be told if it were called off now.
fn told(lines: &[RegistrationLine]) -> usize {
    lines.iter().filter(|line| line.state.is_living()).count()
}

async fn draw(ask: &Ask, event: EventView, problems: Problems, asks: bool) -> Answered {
    let l = ask.locale;
    let lines = ask.house.registrations.registrations(&ask.actor, event.id).await?.unwrap_or_default();
    let told = told(&lines);
    let waiting = lines.iter().filter(|line| line.state == RegistrationState::Waiting).count();
    let saved = match ask.query.get("saved") {
        "" => None,
        "published" => Some(t!(l, manage.published)),
        _ => Some(t!(l, manage.saved)),
    };
    let form = Form::refused(l, ask.form.clone(), problems);
    let title = form.title(event.card.title.get(l.code()));
    let status = form.status();
    let page = Page::new("manage", title, move || {
        if asks {
            view! { <CancelSure event form told l/> }.into_any()
        } else {
            view! { <Overview event form told waiting saved l/> }.into_any()
        }
    });
    Ok(page.with_status(status).into())
}
