//! The list at the door.

use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Act, Actor, may},
    attendance::{OPENS_MINUTES, Presence, door_state, known_by_address},
    desk::{Door, DoorLine},
    id::{AttendeeId, OrganisationId, SessionId},
    registration::RegistrationState,
    ticket::certified,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::grant_of;
use crate::{
    Store,
    entity::{Code, attendee, event, registration, session},
    events::read::{NetAddress, announced},
    zone,
};

/// Somebody on the list, and her registration.
#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    registration_id: Uuid,
    position: i32,
    name: String,
    holds_seat: bool,
    arrived_at: Option<DateTime<Utc>>,
    email: String,
    state: Code<RegistrationState>,
    confirmed_at: Option<DateTime<Utc>>,
}

impl Store {
    /// Who never confirmed and whose time is up is not handed on: nobody knows whether the address was hers.
    pub(super) async fn door_of(&self, by: &Actor, id: SessionId) -> Result<Option<Door>, DbErr> {
        let now = self.now();
        let Some(row) = session::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let Some(event) = event::Entity::find_by_id(row.event_id).one(&self.db).await? else { return Ok(None) };
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return Ok(None);
        }
        let found = announced(&self.db, &[event.id], NetAddress::Shown, now).await?.remove(&event.id);
        let Some(found) = found else { return Ok(None) };
        let card = found.card_on(id.0);
        let Some(session) = found.sessions.into_iter().find(|session| session.id == id) else { return Ok(None) };
        let of = attendee::Entity::belongs_to(registration::Entity)
            .from(attendee::Column::RegistrationId)
            .to(registration::Column::Id);
        let rows: Vec<Row> = attendee::Entity::find()
            .select_only()
            .columns([
                attendee::Column::Id,
                attendee::Column::RegistrationId,
                attendee::Column::Position,
                attendee::Column::Name,
                attendee::Column::HoldsSeat,
                attendee::Column::ArrivedAt,
            ])
            .columns([registration::Column::Email, registration::Column::State, registration::Column::ConfirmedAt])
            .join(JoinType::InnerJoin, of.into())
            .filter(attendee::Column::SessionId.eq(id.0))
            .filter(
                registration::Column::State
                    .is_not_in([RegistrationState::Expired, RegistrationState::Joining].map(Code)),
            )
            .order_by_asc(attendee::Column::RegistrationId)
            .order_by_asc(attendee::Column::Position)
            .into_model()
            .all(&self.db)
            .await?;
        let grants = grant_of(&row).is_some();
        let over = session.when.slot.until() <= now;
        let mut contact = (Uuid::nil(), String::new());
        let mut people = Vec::with_capacity(rows.len());
        for person in rows {
            if person.position == 0 {
                contact = (person.registration_id, person.name.clone());
            }
            // Who came without an address stands on a list of the house: nobody brought her along.
            let brought = person.position > 0 && contact.0 == person.registration_id && !person.email.is_empty();
            people.push(DoorLine {
                id: AttendeeId(person.id),
                with: brought.then(|| contact.1.clone()),
                presence: Presence::of(person.state.0, person.holds_seat, person.arrived_at.is_some(), over),
                unanswered: person.state.0 == RegistrationState::Pending,
                requested: person.state.0 == RegistrationState::Requested,
                came_at: person.arrived_at.map(|at| zone::to_local(row.zone.0, at)),
                proves: grants && known_by_address(person.position, person.confirmed_at.is_some()),
                name: person.name,
            });
        }
        people.sort_by_cached_key(|line| (line.presence, line.name.to_lowercase(), line.id));
        let slot = session.when.slot;
        Ok(Some(Door {
            event: card,
            certified: certified(true, over),
            state: door_state(slot, now),
            opens_at: zone::to_local(row.zone.0, slot.from() - Duration::minutes(OPENS_MINUTES)),
            session,
            people,
        }))
    }
}
