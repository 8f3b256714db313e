//! Announced events as calendars: all of them, those of a site, one event, one session.

use app::t;
use axum::{extract::Path, http::StatusCode, response::Response};
use chrono::{Duration, NaiveDate};
use chrono_tz::Tz;
use domain::{
    access::Actor,
    desk::{EventCard, EventView},
};

use super::{
    Asked,
    answer::{CALENDAR, File, answer},
    not_found, public_series, unavailable,
};
use crate::ics::{self, Calendar, Entry, Feed, Method};

/// A calendar reaches a month back, so that nothing vanishes while people still talk about it …
const DAYS_BACK: i64 = 30;
/// … and a year ahead.
const DAYS: u16 = 400;

/// `/events.ics`
pub(super) async fn programme(asked: Asked) -> Result<Response, StatusCode> {
    let l = asked.locale;
    let feed = Feed {
        name: t!(l, feeds.events_title, region = asked.state.house.region.name),
        description: t!(l, feeds.events_about).to_owned(),
        page: asked.url("/events"),
        source: asked.url("/events.ics"),
    };
    let cards = cards(&asked, None).await?;
    Ok(subscribed(&asked, feed, asked.state.store.zone(), entries(&asked, &cards)))
}

/// `/sites/{slug}.ics`
pub(super) async fn site(asked: Asked, Path(slug): Path<String>) -> Result<Response, StatusCode> {
    let site = asked.state.house.catalogue.site(&slug).await.map_err(unavailable)?.ok_or_else(not_found)?;
    let l = asked.locale;
    let feed = Feed {
        name: t!(l, feeds.site_title, site = site.name),
        description: t!(l, feeds.site_about).to_owned(),
        page: asked.url("/events"),
        source: asked.url(&format!("/sites/{slug}.ics")),
    };
    let cards = cards(&asked, Some(&slug)).await?;
    let zone = site.zone.parse().unwrap_or_else(|_| asked.state.store.zone());
    Ok(subscribed(&asked, feed, zone, entries(&asked, &cards)))
}

/// `/series/{slug}.ics`: every session of every public event of a series.
pub(super) async fn series(asked: Asked, Path(slug): Path<String>) -> Result<Response, StatusCode> {
    let series = public_series(&asked, &slug).await?;
    let code = asked.locale.code();
    let feed = Feed {
        name: series.series.title.get(code).to_owned(),
        description: series.summary.get(code).to_owned(),
        page: asked.url(&format!("/series/{slug}")),
        source: asked.url(&format!("/series/{slug}.ics")),
    };
    let frame = asked.frame();
    let sessions = series.events.iter().flat_map(|event| event.sessions.iter().map(|session| (&event.card, session)));
    let entries = sessions.map(|(card, session)| ics::session(&frame, card, session, None)).collect();
    Ok(subscribed(&asked, feed, asked.state.store.zone(), entries))
}

/// `/events/{slug}.ics`: every session of an event. Can be subscribed to: what moves, moves there too.
pub(super) async fn event(asked: Asked, Path(slug): Path<String>) -> Result<Response, StatusCode> {
    let event = find(&asked, &slug).await?;
    let code = asked.locale.code();
    let feed = Feed {
        name: event.card.title.get(code).to_owned(),
        description: event.card.summary.get(code).to_owned(),
        page: asked.url(&format!("/events/{slug}")),
        source: asked.url(&format!("/events/{slug}.ics")),
    };
    let frame = asked.frame();
    let sessions = event.sessions.iter();
    let entries = sessions.map(|session| ics::session(&frame, &event.card, session, Some(&event.contact))).collect();
    Ok(subscribed(&asked, feed, asked.state.store.zone(), entries))
}

/// `/events/{slug}/{session}.ics`: one session, to be put into a calendar once.
pub(super) async fn session(asked: Asked, Path((slug, id)): Path<(String, String)>) -> Result<Response, StatusCode> {
    let event = find(&asked, &slug).await?;
    let session = event.sessions.iter().find(|session| session.id.to_string() == id).ok_or_else(not_found)?;
    let entry = ics::session(&asked.frame(), &event.card, session, Some(&event.contact));
    Ok(once(&asked, entry, &slug, true))
}

/// Sessions around today, one card each.
pub(super) async fn cards(asked: &Asked, site: Option<&str>) -> Result<Vec<EventCard>, StatusCode> {
    asked.state.house.events.programme(first(asked), DAYS, site).await.map_err(unavailable)
}

/// The first day of every calendar.
fn first(asked: &Asked) -> NaiveDate {
    asked.state.house.calendar.today() - Duration::days(DAYS_BACK)
}

/// What everybody may see; a draft is nothing.
async fn find(asked: &Asked, slug: &str) -> Result<EventView, StatusCode> {
    let event = asked.state.house.events.event(&Actor::Visitor, slug).await.map_err(unavailable)?;
    event.filter(|event| event.card.state.is_public()).ok_or_else(not_found)
}

fn entries(asked: &Asked, cards: &[EventCard]) -> Vec<Entry> {
    let frame = asked.frame();
    let sessions = cards.iter().filter_map(|card| Some((card, card.next.as_ref()?)));
    sessions.map(|(card, session)| ics::session(&frame, card, session, None)).collect()
}

/// A calendar that is asked for again and again.
pub(super) fn subscribed(asked: &Asked, feed: Feed, zone: Tz, entries: Vec<Entry>) -> Response {
    let changed_at = entries.iter().map(|entry| entry.changed_at).max().filter(|at| at.timestamp() > 0);
    let body = Calendar { method: None, feed: Some(feed), zone, entries }.write();
    answer(File { kind: CALENDAR, body, changed_at, name: None, public: true }, &asked.parts.headers)
}

/// A calendar file to be opened once.
pub(super) fn once(asked: &Asked, entry: Entry, name: &str, public: bool) -> Response {
    let (changed_at, zone) = (Some(entry.changed_at), entry.zone);
    let body = Calendar { method: Some(Method::Publish), feed: None, zone, entries: vec![entry] }.write();
    let name = Some(format!("{name}.ics"));
    answer(File { kind: CALENDAR, body, changed_at, name, public }, &asked.parts.headers)
}
