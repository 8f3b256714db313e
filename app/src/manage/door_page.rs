//! `/manage/events/{slug}/sessions/{id}/door`: who is here, from any phone, with or without JavaScript.

use domain::{
    attendance::{DoorRefusal, DoorState, is_called},
    desk::{Admitted, Door, WalkIn},
    id::{AttendeeId, SessionId},
    ticket::TicketRefusal,
};

use super::{
    access::{Gone, own_event},
    door_ticket::{self, Said},
    door_view::{Done, DoorPage, Shown, Tickets},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    islands::Verdict,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{dates, form::Form},
};
use leptos::prelude::*;

/// The list.
pub async fn show(ask: Ask) -> Answered {
    draw(&ask, Fields::default(), Problems::default(), None).await
}

/// Somebody shows a ticket, is here, is not here after all, or was not on the list.
pub async fn send(ask: Ask) -> Answered {
    own_event(&ask).await?;
    if ask.form.0.iter().any(|(name, _)| name == "code") {
        return ticket(&ask).await;
    }
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
            draw(&ask, typed, problems(ask.locale, refusal)?, None).await
        }
    }
}

/// Somebody shows a ticket.
async fn ticket(ask: &Ask) -> Answered {
    let session = session(ask).ok_or(Answer::NotFound)?;
    let typed = ask.form.get("code").trim();
    if typed.is_empty() {
        let problem = Problems::of("code", t!(ask.locale, tickets.door_code_missing));
        return draw(ask, Fields::default(), problem, None).await;
    }
    match door_ticket::put(&ask.house, &ask.actor, session, typed).await {
        // Said by the next page, which knows the way back.
        Ok(Admitted { id, since, .. }) => {
            let done = if since.is_some() { "again" } else { "here" };
            Ok(Answer::Goto(format!("{}?{done}={id}&by=ticket", ask.path)))
        }
        Err(TicketRefusal::Door(DoorRefusal::Unavailable)) => Ok(Answer::Unavailable),
        Err(TicketRefusal::Door(DoorRefusal::NotFound)) => Ok(Answer::NotFound),
        // A code that cannot be read is there to be mended; of one that can nothing is left to do, and the scanner in
        // a hand writes the next one into an empty field.
        Err(refusal) => {
            let unreadable = refusal == TicketRefusal::Unreadable;
            let kept = if unreadable { ask.form.clone() } else { Fields::default() };
            let said = t!(ask.locale, tickets.door_unreadable);
            let problems = if unreadable { Problems::of("code", said) } else { Problems::default() };
            draw(ask, kept, problems, Some(Err(refusal))).await
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
    about("again")
        .map(Done::Again)
        .or_else(|| about("here").map(Done::Here))
        .or_else(|| about("walked").map(Done::WalkedIn))
        .or_else(|| about("undone").map(Done::Undone))
        .filter(Done::still_true)
}

async fn draw(ask: &Ask, fields: Fields, problems: Problems, said: Option<Said>) -> Answered {
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
    let off = !event.card.state.holds(door.session.cancelled);
    let closed = match door.state {
        _ if off => Some(t!(l, door.off).to_owned()),
        DoorState::Open => None,
        DoorState::Early => Some(t!(l, door.early, when = dates::moment(l, door.opens_at))),
        DoorState::Shut => Some(t!(l, door.shut).to_owned()),
    };
    let done = done(ask, &door);
    let by_ticket = said.is_some() || ask.query.get("by") == "ticket";
    let verdict = match (&said, &done) {
        (Some(Err(refusal)), _) => door_ticket::refused(l, &door.session, &event.sessions, *refusal),
        (_, Some(done)) if by_ticket => done.verdict(l, &door.session),
        _ => Verdict::default(),
    };
    let refused = said.is_some();
    let form = Form::refused(l, fields, problems);
    let said = match &done {
        _ if refused => verdict.headline.clone(),
        Some(done) => done.words(l),
        None => format!("{}: {}", t!(l, door.title), door.session.title.get(l.code())),
    };
    let (title, status) = (form.title(&said), if refused { 422 } else { form.status() });
    let typed_code = form.fields().get("code").to_owned();
    let tickets = Tickets { verdict, typed: typed_code, next: by_ticket };
    let shown = Shown {
        slug: event.card.slug,
        door,
        found,
        typed,
        closed,
        done,
        tickets,
        path: ask.href(&ask.path),
        request: ask.request().to_string(),
    };
    let page = Page::new("manage", title, move || view! { <DoorPage shown form l/> }.into_any());
    Ok(Page { camera: true, ..page.with_status(status) }.into())
}
