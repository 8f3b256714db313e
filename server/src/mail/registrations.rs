//! Mails about a registration, with the calendar entry of its session (I6).

use app::{
    events::place_lines,
    questions::say,
    t,
    ui::{self, say::contact},
};
use chrono::{DateTime, Utc};
use domain::{
    desk::{RegistrationView, TicketView},
    mails,
    registration::RegistrationState,
};
use store::RegistrationMail;

use super::{Draft, Fact, Letter, approval, bookings::reply_to, mime::one_line, reminders, seats};
use crate::{
    ics::{self, Attendee, Calendar, Method, Status},
    pdf::{self, About},
};

/// What is known of a registration.
pub(super) struct Known<'a> {
    pub registration: &'a RegistrationView,
    /// The secret part of its link.
    pub token: &'a str,
    /// The tickets, once seats are hers for good.
    pub tickets: &'a [TicketView],
    /// UID and SEQUENCE of its session.
    pub uid: &'a str,
    pub sequence: i32,
    /// Why the event was called off.
    pub reason: &'a str,
}

/// Something happened to a registration or to its session.
pub(super) fn letter(draft: &Draft<'_>, act: RegistrationMail, known: &Known<'_>, at: DateTime<Utc>) -> Letter {
    let mut letter = words(draft, act, known);
    if known.registration.state == RegistrationState::Expired {
        // The mail left after the seats were free again.
        let late = match act {
            RegistrationMail::Pending => Some(t!(draft.locale, mail.registration_late_intro)),
            RegistrationMail::WaitAsked => Some(t!(draft.locale, seats.mail_late_intro)),
            _ => None,
        };
        letter.intro = late.map_or(letter.intro, |late| vec![late.to_owned()]);
    }
    letter.intro.extend(note(draft, act, known));
    listed(draft, act, known, &mut letter);
    letter.facts = facts(draft, act, known);
    if says_answers(act, known) {
        let (facts, unsaid) = answers(draft, known);
        letter.facts.extend(facts);
        letter.after.extend(unsaid.then(|| t!(draft.locale, questions.mail_unsaid).to_owned()));
    }
    letter.reply_to = reply_to(&known.registration.contact);
    let method = match act {
        // iCalendar knows no "postponed": it is off until its entry comes again (RFC 5546 3.2.5).
        RegistrationMail::Cancelled | RegistrationMail::SessionCancelled | RegistrationMail::SessionPostponed => {
            Method::Cancel
        }
        _ => Method::Request,
    };
    // A reminder changes nothing: the entry in her calendar is the one she has.
    let enclosed = is_hers(act, known) && act != RegistrationMail::Reminder;
    letter.calendar = enclosed.then(|| calendar(draft, method, known, at));
    if matches!(act, RegistrationMail::Confirmed | RegistrationMail::Approved | RegistrationMail::Changed)
        && !known.tickets.is_empty()
    {
        enclose_tickets(draft, act, known, &mut letter);
    }
    letter
}

/// The tickets on paper. They change with those who come, not with the hour: who is told of another one has them.
fn enclose_tickets(draft: &Draft<'_>, act: RegistrationMail, known: &Known<'_>, letter: &mut Letter) {
    let l = draft.locale;
    let RegistrationView { event, session, .. } = known.registration;
    let about = About { l, region: draft.office.region, places: draft.office.places, event, session };
    match pdf::tickets(&about, known.registration, known.tickets) {
        Ok(file) => letter.papers.push(("tickets.pdf", file)),
        // They are on her page all the same.
        Err(err) => tracing::error!(error = %err, "tickets could not be written"),
    }
    letter.after.insert(0, t!(l, tickets.mail_after, count = known.tickets.len()));
    if act == RegistrationMail::Changed {
        letter.after.insert(1, t!(l, tickets.mail_anew).to_owned());
    }
}

/// True once the owner of the address said that she is the one. Else names and calendar entries would be a way for
/// anybody to write to anybody.
fn is_hers(act: RegistrationMail, known: &Known<'_>) -> bool {
    match act {
        RegistrationMail::Pending | RegistrationMail::Known | RegistrationMail::WaitAsked => false,
        // Nothing is hers yet, or any more.
        RegistrationMail::Waits
        | RegistrationMail::Offered
        | RegistrationMail::Lapsed
        | RegistrationMail::WaitOver
        | RegistrationMail::PassedOver
        | RegistrationMail::Requested
        | RegistrationMail::Declined
        | RegistrationMail::Unanswered => false,
        // Only what was confirmed is told to be called off.
        RegistrationMail::Cancelled => true,
        RegistrationMail::Confirmed
        | RegistrationMail::Approved
        | RegistrationMail::Changed
        | RegistrationMail::SessionChanged
        | RegistrationMail::SessionCancelled
        | RegistrationMail::SessionPostponed
        | RegistrationMail::Reminder => known.registration.state == RegistrationState::Confirmed,
    }
}

/// True where it is about what she said of herself: when it stands, and when it was changed.
fn says_answers(act: RegistrationMail, known: &Known<'_>) -> bool {
    matches!(act, RegistrationMail::Confirmed | RegistrationMail::Approved | RegistrationMail::Changed)
        && is_hers(act, known)
}

/// What was answered, and whether some of it is not said: what is kept for the day only does not belong in mail, which is
/// kept by everybody it passes.
fn answers(draft: &Draft<'_>, known: &Known<'_>) -> (Vec<Fact>, bool) {
    let (l, registration) = (draft.locale, known.registration);
    let lines = say::lines(&registration.asked, &registration.attendees);
    let (said, unsaid): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.question.keeping.is_mailed());
    let facts = said.iter().filter_map(|line| {
        let words = line.words(l).into_iter().map(|words| words.lines().map(one_line).collect::<Vec<_>>().join("\n"));
        Fact::new(one_line(line.question.label.get(l.code())), words.collect::<Vec<_>>().join("\n"))
    });
    (facts.collect(), !unsaid.is_empty())
}

/// What the organiser says to those who come, and who says so. Never to an address whose owner has not answered.
fn note(draft: &Draft<'_>, act: RegistrationMail, known: &Known<'_>) -> Vec<String> {
    let (l, registration) = (draft.locale, known.registration);
    if !(act.carries_note() && is_hers(act, known) && registration.was_confirmed) {
        return Vec::new();
    }
    let clean = |text: &String| text.lines().map(one_line).collect::<Vec<_>>().join("\n");
    let said: Vec<String> = mails::paragraphs(&registration.note, l.code()).iter().map(clean).collect();
    let from = one_line(&registration.event.organiser.name);
    let by = (!said.is_empty()).then(|| t!(l, mails.note_from, organiser = from));
    by.into_iter().chain(said).collect()
}

/// Whoever was registered by somebody else reads by whom, and that it is for her to say yes (GDPR 14).
fn listed(draft: &Draft<'_>, act: RegistrationMail, known: &Known<'_>, letter: &mut Letter) {
    let asks = matches!(act, RegistrationMail::Pending | RegistrationMail::WaitAsked);
    let Some(organisation) = known.registration.listed_by.as_deref().filter(|_| asks) else { return };
    letter.intro.insert(0, t!(draft.locale, lists.mail_intro, organisation = one_line(organisation)));
    letter.after = vec![t!(draft.locale, lists.mail_after).to_owned()];
}

fn words(draft: &Draft<'_>, act: RegistrationMail, known: &Known<'_>) -> Letter {
    let l = draft.locale;
    let page = format!("/registrations/{}", known.token);
    let event = known.registration.event.title.get(l.code());
    let seats = known.registration.attendees.len();
    match act {
        RegistrationMail::Pending if known.registration.asks => approval::words(draft, act, known),
        RegistrationMail::Pending => {
            let subject = t!(l, mail.registration_pending_subject, event = event);
            let heading = t!(l, mail.registration_pending_heading);
            let mut letter = draft.letter(subject, heading, t!(l, mail.registration_pending_action), &page);
            letter.intro = vec![t!(l, mail.registration_pending_intro, count = seats)];
            letter.after = vec![t!(l, mail.registration_pending_after).to_owned()];
            letter
        }
        RegistrationMail::Known => {
            let subject = t!(l, mail.registration_known_subject, event = event);
            let heading = t!(l, mail.registration_known_heading);
            let mut letter = draft.letter(subject, heading, t!(l, mail.registration_known_action), &page);
            letter.intro = vec![t!(l, mail.registration_known_intro).to_owned()];
            letter.after = vec![t!(l, mail.registration_known_after).to_owned()];
            letter
        }
        RegistrationMail::Confirmed => {
            let subject = t!(l, mail.registration_confirmed_subject, event = event);
            let heading = t!(l, mail.registration_confirmed_heading, count = seats);
            let mut letter = draft.letter(subject, heading, t!(l, mail.registration_action), &page);
            letter.after = vec![t!(l, mail.calendar_enclosed).to_owned(), t!(l, mail.registration_after).to_owned()];
            letter
        }
        RegistrationMail::Changed => {
            let subject = t!(l, mail.registration_changed_subject, event = event);
            let heading = t!(l, mail.registration_changed_heading);
            let mut letter = draft.letter(subject, heading, t!(l, mail.registration_action), &page);
            letter.intro = vec![t!(l, mail.registration_changed_intro, count = seats)];
            letter.after = vec![t!(l, mail.registration_changed_after).to_owned()];
            letter
        }
        RegistrationMail::Cancelled => {
            let subject = t!(l, mail.registration_cancelled_subject, event = event);
            let heading = t!(l, mail.registration_cancelled_heading);
            let slug = format!("/events/{}", known.registration.event.slug);
            let mut letter = draft.letter(subject, heading, t!(l, mail.event_action), &slug);
            letter.intro = vec![t!(l, mail.registration_cancelled_intro, count = seats)];
            letter
        }
        RegistrationMail::SessionChanged => {
            let subject = t!(l, mail.session_changed_subject, event = event);
            let heading = t!(l, mail.session_changed_heading);
            let mut letter = draft.letter(subject, heading, t!(l, mail.registration_action), &page);
            let (intro, after) = match known.registration.state {
                RegistrationState::Confirmed => (t!(l, mail.session_changed_intro), t!(l, mail.session_changed_after)),
                RegistrationState::Requested => {
                    (t!(l, approval.mail_changed_intro), t!(l, approval.mail_changed_after))
                }
                _ => (t!(l, seats.mail_changed_intro), t!(l, seats.mail_changed_after)),
            };
            letter.intro = vec![intro.to_owned()];
            letter.after = vec![after.to_owned()];
            letter
        }
        RegistrationMail::SessionCancelled => {
            let subject = t!(l, mail.session_cancelled_subject, event = event);
            let heading = t!(l, mail.session_cancelled_heading);
            let mut letter = draft.letter(subject, heading, t!(l, mail.events_action), "/events");
            letter.intro = vec![t!(l, mail.session_cancelled_intro).to_owned()];
            letter
        }
        RegistrationMail::SessionPostponed => {
            let subject = t!(l, postponing.mail_subject, event = event);
            let mut letter =
                draft.letter(subject, t!(l, postponing.mail_heading), t!(l, mail.registration_action), &page);
            let intro = match known.registration.state {
                RegistrationState::Confirmed => t!(l, postponing.mail_intro),
                RegistrationState::Requested => t!(l, postponing.mail_intro_requested),
                RegistrationState::Pending | RegistrationState::Joining => t!(l, postponing.mail_intro_unheard),
                _ => t!(l, postponing.mail_intro_waiting),
            };
            letter.intro = vec![intro.to_owned()];
            letter.after.extend(is_hers(act, known).then(|| t!(l, postponing.mail_after).to_owned()));
            letter
        }
        RegistrationMail::Requested
        | RegistrationMail::Approved
        | RegistrationMail::Declined
        | RegistrationMail::Unanswered => approval::words(draft, act, known),
        RegistrationMail::Reminder => reminders::words(draft, known),
        RegistrationMail::WaitAsked
        | RegistrationMail::Waits
        | RegistrationMail::Offered
        | RegistrationMail::Lapsed
        | RegistrationMail::WaitOver
        | RegistrationMail::PassedOver => seats::words(draft, act, known),
    }
}

fn facts(draft: &Draft<'_>, act: RegistrationMail, known: &Known<'_>) -> Vec<Fact> {
    let l = draft.locale;
    let RegistrationView { event, session, attendees, held_until, .. } = known.registration;
    let title = Some(session.title.get(l.code())).filter(|title| *title != event.title.get(l.code()));
    let names = if is_hers(act, known) {
        attendees.iter().map(|name| one_line(name)).collect::<Vec<_>>().join("\n")
    } else {
        String::new()
    };
    let until = held_until
        .filter(|_| matches!(act, RegistrationMail::Pending | RegistrationMail::Offered | RegistrationMail::Requested));
    let until = until.map(|at| ui::dates::moment(l, at));
    let place = place_lines(l, &session.place, |site| draft.office.places.address(site)).join("\n");
    let online = session.place.online_url.as_deref();
    let tickets = (!known.tickets.is_empty() && is_hers(act, known))
        .then(|| draft.office.region.url(l, &format!("/registrations/{}/tickets.pdf", known.token)));
    [
        Fact::new(t!(l, mail.fact_event), event.title.get(l.code())),
        Fact::new(t!(l, mail.fact_session), title.unwrap_or_default()),
        Fact::new(
            if session.postponed { t!(l, postponing.fact_when) } else { t!(l, mail.fact_when) },
            ui::dates::when(l, &session.when),
        ),
        Fact::new(t!(l, mail.fact_where), place),
        online.and_then(|address| Fact::link(t!(l, mail.fact_online), address)),
        Fact::new(t!(l, mail.fact_attendees), names),
        tickets.and_then(|address| Fact::link(t!(l, tickets.mail_link), &address)),
        Fact::new(t!(l, mail.fact_held_until), until.unwrap_or_default()),
        Fact::new(t!(l, mail.fact_reason), known.reason),
        Fact::new(t!(l, mail.fact_organiser), event.organiser.name.as_str()),
        Fact::new(t!(l, mail.fact_contact), contact(&known.registration.contact)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn calendar(draft: &Draft<'_>, method: Method, known: &Known<'_>, at: DateTime<Utc>) -> (Method, String) {
    let RegistrationView { event, session, attendees, contact, .. } = known.registration;
    let frame = draft.frame();
    let mut entry = ics::session(&frame, event, session, Some(contact));
    known.uid.clone_into(&mut entry.uid);
    entry.sequence = known.sequence;
    entry.changed_at = at;
    // Nobody else is named: one invitation, one person (RFC 6047 2.2.1; GDPR).
    entry.attendee = Some(Attendee::coming(attendees.first().cloned().unwrap_or_default(), draft.to));
    if method == Method::Cancel {
        entry.status = Status::Cancelled;
    }
    (method, Calendar { method: Some(method), feed: None, zone: entry.zone, entries: vec![entry] }.write())
}
