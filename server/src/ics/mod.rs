//! Calendar objects (RFC 5545, RFC 7986, iTIP RFC 5546): the one place that writes them, for feeds, downloads and mail.
//!
//! What goes in is plain data, what comes out is a file every calendar can read. Pure: no clock, so that the same
//! facts give the same bytes, and a calendar that asks again is told that nothing changed.

use chrono::{DateTime, Datelike, TimeZone, Utc};
use chrono_tz::Tz;
use domain::{invitation::Reply, slot::Slot};

mod line;
mod part;
mod place;
mod series;
mod view;
mod zone;

use line::{Lines, mailto, parameter, text, texts, uri};
pub use part::Part;
use part::times;
pub use place::Places;
pub use series::{booking, called_off, standing};
pub use view::{Frame, session};

/// Who wrote the file (RFC 5545 3.7.3).
const PRODID: &str = "-//Spielraum//Spielraum//DE";

/// How often a subscribed calendar should ask again (RFC 7986 5.7).
const REFRESH: &str = "PT1H";

/// A colour of RFC 7986 5.9: the CSS name next to the green of the house.
const COLOUR: &str = "teal";

/// What a calendar is sent for (RFC 5546 1.4). A subscribed one has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// To be added by whoever wants it.
    Publish,
    /// To the one who takes part.
    Request,
    /// No longer.
    Cancel,
}

impl Method {
    /// As it is written, in the file and in the `Content-Type`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// A calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Why it is sent; `None`: it is subscribed to.
    pub method: Option<Method>,
    /// What it says about itself, where it is subscribed to.
    pub feed: Option<Feed>,
    /// The zone of an empty calendar, which still needs one (RFC 5545 3.6).
    pub zone: Tz,
    /// What is in it.
    pub entries: Vec<Entry>,
}

/// What a subscribed calendar says about itself.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub description: String,
    /// The page that shows the same.
    pub page: String,
    /// Where it is fetched from.
    pub source: String,
}

/// How sure an entry is (RFC 5545 3.8.1.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It takes place.
    Confirmed,
    /// It may take place.
    Tentative,
    /// It does not take place.
    Cancelled,
}

/// One dated thing.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Never changes (I6).
    pub uid: String,
    /// How it stands to others with this UID.
    pub part: Part,
    /// Grows with every change of time, place or state.
    pub sequence: i32,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// When it is.
    pub slot: Slot,
    /// The zone it is shown in.
    pub zone: Tz,
    /// What it is.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// Where it is, in words.
    pub location: String,
    /// Where it is on the globe: latitude, longitude.
    pub position: Option<(f64, f64)>,
    /// The page about it.
    pub page: String,
    /// How sure it is.
    pub status: Status,
    /// What it belongs to.
    pub categories: Vec<String>,
    /// Whom to ask, in words.
    pub contact: String,
    /// Its address on the net, and what to call it.
    pub online: Option<(String, String)>,
    /// Who invites: name and address.
    pub organiser: Option<(String, String)>,
    /// Who comes.
    pub attendee: Option<Attendee>,
}

/// Whom an entry is sent to.
#[derive(Clone, Debug)]
pub struct Attendee {
    /// Her name; may be empty.
    pub name: String,
    /// Her address.
    pub address: String,
    /// What she answered; `None`: nothing yet.
    pub reply: Option<Reply>,
}

impl Calendar {
    /// The calendar as a file.
    #[must_use]
    pub fn write(&self) -> String {
        let mut lines = Lines::default();
        lines.add("BEGIN:VCALENDAR");
        lines.property("VERSION", "2.0");
        lines.property("PRODID", PRODID);
        lines.property("CALSCALE", "GREGORIAN");
        if let Some(method) = self.method {
            lines.property("METHOD", method.code());
        }
        if let Some(feed) = &self.feed {
            feed.write(&mut lines);
        }
        for zone in self.zones() {
            zone::write(&mut lines, zone, self.years());
        }
        for entry in &self.entries {
            entry.write(&mut lines, self.method.is_some());
        }
        lines.add("END:VCALENDAR");
        lines.finish()
    }

    /// Every zone that is named, once each.
    fn zones(&self) -> Vec<Tz> {
        let mut zones: Vec<Tz> = self.entries.iter().filter(|entry| entry.in_zone()).map(|entry| entry.zone).collect();
        if self.entries.is_empty() {
            zones.push(self.zone);
        }
        zones.sort_by_key(|zone| zone.name());
        zones.dedup();
        zones
    }

    fn years(&self) -> (i32, i32) {
        let first = self.entries.iter().map(|entry| entry.slot.from().year()).min().unwrap_or(2026);
        let last = self
            .entries
            .iter()
            .map(|entry| entry.slot.until().max(entry.part.last().unwrap_or_default()).year())
            .max()
            .unwrap_or(2026);
        (first, last)
    }
}

impl Feed {
    fn write(&self, lines: &mut Lines) {
        let name = text(&self.name);
        lines.property("NAME", &name);
        lines.property("X-WR-CALNAME", &name);
        let description = text(&self.description);
        lines.property("DESCRIPTION", &description);
        lines.property("X-WR-CALDESC", &description);
        if let Some(page) = uri(&self.page) {
            lines.property("URL", &page);
        }
        if let Some(source) = uri(&self.source) {
            lines.property("SOURCE;VALUE=URI", &source);
        }
        lines.property("COLOR", COLOUR);
        lines.property("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
        lines.property("X-PUBLISHED-TTL", REFRESH);
    }
}

impl Entry {
    /// `scheduled`: it is sent to somebody. Only then it has an organiser (RFC 5545 3.8.4.3): a calendar would
    /// take a subscribed entry with one for an invitation.
    fn write(&self, lines: &mut Lines, scheduled: bool) {
        lines.add("BEGIN:VEVENT");
        lines.property("UID", &text(&self.uid));
        lines.property("DTSTAMP", &utc(self.changed_at));
        lines.property("LAST-MODIFIED", &utc(self.changed_at));
        lines.property("SEQUENCE", &self.sequence.max(0).to_string());
        self.time(lines, "DTSTART", self.slot.from());
        self.time(lines, "DTEND", self.slot.until());
        self.part.write(lines, self.zone);
        lines.property("SUMMARY", &text(&self.summary));
        lines.property(
            "STATUS",
            match self.status {
                Status::Confirmed => "CONFIRMED",
                Status::Tentative => "TENTATIVE",
                Status::Cancelled => "CANCELLED",
            },
        );
        lines.property("TRANSP", if self.status == Status::Cancelled { "TRANSPARENT" } else { "OPAQUE" });
        lines.property("LOCATION", &text(&self.location));
        if let Some((latitude, longitude)) = self.position {
            lines.property("GEO", &format!("{latitude:.6};{longitude:.6}"));
        }
        lines.property("DESCRIPTION", &text(&self.description));
        if let Some(page) = uri(&self.page) {
            lines.property("URL", &page);
        }
        if let Some((address, label)) = self.online.as_ref().and_then(|(address, label)| Some((uri(address)?, label))) {
            lines.property(&format!("CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL={}", parameter(label)), &address);
        }
        lines.property("CATEGORIES", &texts(&self.categories));
        lines.property("CONTACT", &text(&self.contact));
        if let Some((name, address)) = self.organiser.as_ref().filter(|_| scheduled) {
            lines.property(&format!("ORGANIZER;CN={}", parameter(name)), &mailto(address));
        }
        if let Some(attendee) = self.attendee.as_ref().filter(|_| scheduled) {
            attendee.write(lines);
        }
        lines.add("END:VEVENT");
    }

    fn time(&self, lines: &mut Lines, name: &str, at: DateTime<Utc>) {
        times(lines, name, if self.in_zone() { self.zone } else { Tz::UTC }, &[at]);
    }

    /// False in the hour that occurs twice: only UTC says which one is meant (RFC 5545 3.3.5 reads the first).
    fn in_zone(&self) -> bool {
        self.zone != Tz::UTC && certain(self.zone, self.slot.from()) && certain(self.zone, self.slot.until())
    }
}

impl Attendee {
    /// Somebody who has said yes: she booked, or registered.
    #[must_use]
    pub fn coming(name: impl Into<String>, address: impl Into<String>) -> Self {
        Self { name: name.into(), address: address.into(), reply: Some(Reply::Accepted) }
    }

    fn write(&self, lines: &mut Lines) {
        let name = parameter(if self.name.is_empty() { &self.address } else { &self.name });
        let status = match self.reply {
            None => "NEEDS-ACTION",
            Some(Reply::Accepted) => "ACCEPTED",
            Some(Reply::Tentative) => "TENTATIVE",
            Some(Reply::Declined) => "DECLINED",
        };
        // Answers by mail are not read (RSVP=FALSE): who is asked has said yes already, or a link to answer by.
        let who = format!("ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={status};RSVP=FALSE;CN={name}");
        lines.property(&who, &mailto(&self.address));
    }
}

/// True when the clocks of a zone show this only once.
fn certain(zone: Tz, at: DateTime<Utc>) -> bool {
    zone.from_local_datetime(&at.with_timezone(&zone).naive_local()).single().is_some()
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}
