//! Answers are forgotten as their questions say.

use chrono::{DateTime, Duration, Utc};
use domain::{privacy::Kept, question::Keeping};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::count;
use crate::{
    entity::{Code, answer, question, registration},
    events::read::over_since,
    files,
};

/// Deletes what has been kept long enough, and keeps how many there were of it. Answers how many answers that were.
/// `attendee_days`: how long it is kept who came.
pub(crate) async fn forget(db: &impl ConnectionTrait, now: DateTime<Utc>, attendee_days: u16) -> Result<u64, DbErr> {
    let mut forgotten = files::forget_waiting(db, now).await?;
    for keeping in Keeping::ALL.iter().copied() {
        let days = match keeping.kept() {
            Kept::Days(days) => days,
            _ => attendee_days,
        };
        let cutoff = now - Duration::days(days.into());
        let of = question::Entity::find()
            .select_only()
            .column(question::Column::Id)
            .filter(question::Column::Keeping.eq(Code(keeping)))
            .into_query();
        // Whoever called off is not waited for until the event is over.
        let past = Condition::any()
            .add(registration::Column::SessionId.in_subquery(over_since(cutoff)))
            .add(registration::Column::EndedAt.lt(cutoff));
        let registrations =
            registration::Entity::find().select_only().column(registration::Column::Id).filter(past).into_query();
        count::keep(db, &of, over_since(cutoff)).await?;
        let done = answer::Entity::delete_many()
            .filter(answer::Column::QuestionId.in_subquery(of))
            .filter(answer::Column::RegistrationId.in_subquery(registrations))
            .exec(db)
            .await?;
        forgotten += done.rows_affected;
    }
    Ok(forgotten)
}

/// Deletes every answer of some registrations, whatever their questions say.
pub(crate) async fn forget_of(db: &impl ConnectionTrait, registrations: Vec<Uuid>) -> Result<(), DbErr> {
    answer::Entity::delete_many().filter(answer::Column::RegistrationId.is_in(registrations)).exec(db).await.map(drop)
}
