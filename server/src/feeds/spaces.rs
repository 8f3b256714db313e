//! When a space is taken, for everybody: public events by name, everything else as "taken" and nothing more (I10).

use std::collections::{HashMap, HashSet};

use app::{t, texts::Locale};
use axum::{extract::Path, http::StatusCode, response::Response};
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use domain::{
    access::Actor,
    desk::{BusyWhat, EventCard, Scope, SpaceView, Timetable},
    opening::instant,
    slot::Slot,
};
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::{
    Asked,
    events::{cards, subscribed},
    not_found, unavailable,
};
use crate::ics::{self, Entry, Feed, Frame, Part, Status};

/// A calendar reaches a week back …
const DAYS_BACK: i64 = 7;
/// … and as far ahead as one may usually book: so many times the most days a timetable has.
const STRETCHES: i64 = 5;
const STRETCH_DAYS: u8 = 42;

/// `/spaces/{slug}.ics`
pub(super) async fn busy(asked: Asked, Path(slug): Path<String>) -> Result<Response, StatusCode> {
    let house = &asked.state.house;
    let space = house.catalogue.space(&slug).await.map_err(unavailable)?.ok_or_else(not_found)?;
    let sessions = cards(&asked, Some(&space.space.site.slug)).await?;
    let today = house.calendar.today();
    let mut taken = Taken::default();
    for stretch in 0..STRETCHES {
        let first = today + Duration::days(stretch * i64::from(STRETCH_DAYS) - DAYS_BACK);
        let table = house.calendar.timetable(&Actor::Visitor, &Scope::Space(slug.clone()), first, STRETCH_DAYS).await;
        taken.read(table.map_err(unavailable)?.ok_or_else(not_found)?);
    }
    let frame = asked.frame();
    let l = asked.locale;
    let name = space.space.name.get(l.code());
    let feed = Feed {
        name: t!(l, feeds.space_title, space = name),
        description: t!(l, feeds.space_about).to_owned(),
        page: asked.url(&format!("/spaces/{slug}")),
        source: asked.url(&format!("/spaces/{slug}.ics")),
    };
    let zone = asked.places.zone(Some(&space.space));
    Ok(subscribed(&asked, feed, zone, taken.entries(&frame, &space, &sessions, zone)))
}

/// A stretch of the wall clock that is taken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Stretch {
    from: NaiveDateTime,
    until: NaiveDateTime,
    units: u16,
}

#[derive(Debug, Default)]
struct Taken {
    private: Vec<Stretch>,
    /// The event, and when one of its sessions is.
    events: Vec<(String, NaiveDateTime)>,
}

impl Taken {
    fn read(&mut self, table: Timetable) {
        for row in table.rows {
            for (date, day) in table.days.iter().zip(row.days) {
                for busy in day.busy {
                    let (from, until) = (instant(*date, busy.range.from), instant(*date, busy.range.until));
                    match busy.what {
                        BusyWhat::Event { slug, .. } => self.events.push((slug, from)),
                        // Over in a few minutes, and by the clock alone: nothing a calendar should keep.
                        BusyWhat::Held => {}
                        BusyWhat::Taken | BusyWhat::Closure { .. } | BusyWhat::Booking { .. } => {
                            self.add(*date, Stretch { from, until, units: busy.units });
                        }
                    }
                }
            }
        }
    }

    /// A timetable cuts at midnight; a calendar need not.
    fn add(&mut self, date: NaiveDate, next: Stretch) {
        let midnight = instant(date, 0);
        let goes_on = |before: &&mut Stretch| {
            next.from == midnight && before.until == midnight && before.from < midnight && before.units == next.units
        };
        match self.private.iter_mut().rev().find(goes_on) {
            Some(before) => before.until = next.until,
            None => self.private.push(next),
        }
    }

    fn entries(self, frame: &Frame<'_>, space: &SpaceView, sessions: &[EventCard], zone: Tz) -> Vec<Entry> {
        let mut seen = HashSet::new();
        let mut equal: HashMap<Stretch, u32> = HashMap::new();
        let public = self.events.iter().filter_map(|(slug, at)| {
            let takes_place = |card: &&EventCard| {
                let when = card.next.as_ref().map(|session| session.when.local);
                card.slug == *slug && when.is_some_and(|when| when.from <= *at && *at < when.until)
            };
            let card = sessions.iter().find(takes_place)?;
            let session = card.next.as_ref()?;
            seen.insert(session.uid.clone()).then(|| ics::session(frame, card, session, None))
        });
        let mut entries: Vec<Entry> = public.collect();
        for stretch in self.private {
            let count = equal.entry(stretch.clone()).or_default();
            *count += 1;
            entries.extend(private(frame, space, &stretch, *count, zone));
        }
        entries.sort_by(|a, b| (a.slot, &a.uid).cmp(&(b.slot, &b.uid)));
        entries
    }
}

/// "Taken". Its UID says all there is to say, so it never changes: no sequence, no time of change.
fn private(frame: &Frame<'_>, space: &SpaceView, stretch: &Stretch, count: u32, zone: Tz) -> Option<Entry> {
    let slot = Slot::new(to_utc(zone, stretch.from)?, to_utc(zone, stretch.until)?).ok()?;
    let facts = format!("{}/{}/{}/{}/{count}", space.space.id, slot.from(), slot.until(), stretch.units);
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(facts.as_bytes())[..16]);
    Some(Entry {
        // RFC 9562 5.8: an id of our own making.
        uid: Builder::from_custom_bytes(half).into_uuid().to_string(),
        part: Part::Alone,
        sequence: 0,
        changed_at: DateTime::UNIX_EPOCH,
        slot,
        zone,
        summary: summary(frame.locale, space, stretch.units),
        description: String::new(),
        location: frame.location(&space.space),
        position: frame.places.position(&space.space.site),
        page: frame.region.url(frame.locale, &format!("/spaces/{}", space.space.slug)),
        status: Status::Confirmed,
        categories: vec![],
        contact: String::new(),
        online: None,
        organiser: None,
        attendee: None,
    })
}

fn summary(l: Locale, space: &SpaceView, units: u16) -> String {
    if space.pool {
        t!(l, feeds.taken_units, taken = units, units = space.units)
    } else {
        t!(l, feeds.taken).to_owned()
    }
}

/// Of an hour that occurs twice the first (RFC 5545 3.3.5); nothing is taken in an hour that does not occur.
fn to_utc(zone: Tz, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    zone.from_local_datetime(&local).earliest().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_after_midnight_is_one_entry() {
        let day = NaiveDate::from_ymd_opt(2027, 3, 9).unwrap();
        let next = day.succ_opt().unwrap();
        let mut taken = Taken::default();
        let stretch = |from, until, units| Stretch { from, until, units };
        taken.add(day, stretch(instant(day, 1320), instant(day, 1440), 1));
        taken.add(next, stretch(instant(next, 0), instant(next, 60), 1));
        taken.add(next, stretch(instant(next, 60), instant(next, 120), 1));
        taken.add(next, stretch(instant(next, 0), instant(next, 60), 2));
        assert_eq!(taken.private.len(), 3);
        assert_eq!(taken.private[0].until, instant(next, 60));
    }
}
