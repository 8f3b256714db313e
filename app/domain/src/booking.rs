//! The life of a booking.

use serde::{Deserialize, Serialize};

use crate::{
    codes,
    recurrence::RepeatError,
    rules::{Alternative, Verdict},
    space::SpaceRef,
};

codes! {
    /// Where a booking is in its life.
    BookingState {
        /// Waits for a keeper.
        Requested = "requested",
        /// Stands.
        Confirmed = "confirmed",
        /// A keeper said no.
        Declined = "declined",
        /// Called off.
        Cancelled = "cancelled",
        /// Nobody answered in time.
        Expired = "expired",
        /// Is over, and nobody noted that nobody came. What stands comes here by the clock: it is never written down.
        Finished = "finished",
        /// Is over, nobody came.
        NoShow = "no-show",
    }
}

impl BookingState {
    /// True when a booking in this state occupies its units.
    #[must_use]
    pub const fn occupies(self) -> bool {
        matches!(self, Self::Requested | Self::Confirmed | Self::Finished | Self::NoShow)
    }

    /// True when a booking may go from here to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Requested, Self::Confirmed | Self::Declined | Self::Cancelled | Self::Expired)
                | (Self::Confirmed, Self::Cancelled | Self::NoShow)
        )
    }
}

/// What one of several rooms says that are asked for together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomVerdict {
    /// Which.
    pub space: SpaceRef,
    /// What it says; its alternatives are other rooms in its place at the same time.
    pub verdict: Verdict,
}

/// What several rooms say that are had all together or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomVerdicts {
    /// Every one of them, as they were asked for: also those that could be had.
    pub rooms: Vec<RoomVerdict>,
    /// When all of them could be had, best first: each names the first of them.
    pub times: Vec<Alternative>,
}

impl RoomVerdicts {
    /// Those that cannot be had, and their places among all.
    pub fn refused(&self) -> impl Iterator<Item = (usize, &RoomVerdict)> {
        self.rooms.iter().enumerate().filter(|(_, room)| !room.verdict.is_free())
    }
}

/// Why a booking was not made, moved or called off.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum BookingRefusal {
    /// Rules are broken, or the time is taken.
    #[error("the wish breaks {} rules", .0.broken.len())]
    Rules(Verdict),
    /// Some of several rooms that are asked for together cannot be had: then none is.
    #[error("{} of {} rooms cannot be had", .0.refused().count(), .0.rooms.len())]
    Rooms(Box<RoomVerdicts>),
    /// Some dates of a series cannot be booked: [`plan`](crate::desk::BookingDesk::plan) says which.
    #[error("some dates break rules")]
    Dates,
    /// The rule of a series makes no sense.
    #[error("the rule of the series: {0}")]
    Repeat(RepeatError),
    /// There is no such space or booking, or none the actor may see.
    #[error("there is no such thing")]
    NotFound,
    /// The actor may not do this.
    #[error("not allowed")]
    Forbidden,
    /// Somebody changed it since the form was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// It is over, cancelled or declined already.
    #[error("a {} booking cannot be changed", .0.code())]
    NotNow(BookingState),
    /// The purpose is missing or too long.
    #[error("the purpose must have 1 to 120 letters")]
    Title,
    /// The space does not know this kind of use.
    #[error("there is no such kind of use")]
    UseKind,
    /// There is no such organisation, or none the actor may book for.
    #[error("no organisation to book for")]
    Organisation,
    /// Nobody of that organisation has this address.
    #[error("the contact is no member")]
    Contact,
    /// The organisation has no such cost centre in use.
    #[error("there is no such cost centre")]
    CostCentre,
    /// A refusal needs a reason.
    #[error("a reason is missing")]
    Reason,
    /// The local time does not exist or could not be read.
    #[error("there is no such time")]
    NoSuchTime,
    /// As many other forms of hers hold a time as one may have.
    #[error("{most} forms hold a time already")]
    HoldsElsewhere {
        /// How many may.
        most: usize,
    },
    /// She has held this time as long as one may.
    #[error("the time was held long enough")]
    HeldLongEnough,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

#[cfg(test)]
mod tests {
    use super::BookingState::{Cancelled, Confirmed, Declined, Expired, Finished, NoShow, Requested};
    use super::*;

    #[test]
    fn what_is_over_stays_over() {
        for over in [Declined, Cancelled, Expired, Finished, NoShow] {
            for next in BookingState::ALL {
                assert!(!over.may_become(*next), "{over:?} -> {next:?}");
            }
        }
    }

    #[test]
    fn every_way_out_of_a_living_state_is_listed() {
        let ways = |from: BookingState| {
            BookingState::ALL.iter().copied().filter(|to| from.may_become(*to)).collect::<Vec<_>>()
        };
        assert_eq!(ways(Requested), [Confirmed, Declined, Cancelled, Expired]);
        assert_eq!(ways(Confirmed), [Cancelled, NoShow]);
    }

    #[test]
    fn called_off_frees_the_room() {
        assert!(Confirmed.occupies());
        assert!(![Declined, Cancelled, Expired].iter().any(|s| s.occupies()));
    }
}
