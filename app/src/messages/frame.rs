//! What stands around a message: the same words in the preview and in the mail.

use domain::{
    desk::{EventCard, SessionView},
    message::{Group, Words},
    space::Contact,
};

use crate::{
    t,
    texts::Locale,
    ui::{dates, say},
};

/// A message as whoever gets it reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The first line.
    pub heading: String,
    /// What the organiser wrote; lines of a paragraph are separated by line breaks.
    pub paragraphs: Vec<String>,
    /// What it is about: words, and what is said of them.
    pub facts: Vec<(&'static str, String)>,
    /// What the link to the registration is called.
    pub action: &'static str,
    /// Why she gets it.
    pub why: String,
}

/// Puts a message about an event, or one session of it, in front of somebody of a group.
#[must_use]
pub fn frame(
    l: Locale,
    words: &Words,
    to: Group,
    event: &EventCard,
    session: Option<&SessionView>,
    contact: &Contact,
) -> Frame {
    let title = event.title.get(l.code()).to_owned();
    let organiser = event.organiser.name.clone();
    let (action, why) = match to {
        Group::Confirmed => (t!(l, mail.registration_action), t!(l, letters.why_confirmed, organiser = organiser)),
        Group::Unconfirmed => {
            (t!(l, mail.registration_pending_action), t!(l, letters.why_unconfirmed, organiser = organiser))
        }
        Group::Requested => (t!(l, approval.mail_action), t!(l, letters.why_requested, organiser = organiser)),
        Group::Waiting => (t!(l, seats.mail_action), t!(l, letters.why_waiting, organiser = organiser)),
    };
    let mut facts = vec![(t!(l, mail.fact_event), title.clone())];
    if let Some(session) = session {
        let own = session.title.get(l.code());
        if own != title {
            facts.push((t!(l, mail.fact_session), own.to_owned()));
        }
        facts.push((t!(l, mail.fact_when), dates::when(l, &session.when)));
    }
    facts.push((t!(l, mail.fact_organiser), organiser));
    facts.push((t!(l, mail.fact_contact), say::contact(contact)));
    facts.retain(|(_, said)| !said.is_empty());
    Frame { heading: t!(l, letters.mail_heading, event = title), paragraphs: words.paragraphs(), facts, action, why }
}
