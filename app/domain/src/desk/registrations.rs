//! Registering for sessions, without an account.

use std::net::IpAddr;

use async_trait::async_trait;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{EventCard, SessionView, Unavailable};
use crate::{
    access::Actor,
    id::{EventId, RegistrationId, RequestId, SessionId},
    registration::{RegistrationRefusal, RegistrationState},
    space::Contact,
};

/// A registration as the form has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRegistration {
    /// The form it came from.
    pub request: RequestId,
    /// For which session.
    pub session: SessionId,
    /// Where the mail goes.
    pub email: String,
    /// Everybody who comes, the contact person first; 1 to 10 names.
    pub attendees: Vec<String>,
    /// The privacy notice was agreed to, in this version of its text.
    pub consent: Option<String>,
    /// The language the person is written to in.
    pub language: String,
    /// Where the form was sent from; kept as a fingerprint only, and until it is confirmed. `None`: from inside.
    pub network: Option<IpAddr>,
}

/// A registration, for whoever holds its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationView {
    /// Its id.
    pub id: RegistrationId,
    /// The event.
    pub event: EventCard,
    /// The session. Its net address is filled in once confirmed; its SEQUENCE grows with this registration's state too.
    pub session: SessionView,
    /// Where the mail goes.
    pub email: String,
    /// Everybody who comes.
    pub attendees: Vec<String>,
    /// Where it is in its life.
    pub state: RegistrationState,
    /// Until when the seats of a pending one are held, by the wall clock.
    pub held_until: Option<NaiveDateTime>,
    /// Whom to ask.
    pub contact: Contact,
}

/// A line of the organiser's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationLine {
    /// For which session.
    pub session: SessionId,
    /// Everybody who comes.
    pub attendees: Vec<String>,
    /// Where the mail goes.
    pub email: String,
    /// Where it is in its life.
    pub state: RegistrationState,
    /// When it was made, by the wall clock.
    pub at: NaiveDateTime,
}

/// Registers, confirms and cancels.
///
/// `token` is the secret part of a mailed link: a capability, good for one registration.
#[async_trait]
pub trait RegistrationDesk: Send + Sync {
    /// Holds seats and writes the mail that asks for confirmation.
    ///
    /// An address that is registered already gets a mail that says so; the answer here is the same, so that nobody
    /// learns who is registered.
    async fn register(&self, new: NewRegistration) -> Result<(), RegistrationRefusal>;
    /// What a link is good for.
    async fn registration(&self, token: &str) -> Result<Option<RegistrationView>, Unavailable>;
    /// Confirms, and writes the mail with the calendar entry. A second time changes nothing.
    async fn confirm(&self, token: &str) -> Result<(), RegistrationRefusal>;
    /// Calls off and frees the seats. A second time changes nothing.
    async fn cancel_registration(&self, token: &str) -> Result<(), RegistrationRefusal>;
    /// Everybody registered for an event the actor runs, by session and time.
    async fn registrations(&self, by: &Actor, event: EventId) -> Result<Option<Vec<RegistrationLine>>, Unavailable>;
}
