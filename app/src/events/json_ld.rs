//! What search engines are told of an event: schema.org `Event` as JSON-LD.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use domain::{
    desk::{EventView, SeriesEvent, SeriesRef, SeriesView, SessionView, SiteView},
    event::EventState,
    picture::Photo,
    prose,
    registration::Window,
    space::SpaceRef,
    speaker::Speaker,
};
use serde_json::{Value, json};

use crate::{ask::Region, texts::Locale, ui::words::Word as _};

/// The event as JSON-LD, safe inside `<script>`. `None` for what the public does not see, or has no date yet.
///
/// `sites`: the sites of its sessions, by slug, for their addresses.
#[must_use]
pub fn event(event: &EventView, sites: &BTreeMap<String, SiteView>, region: &Region, locale: Locale) -> Option<String> {
    if !event.card.state.is_public() {
        return None;
    }
    let off = event.card.state == EventState::Cancelled || event.sessions.iter().all(|session| session.cancelled);
    let called_off =
        event.card.state == EventState::Cancelled || !event.sessions.iter().any(|session| session.postponed);
    // A session that was called off does not stretch the event, unless all of it was.
    let held: Vec<&SessionView> = event.sessions.iter().filter(|session| off || !session.cancelled).collect();
    let first = held.iter().min_by_key(|session| session.when.slot.from())?;
    let last = held.iter().max_by_key(|session| session.when.slot.until())?;
    let url = region.url(locale, &format!("/events/{}", event.card.slug));
    let page = Page { event, places: Places { sites, locale, url: &url }, locale, url: url.clone() };
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": page.url,
        "url": page.url,
        "name": event.card.title.get(locale.code()),
        "description": text(&about(event, locale)),
        "inLanguage": text(&event.language),
        "startDate": starts(first),
        "endDate": ends(last),
        "eventStatus": status(off, called_off),
        "eventAttendanceMode": attendance(&held),
        "location": page.places.of(&held),
        "superEvent": event.series.as_ref().map(|series| named(series, region, locale)),
        "image": event.card.picture.as_ref().map(|picture| pictures(&region.base_url, &picture.photo)),
        "organizer": {
            "@type": "Organization",
            "name": event.card.organiser.name,
            "logo": event.logo.as_ref().map(|logo| format!("{}{}", region.base_url, logo.path())),
        },
        "audience": page.audience(),
        "performer": page.performers(&held),
        "offers": if off { Value::Null } else { page.offer(&held) },
    });
    if event.sessions.len() > 1 {
        value["subEvent"] = event.sessions.iter().map(|session| page.part(session)).collect();
    }
    without_null(&mut value);
    Some(script_safe(&value.to_string()))
}

/// A series as JSON-LD: schema.org `EventSeries`, with everything public in it. `None`: nothing of it has a date yet.
#[must_use]
pub fn series(
    series: &SeriesView,
    sites: &BTreeMap<String, SiteView>,
    region: &Region,
    locale: Locale,
) -> Option<String> {
    let code = locale.code();
    let dated = series.events.iter().filter(|event| event.public && !event.sessions.is_empty());
    let mut dated: Vec<&SeriesEvent> = dated.collect();
    dated.sort_by_key(|event| event.sessions.iter().map(|session| session.when.slot.from()).min());
    let held = || dated.iter().flat_map(|event| &event.sessions);
    let first = held().min_by_key(|session| session.when.slot.from())?;
    let last = held().max_by_key(|session| session.when.slot.until())?;
    let more = prose::plain(series.description.get(code));
    let summary = series.summary.get(code);
    let about = if more.is_empty() { summary.to_owned() } else { format!("{summary}\n\n{more}") };
    let mut value = named(&series.series, region, locale);
    value["@context"] = json!("https://schema.org");
    value["description"] = json!(about);
    value["startDate"] = json!(starts(first));
    value["endDate"] = json!(ends(last));
    value["organizer"] = json!({ "@type": "Organization", "name": series.organiser.name });
    value["subEvent"] = dated.iter().filter_map(|event| one_of(event, sites, region, locale)).collect();
    without_null(&mut value);
    Some(script_safe(&value.to_string()))
}

/// One event of a series; the rest stands on its own page.
fn one_of(event: &SeriesEvent, sites: &BTreeMap<String, SiteView>, region: &Region, locale: Locale) -> Option<Value> {
    let off = event.card.state == EventState::Cancelled || event.sessions.iter().all(|session| session.cancelled);
    let called_off =
        event.card.state == EventState::Cancelled || !event.sessions.iter().any(|session| session.postponed);
    let held: Vec<&SessionView> = event.sessions.iter().filter(|session| off || !session.cancelled).collect();
    let url = region.url(locale, &format!("/events/{}", event.card.slug));
    Some(json!({
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": event.card.title.get(locale.code()),
        "startDate": starts(held.iter().min_by_key(|session| session.when.slot.from())?),
        "endDate": ends(held.iter().max_by_key(|session| session.when.slot.until())?),
        "eventStatus": status(off, called_off),
        "eventAttendanceMode": attendance(&held),
        "location": Places { sites, locale, url: &url }.of(&held),
    }))
}

/// A series by its name.
fn named(series: &SeriesRef, region: &Region, locale: Locale) -> Value {
    let url = region.url(locale, &format!("/series/{}", series.slug));
    json!({ "@type": "EventSeries", "@id": url, "url": url, "name": series.title.get(locale.code()) })
}

struct Page<'a> {
    event: &'a EventView,
    places: Places<'a>,
    locale: Locale,
    url: String,
}

/// Where sessions are: rooms with their addresses, and the page they are on.
struct Places<'a> {
    sites: &'a BTreeMap<String, SiteView>,
    locale: Locale,
    url: &'a str,
}

impl Places<'_> {
    /// Every place once; without the address on the net, which only participants get.
    fn of(&self, sessions: &[&SessionView]) -> Value {
        let mut seen = BTreeSet::new();
        let rooms = sessions.iter().flat_map(|session| session.place.spaces());
        let mut places: Vec<Value> =
            rooms.filter(|space| seen.insert(space.slug.clone())).map(|space| self.room(space)).collect();
        if sessions.iter().any(|session| session.place.online) {
            places.push(json!({ "@type": "VirtualLocation", "url": self.url }));
        }
        one_or_many(places)
    }

    fn room(&self, space: &SpaceRef) -> Value {
        let site = self.sites.get(&space.site.slug);
        let country = site.and_then(|site| country(&site.zone));
        json!({
            "@type": "Place",
            "name": format!("{}, {}", space.site.name, space.name.get(self.locale.code())),
            "address": {
                "@type": "PostalAddress",
                "streetAddress": site.map(|site| &site.street),
                "postalCode": site.map(|site| &site.postcode),
                "addressLocality": space.site.town,
                "addressCountry": country,
            },
            "geo": site.and_then(|site| site.position).map(|(latitude, longitude)| json!({
                "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude,
            })),
        })
    }
}

impl Page<'_> {
    fn part(&self, session: &SessionView) -> Value {
        let off = session.cancelled;
        json!({
            "@type": "Event",
            "@id": format!("{}#session-{}", self.url, session.id),
            "url": format!("{}#session-{}", self.url, session.id),
            "name": session.title.get(self.locale.code()),
            "description": text(session.summary.get(self.locale.code())),
            "startDate": starts(session),
            "endDate": ends(session),
            "eventStatus": status(off, !session.postponed),
            "eventAttendanceMode": attendance(&[session]),
            "location": self.places.of(&[session]),
            "performer": self.performers(&[session]),
            "maximumAttendeeCapacity": self.event.limit(session),
            "offers": if off { Value::Null } else { self.offer(&[session]) },
        })
    }

    /// Every word for whom it is, then the sentence.
    fn audience(&self) -> Value {
        let words = self.event.audiences.iter().map(|audience| audience.word(self.locale));
        let sentence = text(self.event.audience.get(self.locale.code()));
        let audience = |kind: &str| json!({ "@type": "Audience", "audienceType": kind });
        one_or_many(words.chain(sentence).map(audience).collect())
    }

    fn performers(&self, sessions: &[&SessionView]) -> Value {
        let mut seen = BTreeSet::new();
        // Who speaks twice may have been portrayed once.
        let mut all: Vec<&Speaker> = sessions.iter().flat_map(|session| &session.speakers).collect();
        all.sort_by_key(|speaker| !speaker.is_portrayed());
        let portrayed: BTreeMap<&str, &Speaker> =
            all.into_iter().rev().map(|speaker| (speaker.name.as_str(), speaker)).collect();
        let names = sessions.iter().flat_map(|session| &session.speakers).map(|speaker| speaker.name.as_str());
        let once = names.filter(|name| seen.insert(*name)).filter_map(|name| portrayed.get(name));
        one_or_many(once.map(|speaker| self.person(speaker)).collect())
    }

    fn person(&self, speaker: &Speaker) -> Value {
        let code = self.locale.code();
        let affiliation = text(&speaker.affiliation);
        json!({
            "@type": "Person",
            "name": speaker.name,
            "jobTitle": text(speaker.role.get(code)),
            "affiliation": affiliation.map(|name| json!({ "@type": "Organization", "name": name })),
            "description": text(speaker.portrait.get(code)),
            "url": speaker.url,
        })
    }

    /// Where one registers, from when, and whether there are seats; nothing once one cannot any more. What it costs is said
    /// in words, so no price is claimed.
    fn offer(&self, sessions: &[&SessionView]) -> Value {
        if !self.event.takes_registrations {
            return Value::Null;
        }
        let opens = match self.event.window {
            Window::Before(at) => Some(at.format("%Y-%m-%dT%H:%M:%S").to_string()),
            Window::Open | Window::After(_) => None,
        };
        let free = |session: &&SessionView| match opens {
            Some(_) => session.left != Some(0),
            None => session.open,
        };
        let seats = sessions.iter().any(free);
        if opens.is_none() && !seats && !sessions.iter().any(|session| session.waitable) {
            return Value::Null;
        }
        json!({
            "@type": "Offer",
            "url": format!("{}/register", self.url),
            "validFrom": opens,
            "availability": if seats { "https://schema.org/InStock" } else { "https://schema.org/SoldOut" },
        })
    }
}

/// What it is about: in a sentence or two, then in full, in plain words.
fn about(event: &EventView, locale: Locale) -> String {
    let (summary, more) = (event.card.summary.get(locale.code()), prose::plain(event.description.get(locale.code())));
    if more.is_empty() { summary.to_owned() } else { format!("{summary}\n\n{more}") }
}

/// Every size of a picture, the largest first.
fn pictures(base: &str, photo: &Photo) -> Vec<String> {
    photo.sizes().map(|size| format!("{base}{}", size.path())).collect()
}

/// The zone says the country where it is beyond doubt; elsewhere nothing is claimed.
fn country(zone: &str) -> Option<&'static str> {
    match zone {
        "Europe/Berlin" => Some("DE"),
        "Europe/Vienna" => Some("AT"),
        "Europe/Amsterdam" => Some("NL"),
        _ => None,
    }
}

fn starts(session: &SessionView) -> Option<String> {
    with_offset(session.when.slot.from(), session.when.offset_minutes)
}

/// The end's own distance from UTC: a night in which the clocks change ends with another one than it started with.
fn ends(session: &SessionView) -> Option<String> {
    let (slot, local) = (session.when.slot, session.when.local);
    let offset = (local.until - slot.until().naive_utc()).num_minutes();
    with_offset(slot.until(), i32::try_from(offset).ok()?)
}

fn with_offset(at: DateTime<Utc>, minutes: i32) -> Option<String> {
    let zone = FixedOffset::east_opt(minutes * 60)?;
    Some(at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, false))
}

/// What was postponed keeps the dates it had (schema.org, `EventPostponed`).
const fn status(off: bool, for_good: bool) -> &'static str {
    match (off, for_good) {
        (false, _) => "https://schema.org/EventScheduled",
        (true, true) => "https://schema.org/EventCancelled",
        (true, false) => "https://schema.org/EventPostponed",
    }
}

fn attendance(sessions: &[&SessionView]) -> &'static str {
    let rooms = sessions.iter().any(|session| session.place.space.is_some());
    let net = sessions.iter().any(|session| session.place.online);
    match (rooms, net) {
        (true, true) => "https://schema.org/MixedEventAttendanceMode",
        (false, true) => "https://schema.org/OnlineEventAttendanceMode",
        _ => "https://schema.org/OfflineEventAttendanceMode",
    }
}

fn text(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn one_or_many(mut values: Vec<Value>) -> Value {
    match values.len() {
        0 => Value::Null,
        1 => values.remove(0),
        _ => values.into(),
    }
}

fn without_null(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(without_null);
        }
        Value::Array(values) => values.iter_mut().for_each(without_null),
        _ => {}
    }
}

/// JSON that cannot end the `<script>` it stands in, and is still the same JSON.
fn script_safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for letter in json.chars() {
        match letter {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests;
