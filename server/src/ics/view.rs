//! Sessions and dates of bookings as calendar entries.

use app::{ask::Region, events::rooms, t, texts::Locale};
use chrono::{DateTime, Utc};
use domain::{
    booking::BookingState,
    desk::{BookingView, EventCard, OccurrenceView, Place, SessionView},
    space::{Contact, SpaceRef},
    speaker::names,
};

use super::{Entry, Part, Places, Status};

/// In whose words, and with whose addresses, an entry is written.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The language of its words.
    pub locale: Locale,
    /// The installation, for links.
    pub region: &'a Region,
    /// Where things are.
    pub places: &'a Places,
    /// The address invitations come from: the organiser of every entry, since answers go nowhere else.
    pub mailbox: &'a str,
}

impl Frame<'_> {
    /// A space with its address, in one line.
    #[must_use]
    pub fn location(&self, space: &SpaceRef) -> String {
        let name = space.name.get(self.locale.code());
        format!("{name}, {}, {}", space.site.name, self.places.address(&space.site))
    }

    /// All spaces of a session with their addresses, in one line: the main one first, house by house.
    #[must_use]
    pub fn locations(&self, place: &Place) -> String {
        let here = |spaces: Vec<&SpaceRef>| {
            let site = &spaces.first()?.site;
            let names = rooms(self.locale, &spaces);
            Some(format!("{names}, {}, {}", site.name, self.places.address(site)))
        };
        place.by_house().into_iter().filter_map(here).collect::<Vec<_>>().join("; ")
    }
}

/// A session of an event. `contact` is said where it is known.
///
/// An address on the net is written when the view has one: the desk shows it to participants only.
#[must_use]
pub fn session(frame: &Frame<'_>, event: &EventCard, session: &SessionView, contact: Option<&Contact>) -> Entry {
    let (l, code) = (frame.locale, frame.locale.code());
    let page = frame.region.url(l, &format!("/events/{}", event.slug));
    let (title, of) = (session.title.get(code), event.title.get(code));
    let about = if session.summary.is_empty() { &event.summary } else { &session.summary };
    let mut description = vec![about.get(code).to_owned()];
    if !session.speakers.is_empty() {
        description.push(t!(l, feeds.speakers, names = names(&session.speakers).join(", ")));
    }
    description.push(t!(l, feeds.organiser, name = event.organiser.name));
    if let Some(address) = &session.place.online_url {
        description.push(t!(l, feeds.online_at, address = address));
    }
    description.push(t!(l, feeds.more, address = page));
    let space = session.place.space.as_ref();
    Entry {
        uid: session.uid.clone(),
        part: Part::Alone,
        sequence: session.sequence,
        changed_at: event.changed_at,
        slot: session.when.slot,
        zone: frame.places.zone(space),
        summary: if title == of || title.is_empty() { of.to_owned() } else { format!("{of}: {title}") },
        description: join(&description),
        location: match space {
            Some(_) => frame.locations(&session.place),
            None if session.place.online => t!(l, feeds.online).to_owned(),
            None => String::new(),
        },
        position: space.and_then(|space| frame.places.position(&space.site)),
        page,
        status: if session.cancelled { Status::Cancelled } else { Status::Confirmed },
        categories: categories(event, session, code),
        contact: contact.map(in_words).unwrap_or_default(),
        online: session.place.online_url.clone().map(|address| (address, t!(l, feeds.join).to_owned())),
        organiser: Some((event.organiser.name.clone(), frame.mailbox.to_owned())),
        attendee: None,
    }
}

/// Its subjects, and the thread of the programme it belongs to.
fn categories(event: &EventCard, session: &SessionView, code: &str) -> Vec<String> {
    let names = event.topics.iter().map(|topic| &topic.name).chain([&session.track]);
    names.map(|name| name.get(code).to_owned()).filter(|name| !name.is_empty()).collect()
}

/// A date of a booking, as an entry of its own.
pub(super) fn date(
    frame: &Frame<'_>,
    booking: &BookingView,
    date: &OccurrenceView,
    changed_at: DateTime<Utc>,
) -> Entry {
    let l = frame.locale;
    let space = &date.space;
    let page = frame.region.url(l, &format!("/bookings/{}", booking.id));
    let description = [
        t!(l, feeds.booked_for, organisation = booking.organisation.name),
        booking.note.clone(),
        t!(l, feeds.manage, address = page),
    ];
    Entry {
        uid: booking.uid.clone(),
        part: Part::Alone,
        sequence: booking.sequence,
        changed_at,
        slot: date.when.slot,
        zone: frame.places.zone(Some(space)),
        summary: date.title.clone(),
        description: join(&description),
        location: frame.location(space),
        position: frame.places.position(&space.site),
        page,
        status: status(date.state),
        categories: vec![],
        contact: in_words(&booking.space.contact),
        online: None,
        organiser: Some((space.site.name.clone(), frame.mailbox.to_owned())),
        attendee: None,
    }
}

const fn status(state: BookingState) -> Status {
    match state {
        BookingState::Requested => Status::Tentative,
        BookingState::Confirmed | BookingState::Finished | BookingState::NoShow => Status::Confirmed,
        BookingState::Declined | BookingState::Cancelled | BookingState::Expired => Status::Cancelled,
    }
}

fn in_words(contact: &Contact) -> String {
    let parts = [&contact.name, &contact.email, &contact.phone];
    parts.iter().filter(|part| !part.is_empty()).map(|part| part.as_str()).collect::<Vec<_>>().join(", ")
}

fn join(paragraphs: &[String]) -> String {
    paragraphs.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join("\n\n")
}
