//! Mails about a booking, each with the calendar entry that follows it (I6).

use app::{
    t,
    texts::Locale,
    ui::{
        self,
        say::{contact, house},
        words::Word as _,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    booking::BookingState,
    desk::{BookingView, OccurrenceView},
    id::OccurrenceId,
    rules::Alternative,
    space::{Contact, SpaceRef},
};
use store::BookingMail;

use super::{Draft, Fact, Letter};
use crate::ics::{self, Attendee, Calendar, Method};

/// So many dates are listed; the others are counted.
const MOST_LISTED: usize = 12;

/// What is known of a booking.
pub(super) struct Known<'a> {
    pub act: BookingMail,
    pub booking: &'a BookingView,
    /// Why it was called off.
    pub reason: &'a str,
    /// True when a keeper did it.
    pub by_keeper: bool,
    /// What would work instead.
    pub ways: &'a [Alternative],
    /// The dates that ended with the same act, or that somebody else got.
    pub off: &'a [OccurrenceId],
    /// When the mail was written down.
    pub at: DateTime<Utc>,
}

/// Something happened to a booking.
pub(super) fn letter(draft: &Draft<'_>, name: &str, known: &Known<'_>) -> Letter {
    let mut letter = words(draft, known);
    letter.facts = facts(draft, known);
    letter.calendar = calendar(draft, name, known);
    if letter.calendar.as_ref().is_some_and(|(method, _)| *method == Method::Request) {
        letter.after.push(t!(draft.locale, mail.calendar_enclosed).to_owned());
    }
    letter.after.extend(asks_to_check_in(draft.locale, known));
    letter.after.extend(cancels_until(draft.locale, known));
    name.clone_into(&mut letter.name);
    letter.reply_to = if known.to_keeper() {
        Some(known.booking.booker.clone()).filter(|(_, email)| !email.is_empty())
    } else {
        reply_to(&known.booking.space.contact)
    };
    letter
}

impl Known<'_> {
    /// True when a keeper is written to, not the booker.
    const fn to_keeper(&self) -> bool {
        matches!(self.act, BookingMail::Waiting | BookingMail::Noted | BookingMail::CalledOff)
    }

    /// True when some dates are off and others are not.
    fn partly(&self) -> bool {
        self.booking.state != BookingState::Cancelled
    }

    /// The dates in a state that are not over.
    fn to_come(&self, state: BookingState) -> Vec<&OccurrenceView> {
        let meant = |date: &&OccurrenceView| date.state == state && date.when.slot.until() > self.at;
        self.booking.occurrences.iter().filter(meant).collect()
    }

    /// The dates it is about.
    fn concerned(&self) -> Vec<&OccurrenceView> {
        let states: &[BookingState] = match self.act {
            BookingMail::Confirmed | BookingMail::Noted | BookingMail::Kept => &[BookingState::Confirmed],
            // What was changed may have to wait again.
            BookingMail::Moved | BookingMail::Transferred | BookingMail::HandedOn => {
                &[BookingState::Confirmed, BookingState::Requested]
            }
            BookingMail::Cancelled | BookingMail::DatesCancelled | BookingMail::CalledOff => &[BookingState::Cancelled],
            BookingMail::Requested | BookingMail::Overtaken | BookingMail::Waiting => &[BookingState::Requested],
            BookingMail::Declined => &[BookingState::Declined],
            BookingMail::Expired => &[BookingState::Expired],
            BookingMail::NoShow => &[BookingState::NoShow],
        };
        match self.act {
            BookingMail::Declined if !self.off.is_empty() => return self.off(BookingState::Declined),
            BookingMail::Kept => return self.off(BookingState::Confirmed),
            BookingMail::Overtaken if !self.off.is_empty() => return self.off(BookingState::Requested),
            _ => {}
        }
        let dates = states.iter().map(|state| self.to_come(*state)).find(|dates| !dates.is_empty());
        dates.unwrap_or_else(|| self.booking.occurrences.iter().filter(|date| states.contains(&date.state)).collect())
    }

    /// The other dates in a state: that stand, or wait, beside those it is about.
    fn beside(&self, state: BookingState) -> Vec<&OccurrenceView> {
        let concerned = self.concerned();
        self.to_come(state).into_iter().filter(|date| concerned.iter().all(|other| other.id != date.id)).collect()
    }

    /// The dates that stand beside those it is about, unless it is about dates that stay.
    fn stays(&self) -> Vec<&OccurrenceView> {
        if self.act == BookingMail::Kept { vec![] } else { self.beside(BookingState::Confirmed) }
    }

    /// The same where others were moved: of those the mail tells first.
    fn ended(&self, state: BookingState) -> Vec<&OccurrenceView> {
        if self.act == BookingMail::Moved { self.off(state) } else { vec![] }
    }

    /// The dates that ended with the same act, in a state.
    fn off(&self, state: BookingState) -> Vec<&OccurrenceView> {
        let meant = |date: &&OccurrenceView| date.state == state && self.off.contains(&date.id);
        self.booking.occurrences.iter().filter(meant).collect()
    }

    /// Who did something last, as the history has it.
    fn by(&self, act: &str) -> &str {
        self.booking.history.iter().rfind(|entry| entry.act == act).map_or("", |entry| &entry.by)
    }

    /// Who did it for the one who is written to.
    fn for_her(&self, act: &str) -> Option<&str> {
        let entry = self.booking.history.iter().rfind(|entry| entry.act == act);
        entry.filter(|entry| !entry.for_whom.is_empty()).map(|entry| entry.by.as_str())
    }

    /// Says of several dates that what would work instead is for the first of them.
    fn of_the_first(&self, l: Locale, dates: usize) -> Option<String> {
        (dates > 1 && !self.ways.is_empty()).then(|| t!(l, mail.ways_of_the_first).to_owned())
    }

    fn waits(&self) -> bool {
        self.booking.occurrences.iter().any(|date| date.state == BookingState::Requested)
    }
}

fn words(draft: &Draft<'_>, known: &Known<'_>) -> Letter {
    let (l, booking) = (draft.locale, known.booking);
    let concerned = known.concerned();
    let (count, first) = (concerned.len(), concerned.first());
    let space = first.map_or(&booking.space.space, |date| &date.space).name.get(l.code());
    let day = day_of(l, &concerned);
    let page = format!("/bookings/{}", booking.id);
    let view = t!(l, mail.booking_action);
    match known.act {
        BookingMail::Confirmed => {
            let subject = t!(l, mail.booking_confirmed_subject, space = space, day = day);
            let mut letter = draft.letter(subject, t!(l, mail.booking_confirmed_heading), view, &page);
            letter.intro.extend(known.for_her("booked").map(|name| t!(l, mail.booking_for_you, name = name)));
            if known.waits() {
                letter.intro.push(t!(l, mail.booking_confirmed_waits).to_owned());
            }
            letter.after = vec![t!(l, mail.booking_after).to_owned()];
            letter
        }
        BookingMail::Moved => {
            let subject = t!(l, mail.booking_moved_subject, space = space, day = day);
            // What keepers move may have been asked for only.
            let asked = known.by_keeper && concerned.iter().all(|date| date.state == BookingState::Requested);
            let heading =
                if asked { t!(l, mail.booking_moved_request_heading) } else { t!(l, mail.booking_moved_heading) };
            let mut letter = draft.letter(subject, heading, view, &page);
            if asked {
                letter.intro.push(t!(l, mail.booking_moved_request_by_keeper).to_owned());
            } else if known.by_keeper {
                letter.intro.push(t!(l, mail.booking_moved_by_keeper).to_owned());
            }
            if known.waits() && !asked {
                letter.intro.push(t!(l, mail.booking_moved_waits).to_owned());
            }
            if !known.off.is_empty() {
                letter.intro.push(t!(l, mail.booking_moved_some_off, count = known.off.len()));
            }
            letter.after = vec![t!(l, mail.booking_after).to_owned()];
            letter
        }
        BookingMail::Cancelled => {
            let subject = t!(l, mail.booking_cancelled_subject, space = space, day = day);
            let heading = t!(l, mail.booking_cancelled_heading);
            let mut letter = draft.letter(subject, heading, t!(l, mail.booking_again), "/spaces");
            if known.by_keeper {
                letter.intro = vec![t!(l, mail.booking_cancelled_by_keeper).to_owned()];
            }
            letter
        }
        BookingMail::DatesCancelled => {
            let subject = t!(l, mail.booking_cancelled_subject, space = space, day = day);
            let heading = t!(l, mail.booking_dates_cancelled_heading, count = count);
            let mut letter = draft.letter(subject, heading, view, &page);
            if known.by_keeper {
                letter.intro = vec![t!(l, mail.booking_dates_cancelled_by_keeper, count = count).to_owned()];
            }
            letter
        }
        BookingMail::Requested => {
            let subject = t!(l, mail.booking_requested_subject, space = space, day = day);
            let heading = t!(l, mail.booking_requested_heading);
            let mut letter = draft.letter(subject, heading, t!(l, mail.booking_request_action), &page);
            letter.intro.extend(known.for_her("requested").map(|name| t!(l, mail.booking_asked_for_you, name = name)));
            letter.intro.push(t!(l, mail.booking_requested_intro).to_owned());
            letter.after = vec![t!(l, mail.booking_requested_after).to_owned()];
            letter
        }
        BookingMail::Declined => {
            let subject = t!(l, mail.booking_declined_subject, space = space, day = day);
            let mut letter = if booking.state == BookingState::Declined {
                let heading = t!(l, mail.booking_declined_heading);
                draft.letter(subject, heading, t!(l, mail.booking_again), &find(first))
            } else {
                draft.letter(subject, t!(l, mail.booking_dates_declined_heading, count = count), view, &page)
            };
            letter.intro = vec![t!(l, mail.booking_declined_intro).to_owned()];
            letter.intro.extend(known.of_the_first(l, count));
            if known.waits() {
                letter.intro.push(t!(l, mail.booking_declined_waits).to_owned());
            }
            letter
        }
        BookingMail::Expired => {
            let subject = t!(l, mail.booking_expired_subject, space = space, day = day);
            let heading = t!(l, mail.booking_expired_heading);
            let mut letter = draft.letter(subject, heading, t!(l, mail.booking_again), &find(first));
            letter.intro = vec![t!(l, mail.booking_expired_intro).to_owned()];
            letter.intro.extend(known.of_the_first(l, count));
            letter
        }
        BookingMail::Kept => kept(draft, known, t!(l, mail.booking_kept_subject, space = space, day = day)),
        BookingMail::NoShow => {
            let subject = t!(l, mail.booking_no_show_subject, space = space, day = day);
            let mut letter = draft.letter(subject, t!(l, mail.booking_no_show_heading), view, &page);
            let intro =
                if known.by_keeper { t!(l, mail.booking_no_show_by_keeper) } else { t!(l, mail.booking_no_show_intro) };
            letter.intro = vec![intro.to_owned()];
            letter.after = vec![t!(l, mail.booking_no_show_after).to_owned()];
            letter
        }
        BookingMail::Overtaken => {
            let subject = t!(l, mail.booking_overtaken_subject, space = space, day = day);
            let others = known.beside(BookingState::Requested).len();
            let all = count + others;
            let (heading, intro) = if all > 1 {
                let heading = t!(l, mail.booking_overtaken_some_heading, count = count, all = all);
                (heading, t!(l, mail.booking_overtaken_some_intro))
            } else {
                (t!(l, mail.booking_overtaken_heading).to_owned(), t!(l, mail.booking_overtaken_intro))
            };
            let mut letter = draft.letter(subject, heading, t!(l, mail.booking_request_action), &page);
            letter.intro = vec![intro.to_owned()];
            letter.intro.extend(known.of_the_first(l, count));
            if others > 0 {
                letter.intro.push(t!(l, mail.booking_declined_waits).to_owned());
            }
            letter
        }
        BookingMail::Waiting => {
            let subject = t!(l, mail.booking_waiting_subject, space = space, day = day);
            let heading = t!(l, mail.booking_waiting_heading);
            let mut letter = draft.letter(subject, heading, t!(l, mail.booking_waiting_action), "/keeper/requests");
            letter.after = vec![t!(l, mail.booking_waiting_after).to_owned()];
            letter
        }
        BookingMail::Transferred => {
            let subject = t!(l, people.mail_transferred_subject, space = space, day = day);
            let mut letter = draft.letter(subject, t!(l, people.mail_transferred_heading), view, &page);
            letter.intro = vec![t!(l, people.mail_transferred_intro, name = known.by("transferred"))];
            letter.after = vec![t!(l, mail.booking_after).to_owned()];
            letter
        }
        BookingMail::HandedOn => {
            let subject = t!(l, people.mail_handed_on_subject, space = space, day = day);
            let heading = t!(l, people.mail_handed_on_heading, name = called(&booking.booker));
            let mut letter = draft.letter(subject, heading, view, &page);
            letter.intro = vec![t!(l, people.mail_handed_on_intro, name = known.by("transferred"))];
            letter
        }
        BookingMail::Noted => {
            let subject = t!(l, mail.booking_noted_subject, space = space, day = day);
            draft.letter(subject, t!(l, mail.booking_noted_heading), view, &page)
        }
        BookingMail::CalledOff => {
            let subject = t!(l, mail.booking_cancelled_subject, space = space, day = day);
            let heading = if known.partly() {
                t!(l, mail.booking_dates_called_off_heading, count = count)
            } else {
                t!(l, mail.booking_called_off_heading).to_owned()
            };
            draft.letter(subject, heading, view, &page)
        }
    }
}

/// It is closed, and takes place all the same: told to the booker, or to who organises the event.
fn kept(draft: &Draft<'_>, known: &Known<'_>, subject: String) -> Letter {
    let l = draft.locale;
    let count = known.concerned().len();
    let (action, path) = match &known.booking.event {
        Some((slug, _)) => (t!(l, mail.event_action), format!("/manage/events/{slug}")),
        None => (t!(l, mail.booking_action), format!("/bookings/{}", known.booking.id)),
    };
    let mut letter = draft.letter(subject, t!(l, mail.booking_kept_heading, count = count), action, &path);
    letter.intro = vec![t!(l, mail.booking_kept_intro, count = count)];
    letter.after = vec![t!(l, mail.booking_kept_after).to_owned()];
    letter
}

fn facts(draft: &Draft<'_>, known: &Known<'_>) -> Vec<Fact> {
    let (l, booking) = (draft.locale, known.booking);
    let concerned = known.concerned();
    let first = concerned.first().copied();
    let space = first.map_or(&booking.space.space, |date| &date.space);
    let title = first.map_or(&booking.title, |date| &date.title);
    let people = first.map_or(booking.people, |date| date.people);
    let layout = first.map_or(booking.layout, |date| date.layout);
    let listed = |dates: &[&OccurrenceView]| listed(l, dates, space, title);
    let answer_by = booking.answer_by.filter(|_| known.waits()).map(|at| ui::dates::moment(l, at)).unwrap_or_default();
    let (booker, note) = if known.to_keeper() {
        (format!("{}\n{}", booking.booker.0, booking.booker.1), booking.note.as_str())
    } else {
        (String::new(), "")
    };
    [
        Fact::new(t!(l, mail.fact_space), space.name.get(l.code())),
        Fact::new(t!(l, mail.fact_when), listed(&concerned)),
        Fact::new(t!(l, mail.fact_moved), moved(l, known)),
        Fact::new(t!(l, mail.fact_off), listed(&known.ended(BookingState::Cancelled))),
        Fact::new(t!(l, mail.fact_declined), listed(&known.ended(BookingState::Declined))),
        Fact::new(t!(l, mail.fact_ways), ways(l, space, known.ways)),
        Fact::new(t!(l, mail.fact_stays), listed(&known.stays())),
        Fact::new(t!(l, mail.fact_waits), listed(&known.beside(BookingState::Requested))),
        Fact::new(t!(l, mail.fact_answer_by), answer_by),
        Fact::new(t!(l, mail.fact_where), format!("{}\n{}", space.site.name, draft.office.places.address(&space.site))),
        Fact::new(t!(l, mail.fact_purpose), title.as_str()),
        Fact::new(t!(l, mail.fact_people), people.to_string()),
        Fact::new(t!(l, bookings.layout), layout.map(|layout| layout.word(l)).unwrap_or_default()),
        Fact::new(t!(l, bookings.fact_along), ui::say::things(l, first.map_or(&booking.along, |date| &date.along))),
        Fact::new(t!(l, mail.fact_booked_for), booking.organisation.name.as_str()),
        Fact::new(t!(l, mail.fact_booker), booker),
        Fact::new(t!(l, mail.fact_note), note),
        Fact::new(t!(l, mail.fact_reason), known.reason),
        Fact::new(t!(l, mail.fact_contact), contact(&booking.space.contact)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What moved from where to where, one a line: in a list of twenty dates nobody sees the one that did.
fn moved(l: Locale, known: &Known<'_>) -> String {
    let last = known.booking.history.last().filter(|entry| known.act == BookingMail::Moved && entry.act == "moved");
    let ways = last.into_iter().flat_map(|entry| &entry.moved).take(MOST_LISTED);
    ways.map(|way| ui::say::from_to(l, way)).collect::<Vec<_>>().join("\n")
}

/// Dates, one a line, with what differs from the space and the purpose of the first. Of many the first ones.
pub(super) fn listed(l: Locale, dates: &[&OccurrenceView], space: &SpaceRef, title: &str) -> String {
    let line = |date: &&OccurrenceView| {
        let mut parts = vec![ui::dates::when(l, &date.when)];
        if date.space.id != space.id {
            parts.push(date.space.name.get(l.code()).to_owned());
        }
        if date.title != title {
            parts.push(date.title.clone());
        }
        parts.join(", ")
    };
    let mut lines: Vec<String> = dates.iter().take(MOST_LISTED).map(line).collect();
    if dates.len() > MOST_LISTED {
        lines.push(t!(l, mail.more_dates, count = dates.len() - MOST_LISTED));
    }
    lines.join("\n")
}

/// Where one looks for another space around the day of a date.
fn find(date: Option<&&OccurrenceView>) -> String {
    let Some(date) = date else { return "/find".to_owned() };
    let day = date.when.local.from.date();
    format!("/find?people={}&first={day}&last={}", date.people, day + TimeDelta::days(7))
}

/// What would work instead, one way a line.
fn ways(l: Locale, here: &SpaceRef, ways: &[Alternative]) -> String {
    let line = |way: &Alternative| {
        let (name, site) = (way.space.name.get(l.code()), &way.space.site);
        // In another house it is said in which.
        let space = if site.id == here.site.id {
            name.to_owned()
        } else {
            t!(l, bookings.space_at, space = name, site = house(site))
        };
        t!(l, bookings.space_when, space = space, when = ui::dates::when(l, &way.when))
    };
    ways.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A day, and how many more dates there are.
pub(super) fn day_of(l: Locale, dates: &[&OccurrenceView]) -> String {
    let day = dates.first().map(|date| ui::dates::date(l, date.when.local.from.date())).unwrap_or_default();
    if dates.len() > 1 { t!(l, mail.day_and_more, count = dates.len() - 1, day = day) } else { day }
}

/// What the booker's calendar is to know: the dates that stand; that none does any more; or nothing, before one did.
fn calendar(draft: &Draft<'_>, name: &str, known: &Known<'_>) -> Option<(Method, String)> {
    let nothing_new =
        matches!(known.act, BookingMail::Requested | BookingMail::Overtaken | BookingMail::NoShow | BookingMail::Kept);
    if nothing_new || known.to_keeper() {
        return None;
    }
    let (frame, booking) = (draft.frame(), known.booking);
    let standing = ics::standing(&frame, booking, known.at);
    let hers = known.act != BookingMail::HandedOn;
    let (method, mut entries) = if hers && !standing.is_empty() {
        (Method::Request, standing)
    } else if booking.history.iter().any(|entry| matches!(entry.act.as_str(), "booked" | "approved")) {
        (Method::Cancel, ics::called_off(&frame, booking, known.at))
    } else {
        return None;
    };
    for entry in &mut entries {
        entry.attendee = Some(Attendee::coming(name, draft.to));
    }
    let zone = frame.places.zone(Some(&booking.space.space));
    Some((method, Calendar { method: Some(method), feed: None, zone, entries }.write()))
}

/// Where a space is given up when nobody says that somebody is here, whoever books it must know.
fn asks_to_check_in(l: Locale, known: &Known<'_>) -> Option<String> {
    let tells = matches!(known.act, BookingMail::Confirmed | BookingMail::Moved | BookingMail::Transferred);
    let minutes = known.booking.space.rules.check_in.release_after_minutes.filter(|_| tells)?;
    Some(t!(l, mail.booking_check_in, minutes = ui::dates::duration(l, minutes.into())))
}

/// Where it cannot be called off until it begins, whoever books it must know.
fn cancels_until(l: Locale, known: &Known<'_>) -> Option<String> {
    let tells = matches!(known.act, BookingMail::Confirmed | BookingMail::Moved | BookingMail::Transferred);
    let hours = u32::from(known.booking.space.rules.cancellation.free_until_hours);
    let text = || t!(l, mail.booking_cancel_until, time = ui::dates::duration(l, hours * 60));
    (tells && hours > 0).then(text)
}

/// How somebody is called: her name, else her address.
fn called((name, email): &(String, String)) -> &str {
    if name.is_empty() { email } else { name }
}

/// Where an answer goes: to a person.
pub(super) fn reply_to(contact: &Contact) -> Option<(String, String)> {
    (!contact.email.is_empty()).then(|| (contact.name.clone(), contact.email.clone()))
}
