//! A file that waits for the rest of its form.

use std::fmt::Write as _;

use chrono::Duration;
use domain::{
    desk::{FileRefusal, NewFile, Unavailable},
    event::EventState,
    id::{FileId, QuestionId},
    question::{
        FileKind, Kind, SentFile,
        file::{FileFault, MOST_OF_ALL, MOST_OF_NETWORK, WAITS_MINUTES, bytes, named},
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QuerySelect, sea_query::IntoCondition,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::content;
use crate::{
    Store, chance,
    entity::{Code, event, question, sent_file},
    error::{Stop, refuse, unavailable},
    events::is_public,
    forms,
    keys::Purpose,
};

/// What a network is told apart by: whatever event it sends files to, it is one.
const EVERYWHERE: Uuid = Uuid::nil();
/// Whoever adds to what waits waits for whoever does so at the same time.
const TURN: &str = "SELECT pg_advisory_xact_lock(7205759403792794)";

/// A file as it is kept.
pub(super) struct Read {
    question: QuestionId,
    kind: FileKind,
    name: String,
    size: i32,
    hash: String,
    bytes: Vec<u8>,
    network: Vec<u8>,
}

/// A file without its bytes.
#[derive(FromQueryResult)]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) kind: Code<FileKind>,
    pub(super) name: String,
    pub(super) size: i32,
}

impl From<Row> for SentFile {
    fn from(row: Row) -> Self {
        let size = u32::try_from(row.size).unwrap_or_default();
        Self { id: FileId(row.id), name: row.name, kind: row.kind.0, size }
    }
}

impl Store {
    /// What it is, outside of any transaction: a picture takes its time.
    pub(super) async fn looked_at(&self, new: NewFile) -> Result<Read, FileRefusal> {
        let failed = |err: DbErr| {
            let Unavailable = unavailable(err);
            FileRefusal::Unavailable
        };
        let asked = question::Entity::find_by_id(new.question.0).one(&self.db).await.map_err(failed)?;
        let asked = asked.filter(|row| row.kind.0 == Kind::File && row.retired_at.is_none());
        let asked = asked.ok_or(FileRefusal::NotFound)?;
        let event = event::Entity::find_by_id(asked.event_id).one(&self.db).await.map_err(failed)?;
        let open = event.is_some_and(|event| is_public(&event) && event.state.0 == EventState::Published);
        if !open {
            return Err(FileRefusal::NotFound);
        }
        let asked = forms::asked(asked);
        let network = self.keys.network(EVERYWHERE, new.network).unwrap_or_default();
        // Before anything is drawn: whoever may send nothing more costs nothing more.
        if !room(&self.db, &network, new.bytes.len()).await.map_err(failed)? {
            return Err(FileRefusal::Waits);
        }
        let read = content::read(new.bytes, &asked.files, asked.megabytes()).await;
        let (kind, bytes) = read.map_err(FileRefusal::Fault)?;
        let size = i32::try_from(bytes.len()).map_err(|_| FileRefusal::Fault(FileFault::Broken))?;
        let hash = Sha256::digest(&bytes).iter().fold(String::with_capacity(64), |mut hash, byte| {
            let _ = write!(hash, "{byte:02x}");
            hash
        });
        Ok(Read { question: new.question, kind, name: named(&new.name, kind), size, hash, bytes, network })
    }

    pub(super) async fn try_keep(&self, read: &Read) -> Result<String, Stop<FileRefusal>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            tx.execute_unprepared(TURN).await?;
        }
        if !room(&*tx, &read.network, read.bytes.len()).await? {
            return refuse(FileRefusal::Waits);
        }
        let id = chance::id(now);
        sent_file::Entity::insert(sent_file::ActiveModel {
            id: Set(id),
            question_id: Set(read.question.0),
            answer_id: Set(None),
            until_at: Set(Some(now + Duration::minutes(WAITS_MINUTES))),
            kind: Set(Code(read.kind)),
            name: Set(read.name.clone()),
            size: Set(read.size),
            hash: Set(read.hash.clone()),
            network: Set(Some(read.network.clone())),
            sent_at: Set(now),
            bytes: Set(read.bytes.clone()),
        })
        .exec_without_returning(&*tx)
        .await?;
        tx.commit().await?;
        Ok(self.keys.token(Purpose::File, id))
    }

    /// The file of a key. It is told of one that is part of a registration already, too: a form that is sent twice is
    /// right twice.
    pub(super) async fn behind_key(&self, question: QuestionId, key: &str) -> Result<Option<SentFile>, DbErr> {
        let Some(id) = self.keys.open(Purpose::File, key) else { return Ok(None) };
        let there = Condition::any()
            .add(sent_file::Column::AnswerId.is_not_null())
            .add(sent_file::Column::UntilAt.gt(self.now()));
        let row: Option<Row> = rows()
            .filter(sent_file::Column::Id.eq(id))
            .filter(sent_file::Column::QuestionId.eq(question.0))
            .filter(there)
            .into_model()
            .one(&self.db)
            .await?;
        Ok(row.map(Row::into))
    }
}

/// Files without their bytes.
pub(super) fn rows() -> sea_orm::Select<sent_file::Entity> {
    sent_file::Entity::find().select_only().columns([
        sent_file::Column::Id,
        sent_file::Column::Kind,
        sent_file::Column::Name,
        sent_file::Column::Size,
    ])
}

/// Whether so much more may wait, from this network and in the house: what nobody has confirmed yet.
async fn room(db: &impl ConnectionTrait, network: &[u8], more: usize) -> Result<bool, DbErr> {
    let more = u64::try_from(more).unwrap_or(u64::MAX);
    let of_all = waiting(db, sent_file::Column::Network.is_not_null()).await?;
    if of_all.saturating_add(more) > bytes(MOST_OF_ALL) {
        tracing::warn!(bytes = of_all, "no more files are taken: too much waits to be confirmed");
        return Ok(false);
    }
    let hers = waiting(db, sent_file::Column::Network.eq(network)).await?;
    Ok(hers.saturating_add(more) <= bytes(MOST_OF_NETWORK))
}

async fn waiting(db: &impl ConnectionTrait, holds: impl IntoCondition) -> Result<u64, DbErr> {
    let sum: Option<Option<i64>> = sent_file::Entity::find()
        .select_only()
        .column_as(sent_file::Column::Size.sum(), "bytes")
        .filter(holds.into_condition())
        .into_tuple()
        .one(db)
        .await?;
    Ok(u64::try_from(sum.flatten().unwrap_or_default()).unwrap_or_default())
}
