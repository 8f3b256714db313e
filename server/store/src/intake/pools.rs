//! Seats that sessions share, of events that are taken in.

use domain::{
    desk::SeatPoolFields,
    id::{EventId, SessionId},
};
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::{Intake, IntakeError, Taken};
use crate::{
    entity::{Json, seat_pool},
    pools,
};

impl Intake {
    /// Lets sessions of an event that was taken in just now share seats.
    ///
    /// # Errors
    /// When they have more people than that.
    pub async fn seat_pool(&self, event: Taken<EventId>, new: SeatPoolFields) -> Result<(), IntakeError> {
        let Taken::New(EventId(event)) = event else { return Ok(()) };
        let id = self.new_id();
        seat_pool::Entity::insert(seat_pool::ActiveModel {
            id: Set(id),
            request_id: Set(None),
            event_id: Set(event),
            name: Set(Json(new.name)),
            capacity: Set(new.capacity.into()),
            seats_taken: Set(0),
            seats_reserved: Set(0),
            created_at: Set(self.now),
        })
        .exec_without_returning(&*self.tx)
        .await?;
        let sessions = new.sessions.into_iter().map(|SessionId(session)| session).collect();
        pools::put(&*self.tx, sessions, Some(id)).await?;
        Ok(())
    }
}
