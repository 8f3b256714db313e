//! What is announced, and the life it leads.

use serde::{Deserialize, Serialize};

use crate::{booking::BookingRefusal, codes};

codes! {
    /// The dimensions of the region's strategy an event serves.
    Dimension {
        /// Doing more of what works.
        Intensification = "intensification",
        /// Bringing it to more people.
        Dissemination = "dissemination",
        /// Going deeper.
        Deepening = "deepening",
        /// Creating and using new spaces.
        Expansion = "expansion",
    }
}

codes! {
    /// Where an event takes place.
    Format {
        /// In a room.
        OnSite = "on-site",
        /// On the net.
        Online = "online",
        /// Both.
        Hybrid = "hybrid",
    }
}

codes! {
    /// Where an event is in its life.
    EventState {
        /// Only its organisers see it.
        Draft = "draft",
        /// Public.
        Published = "published",
        /// Called off; its page stays.
        Cancelled = "cancelled",
    }
}

impl EventState {
    /// True when an event may go from here to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Draft, Self::Published | Self::Cancelled) | (Self::Published, Self::Cancelled))
    }

    /// True when everybody may see it.
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Published | Self::Cancelled)
    }
}

/// Where an event takes place, from where its sessions do.
#[must_use]
pub fn format(on_site: usize, online: usize) -> Format {
    match (on_site, online) {
        (_, 0) => Format::OnSite,
        (0, _) => Format::Online,
        _ => Format::Hybrid,
    }
}

/// Why an event was not drafted, changed or published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum EventRefusal {
    /// There is no such event, or none the actor may see.
    #[error("there is no such event")]
    NotFound,
    /// The actor may not do this.
    #[error("not allowed")]
    Forbidden,
    /// Somebody changed it since the form was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// The title is missing or too long.
    #[error("the title must have 1 to 160 letters")]
    Title,
    /// The summary is missing or too long.
    #[error("the summary must have 1 to 400 letters")]
    Summary,
    /// The description is too long.
    #[error("the description must not have more than 20000 letters")]
    Description,
    /// It serves no dimension.
    #[error("an event serves at least one dimension")]
    NoDimension,
    /// A session is neither in a space nor online.
    #[error("a session needs a space or an address on the net")]
    NoPlace,
    /// An online session's address is no `https://` address.
    #[error("the address must start with https://")]
    OnlineAddress,
    /// There is nothing to publish.
    #[error("an event needs a session before it is published")]
    NoSession,
    /// Fewer seats than are taken.
    #[error("{taken} seats are taken")]
    FewerSeatsThanTaken {
        /// Seats already taken.
        taken: u16,
    },
    /// What was chosen for the registration makes no sense.
    #[error("the rules of registration make no sense")]
    Rules,
    /// What it is now does not allow this.
    #[error("a {} event cannot do this", .0.code())]
    NotNow(EventState),
    /// A session's room said no (I4): nothing was changed.
    #[error(transparent)]
    Room(BookingRefusal),
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_event_never_becomes_a_draft_again() {
        assert!(EventState::Draft.may_become(EventState::Published));
        assert!(!EventState::Published.may_become(EventState::Draft));
        assert!(!EventState::Cancelled.may_become(EventState::Published));
    }

    #[test]
    fn one_session_on_the_net_among_rooms_makes_it_hybrid() {
        assert_eq!(format(2, 0), Format::OnSite);
        assert_eq!(format(0, 1), Format::Online);
        assert_eq!(format(2, 1), Format::Hybrid);
        assert_eq!(format(0, 0), Format::OnSite);
    }
}
