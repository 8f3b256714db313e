//! Files with their bytes, for those they are of and for.

use domain::{
    access::{Act, Actor, may},
    desk::{FileContent, Unavailable},
    id::{EventId, FileId, OrganisationId, RegistrationId},
    question::SentFile,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, Thing},
    entity::{answer, event, registration, sent_file, session},
    error::Stop,
    keys::Purpose,
};

impl Store {
    pub(super) async fn behind_link(&self, token: &str, id: FileId) -> Result<Option<FileContent>, DbErr> {
        let Some(registration) = self.keys.open(Purpose::Registration, token) else { return Ok(None) };
        match of(&self.db, id).await? {
            // What was made nameless is nobody's any more.
            Some((row, file)) if row.id == registration && !row.email.is_empty() => Ok(Some(file)),
            _ => Ok(None),
        }
    }

    pub(super) async fn try_take_file(
        &self,
        by: &Actor,
        event: EventId,
        of_whom: RegistrationId,
        id: FileId,
    ) -> Result<Option<FileContent>, Stop<Unavailable>> {
        let now = self.now();
        let Some(event) = event::Entity::find_by_id(event.0).one(&self.db).await? else { return Ok(None) };
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return Ok(None);
        }
        let Some((row, file)) = of(&self.db, id).await? else { return Ok(None) };
        let session = session::Entity::find_by_id(row.session_id).one(&self.db).await?;
        let there = row.id == of_whom.0 && session.is_some_and(|session| session.event_id == event.id);
        // On no list of theirs, with all she answered.
        if !there || row.state.0.is_unheard() && !row.state.0.holds_seats() {
            return Ok(None);
        }
        let tx = self.begin_write().await?;
        // Which, not what it is called: that is gone with the answer.
        audit::write(&*tx, by, "file-taken", Thing::Registration, row.id, json!({ "file": id }), now).await?;
        tx.commit().await?;
        Ok(Some(file))
    }

    pub(super) async fn with_own_address(&self, by: &Actor, id: FileId) -> Result<Option<FileContent>, DbErr> {
        let Some(person) = by.person() else { return Ok(None) };
        let found = of(&self.db, id).await?;
        Ok(found.and_then(|(row, file)| (row.email == person.email).then_some(file)))
    }
}

/// A file that is an answer, and the registration it is of.
async fn of(db: &impl ConnectionTrait, id: FileId) -> Result<Option<(registration::Model, FileContent)>, DbErr> {
    let Some(row) = sent_file::Entity::find_by_id(id.0).one(db).await? else { return Ok(None) };
    let Some(answer) = row.answer_id else { return Ok(None) };
    let Some(registration) = behind(db, answer).await? else { return Ok(None) };
    let size = u32::try_from(row.size).unwrap_or_default();
    let file = SentFile { id, name: row.name, kind: row.kind.0, size };
    Ok(Some((registration, FileContent { file, bytes: row.bytes })))
}

async fn behind(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<registration::Model>, DbErr> {
    let Some(answer) = answer::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    registration::Entity::find().filter(registration::Column::Id.eq(answer.registration_id)).one(db).await
}
