//! Mails about a booking, each with the calendar entry that follows it (I6).

use app::{t, ui};
use chrono::{DateTime, Utc};
use domain::{desk::BookingView, space::Contact};
use store::BookingMail;

use super::{Draft, Fact, Letter};
use crate::ics::{self, Calendar, Method, Status};

/// A booking stands, has moved, or is off.
pub(super) fn letter(
    draft: &Draft<'_>,
    name: &str,
    act: BookingMail,
    booking: &BookingView,
    reason: &str,
    at: DateTime<Utc>,
) -> Letter {
    let l = draft.locale;
    let space = booking.space.space.name.get(l.code());
    let day =
        booking.occurrences.first().map(|date| ui::dates::date(l, date.when.local.from.date())).unwrap_or_default();
    let page = format!("/bookings/{}", booking.id);
    let mut letter = match act {
        BookingMail::Confirmed => {
            let subject = t!(l, mail.booking_confirmed_subject, space = space, day = day);
            draft.letter(subject, t!(l, mail.booking_confirmed_heading), t!(l, mail.booking_action), &page)
        }
        BookingMail::Moved => {
            let subject = t!(l, mail.booking_moved_subject, space = space, day = day);
            draft.letter(subject, t!(l, mail.booking_moved_heading), t!(l, mail.booking_action), &page)
        }
        BookingMail::Cancelled => {
            let subject = t!(l, mail.booking_cancelled_subject, space = space, day = day);
            draft.letter(subject, t!(l, mail.booking_cancelled_heading), t!(l, mail.booking_again), "/spaces")
        }
    };
    if act != BookingMail::Cancelled {
        letter.after = vec![t!(l, mail.booking_after).to_owned(), t!(l, mail.calendar_enclosed).to_owned()];
    }
    name.clone_into(&mut letter.name);
    letter.facts = facts(draft, booking, reason);
    letter.reply_to = reply_to(&booking.space.contact);
    letter.calendar = Some(calendar(draft, name, act, booking, at));
    letter
}

fn facts(draft: &Draft<'_>, booking: &BookingView, reason: &str) -> Vec<Fact> {
    let l = draft.locale;
    let dates = booking.occurrences.iter().map(|date| ui::dates::when(l, &date.when)).collect::<Vec<_>>().join("\n");
    [
        Fact::new(t!(l, mail.fact_space), booking.space.space.name.get(l.code())),
        Fact::new(t!(l, mail.fact_when), dates),
        Fact::new(t!(l, mail.fact_where), where_(draft, booking)),
        Fact::new(t!(l, mail.fact_purpose), booking.title.as_str()),
        Fact::new(t!(l, mail.fact_people), booking.people.to_string()),
        Fact::new(t!(l, mail.fact_booked_for), booking.organisation.name.as_str()),
        Fact::new(t!(l, mail.fact_reason), reason),
        Fact::new(t!(l, mail.fact_contact), contact(&booking.space.contact)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn where_(draft: &Draft<'_>, booking: &BookingView) -> String {
    let site = &booking.space.space.site;
    format!("{}\n{}", site.name, draft.office.places.address(site))
}

fn calendar(
    draft: &Draft<'_>,
    name: &str,
    act: BookingMail,
    booking: &BookingView,
    at: DateTime<Utc>,
) -> (Method, String) {
    let frame = draft.frame();
    let mut entries = ics::booking(&frame, booking, at);
    for entry in &mut entries {
        entry.attendee = Some((name.to_owned(), draft.to.to_owned()));
        if act == BookingMail::Cancelled {
            entry.status = Status::Cancelled;
        }
    }
    let method = if act == BookingMail::Cancelled { Method::Cancel } else { Method::Request };
    let zone = frame.places.zone(Some(&booking.space.space));
    (method, Calendar { method: Some(method), feed: None, zone, entries }.write())
}

/// A contact as one reads it: one line each.
pub(super) fn contact(contact: &Contact) -> String {
    let parts = [&contact.name, &contact.email, &contact.phone];
    parts.iter().filter(|part| !part.is_empty()).map(|part| part.as_str()).collect::<Vec<_>>().join("\n")
}

/// Where an answer goes: to a person.
pub(super) fn reply_to(contact: &Contact) -> Option<(String, String)> {
    (!contact.email.is_empty()).then(|| (contact.name.clone(), contact.email.clone()))
}
