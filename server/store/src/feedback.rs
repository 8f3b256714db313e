//! What people tell the house about itself.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use domain::{
    barrier::{Barrier, BarrierRefusal, MOST_A_DAY},
    desk::FeedbackDesk,
    id::{BarrierId, RequestId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait as _, QueryFilter,
    sea_query::OnConflict,
};

use crate::{
    Store, chance,
    entity::barrier,
    error::{Stop, refuse},
    mail_facts::MailFacts,
    outbox::{self, Mail},
    tx::retried,
};

#[async_trait]
impl FeedbackDesk for Store {
    async fn report_barrier(&self, request: RequestId, barrier: Barrier) -> Result<(), BarrierRefusal> {
        retried(|| self.report_once(request, &barrier)).await
    }
}

impl Store {
    async fn report_once(&self, request: RequestId, found: &Barrier) -> Result<(), Stop<BarrierRefusal>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let known = barrier::Entity::find().filter(barrier::Column::RequestId.eq(request.0));
        if known.one(&*tx).await?.is_some() {
            // The button was clicked twice.
            return Ok(());
        }
        let today = barrier::Column::ReportedAt.gt(now - Duration::days(1));
        if barrier::Entity::find().filter(today).count(&*tx).await? >= MOST_A_DAY {
            return refuse(BarrierRefusal::Enough);
        }
        let id = chance::id(now);
        let row = barrier::ActiveModel {
            id: Set(id),
            request_id: Set(request.0),
            page: Set(found.page.clone()),
            words: Set(found.words.clone()),
            reply_to: Set(found.reply_to.clone()),
            reported_at: Set(now),
        };
        let once = OnConflict::column(barrier::Column::RequestId).do_nothing().to_owned();
        let inserted = barrier::Entity::insert(row).on_conflict(once).exec_without_returning(&*tx).await?;
        if inserted == 1 {
            outbox::write(&*tx, Mail::BarrierReported { barrier: BarrierId(id) }, now).await?;
        }
        Ok(tx.commit().await?)
    }

    pub(crate) async fn barrier_facts(&self, id: BarrierId) -> Result<Option<MailFacts>, DbErr> {
        let found = barrier::Entity::find_by_id(id.0).one(&self.db).await?;
        Ok(found.map(|row| MailFacts::Barrier {
            language: String::new(),
            found: Barrier { page: row.page, words: row.words, reply_to: row.reply_to },
        }))
    }
}

/// Deletes what was reported before an instant. Answers how many rows.
pub(crate) async fn forget(db: &impl ConnectionTrait, long_ago: DateTime<Utc>) -> Result<u64, DbErr> {
    let old = barrier::Column::ReportedAt.lt(long_ago);
    Ok(barrier::Entity::delete_many().filter(old).exec(db).await?.rows_affected)
}
