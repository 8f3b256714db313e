//! Tickets, as those see them who hold one and those who let people in.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{EventCard, SessionView};
use crate::{
    attendance::Presence,
    id::AttendeeId,
    ticket::{TicketAddress, TicketRefusal},
};

/// A ticket, for whoever holds the link of its registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketView {
    /// Where its QR code leads, and its code.
    pub address: TicketAddress,
    /// Whose it is.
    pub name: String,
    /// When she came, by the wall clock.
    pub came_at: Option<NaiveDateTime>,
    /// True once it can be certified that she took part: she came, and it is over.
    pub certified: bool,
}

/// Somebody whose ticket was shown at the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admitted {
    /// Who.
    pub id: AttendeeId,
    /// Her name.
    pub name: String,
    /// Who registered her, when she did not herself.
    pub with: Option<String>,
    /// Since when she was here already, by the wall clock; `None`: she came just now.
    pub since: Option<NaiveDateTime>,
}

/// A ticket, for whoever holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketSeen {
    /// To which event.
    pub event: EventCard,
    /// To which session.
    pub session: SessionView,
    /// Why it is not good.
    pub refusal: Option<TicketRefusal>,
    /// Whose it is and how she stands, for those who run the event; a code that got lost names nobody.
    pub hers: Option<(String, Presence)>,
}
