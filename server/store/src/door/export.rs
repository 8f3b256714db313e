//! Everybody on the lists of an event, to be taken along. That somebody took it is written down.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::ListLine,
    id::{EventId, OrganisationId, RegistrationId, SessionId},
    registration::RegistrationState,
};
use sea_orm::{EntityTrait, FromQueryResult};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, event},
    error::Stop,
    registrations::attendees_of,
    zone,
};

#[derive(FromQueryResult)]
struct Row {
    registration_id: Uuid,
    session_id: Uuid,
    position: i32,
    name: String,
    arrived_at: Option<DateTime<Utc>>,
    email: String,
    state: Code<RegistrationState>,
    created_at: DateTime<Utc>,
    zone: Code<chrono_tz::Tz>,
}

impl Store {
    /// Who never confirmed in time is not handed on: nobody knows whether the address was hers.
    pub(super) async fn take_list(
        &self,
        by: &Actor,
        id: EventId,
    ) -> Result<Option<Vec<ListLine>>, Stop<domain::desk::Unavailable>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Some(event) = event::Entity::find_by_id(id.0).one(&*tx).await? else { return Ok(None) };
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return Ok(None);
        }
        let rows: Vec<Row> = attendees_of(id.0).into_model().all(&*tx).await?;
        audit::write(&*tx, by, "list-exported", Thing::Event, id.0, json!({ "people": rows.len() }), now).await?;
        tx.commit().await?;
        let mut contact = (Uuid::nil(), String::new());
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            if row.position == 0 {
                contact = (row.registration_id, row.name.clone());
            }
            let brought = row.position > 0 && contact.0 == row.registration_id && !row.email.is_empty();
            lines.push(ListLine {
                registration: RegistrationId(row.registration_id),
                position: usize::try_from(row.position).unwrap_or_default(),
                session: SessionId(row.session_id),
                with: brought.then(|| contact.1.clone()),
                name: row.name,
                email: row.email,
                state: row.state.0,
                at: zone::to_local(row.zone.0, row.created_at),
                came_at: row.arrived_at.map(|at| zone::to_local(row.zone.0, at)),
            });
        }
        Ok(Some(lines))
    }
}
