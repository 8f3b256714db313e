//! What an organiser adds to the mails of those who come.

use domain::{
    access::{Act, Actor, may},
    event::{EventRefusal, EventState},
    id::{EventId, OrganisationId},
    mails,
    text::Localised,
};
use sea_orm::{EntityTrait, sea_query::Expr};
use serde_json::json;

use super::{
    Answer,
    write::{next_version, open_for_change, refuse_unless},
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Json, event},
    error::unavailable,
    tx::retried,
};

impl Store {
    /// What is added to the mails of an event the actor runs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_in_mails(&self, by: &Actor, id: EventId) -> Result<Option<Localised>, domain::desk::Unavailable> {
        let found = event::Entity::find_by_id(id.0).one(&self.db).await.map_err(unavailable)?;
        let hers = |event: &event::Model| may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_ok();
        Ok(found.filter(hers).map(|event| event.mail_note.0))
    }

    /// Adds something else, or nothing.
    ///
    /// # Errors
    /// Why it was not written down.
    pub async fn write_mail_note(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        note: &Localised,
    ) -> Result<(), EventRefusal> {
        let Some(note) = mails::note(note) else { return Err(EventRefusal::Note) };
        retried(|| self.try_write_mail_note(by, id, version, &note)).await
    }

    async fn try_write_mail_note(&self, by: &Actor, id: EventId, version: i32, note: &Localised) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = open_for_change(&*tx, by, id, version).await?;
        refuse_unless(event.state.0 != EventState::Cancelled, event.state.0)?;
        if event.mail_note.0 == *note {
            return Ok(());
        }
        next_version(&event, now).col_expr(event::Column::MailNote, Expr::value(Json(note.clone()))).exec(&*tx).await?;
        // What it says stands with the event, not in the trail.
        audit::write(&*tx, by, "mail-note-written", Thing::Event, id.0, json!({}), now).await?;
        Ok(tx.commit().await?)
    }
}
