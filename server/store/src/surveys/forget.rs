//! What is forgotten of surveys: whom a link was mailed to as soon as it opens nothing, what was said some time later.

use chrono::{DateTime, Duration, Utc};
use domain::{privacy::SURVEY_DAYS, survey::Results};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait as _, SelectStatement},
};
use uuid::Uuid;

use super::own::answers_to;
use crate::{
    Store,
    entity::{Json, survey, survey_answer, survey_link},
};

/// Forgets the marks of the addresses of registrations whose address goes. What their links open stays.
pub(crate) async fn addresses(db: &impl ConnectionTrait, registrations: SelectStatement) -> Result<(), DbErr> {
    survey_link::Entity::update_many()
        .col_expr(survey_link::Column::Person, Expr::value(None::<Vec<u8>>))
        .filter(survey_link::Column::Person.is_not_null())
        .filter(survey_link::Column::RegistrationId.in_subquery(registrations))
        .exec(db)
        .await
        .map(drop)
}

impl Store {
    /// Deletes the links to surveys nobody can answer any more. Whose mail never left was not asked. Answers how many.
    pub(crate) async fn forget_survey_links(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let linked = survey_link::Entity::find().select_only().column(survey_link::Column::EventId).into_query();
        let over: Vec<Uuid> = survey::Entity::find()
            .select_only()
            .column(survey::Column::EventId)
            .filter(survey::Column::ClosesAt.lte(now))
            .filter(survey::Column::EventId.in_subquery(linked))
            .into_tuple()
            .all(&self.db)
            .await?;
        let mut forgotten = 0;
        for id in over {
            let tx = self.begin_write().await?;
            if survey::Entity::find_by_id(id).lock_exclusive().one(&*tx).await?.is_none() {
                continue;
            }
            let of = survey_link::Column::EventId.eq(id);
            let never = survey_link::Entity::find().filter(of.clone()).filter(survey_link::Column::Seed.is_not_null());
            let never = i32::try_from(never.count(&*tx).await?).unwrap_or(i32::MAX);
            survey::Entity::update_many()
                .col_expr(survey::Column::Asked, Expr::col(survey::Column::Asked).sub(never))
                .filter(survey::Column::EventId.eq(id))
                .exec(&*tx)
                .await?;
            forgotten += survey_link::Entity::delete_many().filter(of).exec(&*tx).await?.rows_affected;
            tx.commit().await?;
        }
        Ok(forgotten)
    }

    /// Counts what was answered, keeps of the counts what is shown, and deletes the answers. Answers how many.
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
                .col_expr(survey::Column::Counts, Expr::value(Json(counts.kept())))
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
