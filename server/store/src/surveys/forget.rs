//! What is forgotten of surveys: whom a link was mailed to as soon as it opens nothing, what was said some time later.

use chrono::{DateTime, Duration, Utc};
use domain::{privacy::SURVEY_DAYS, survey::Results};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

use super::own::answers_to;
use crate::{
    Store,
    entity::{Json, survey, survey_answer, survey_link},
};

/// Deletes the links to surveys nobody can answer any more. Answers how many.
pub(crate) async fn links(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let over = survey::Entity::find()
        .select_only()
        .column(survey::Column::EventId)
        .filter(survey::Column::ClosesAt.lte(now))
        .into_query();
    let gone = survey_link::Entity::delete_many().filter(survey_link::Column::EventId.in_subquery(over));
    Ok(gone.exec(db).await?.rows_affected)
}

impl Store {
    /// Counts what was answered, keeps the counts, and deletes the answers. Answers how many.
    pub(crate) async fn forget_survey_answers(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let answered = survey_answer::Entity::find().select_only().column(survey_answer::Column::EventId).into_query();
        let old: Vec<Uuid> = survey::Entity::find()
            .select_only()
            .column(survey::Column::EventId)
            .filter(survey::Column::ClosesAt.lt(now - Duration::days(SURVEY_DAYS.into())))
            .filter(survey::Column::EventId.in_subquery(answered))
            .into_tuple()
            .all(&self.db)
            .await?;
        let mut forgotten = 0;
        for id in old {
            let tx = self.begin_write().await?;
            let Some(row) = survey::Entity::find_by_id(id).lock_exclusive().one(&*tx).await? else { continue };
            let before = row.counts.map(|counts| counts.0).unwrap_or_default();
            let Results { counts, .. } = Results::of(before, answers_to(&*tx, id).await?);
            survey::Entity::update_many()
                .col_expr(survey::Column::Counts, Expr::value(Json(counts)))
                .filter(survey::Column::EventId.eq(id))
                .exec(&*tx)
                .await?;
            let gone = survey_answer::Entity::delete_many().filter(survey_answer::Column::EventId.eq(id));
            forgotten += gone.exec(&*tx).await?.rows_affected;
            tx.commit().await?;
        }
        Ok(forgotten)
    }
}
