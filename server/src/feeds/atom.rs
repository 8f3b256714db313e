//! What was announced or changed lately, as an Atom feed (RFC 4287).

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt::Write as _,
};

use app::{t, texts::Locale, ui};
use axum::{extract::Query, http::StatusCode, response::Response};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    desk::{EventCard, SeriesView},
    event::EventState,
    prose,
    text::Localised,
};
use serde::Deserialize;

use super::{
    Asked,
    answer::{ATOM, File, answer},
    events::cards,
    public_series, unavailable,
};
use crate::mail::escape;

/// The latest ones; a reader that was away longer looks at the page.
const MOST: usize = 100;

/// What narrows the feed.
#[derive(Deserialize)]
pub(super) struct Narrowed {
    /// A series, by slug.
    series: Option<String>,
}

/// What a feed is of: its title, what is said of it, the page it stands for and its own address.
struct Of {
    title: String,
    about: String,
    page: String,
    source: String,
}

/// `/events.atom`, `/events.atom?series=…`
pub(super) async fn events(asked: Asked, Query(narrowed): Query<Narrowed>) -> Result<Response, StatusCode> {
    let (l, region) = (asked.locale, &asked.state.house.region);
    let series = match &narrowed.series {
        Some(slug) => Some(public_series(&asked, slug).await?),
        None => None,
    };
    let of = match &series {
        Some(SeriesView { series, summary, .. }) => Of {
            title: series.title.get(l.code()).to_owned(),
            about: summary.get(l.code()).to_owned(),
            page: asked.url(&format!("/series/{}", series.slug)),
            source: asked.url(&format!("/events.atom?series={}", series.slug)),
        },
        None => Of {
            title: t!(l, feeds.events_title, region = region.name),
            about: t!(l, feeds.events_about).to_owned(),
            page: asked.url("/events"),
            source: asked.url("/events.atom"),
        },
    };
    let now = asked.state.store.now();
    let mut latest: BTreeMap<String, EventCard> = BTreeMap::new();
    let belongs = |card: &EventCard| {
        series.as_ref().is_none_or(|series| series.events.iter().any(|event| event.card.slug == card.slug))
    };
    for card in cards(&asked, None).await?.into_iter().filter(belongs) {
        // Cards come by start, one for each session.
        match latest.entry(card.slug.clone()) {
            Entry::Vacant(place) => {
                place.insert(card);
            }
            Entry::Occupied(mut place) => {
                let (there, here) = (standing(place.get(), now), standing(&card, now));
                if here > there || here == there && here != Standing::ToCome {
                    place.insert(card);
                }
            }
        }
    }
    let mut events: Vec<EventCard> = latest.into_values().collect();
    events.sort_by(|a, b| b.changed_at.cmp(&a.changed_at).then_with(|| a.slug.cmp(&b.slug)));
    events.truncate(MOST);
    let changed_at = events.first().map(|event| event.changed_at);
    let slugs: Vec<String> = events.iter().map(|event| event.slug.clone()).collect();
    let more = asked.state.house.events.descriptions(&slugs).await.map_err(unavailable)?;
    let body = write(&asked, &of, &events, &more, changed_at.unwrap_or(DateTime::UNIX_EPOCH));
    Ok(answer(File { kind: ATOM, body, changed_at, name: None, public: true }, &asked.parts.headers))
}

/// How a session of an event stands: its next one is announced, else one that shall be later, else the last that took
/// place, else the last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Off,
    Over,
    Later,
    ToCome,
}

fn standing(card: &EventCard, now: DateTime<Utc>) -> Standing {
    match &card.next {
        Some(session) if session.postponed => Standing::Later,
        Some(session) if session.cancelled => Standing::Off,
        Some(session) if session.when.slot.until() > now => Standing::ToCome,
        _ => Standing::Over,
    }
}

/// What is called off, or shall be later, says so before anything else.
fn off(l: Locale, event: &EventCard) -> Option<String> {
    let title = event.title.get(l.code());
    match &event.next {
        _ if event.state == EventState::Cancelled => Some(t!(l, feeds.cancelled, title = title)),
        Some(session) if session.postponed => Some(t!(l, feeds.postponed, title = title)),
        Some(session) if session.cancelled => Some(t!(l, feeds.cancelled, title = title)),
        _ => None,
    }
}

fn write(
    asked: &Asked,
    of: &Of,
    events: &[EventCard],
    more: &BTreeMap<String, Localised>,
    updated: DateTime<Utc>,
) -> String {
    let l = asked.locale;
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        l.code()
    );
    element(&mut xml, "id", &of.source);
    element(&mut xml, "title", &of.title);
    element(&mut xml, "subtitle", &of.about);
    element(&mut xml, "updated", &instant(updated));
    link(&mut xml, "self", "application/atom+xml", &of.source);
    link(&mut xml, "alternate", "text/html", &of.page);
    for event in events {
        entry(&mut xml, asked, event, more.get(&event.slug));
    }
    xml.push_str("</feed>\n");
    xml
}

fn entry(xml: &mut String, asked: &Asked, event: &EventCard, more: Option<&Localised>) {
    let (l, code) = (asked.locale, asked.locale.code());
    let page = asked.url(&format!("/events/{}", event.slug));
    let language = event.title.language(code).unwrap_or(code);
    let _ = writeln!(xml, "<entry xml:lang=\"{}\">", text(language));
    // A slug never changes, whatever the title says later (RFC 4287 4.2.6).
    element(xml, "id", &page);
    let off = off(l, event);
    element(xml, "title", off.as_deref().unwrap_or(event.title.get(code)));
    element(xml, "updated", &instant(event.changed_at));
    link(xml, "alternate", "text/html", &page);
    link(xml, "related", "text/calendar", &format!("{page}.ics"));
    if let Some(picture) = &event.picture {
        let address = format!("{}{}", asked.state.house.region.base_url, picture.photo.largest.path());
        link(xml, "enclosure", "image/jpeg", &address);
    }
    let _ = writeln!(xml, "<author><name>{}</name></author>", text(&event.organiser.name));
    for topic in &event.topics {
        let (term, label) = (text(&topic.slug), text(topic.name.get(code)));
        let _ = writeln!(xml, "<category term=\"{term}\" label=\"{label}\"/>");
    }
    let mut summary: Vec<String> = off.into_iter().collect();
    if let Some(session) = &event.next {
        summary.push(ui::dates::when(l, &session.when));
        summary.extend(session.place.space.as_ref().map(|_| asked.frame().locations(&session.place)));
    }
    summary.push(event.summary.get(code).to_owned());
    element(xml, "summary", &summary.join("\n"));
    if let Some(more) = more.filter(|more| !more.is_empty()) {
        let html = prose::html(more.get(code), 2, t!(l, words.table));
        let language = more.language(code).unwrap_or(code);
        let _ = writeln!(xml, "<content type=\"html\" xml:lang=\"{}\">{}</content>", text(language), text(&html));
    }
    xml.push_str("</entry>\n");
}

fn element(xml: &mut String, name: &str, value: &str) {
    let _ = writeln!(xml, "<{name}>{}</{name}>", text(value));
}

fn link(xml: &mut String, relation: &str, kind: &str, address: &str) {
    let _ = writeln!(xml, "<link rel=\"{relation}\" type=\"{kind}\" href=\"{}\"/>", text(address));
}

/// Text as XML 1.0 has it: the two letters it forbids besides control characters are no letters.
fn text(value: &str) -> String {
    escape(value).replace(['\u{fffe}', '\u{ffff}'], "")
}

/// RFC 3339.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
