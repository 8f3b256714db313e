//! What was done, by whom: written in the transaction of the act (I3), never changed, and nameless some day.

use chrono::{DateTime, Utc};
use domain::access::Actor;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use serde_json::Value;
use uuid::Uuid;

use crate::entity::{Json, audit};

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Thing {
    /// A booking.
    Booking,
    /// An event.
    Event,
    /// A session of an event.
    Session,
    /// A registration.
    Registration,
    /// An organisation.
    Organisation,
    /// An account.
    Account,
    /// A site.
    Site,
    /// A space.
    Space,
    /// A wish for a time that is taken.
    Waiting,
    /// The installation; its id is nil.
    Platform,
}

impl Thing {
    /// The word in the table.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Event => "event",
            Self::Session => "session",
            Self::Registration => "registration",
            Self::Organisation => "organisation",
            Self::Account => "account",
            Self::Site => "site",
            Self::Space => "space",
            Self::Waiting => "waiting",
            Self::Platform => "platform",
        }
    }
}

/// Writes down that `by` did `act` (`booked`, `moved`, …). `detail` says what a keeper needs to retrace it.
pub(crate) async fn write(
    db: &impl ConnectionTrait,
    by: &Actor,
    act: &str,
    thing: Thing,
    id: Uuid,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let entry = audit::ActiveModel {
        at: Set(now),
        account_id: Set(by.person().map(|person| person.id.0)),
        act: Set(act.to_owned()),
        kind: Set(thing.code().to_owned()),
        on_id: Set(id),
        detail: Set(Json(detail)),
        ..Default::default()
    };
    audit::Entity::insert(entry).exec_without_returning(db).await.map(drop)
}
