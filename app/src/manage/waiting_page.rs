//! `/manage/events/{slug}/waiting`: who waits for seats, and putting somebody first.

use domain::{
    desk::WaitLine,
    id::RegistrationId,
    registration::{RegistrationRefusal, RegistrationState},
};
use leptos::prelude::*;

use super::{
    access::{Gone, own_event},
    waiting_view::{Lists, PutFirst},
};
use crate::{
    ask::Ask,
    form::Problems,
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// The lists, or the question whether somebody is to be put first.
pub async fn show(ask: Ask) -> Answered {
    draw(&ask, ask.query.parse("first"), Problems::default()).await
}

/// Puts somebody first.
pub async fn send(ask: Ask) -> Answered {
    own_event(&ask).await?;
    let l = ask.locale;
    let Some(id) = ask.form.parse::<RegistrationId>("first").filter(|_| ask.form.get("do") == "first") else {
        return Ok(Answer::Goto(ask.path.clone()));
    };
    match ask.house.registrations.put_first(&ask.actor, id, ask.form.get("reason")).await {
        Ok(()) => Ok(Answer::Goto(format!("{}?done=first", ask.path))),
        Err(RegistrationRefusal::Unavailable) => Err(Gone::Unavailable.into()),
        Err(RegistrationRefusal::Reason) => {
            draw(&ask, Some(id), Problems::of("reason", t!(l, seats.reason_missing))).await
        }
        Err(RegistrationRefusal::NotNow(RegistrationState::Offered) | _) => {
            draw(&ask, None, Problems::whole(t!(l, seats.gone))).await
        }
    }
}

async fn draw(ask: &Ask, first: Option<RegistrationId>, problems: Problems) -> Answered {
    let l = ask.locale;
    let event = own_event(ask).await?;
    let Some(lines) = ask.house.registrations.waiting_for_seats(&ask.actor, event.id).await? else {
        return Ok(Answer::NotFound);
    };
    let chosen: Option<WaitLine> = first.and_then(|id| lines.iter().find(|line| line.id == id).cloned());
    let done = ask.query.text("done").map(|_| t!(l, seats.put_first_done));
    let form = Form::refused(l, ask.form.clone(), problems);
    let title = match &chosen {
        Some(line) => t!(l, seats.put_first_title, name = super::waiting_view::name(line)),
        None => t!(l, seats.list_title).to_owned(),
    };
    let (page_title, status) = (form.title(&title), form.status());
    let page = Page::new("manage", page_title, move || match chosen {
        Some(line) => view! { <PutFirst slug=event.card.slug line form title l/> }.into_any(),
        None => view! { <Lists event lines form done l/> }.into_any(),
    });
    Ok(page.with_status(status).into())
}
