//! `/manage/events/{slug}/sessions/{id}/door`: who is here, from any phone, with or without JavaScript.

use domain::{
    attendance::{DoorRefusal, DoorState, is_called},
    desk::{Door, WalkIn},
    id::{AttendeeId, SessionId},
};

use super::{
    access::{Gone, own_event},
    door_view::{Done, DoorPage, Shown},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{dates, form::Form},
};
use leptos::prelude::*;

/// The list.
pub async fn show(ask: Ask) -> Answered {
    draw(&ask, Fields::default(), Problems::default()).await
}

/// Somebody is here, is not here after all, or was not on the list.
pub async fn send(ask: Ask) -> Answered {
    own_event(&ask).await?;
    let (desk, by) = (&ask.house.door, &ask.actor);
    let session = session(&ask).ok_or(Answer::NotFound)?;
    let attendee = |name| ask.form.parse::<AttendeeId>(name);
    let (done, walked_in) = match (attendee("here"), attendee("undo")) {
        (Some(id), _) => (desk.came(by, id).await.map(|()| format!("here={id}")), false),
        (None, Some(id)) => (desk.did_not_come(by, id).await.map(|()| format!("undone={id}")), false),
        (None, None) => {
            let text = |name| ask.form.get(name).trim().to_owned();
            let new = WalkIn { request: ask.request(), session, name: text("name"), email: text("email") };
            let request = new.request;
            (desk.walk_in(by, new).await.map(|()| format!("walked={}", request.0)), true)
        }
    };
    match done {
        // The next person stands there already: the search begins anew.
        Ok(done) => Ok(Answer::Goto(format!("{}?{done}", ask.path))),
        Err(refusal) => {
            let typed = if walked_in { ask.form.clone() } else { Fields::default() };
            draw(&ask, typed, problems(ask.locale, refusal)?).await
        }
    }
}

fn session(ask: &Ask) -> Option<SessionId> {
    ask.param("id").parse().ok()
}

fn problems(l: Locale, refusal: DoorRefusal) -> Result<Problems, Gone> {
    Ok(match refusal {
        DoorRefusal::Unavailable => return Err(Gone::Unavailable),
        DoorRefusal::NotFound => Problems::whole(t!(l, door.problem_not_found)),
        DoorRefusal::Off => Problems::whole(t!(l, door.off)),
        DoorRefusal::NotOpen(_) => Problems::whole(t!(l, door.shut)),
        DoorRefusal::NoSeat => Problems::whole(t!(l, door.problem_no_seat)),
        DoorRefusal::Full => Problems::whole(t!(l, door.problem_full)),
        DoorRefusal::Name => Problems::of("name", t!(l, door.problem_name)),
        DoorRefusal::Email => Problems::of("email", t!(l, door.problem_email)),
        DoorRefusal::Known => Problems::of("email", t!(l, door.problem_known)),
    })
}

/// What was just done, by the address the form led to.
fn done(ask: &Ask, door: &Door) -> Option<Done> {
    let about = |name: &str| {
        let id: AttendeeId = ask.query.parse(name)?;
        door.people.iter().find(|line| line.id == id).cloned()
    };
    about("here")
        .map(Done::Here)
        .or_else(|| about("walked").map(Done::WalkedIn))
        .or_else(|| about("undone").map(Done::Undone))
        .filter(Done::still_true)
}

async fn draw(ask: &Ask, fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let event = own_event(ask).await?;
    let Some(session) = session(ask) else { return Ok(Answer::NotFound) };
    let Some(door) = ask.house.door.door(&ask.actor, session).await? else { return Ok(Answer::NotFound) };
    if !event.sessions.iter().any(|session| session.id == door.session.id) {
        return Ok(Answer::NotFound);
    }
    let typed = ask.query.text("q").unwrap_or_default().to_owned();
    let mut found = door.people.clone();
    found.retain(|line| is_called(&line.name, &typed));
    let off = door.session.cancelled || event.card.state != domain::event::EventState::Published;
    let closed = match door.state {
        _ if off => Some(t!(l, door.off).to_owned()),
        DoorState::Open => None,
        DoorState::Early => Some(t!(l, door.early, when = dates::moment(l, door.opens_at))),
        DoorState::Shut => Some(t!(l, door.shut).to_owned()),
    };
    let done = done(ask, &door);
    let form = Form::refused(l, fields, problems);
    let said = done
        .as_ref()
        .map_or_else(|| format!("{}: {}", t!(l, door.title), door.session.title.get(l.code())), |done| done.words(l));
    let (title, status) = (form.title(&said), form.status());
    let shown = Shown {
        slug: event.card.slug,
        door,
        found,
        typed,
        closed,
        done,
        path: ask.href(&ask.path),
        request: ask.request().to_string(),
    };
    let page = Page::new("manage", title, move || view! { <DoorPage shown form l/> }.into_any());
    Ok(page.with_status(status).into())
}
