//! `/manage/events/{slug}/sessions/new` and `/{id}`: a dated part and its room, changed together or not at all.

use domain::{
    access::{Act, may},
    booking::{BookingRefusal, RoomVerdicts},
    desk::{EventView, SessionView, SiteView},
    event::EventRefusal,
    id::SessionId,
    rules::{Alternative, Lifter, Verdict},
    space::SpaceRef,
};
use leptos::prelude::*;

use super::{
    access::own_event,
    changed::{Difference, differences},
    postponing, room_fields, session_fields as fields_of,
    session_view::{DropSure, SessionPage, labels, pools},
    speaker_fields::together,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// Everything the page shows.
#[derive(Clone)]
pub struct Shown {
    pub event: EventView,
    /// The stored session; `None`: a new one.
    pub session: Option<SessionView>,
    /// The version the form carries.
    pub version: i32,
    pub fields: Fields,
    pub problems: Problems,
    /// What would work instead of what the room refused.
    pub offers: Vec<Alternative>,
    /// What each room said, where there are several and some refused.
    pub rooms: Option<Box<RoomVerdicts>>,
    /// What keepers of the spaces may lift of what was refused.
    pub lift: Vec<Lift>,
    /// What differs from what is stored now; `None`: nobody was faster.
    pub changed: Option<Vec<Difference>>,
    /// An alternative was filled in and waits to be saved.
    pub filled: bool,
}

/// How what a space refused is possible all the same.
#[derive(Clone)]
pub enum Lift {
    /// She keeps it: she says why.
    Reason,
    /// She asks who keeps it, by booking it: the address of that form, and of several rooms which this is.
    Ask(String, Option<SpaceRef>),
}

impl Shown {
    fn new(event: EventView, session: Option<SessionView>, fields: Fields) -> Self {
        let version = event.version;
        Self {
            event,
            session,
            version,
            fields,
            problems: Problems::default(),
            offers: vec![],
            rooms: None,
            lift: vec![],
            changed: None,
            filled: false,
        }
    }
}

/// The form: filled with what is stored, or ready for a new session.
pub async fn show(ask: Ask) -> Answered {
    let (event, session) = wanted(&ask).await?;
    let fields = match &session {
        Some(session) => fields_of::fill(&event, session),
        None => fields_of::fresh(&event, &ask.query),
    };
    draw(&ask, Shown::new(event, session, fields)).await
}

/// Saves, fills in an alternative, or drops in two steps.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let (event, session) = wanted(&ask).await?;
    // The version stays the one the form was opened with until somebody has seen what changed.
    let version = ask.form.parse("version").unwrap_or(event.version);
    let shown = Shown { version, ..Shown::new(event, session, ask.form.clone()) };
    if let Some(fields) = fields_of::taken(&ask.form) {
        return draw(&ask, Shown { fields, filled: true, ..shown }).await;
    }
    match (ask.form.get("do"), &shown.session) {
        // Nothing is saved: there is room for one more.
        ("speaker" | "room", _) => return draw(&ask, shown).await,
        ("drop", Some(_)) => return ask_drop(&ask, shown, Problems::default()).await,
        ("drop-sure", Some(session)) => return drop_it(&ask, session.id, shown.clone()).await,
        ("postpone", Some(_)) => return ask_postpone(&ask, shown, Problems::default()).await,
        ("postpone-sure", Some(session)) => return postpone_it(&ask, session.id, shown.clone()).await,
        ("keep", _) => return Ok(Answer::Goto(overview(&shown.event))),
        _ => {}
    }
    let typed = match fields_of::read(l, &ask.form) {
        Ok(typed) => typed,
        Err(problems) => return draw(&ask, Shown { problems, ..shown }).await,
    };
    let (desk, by) = (&ask.house.events, &ask.actor);
    let done = match &shown.session {
        Some(session) => desk.change_session(by, session.id, version, typed).await,
        None => desk.add_session(by, ask.request(), shown.event.id, version, typed).await.map(|_| ()),
    };
    match done {
        // A new session is its own news: it stands in the programme.
        Ok(()) if shown.session.is_none() => Ok(Answer::Goto(overview(&shown.event))),
        Ok(()) => Ok(Answer::Goto(format!("{}?saved=1", overview(&shown.event)))),
        Err(refusal) => refused(&ask, shown, refusal).await,
    }
}

async fn refused(ask: &Ask, shown: Shown, refusal: EventRefusal) -> Answered {
    let problems = fields_of::refusal(ask.locale, &refusal)?;
    match refusal {
        EventRefusal::ChangedMeanwhile => {
            let (event, session) = wanted(ask).await?;
            let stored = session.as_ref().map(|session| fields_of::fill(&event, session)).unwrap_or_default();
            let sites = ask.house.catalogue.sites().await?;
            let changed = session.as_ref().map_or_else(Vec::new, |_| {
                let together = |fields: &Fields| room_fields::together(&together(fields));
                let words: Vec<_> = rooms(ask, &sites).into_iter().chain(pools(ask.locale, &event)).collect();
                differences(&labels(ask.locale), &words, &together(&stored), &together(&shown.fields))
            });
            draw(ask, Shown { problems, changed: Some(changed), ..Shown::new(event, session, shown.fields) }).await
        }
        EventRefusal::Room(BookingRefusal::Rules(verdict)) => {
            let lift = lift(ask, &shown, &verdict).await?;
            draw(ask, Shown { problems, offers: verdict.alternatives, lift: lift.into_iter().collect(), ..shown }).await
        }
        EventRefusal::Room(BookingRefusal::Rooms(verdicts)) => {
            let lift = lift_each(ask, &shown, &verdicts).await?;
            let fields = room_fields::close_up(&shown.fields);
            let offers = verdicts.times.clone();
            draw(ask, Shown { problems, fields, offers, lift, rooms: Some(verdicts), ..shown }).await
        }
        _ => draw(ask, Shown { problems, ..shown }).await,
    }
}

/// How what was refused is possible all the same: by a reason of a keeper, or by asking one.
async fn lift(ask: &Ask, shown: &Shown, verdict: &Verdict) -> Result<Option<Lift>, Answer> {
    if !verdict.liftable_by(Lifter::Keeper) {
        return Ok(None);
    }
    let space = ask.house.catalogue.space(shown.fields.get("space")).await?;
    let keeps = space.is_some_and(|space| may(&ask.actor, Act::Keep(space.space.premises())).is_ok());
    Ok(Some(if keeps { Lift::Reason } else { Lift::Ask(fields_of::booking(&shown.fields), None) }))
}

/// The same of several rooms, where each that refused may be lifted: one reason for those she keeps, and a question for
/// each of the others.
async fn lift_each(ask: &Ask, shown: &Shown, verdicts: &RoomVerdicts) -> Result<Vec<Lift>, Answer> {
    if !verdicts.refused().all(|(_, room)| room.verdict.liftable_by(Lifter::Keeper)) {
        return Ok(Vec::new());
    }
    let mut lift = Vec::new();
    for (place, room) in verdicts.refused() {
        if may(&ask.actor, Act::Keep(room.space.premises())).is_ok() {
            if !lift.iter().any(|one| matches!(one, Lift::Reason)) {
                lift.push(Lift::Reason);
            }
            continue;
        }
        // Nobody is counted in the further ones.
        let people = if place == 0 { shown.fields.get("capacity") } else { "" };
        let fields = shown.fields.with("space", &room.space.slug).with("capacity", people);
        lift.push(Lift::Ask(fields_of::booking(&fields), Some(room.space.clone())));
    }
    Ok(lift)
}

/// The event and the session the address names.
async fn wanted(ask: &Ask) -> Result<(EventView, Option<SessionView>), Answer> {
    let event = own_event(ask).await?;
    let id = ask.param("id");
    if id.is_empty() {
        return Ok((event, None));
    }
    let id: SessionId = id.parse().map_err(|_| Answer::NotFound)?;
    let stands = |session: &&SessionView| session.postponed || !session.cancelled;
    let session = event.sessions.iter().find(|session| session.id == id && stands(session)).cloned();
    session.map(|session| (event, Some(session))).ok_or(Answer::NotFound)
}

fn overview(event: &EventView) -> String {
    format!("/manage/events/{}", event.card.slug)
}

/// Slugs of rooms and what they are called.
fn rooms(ask: &Ask, sites: &[SiteView]) -> Vec<(String, String)> {
    let code = ask.locale.code();
    let spaces = sites.iter().flat_map(|site| &site.spaces);
    spaces.map(|space| (space.space.slug.clone(), space.space.name.get(code).to_owned())).collect()
}

async fn drop_it(ask: &Ask, id: SessionId, shown: Shown) -> Answered {
    match ask.house.events.drop_session(&ask.actor, id, shown.version, ask.form.get("reason")).await {
        Ok(()) => Ok(Answer::Goto(format!("{}?saved=1", overview(&shown.event)))),
        Err(EventRefusal::ChangedMeanwhile) => {
            let (event, session) = wanted(ask).await?;
            let shown = Shown::new(event, session, ask.form.clone());
            ask_drop(ask, shown, Problems::whole(t!(ask.locale, manage.changed_act))).await
        }
        Err(refusal) => refused(ask, shown, refusal).await,
    }
}

async fn postpone_it(ask: &Ask, id: SessionId, shown: Shown) -> Answered {
    let reason = ask.form.get("reason");
    match ask.house.events.postpone(&ask.actor, shown.event.id, shown.version, Some(id), reason).await {
        Ok(()) => Ok(Answer::Goto(format!("{}?saved=postponed", overview(&shown.event)))),
        Err(EventRefusal::ChangedMeanwhile) => {
            let (event, session) = wanted(ask).await?;
            let shown = Shown::new(event, session, ask.form.clone());
            ask_postpone(ask, shown, Problems::whole(t!(ask.locale, manage.changed_act))).await
        }
        Err(refusal) => refused(ask, shown, refusal).await,
    }
}

async fn ask_postpone(ask: &Ask, shown: Shown, problems: Problems) -> Answered {
    let Some(session) = shown.session else { return Ok(Answer::NotFound) };
    postponing::ask_first(ask, &shown.event, Some(session), shown.version, problems).await
}

async fn ask_drop(ask: &Ask, shown: Shown, problems: Problems) -> Answered {
    let l = ask.locale;
    let lines = ask.house.registrations.registrations(&ask.actor, shown.event.id).await?.unwrap_or_default();
    let Some(session) = shown.session.clone() else { return Ok(Answer::NotFound) };
    let told = lines.iter().filter(|line| line.session == session.id && line.state.holds_seats()).count();
    let form = Form::refused(l, ask.form.clone(), problems);
    let status = form.status();
    let title = form.title(t!(l, manage.session_edit_title));
    let page = Page::new("manage", title, move || {
        view! { <DropSure state=shown.event.card.state session version=shown.version form told l/> }.into_any()
    });
    Ok(page.with_status(status).into())
}

async fn draw(ask: &Ask, shown: Shown) -> Answered {
    let l = ask.locale;
    // What is not offered any more stays a choice where it was chosen.
    let chosen: Vec<String> =
        shown.fields.text("space").map(str::to_owned).into_iter().chain(room_fields::read(&shown.fields)).collect();
    let mut sites = ask.house.catalogue.sites().await?;
    for site in &mut sites {
        site.spaces.retain(|space| !space.hidden || chosen.contains(&space.space.slug));
    }
    sites.retain(|site| !site.spaces.is_empty());
    let form = Form::refused(l, shown.fields.clone(), shown.problems.clone());
    let title =
        if shown.session.is_some() { t!(l, manage.session_edit_title) } else { t!(l, manage.session_new_title) };
    let request = ask.request().to_string();
    let (page_title, status) = (form.title(title), form.status());
    let page =
        Page::new("manage", page_title, move || view! { <SessionPage shown form sites title request l/> }.into_any());
    Ok(page.with_status(status).into())
}
