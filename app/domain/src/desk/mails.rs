//! The mails of an event, for those who run it.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{access::Actor, event::EventRefusal, id::EventId, mails::RegistrationMail, text::Localised};

/// One mail as whoever gets it reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnMail {
    /// The language it is written in.
    pub language: String,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text for programs that show no HTML.
    pub text: String,
    /// Its HTML: a whole document.
    pub html: String,
    /// An entry for her calendar goes with it.
    pub calendar: bool,
    /// The papers that go with it, by the names of their files.
    pub papers: Vec<String>,
}

/// A mail in every language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// True when it is about somebody who registered; else about a person made up.
    pub real: bool,
    /// One for each language.
    pub mails: Vec<DrawnMail>,
}

/// Draws mails before anybody gets them, and keeps what organisers add to them.
///
/// What is drawn opens nothing: links and tickets in it are made up.
#[async_trait]
pub trait MailDesk: Send + Sync {
    /// What is added to the mails of an event the actor runs.
    async fn mail_note(&self, by: &Actor, event: EventId) -> Result<Option<Localised>, Unavailable>;
    /// Adds something else, or nothing.
    async fn write_mail_note(
        &self,
        by: &Actor,
        event: EventId,
        version: i32,
        note: Localised,
    ) -> Result<(), EventRefusal>;
    /// A mail of an event the actor runs, drawn by what sends it. `None` also where there is no session it could be about.
    async fn draw_mail(
        &self,
        by: &Actor,
        event: EventId,
        mail: RegistrationMail,
    ) -> Result<Option<Drawing>, Unavailable>;
}
