//! Files nobody waits for any more. What is part of an answer goes with the answer.

use chrono::{DateTime, Utc};
use domain::{desk::Unavailable, question::Kind};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::{
    Store,
    entity::{Code, answer, question, sent_file},
    error::unavailable,
};

impl Store {
    /// Deletes files whose forms were not sent in time. Answers how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_waiting_files(&self) -> Result<u64, Unavailable> {
        forget_waiting(&self.db, self.now()).await.map_err(unavailable)
    }
}

/// Deletes what has waited long enough, and answers how many files that were.
pub(crate) async fn forget_waiting(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let over = sent_file::Entity::delete_many().filter(sent_file::Column::UntilAt.lte(now));
    Ok(over.exec(db).await?.rows_affected)
}

/// Files that wait for the rest of their form.
pub(crate) fn that_wait() -> sea_orm::Select<sent_file::Entity> {
    sent_file::Entity::find().filter(sent_file::Column::AnswerId.is_null())
}

/// Deletes the files of registrations nobody confirmed in time, with the answers they are: a stranger keeps nothing here.
/// Whoever confirms after all reads that an answer is missing.
pub(crate) async fn forget_unconfirmed(db: &impl ConnectionTrait, registrations: &[Uuid]) -> Result<(), DbErr> {
    let files = question::Entity::find()
        .select_only()
        .column(question::Column::Id)
        .filter(question::Column::Kind.eq(Code(Kind::File)))
        .into_query();
    answer::Entity::delete_many()
        .filter(answer::Column::RegistrationId.is_in(registrations.iter().copied()))
        .filter(answer::Column::QuestionId.in_subquery(files))
        .exec(db)
        .await
        .map(drop)
}
