//! The door of a session: who came, and what coming proves.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Admitted, EventCard, SessionView, TicketSeen, Unavailable};
use crate::{
    access::Actor,
    attendance::{DoorRefusal, DoorState, Grant, GrantRefusal, Presence},
    id::{AttendeeId, EventId, RegistrationId, RequestId, SessionId},
    reconcile::{DoorAct, Fate},
    registration::RegistrationState,
    rulebook::Qualification,
    text::Localised,
    ticket::{Shown, TicketAddress, TicketRefusal},
};

/// The list at the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// The event.
    pub event: EventCard,
    /// The session.
    pub session: SessionView,
    /// Whether arrivals are written down now.
    pub state: DoorState,
    /// True once it can be certified that those who came took part.
    pub certified: bool,
    /// When the door opens, by the wall clock.
    pub opens_at: NaiveDateTime,
    /// Everybody on the list, by how they stand, then by name.
    pub people: Vec<DoorLine>,
}

impl Door {
    /// How many people stand this way.
    #[must_use]
    pub fn count(&self, presence: Presence) -> usize {
        self.people.iter().filter(|line| line.presence == presence).count()
    }
}

/// Somebody on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorLine {
    /// Her id.
    pub id: AttendeeId,
    /// Her name.
    pub name: String,
    /// Who registered her, when she did not herself.
    pub with: Option<String>,
    /// How she stands.
    pub presence: Presence,
    /// True when the mail about her seat is not answered yet.
    pub unanswered: bool,
    /// True when she asked for her seat and no organiser has answered: whoever lets her in says yes.
    pub requested: bool,
    /// When she came, by the wall clock.
    pub came_at: Option<NaiveDateTime>,
    /// True when her coming proves what the session proves: it is known whose address hers is.
    pub proves: bool,
}

/// Somebody at the door who is not on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalkIn {
    /// The form it came from.
    pub request: RequestId,
    /// To which session.
    pub session: SessionId,
    /// Her name, 1 to 120 letters.
    pub name: String,
    /// Her address; empty: she left none. Nobody confirmed it, so it proves nothing.
    pub email: String,
}

/// What a phone keeps of a door, to go on without the net.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorKit {
    /// The list.
    pub door: Door,
    /// What tells a ticket of each person of the list: see [`TicketMark`].
    pub marks: Vec<(AttendeeId, Vec<TicketMark>)>,
    /// When it was made.
    pub at: DateTime<Utc>,
}

/// What tells a ticket when it is shown, and says nothing of its code to whoever was not shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketMark {
    /// SHA-256 of the id of the session, a colon, and the sixteen letters of the code; the first 128 bits of it, in
    /// hexadecimal. A code has 80 bits: no list of all of them can be made to compare with.
    pub mark: String,
    /// It is of the ticket that was made for her last.
    pub hers: bool,
}

/// What a phone wrote down at a door of a session while there was no net.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorNotes {
    /// The session.
    pub session: SessionId,
    /// When they are sent, by the clock of the phone.
    pub sent_at: DateTime<Utc>,
    /// What was done, in this order.
    pub acts: Vec<DoorAct>,
}

/// Somebody on a list that is taken along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLine {
    /// Of which registration.
    pub registration: RegistrationId,
    /// Her place in it, from 0.
    pub position: usize,
    /// For which session.
    pub session: SessionId,
    /// Her name.
    pub name: String,
    /// Who registered her, when she did not herself.
    pub with: Option<String>,
    /// Where mail for her goes; empty: nobody knows.
    pub email: String,
    /// Where her registration is in its life.
    pub state: RegistrationState,
    /// When it was made, by the wall clock.
    pub at: NaiveDateTime,
    /// When she came, by the wall clock.
    pub came_at: Option<NaiveDateTime>,
}

/// A session to come in a space the actor keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSession {
    /// The event: its part of an address, and its title.
    pub event: (String, Localised),
    /// The session.
    pub session: SessionView,
    /// What taking part in it can prove: what the books of its site ask for.
    pub asked: Vec<Qualification>,
}

/// Writes down who came, for those who run the event; settles what coming proves, for those who keep the space.
#[async_trait]
pub trait DoorDesk: Send + Sync {
    /// The list of a session of an event the actor runs.
    async fn door(&self, by: &Actor, session: SessionId) -> Result<Option<Door>, Unavailable>;
    /// Somebody is here. Grants what the session proves in the same transaction. A second time changes nothing.
    async fn came(&self, by: &Actor, attendee: AttendeeId) -> Result<(), DoorRefusal>;
    /// Somebody shows a ticket at the door of a session: she is here. A second time says since when.
    async fn admit(&self, by: &Actor, session: SessionId, shown: Shown) -> Result<Admitted, TicketRefusal>;
    /// What a ticket is for, for whoever holds it. `None`: there is no such ticket.
    async fn ticket(&self, by: &Actor, ticket: TicketAddress) -> Result<Option<TicketSeen>, Unavailable>;
    /// Somebody is not here after all. Takes back what her coming proved, and nothing she has proved otherwise.
    async fn did_not_come(&self, by: &Actor, attendee: AttendeeId) -> Result<(), DoorRefusal>;
    /// Seats somebody who is not on the list, while there are seats (I2).
    async fn walk_in(&self, by: &Actor, new: WalkIn) -> Result<(), DoorRefusal>;
    /// The list of a session that is over, with everybody who came, to be taken along: that she took it is written down.
    /// `None`: it is not over, nobody came, or the actor does not run it.
    async fn certificates(&self, by: &Actor, session: SessionId) -> Result<Option<Door>, Unavailable>;
    /// What a phone needs to keep the door of a session of an event the actor runs without the net. That she has it is
    /// written down, once a day.
    async fn kit(&self, by: &Actor, session: SessionId) -> Result<Option<DoorKit>, Unavailable>;
    /// What doors did while there was no net: what became of each act, in their order. All of them are written down, or,
    /// when this is refused, none.
    async fn reconcile(&self, by: &Actor, notes: DoorNotes) -> Result<Vec<Fate>, DoorRefusal>;
    /// Everybody on the lists of an event the actor runs, by session, to be taken along: that she took it is written down.
    async fn list(&self, by: &Actor, event: EventId) -> Result<Option<Vec<ListLine>>, Unavailable>;
    /// Public sessions to come in spaces the actor keeps, by start. `None`: she keeps nothing.
    async fn kept_sessions(&self, by: &Actor) -> Result<Option<Vec<KeptSession>>, Unavailable>;
    /// Settles what taking part in a session proves: a qualification by its key and for how many months, or nothing.
    async fn settle_grant(
        &self,
        by: &Actor,
        session: SessionId,
        grant: Option<(String, Option<u16>)>,
    ) -> Result<Option<Grant>, GrantRefusal>;
}
