//! Who waits for seats, for those who run the event.

use domain::{
    access::{Act, Actor, may},
    desk::WaitLine,
    id::{EventId, OrganisationId, RegistrationId, SessionId},
    registration::{RegistrationState, position},
};
use sea_orm::{DbErr, EntityTrait};

use super::line::Line;
use crate::{Store, entity::event, zone};

impl Store {
    pub(super) async fn who_waits_for_seats(&self, by: &Actor, id: EventId) -> Result<Option<Vec<WaitLine>>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return Ok(None);
        }
        let line = Line::read(&self.db, id.0).await?;
        let (queue, shared) = (line.queue(self.now()), line.shared());
        let lines = line.waiters.iter().map(|waiter| {
            let at = line.sessions.iter().find(|session| session.id == waiter.session_id);
            let zone = at.map_or(self.zone, |session| session.zone.0);
            let offered = waiter.state.0 == RegistrationState::Offered;
            WaitLine {
                id: RegistrationId(waiter.registration_id),
                session: SessionId(waiter.session_id),
                anywhere: waiter.anywhere,
                position: position(&queue, RegistrationId(waiter.registration_id), &shared),
                offered_until: offered.then(|| zone::to_local(zone, waiter.held_until)),
                first: waiter.put_first,
                attendees: line.names_of(waiter).to_vec(),
                email: waiter.email.clone(),
                at: zone::to_local(zone, waiter.created_at),
            }
        });
        Ok(Some(lines.collect()))
    }
}
