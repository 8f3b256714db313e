//! Ids as types: a space's id cannot be handed in where a booking's is asked for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A link by which a group registers for an event.
    AccessId
    /// A person who can sign in.
    AccountId
    /// Somebody who comes to a session.
    AttendeeId
    /// What somebody reported that hinders her.
    BarrierId
    /// Somebody's use of spaces: a series of one or more occurrences.
    BookingId
    /// A time at which a house, or some of it, is closed.
    ClosureId
    /// What an organisation books its costs on.
    CostCentreId
    /// What is announced.
    EventId
    /// A file that was sent for a question.
    FileId
    /// People and organisations a site's rules know by one name.
    GroupId
    /// A person or an organisation in a group.
    GroupMemberId
    /// Who somebody is at a provider.
    IdentityId
    /// Somebody invited to a booking.
    InvitationId
    /// A browser's sign-in.
    LoginId
    /// What an organiser wrote to participants.
    MessageId
    /// One dated part of a booking.
    OccurrenceId
    /// What a device signs somebody in with.
    PasskeyId
    /// A company, university, town, association.
    OrganisationId
    /// So many of one thing, which a site lends to bookings.
    PoolId
    /// What an organiser asks of whoever registers.
    QuestionId
    /// A contact person's registration.
    RegistrationId
    /// One form as it was handed out: sent twice, it acts once.
    RequestId
    /// Seats that sessions of an event share.
    SeatPoolId
    /// Events that belong together.
    SeriesId
    /// One dated part of an event.
    SessionId
    /// A building.
    SiteId
    /// What a person books.
    SpaceId
    /// The link by which somebody says how an event was.
    SurveyLinkId
    /// The smallest thing that can be occupied.
    UnitId
    /// A wish for a time that is taken.
    WaitingId
}
