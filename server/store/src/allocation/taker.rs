//! What takes a unit, and who looks.

use chrono::{DateTime, Utc};
use domain::{access::Actor, id::AccountId, slot::Slot};
use uuid::Uuid;

/// A unit that is taken for some time, and by what. Never leaves the crate as it is (I10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Busy {
    pub(crate) unit: Uuid,
    pub(crate) by: Taker,
    /// What is blocked: buffers included.
    pub(crate) held: Slot,
    /// What is used.
    pub(crate) used: Slot,
}

impl Busy {
    /// A unit that is taken, whatever by: by an earlier date of the same series, or by what nobody asked about.
    pub(crate) const fn unsaid(unit: Uuid, held: Slot, used: Slot) -> Self {
        Self { unit, by: Taker::Unsaid, held, used }
    }
}

/// What takes a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Taker {
    /// One date of a booking.
    Booking { occurrence: Uuid, booking: Uuid, organisation: Uuid, session: Option<Uuid>, title: String },
    /// The keepers closed it.
    Closure { id: Uuid, reason: String },
    /// Somebody is about to book it, by the form she fills in, until an instant.
    Hold { request: Uuid, until: DateTime<Utc> },
    /// Nobody asked what: it only matters that it is taken.
    Unsaid,
}

impl Taker {
    /// What its allocations have in common.
    pub(crate) const fn id(&self) -> Uuid {
        match self {
            Self::Booking { occurrence, .. } => *occurrence,
            Self::Closure { id, .. } => *id,
            Self::Hold { request, .. } => *request,
            Self::Unsaid => Uuid::nil(),
        }
    }

    /// True for what somebody else has for good: not for what is closed or held for a while.
    pub(crate) const fn is_given(&self) -> bool {
        match self {
            Self::Booking { .. } | Self::Unsaid => true,
            Self::Closure { .. } | Self::Hold { .. } => false,
        }
    }

    /// The session that owns the booking.
    pub(crate) const fn session(&self) -> Option<Uuid> {
        match self {
            Self::Booking { session, .. } => *session,
            Self::Closure { .. } | Self::Hold { .. } | Self::Unsaid => None,
        }
    }
}

/// Who looks, and when: her own holds are not in her way, and a hold is over by the clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Eyes {
    pub(crate) now: DateTime<Utc>,
    /// `None`: nobody who could hold anything.
    pub(crate) account: Option<AccountId>,
    /// For whom she looks: what the house promised to that one is not in her way either.
    pub(crate) promised_to: Option<AccountId>,
}

impl Eyes {
    /// Those of whoever acts.
    pub(crate) fn of(by: &Actor, now: DateTime<Utc>) -> Self {
        Self { now, account: by.person().map(|person| person.id), promised_to: None }
    }

    /// Those of the house itself.
    pub(crate) const fn nobodys(now: DateTime<Utc>) -> Self {
        Self { now, account: None, promised_to: None }
    }
}
