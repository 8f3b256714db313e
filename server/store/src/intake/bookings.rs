//! Bookings as they stand elsewhere.

use domain::{
    access::Actor,
    booking::BookingState,
    id::{AccountId, BookingId, OrganisationId, SpaceId},
    rules::{self, BrokenRule},
    slot::When,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, TransactionTrait};
use serde_json::json;
use uuid::Uuid;

use super::{Intake, IntakeError, Taken, Time};
use crate::{
    allocation, audit, chance,
    entity::{Code, booking, occurrence},
    rooms::Room,
};

/// A use of a space to take in.
#[derive(Clone, Debug)]
pub struct NewUse {
    /// Which space.
    pub space: SpaceId,
    /// Whose.
    pub organisation: OrganisationId,
    /// Who made it, if that is known.
    pub account: Option<AccountId>,
    /// Its purpose; cut at 120 letters.
    pub title: String,
    /// When.
    pub time: Time,
    /// How many people come.
    pub people: u16,
    /// Units of a pool; 1 otherwise.
    pub units: u16,
}

impl Intake {
    /// Takes in a booking; when it clashes only this one is left out.
    ///
    /// # Errors
    /// When the time is taken, or there is no such time or space.
    pub async fn booking(&mut self, key: &str, new: NewUse) -> Result<Taken<BookingId>, IntakeError> {
        if let Some(id) = self.known("booking", key) {
            return Ok(Taken::Known(BookingId(id)));
        }
        let room = self.room(new.space).await?;
        let when = new.time.when(room.zone).ok_or(IntakeError::Time)?;
        let id = self.new_id();
        // A savepoint: one booking that clashes leaves the others as they are.
        let tx = self.tx.begin().await?;
        write(&tx, id, None, &room, &new, when, self.now).await?;
        audit::write(
            &tx,
            &Actor::System,
            "imported",
            audit::Thing::Booking,
            id,
            json!({ "from": self.source }),
            self.now,
        )
        .await?;
        tx.commit().await?;
        self.note("booking", key, id).await?;
        Ok(Taken::New(BookingId(id)))
    }

    /// A space with its units.
    pub(super) async fn room(&mut self, space: SpaceId) -> Result<Room, IntakeError> {
        let missing = || IntakeError::Missing { kind: "space", key: space.to_string() };
        self.houses().await?.room_of(space.0).cloned().ok_or_else(missing)
    }
}

/// Writes a booking of one date and takes its units.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    id: Uuid,
    session: Option<Uuid>,
    room: &Room,
    new: &NewUse,
    when: When,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), IntakeError> {
    let title: String = new.title.chars().take(120).collect();
    let row = booking::ActiveModel {
        id: Set(id),
        request_id: Set(None),
        uid: Set(chance::id(now).to_string()),
        organisation_id: Set(new.organisation.0),
        account_id: Set(new.account.map(|account| account.0)),
        session_id: Set(session),
        title: Set(title),
        note: Set(String::new()),
        language: Set("de".to_owned()),
        people: Set(new.people.into()),
        layout: Set(None),
        units: Set(room.wished_units(new.units).into()),
        state: Set(Code(BookingState::Confirmed)),
        version: Set(1),
        sequence: Set(0),
        created_at: Set(now),
        changed_at: Set(now),
        series: Set(None),
        answer_by: Set(None),
        reminded_at: Set(None),
        use_kind: Set(None),
    };
    booking::Entity::insert(row).exec_without_returning(db).await?;
    let date = chance::id(now);
    let row = occurrence::ActiveModel {
        id: Set(date),
        booking_id: Set(id),
        organisation_id: Set(new.organisation.0),
        space_id: Set(room.id()),
        starts_at: Set(when.slot.from()),
        ends_at: Set(when.slot.until()),
        original_at: Set(when.slot.from()),
        state: Set(Code(BookingState::Confirmed)),
        title: Set(None),
        people: Set(None),
        layout: Set(None),
        units: Set(None),
    };
    occurrence::Entity::insert(row).exec_without_returning(db).await?;
    let held = rules::allocated(when.slot, &room.view.rules);
    match allocation::take(db, room, date, new.units, held, now).await? {
        Ok(()) => Ok(()),
        Err(BrokenRule::Taken { by, .. }) => Err(IntakeError::Clash(by)),
        Err(_) => Err(IntakeError::Time),
    }
}
