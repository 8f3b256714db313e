//! Mails to people invited to a booking, each with a calendar entry of her own: nobody else is named in it.

use app::{
    t,
    ui::{say::contact, words},
};
use chrono::{DateTime, Utc};
use domain::{booking::BookingState, desk::OccurrenceView, space::SpaceRef};
use store::{InvitationFacts, InvitationMail};

use super::{
    Draft, Fact, Letter,
    bookings::{day_of, listed, reply_to},
    mime::one_line,
};
use crate::ics::{self, Attendee, Calendar, Entry, Method};

/// Something happened to an invitation. Whoever invites is written to with questions, where she is known.
pub(super) fn letter(draft: &Draft<'_>, facts: &InvitationFacts, at: DateTime<Utc>) -> Letter {
    let dates = concerned(facts, at);
    let (name, email) = &facts.booking.booker;
    let mut letter = words(draft, facts, &dates);
    letter.facts = said(draft, facts, &dates);
    letter.calendar = calendar(draft, facts, at);
    if letter.calendar.as_ref().is_some_and(|(method, _)| *method == Method::Request) {
        letter.after.push(t!(draft.locale, mail.calendar_enclosed).to_owned());
    }
    letter.after.push(t!(draft.locale, people.mail_why, name = inviter(facts)));
    facts.name.clone_into(&mut letter.name);
    letter.reply_to =
        if email.is_empty() { reply_to(&facts.booking.space.contact) } else { Some((name.clone(), email.clone())) };
    letter
}

/// The dates to come: those that stand, else those that wait, else those that are off.
fn concerned(facts: &InvitationFacts, at: DateTime<Utc>) -> Vec<&OccurrenceView> {
    let all = || facts.booking.occurrences.iter();
    let to_come = |meant: fn(BookingState) -> bool| -> Vec<&OccurrenceView> {
        all().filter(|date| meant(date.state) && date.when.slot.until() > at).collect()
    };
    let stages = [
        to_come(|state| state == BookingState::Confirmed),
        to_come(|state| state == BookingState::Requested),
        to_come(|state| !state.occupies()),
    ];
    stages.into_iter().find(|dates| !dates.is_empty()).unwrap_or_else(|| all().collect())
}

/// Who invites, as one reads it: a person, else the organisation.
fn inviter(facts: &InvitationFacts) -> String {
    let ((name, email), organisation) = (&facts.booking.booker, &facts.booking.organisation.name);
    let called = [name, email, organisation].into_iter().find(|word| !word.is_empty());
    one_line(called.map_or("", String::as_str))
}

fn words(draft: &Draft<'_>, facts: &InvitationFacts, dates: &[&OccurrenceView]) -> Letter {
    let l = draft.locale;
    let (day, name, count) = (day_of(l, dates), inviter(facts), dates.len());
    let title = dates.first().map_or(&facts.booking.title, |date| &date.title);
    let page = format!("/invitations/{}", facts.token);
    match facts.act {
        InvitationMail::New => {
            let subject = t!(l, people.mail_new_subject, title = title, day = day);
            let heading = t!(l, people.mail_new_heading, name = name);
            let mut letter = draft.letter(subject, heading, t!(l, people.mail_answer), &page);
            letter.intro = vec![t!(l, people.mail_new_intro).to_owned()];
            letter
        }
        InvitationMail::Changed => {
            let subject = t!(l, people.mail_changed_subject, title = title, day = day);
            let heading = t!(l, people.mail_changed_heading, count = count);
            let waits = dates.iter().all(|date| date.state == BookingState::Requested);
            let mut letter = draft.letter(subject, heading, t!(l, people.mail_answer), &page);
            letter.intro = vec![if waits { t!(l, people.mail_waits) } else { t!(l, people.mail_changed_intro) }.into()];
            letter
        }
        InvitationMail::CalledOff => {
            let subject = t!(l, people.mail_off_subject, title = title, day = day);
            let heading = t!(l, people.mail_off_heading, count = count);
            let mut letter = draft.letter(subject, heading, t!(l, people.mail_see), &page);
            letter.intro = vec![t!(l, people.mail_off_intro).to_owned()];
            letter
        }
        InvitationMail::Ended => {
            let subject = t!(l, people.mail_ended_subject, title = title, day = day);
            let heading = t!(l, people.mail_ended_heading);
            let mut letter = draft.letter(subject, heading, t!(l, people.mail_see), &page);
            letter.intro = vec![t!(l, people.mail_ended_intro, name = name)];
            letter
        }
    }
}

fn said(draft: &Draft<'_>, facts: &InvitationFacts, dates: &[&OccurrenceView]) -> Vec<Fact> {
    let (l, booking) = (draft.locale, &facts.booking);
    let first = dates.first();
    let space: &SpaceRef = first.map_or(&booking.space.space, |date| &date.space);
    let title = first.map_or(&booking.title, |date| &date.title);
    let others: Vec<String> = facts.others.iter().map(|name| one_line(name)).collect();
    let by = [inviter(facts), booking.organisation.name.clone()];
    [
        Fact::new(t!(l, mail.fact_purpose), title.as_str()),
        Fact::new(t!(l, mail.fact_when), listed(l, dates, space, title)),
        Fact::new(t!(l, mail.fact_space), space.name.get(l.code())),
        Fact::new(t!(l, mail.fact_where), format!("{}\n{}", space.site.name, draft.office.places.address(&space.site))),
        Fact::new(t!(l, people.fact_by), by.join("\n")),
        Fact::new(t!(l, people.fact_others), words::list(l, &others)),
        Fact::new(t!(l, people.fact_contact), contact(&booking.space.contact)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What her calendar is to know: the dates that stand, those that have to wait again, or that none is hers any more.
fn calendar(draft: &Draft<'_>, facts: &InvitationFacts, at: DateTime<Utc>) -> Option<(Method, String)> {
    let (frame, booking) = (draft.frame(), &facts.booking);
    let (method, mut entries) = match facts.act {
        InvitationMail::Ended => (Method::Cancel, ics::called_off(&frame, booking, at)),
        InvitationMail::CalledOff if ics::standing(&frame, booking, at).is_empty() => {
            (Method::Cancel, ics::called_off(&frame, booking, at))
        }
        _ => (Method::Request, ics::booking(&frame, booking, at)),
    };
    for entry in &mut entries {
        her_own(draft, facts, entry);
    }
    let zone = entries.first()?.zone;
    Some((method, Calendar { method: Some(method), feed: None, zone, entries }.write()))
}

/// A booker's entry as it is for somebody invited. Not her link: calendars are shared.
fn her_own(draft: &Draft<'_>, facts: &InvitationFacts, entry: &mut Entry) {
    let l = draft.locale;
    let organisation = &facts.booking.organisation.name;
    let mut description =
        vec![t!(l, people.page_lead, name = inviter(facts)), t!(l, feeds.booked_for, organisation = organisation)];
    if !facts.others.is_empty() {
        let others: Vec<String> = facts.others.iter().map(|name| one_line(name)).collect();
        description.push(format!("{}: {}", t!(l, people.fact_others), words::list(l, &others)));
    }
    entry.description = description.join("\n\n");
    entry.page = String::new();
    let reply = facts.reply.filter(|_| facts.act != InvitationMail::Ended);
    entry.attendee = Some(Attendee { name: facts.name.clone(), address: draft.to.to_owned(), reply });
}
