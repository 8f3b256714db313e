//! The people of a booking: who is invited, what they answer, and whose booking it is.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{OccurrenceView, Unavailable};
use crate::{
    access::Actor,
    booking::{BookingRefusal, BookingState},
    id::{AccountId, BookingId, InvitationId},
    invitation::{InvitationRefusal, Invitee, Reply},
    space::Contact,
};

/// Somebody invited, for those who may invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// Her invitation.
    pub id: InvitationId,
    /// Her name; may be empty.
    pub name: String,
    /// Her address.
    pub email: String,
    /// What she answered.
    pub reply: Option<Reply>,
    /// The booking was changed since she answered.
    pub outdated: bool,
}

/// The people of a booking, for those who may invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Everybody invited, by name.
    pub invited: Vec<Invited>,
    /// True when somebody can be invited now: the booking stands, or is asked for, and is not over.
    pub open: bool,
}

/// Somebody of the organisation whose booking it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Her account.
    pub account: AccountId,
    /// Her name; empty until she gave one.
    pub name: String,
    /// Her address.
    pub email: String,
}

/// An invitation, for whoever holds its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// Her name; may be empty.
    pub name: String,
    /// What she answered.
    pub reply: Option<Reply>,
    /// The booking was changed since she answered.
    pub outdated: bool,
    /// She agreed that the others read her name.
    pub shown: bool,
    /// The purpose of the booking.
    pub title: String,
    /// Its dates, by start.
    pub occurrences: Vec<OccurrenceView>,
    /// Where the booking is in its life.
    pub state: BookingState,
    /// Who invites: name and address; both empty where nobody is known.
    pub by: (String, String),
    /// For whom it is booked.
    pub organisation: String,
    /// The names of the others who come and agreed to be named.
    pub others: Vec<String>,
    /// Whom to ask about the space.
    pub contact: Contact,
    /// True while an answer counts: she is still invited, and the booking is not over.
    pub open: bool,
}

/// What the link of an invitation leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum InvitationLink {
    /// She is invited, or was until it was over.
    Invited(Box<InvitationView>),
    /// She was taken off the list: what became of the date, and who comes, is not hers to know any more.
    TakenOff,
}

/// Invites people to bookings, takes their answers, and hands bookings on.
///
/// `token` is the secret part of a mailed link: a capability, good for one invitation.
#[async_trait]
pub trait PeopleDesk: Send + Sync {
    /// The people of a booking; `None` for whoever may not invite to it.
    async fn people(&self, by: &Actor, id: BookingId) -> Result<Option<People>, Unavailable>;
    /// Invites people and writes each a mail in `language`. Who is invited already stays so, and gets none. Answers how
    /// many are new.
    async fn invite(
        &self,
        by: &Actor,
        id: BookingId,
        people: &[Invitee],
        language: &str,
    ) -> Result<usize, InvitationRefusal>;
    /// Takes somebody off the list, and tells her. A second time changes nothing.
    async fn uninvite(&self, by: &Actor, id: BookingId, who: InvitationId) -> Result<(), InvitationRefusal>;
    /// Who may take a booking over: everybody else who books for its organisation, by name. `None` for whoever may not
    /// hand it on.
    async fn heirs(&self, by: &Actor, id: BookingId) -> Result<Option<Vec<Colleague>>, Unavailable>;
    /// Hands a booking on to somebody of the same organisation. Both are told; it stays the same in all calendars.
    async fn transfer(&self, by: &Actor, id: BookingId, version: i32, to: AccountId) -> Result<(), BookingRefusal>;
    /// What a link is good for.
    async fn invitation(&self, token: &str) -> Result<Option<InvitationLink>, Unavailable>;
    /// Notes an answer, how she is called, and whether the others may read that name.
    async fn reply(&self, token: &str, reply: Reply, name: &str, shown: bool) -> Result<(), InvitationRefusal>;
}
