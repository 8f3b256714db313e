//! The tickets of a registration, for whoever holds its link.

use domain::{
    desk::TicketView,
    id::SessionId,
    registration::RegistrationState,
    ticket::{TicketAddress, certified},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    Store,
    entity::{attendee, event, registration, session},
    keys::Purpose,
    zone,
};

impl Store {
    pub(super) async fn tickets_behind(&self, token: &str) -> Result<Vec<TicketView>, DbErr> {
        let Some(id) = self.keys.open(Purpose::Registration, token) else { return Ok(vec![]) };
        match registration::Entity::find_by_id(id).one(&self.db).await? {
            Some(row) if !row.email.is_empty() => self.tickets_of(&row).await,
            Some(_) | None => Ok(vec![]),
        }
    }

    /// In the order of the registration. None where there is nothing to go to.
    pub(crate) async fn tickets_of(&self, row: &registration::Model) -> Result<Vec<TicketView>, DbErr> {
        if row.state.0 != RegistrationState::Confirmed {
            return Ok(vec![]);
        }
        let Some(session) = session::Entity::find_by_id(row.session_id).one(&self.db).await? else {
            return Ok(vec![]);
        };
        let event = event::Entity::find_by_id(session.event_id).one(&self.db).await?;
        if !event.is_some_and(|event| event.state.0.holds(session.cancelled)) {
            return Ok(vec![]);
        }
        let people = attendee::Entity::find()
            .filter(attendee::Column::RegistrationId.eq(row.id))
            .order_by_asc(attendee::Column::Position)
            .all(&self.db)
            .await?;
        let over = session.ends_at <= self.now();
        let held = people.into_iter().filter(|person| person.holds_seat || person.arrived_at.is_some());
        let ticket = held.filter_map(|person| {
            let code = self.keys.ticket(person.id, person.ticket)?;
            Some(TicketView {
                address: TicketAddress { session: SessionId(session.id), code },
                name: person.name,
                came_at: person.arrived_at.map(|at| zone::to_local(session.zone.0, at)),
                certified: certified(person.arrived_at.is_some(), over),
            })
        });
        Ok(ticket.collect())
    }
}
