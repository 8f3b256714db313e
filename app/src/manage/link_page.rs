//! `/manage/events/{slug}/access/new` and `/{id}`: a link for a group, and the seats that are kept for it.

use domain::{
    desk::{AccessLink, AccessRefusal, EventView},
    event::EventState,
    id::{AccessId, SessionId},
};
use leptos::prelude::*;

use super::{
    access::own_event,
    link_fields as fields_of,
    link_view::{LinkForm, LinkSure, Sure},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// The event, and the link; `None`: a new one. What was ended, or of what was called off, has no form.
async fn wanted(ask: &Ask) -> Result<(EventView, Option<AccessLink>), Answer> {
    let event = own_event(ask).await?;
    if event.card.state == EventState::Cancelled {
        return Err(Answer::Goto(list(&event, None)));
    }
    if ask.param("id").is_empty() {
        return Ok((event, None));
    }
    let id: AccessId = ask.param("id").parse().map_err(|_| Answer::NotFound)?;
    let links = ask.house.access.access_links(&ask.actor, event.id).await?.ok_or(Answer::NotFound)?;
    let link = links.into_iter().find(|link| link.id == id).ok_or(Answer::NotFound)?;
    if link.token.is_none() {
        return Err(Answer::Goto(list(&event, None)));
    }
    Ok((event, Some(link)))
}

/// All links of an event, once something was done.
fn list(event: &EventView, done: Option<&str>) -> String {
    let path = format!("/manage/events/{}/access", event.card.slug);
    done.map_or_else(|| path.clone(), |done| format!("{path}?done={done}"))
}

/// The form.
pub async fn show(ask: Ask) -> Answered {
    let (event, link) = wanted(&ask).await?;
    let fields = link.as_ref().map(fields_of::fill).unwrap_or_default();
    Ok(draw(&ask, event, link, fields, Problems::default()))
}

/// Saves; makes anew, ends or releases in two steps.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let (event, link) = wanted(&ask).await?;
    // The version stays the one the form was opened with until somebody has seen what changed.
    let version = ask.form.parse("version").unwrap_or_default();
    let (desk, by) = (&ask.house.access, &ask.actor);
    if let Some(link) = &link {
        let of: Option<SessionId> = ask.form.parse("session");
        let sure = match (ask.form.get("do"), of) {
            ("renew", _) => Some(Sure::Renew),
            ("end", _) => Some(Sure::End),
            ("release", Some(session)) => Some(Sure::Release(session)),
            _ => None,
        };
        if let Some(sure) = sure {
            return Ok(ask_sure(&ask, event, link.clone(), sure));
        }
        let (done, word) = match (ask.form.get("do"), of) {
            ("renew-sure", _) => (desk.renew_access_link(by, link.id, version).await, "renewed"),
            ("end-sure", _) => (desk.end_access_link(by, link.id).await, "ended"),
            ("release-sure", Some(session)) => (desk.release_seats(by, link.id, session).await, "released"),
            ("keep", _) => return Ok(Answer::Goto(list(&event, None))),
            _ => return save(&ask, event, Some(link.clone()), version).await,
        };
        return match done {
            Ok(()) => Ok(Answer::Goto(list(&event, Some(word)))),
            Err(refusal) => {
                let problems = fields_of::refusal(l, &refusal)?;
                Ok(draw(&ask, event, Some(link.clone()), fields_of::fill(link), problems))
            }
        };
    }
    save(&ask, event, None, version).await
}

async fn save(ask: &Ask, event: EventView, link: Option<AccessLink>, version: i32) -> Answered {
    let l = ask.locale;
    let today = ask.house.calendar.today();
    let sessions: Vec<SessionId> =
        fields_of::asked(&event, link.as_ref(), today).into_iter().map(|(session, _)| session.id).collect();
    let typed = match fields_of::read(l, sessions.into_iter(), &ask.form) {
        Ok(typed) => typed,
        Err(problems) => return Ok(draw(ask, event, link, ask.form.clone(), problems)),
    };
    let (desk, by) = (&ask.house.access, &ask.actor);
    let (done, word) = match &link {
        Some(link) => (desk.change_access_link(by, link.id, version, typed).await, "saved"),
        None => (desk.make_access_link(by, ask.request(), event.id, typed).await.map(|_| ()), "made"),
    };
    match done {
        Ok(()) => Ok(Answer::Goto(list(&event, Some(word)))),
        Err(AccessRefusal::ChangedMeanwhile) => {
            let problems = fields_of::refusal(l, &AccessRefusal::ChangedMeanwhile)?;
            let (event, link) = wanted(ask).await?;
            let version = link.as_ref().map(|link| link.version.to_string()).unwrap_or_default();
            Ok(draw(ask, event, link, ask.form.with("version", &version), problems))
        }
        Err(refusal) => {
            let problems = fields_of::refusal(l, &refusal)?;
            Ok(draw(ask, event, link, ask.form.clone(), problems))
        }
    }
}

fn draw(ask: &Ask, event: EventView, link: Option<AccessLink>, fields: Fields, problems: Problems) -> Answer {
    let l = ask.locale;
    // Until somebody has seen what changed, the form carries the version it was opened with.
    let version = fields.parse("version").or(link.as_ref().map(|link| link.version)).unwrap_or_default();
    let form = Form::refused(l, fields, problems);
    let title = match &link {
        Some(link) => t!(l, access.edit_title, name = link.name),
        None => t!(l, access.new_title).to_owned(),
    };
    let (page_title, status) = (form.title(&title), form.status());
    let (request, today) = (ask.request().to_string(), ask.house.calendar.today());
    let page = Page::new("manage", page_title, move || {
        view! { <LinkForm event link form title request version today l/> }.into_any()
    });
    page.with_status(status).into()
}

fn ask_sure(ask: &Ask, event: EventView, link: AccessLink, sure: Sure) -> Answer {
    let l = ask.locale;
    let title = sure.title(l);
    Page::new("manage", title, move || view! { <LinkSure event link sure l/> }.into_any()).into()
}
