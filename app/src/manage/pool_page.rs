//! `/manage/events/{slug}/pools/new` and `/{id}`: seats that sessions share, how many and which sessions.

use domain::{
    desk::{EventView, SeatPoolRefusal},
    event::EventState,
    id::SeatPoolId,
    registration::SeatPool,
};
use leptos::prelude::*;

use super::{
    access::own_event,
    pool_fields as fields_of,
    pool_view::{DropPool, PoolForm},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// The event, and the pool; `None`: a new one. What was called off has no form.
async fn wanted(ask: &Ask) -> Result<(EventView, Option<SeatPool>), Answer> {
    let event = own_event(ask).await?;
    if event.card.state == EventState::Cancelled {
        return Err(Answer::Goto(list(&event, None)));
    }
    if ask.param("id").is_empty() {
        return Ok((event, None));
    }
    let id: SeatPoolId = ask.param("id").parse().map_err(|_| Answer::NotFound)?;
    let pool = event.pools.iter().find(|pool| pool.id == id).cloned().ok_or(Answer::NotFound)?;
    Ok((event, Some(pool)))
}

/// All pools of an event, once something was done.
fn list(event: &EventView, done: Option<&str>) -> String {
    let path = format!("/manage/events/{}/pools", event.card.slug);
    done.map_or_else(|| path.clone(), |done| format!("{path}?done={done}"))
}

/// The form.
pub async fn show(ask: Ask) -> Answered {
    let (event, pool) = wanted(&ask).await?;
    let fields = pool.as_ref().map(|pool| fields_of::fill(&event, pool)).unwrap_or_default();
    Ok(draw(&ask, event, pool, fields, Problems::default()))
}

/// Saves, or dissolves in two steps.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let (event, pool) = wanted(&ask).await?;
    // The version stays the one the form was opened with until somebody has seen what changed.
    let version = ask.form.parse("version").unwrap_or_default();
    let (desk, by) = (&ask.house.pools, &ask.actor);
    let (done, word) = match (ask.form.get("do"), &pool) {
        ("drop", Some(pool)) => return Ok(ask_drop(&ask, event, pool.clone())),
        ("keep", _) => return Ok(Answer::Goto(list(&event, None))),
        ("drop-sure", Some(pool)) => (desk.drop_seat_pool(by, pool.id, version).await, "dropped"),
        (_, pool) => {
            let typed = match fields_of::read(l, &ask.form) {
                Ok(typed) => typed,
                Err(problems) => return Ok(draw(&ask, event, pool.clone(), ask.form.clone(), problems)),
            };
            match pool {
                Some(pool) => (desk.change_seat_pool(by, pool.id, version, typed).await, "saved"),
                None => (desk.make_seat_pool(by, ask.request(), event.id, version, typed).await.map(|_| ()), "made"),
            }
        }
    };
    match done {
        Ok(()) => Ok(Answer::Goto(list(&event, Some(word)))),
        Err(refusal) => {
            let problems = fields_of::refusal(l, &refusal)?;
            let (event, pool) = wanted(&ask).await?;
            // Nothing was typed where she was only asked whether she is sure.
            let typed = match &pool {
                Some(pool) if word == "dropped" => fields_of::fill(&event, pool),
                _ => ask.form.clone(),
            };
            let version = if refusal == SeatPoolRefusal::ChangedMeanwhile { event.version } else { version };
            Ok(draw(&ask, event, pool, typed.with("version", &version.to_string()), problems))
        }
    }
}

fn draw(ask: &Ask, event: EventView, pool: Option<SeatPool>, fields: Fields, problems: Problems) -> Answer {
    let l = ask.locale;
    let version = fields.parse("version").unwrap_or(event.version);
    let form = Form::refused(l, fields, problems);
    let title = match &pool {
        Some(pool) => t!(l, pools.edit_title, name = pool.name.get(l.code())),
        None => t!(l, pools.new_title).to_owned(),
    };
    let (page_title, status, request) = (form.title(&title), form.status(), ask.request().to_string());
    let page = Page::new("manage", page_title, move || {
        view! { <PoolForm event pool form title request version l/> }.into_any()
    });
    page.with_status(status).into()
}

fn ask_drop(ask: &Ask, event: EventView, pool: SeatPool) -> Answer {
    let l = ask.locale;
    let title = t!(l, pools.drop_title, name = pool.name.get(l.code()));
    Page::new("manage", title, move || view! { <DropPool event pool l/> }.into_any()).into()
}
