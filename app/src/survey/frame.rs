//! The mail that asks how an event was: the same words in the preview and in the mail.

use chrono::NaiveDate;
use domain::{desk::EventCard, space::Contact};

use crate::{
    t,
    texts::Locale,
    ui::{dates, say},
};

/// The mail as whoever gets it reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The subject.
    pub subject: String,
    /// The first line.
    pub heading: &'static str,
    /// What it is about.
    pub intro: Vec<String>,
    /// The facts: words, and what is said of them.
    pub facts: Vec<(&'static str, String)>,
    /// What the link is called.
    pub action: &'static str,
    /// What else there is to know.
    pub after: Vec<String>,
}

/// Asks somebody who was at an event. `last_day`: on which she can answer; `None`: nobody knows yet.
#[must_use]
pub fn frame(l: Locale, event: &EventCard, contact: &Contact, last_day: Option<NaiveDate>) -> Frame {
    let title = event.title.get(l.code()).to_owned();
    let organiser = event.organiser.name.clone();
    let until = last_day.map(|day| t!(l, survey.mail_until, date = dates::date(l, day)));
    let mut facts = vec![
        (t!(l, mail.fact_event), title.clone()),
        (t!(l, mail.fact_organiser), organiser.clone()),
        (t!(l, mail.fact_contact), say::contact(contact)),
    ];
    facts.retain(|(_, said)| !said.is_empty());
    Frame {
        subject: t!(l, survey.mail_subject, event = title),
        heading: t!(l, survey.mail_heading),
        intro: vec![
            t!(l, survey.mail_intro, event = title, organiser = organiser),
            t!(l, survey.mail_anonymous).to_owned(),
        ],
        facts,
        action: t!(l, survey.mail_action),
        after: until.into_iter().chain([t!(l, survey.mail_after).to_owned()]).collect(),
    }
}
