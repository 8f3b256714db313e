//! `/manage/events/{slug}/copy`: the same event again on other days, every room taken or nothing copied.

use chrono::Days;
use domain::{
    booking::BookingRefusal,
    desk::{EventCopy, EventView},
    event::EventRefusal,
    id::SessionId,
    rules::Alternative,
};
use leptos::prelude::*;

use super::{
    access::{own_event, whole},
    copy_fields as fields_of,
    copy_view::CopyPage,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    ui::{dates, form::Form},
};

/// Everything the page shows besides the event.
#[derive(Default)]
pub struct Shown {
    /// What was typed, or what the first day means for every session.
    pub fields: Fields,
    /// What is wrong with it.
    pub problems: Problems,
    /// What would work instead, by session.
    pub offers: Vec<(SessionId, Vec<Alternative>)>,
    /// An alternative was filled in and waits to be sent.
    pub filled: bool,
}

/// Asks for the first day; with it, shows every session on its new day.
pub async fn show(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    let first = ask.query.date("first");
    let mut problems = Problems::default();
    if first.is_none() && ask.query.text("first").is_some() {
        problems.add("first", t!(ask.locale, manage.date_wrong));
    }
    let fields = match first {
        Some(first) => fields_of::fill(&event, first).with("first", ask.query.get("first")),
        None => Fields::default().with("first", ask.query.get("first")),
    };
    draw(&ask, event, Shown { fields, problems, ..Shown::default() }).await
}

/// Copies, or fills in an alternative.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let event = own_event(&ask).await?;
    if let Some(fields) = fields_of::taken(&ask.form) {
        return draw(&ask, event, Shown { fields, filled: true, ..Shown::default() }).await;
    }
    let typed = || ask.form.clone();
    let sessions = match fields_of::read(l, &event, &ask.form) {
        Ok(sessions) => sessions,
        Err(problems) => return draw(&ask, event, Shown { fields: typed(), problems, ..Shown::default() }).await,
    };
    let version = ask.form.parse("version").unwrap_or_default();
    let copy = EventCopy { request: ask.request(), of: event.id, version, sessions };
    match ask.house.events.copy_event(&ask.actor, copy).await {
        Ok(slug) => Ok(Answer::Goto(format!("/manage/events/{slug}?saved=copied"))),
        Err(EventRefusal::Sessions(refused)) => {
            let problems = fields_of::refused(l, &event, &refused);
            let offers = refused.into_iter().map(|(of, refusal)| match refusal {
                BookingRefusal::Rules(verdict) => (of, verdict.alternatives),
                BookingRefusal::Rooms(verdicts) => (of, verdicts.times),
                _ => (of, Vec::new()),
            });
            let offers = offers.collect();
            draw(&ask, event, Shown { fields: typed(), problems, offers, filled: false }).await
        }
        Err(EventRefusal::ChangedMeanwhile) => {
            let problems = Problems::whole(t!(l, copying.changed));
            let event = own_event(&ask).await?;
            draw(&ask, event, Shown { fields: typed(), problems, ..Shown::default() }).await
        }
        Err(refusal) => {
            let problems = whole(l, &refusal)?;
            draw(&ask, event, Shown { fields: typed(), problems, ..Shown::default() }).await
        }
    }
}

async fn draw(ask: &Ask, event: EventView, shown: Shown) -> Answered {
    let l = ask.locale;
    let sites = ask.house.catalogue.sites().await?;
    let Shown { fields, problems, offers, filled } = shown;
    // A week later is what most copies mean.
    let next = fields_of::sessions(&event).iter().map(|session| session.when.local.from.date()).min();
    let next = next.and_then(|day| day.max(ask.house.calendar.today()).checked_add_days(Days::new(7)));
    let fields = match next {
        Some(day) if fields.text("first").is_none() => fields.with("first", &dates::iso_date(day)),
        _ => fields,
    };
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(t!(l, copying.title)), form.status());
    let request = ask.request().to_string();
    let page =
        Page::new("manage", title, move || view! { <CopyPage event form offers filled sites request l/> }.into_any());
    Ok(page.with_status(status).into())
}
