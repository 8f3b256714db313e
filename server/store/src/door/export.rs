//! Everybody on the lists of an event, to be taken along. That somebody took it is written down.

use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::ListLine,
    id::{EventId, OrganisationId, RegistrationId, SessionId},
    registration::RegistrationState,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, audit as audit_row, event, session},
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

/// Some of the names of a session, taken along: by whoever keeps its door, or as certificates.
pub(super) struct Taken {
    pub(super) session: SessionId,
    pub(super) way: &'static str,
    pub(super) people: usize,
}

impl Store {
    /// Writes down that somebody took names along.
    pub(super) async fn note_taken(&self, by: &Actor, taken: &Taken) -> Result<(), Stop<domain::desk::Unavailable>> {
        let tx = self.begin_write().await?;
        let Some(session) = session::Entity::find_by_id(taken.session.0).one(&*tx).await? else { return Ok(()) };
        let detail = json!({ "people": taken.people, "session": taken.session, "as": taken.way });
        audit::write(&*tx, by, "list-exported", Thing::Event, session.event_id, detail, self.now()).await?;
        Ok(tx.commit().await?)
    }

    /// True when that is written down already, lately.
    pub(super) async fn has_taken(&self, by: &Actor, taken: &Taken) -> Result<bool, DbErr> {
        let Some(session) = session::Entity::find_by_id(taken.session.0).one(&self.db).await? else { return Ok(true) };
        let lately = audit_row::Entity::find()
            .filter(audit_row::Column::Kind.eq(Thing::Event.code()))
            .filter(audit_row::Column::OnId.eq(session.event_id))
            .filter(audit_row::Column::Act.eq("list-exported"))
            .filter(audit_row::Column::AccountId.eq(by.person().map(|person| person.id.0)))
            .filter(audit_row::Column::At.gt(self.now() - Duration::days(1)))
            .all(&self.db)
            .await?;
        let session = taken.session.to_string();
        let same =
            |row: &audit_row::Model| row.detail.0["session"] == session.as_str() && row.detail.0["as"] == taken.way;
        Ok(lately.iter().any(same))
    }

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
