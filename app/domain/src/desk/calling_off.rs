//! Calling off several dates at once: a pipe has burst, and whoever wanted to come today gets one mail.

use serde::{Deserialize, Serialize};

use crate::{
    id::{BookingId, OccurrenceId},
    slot::When,
    space::SpaceRef,
};

/// What a keeper is about to call off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffPlan {
    /// The bookings that lose dates, by the start of the first.
    pub bookings: Vec<OffBooking>,
    /// What was meant too, and stays, by start.
    pub stays: Vec<StayingDate>,
}

impl OffPlan {
    /// How many mails it will be: one for each booking and person.
    #[must_use]
    pub fn mails(&self) -> usize {
        self.bookings.iter().map(|booking| booking.told).sum()
    }

    /// How many dates are called off.
    #[must_use]
    pub fn dates(&self) -> usize {
        self.bookings.iter().map(|booking| booking.dates.len()).sum()
    }
}

/// A booking that loses some of its dates, or all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffBooking {
    /// Its id.
    pub id: BookingId,
    /// The version that must still be there when it is done.
    pub version: i32,
    /// Its purpose.
    pub title: String,
    /// Whose it is.
    pub organisation: String,
    /// Who made it: name and address.
    pub booker: (String, String),
    /// How many get a mail: whoever made it, and everybody invited.
    pub told: usize,
    /// The dates that are called off, by start.
    pub dates: Vec<OffDate>,
    /// Nothing of it is left then.
    pub whole: bool,
    /// It is later than the terms of a space allow: the message is the reason of that exception.
    pub late: bool,
}

/// A date that is called off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffDate {
    /// Its id.
    pub id: OccurrenceId,
    /// Where.
    pub space: SpaceRef,
    /// When.
    pub when: When,
}

/// A date that cannot be called off like this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StayingDate {
    /// Its booking.
    pub booking: BookingId,
    /// Its purpose.
    pub title: String,
    /// Where.
    pub space: SpaceRef,
    /// When.
    pub when: When,
    /// Why it stays.
    pub why: Staying,
}

/// Why a date stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Staying {
    /// An event has its session there, by its slug: it is called off with the event (I4).
    OfEvent(String),
    /// It has begun, or is over.
    Begun,
    /// It does not stand: it is off already, or only asked for.
    NotNow,
}

/// Why nothing was called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum OffRefusal {
    /// Nobody said why.
    #[error("a message is missing")]
    Message,
    /// There is nothing to call off.
    #[error("there is no such date")]
    Nothing,
    /// One of the bookings is not as it was shown.
    #[error("somebody changed it meanwhile")]
    ChangedMeanwhile,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}
