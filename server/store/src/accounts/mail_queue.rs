//! Mail that is to be sent, or failed, for those who look after the installation.

use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{AccountRefusal, MailQueue, StuckMail},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::Answer;
use crate::{
    Store,
    audit::{self, Thing},
    entity::outbox,
    error::refuse,
    zone,
};

/// A list of failures is read from its top; a thousand lines more help nobody.
const MOST_SHOWN: u64 = 200;

/// What is read of a row: not its payload, which an older or newer program may have written.
type Row = (i64, String, i32, Option<String>, Option<DateTime<Utc>>, DateTime<Utc>);

impl Store {
    pub(super) async fn mail_that_waits(&self, by: &Actor) -> Result<Option<MailQueue>, DbErr> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        let unsent = outbox::Entity::find().filter(outbox::Column::DoneAt.is_null());
        let waiting = unsent.clone().filter(outbox::Column::GivenUpAt.is_null());
        let oldest: Option<DateTime<Utc>> = waiting
            .clone()
            .select_only()
            .column(outbox::Column::CreatedAt)
            .order_by_asc(outbox::Column::Id)
            .limit(1)
            .into_tuple()
            .one(&self.db)
            .await?;
        let sent = outbox::Entity::find().filter(outbox::Column::DoneAt.gt(self.now() - Duration::days(1)));
        let failed = unsent.filter(outbox::Column::LastError.is_not_null());
        let rows: Vec<Row> = failed
            .clone()
            .select_only()
            .columns([
                outbox::Column::Id,
                outbox::Column::Kind,
                outbox::Column::Attempts,
                outbox::Column::LastError,
                outbox::Column::GivenUpAt,
                outbox::Column::CreatedAt,
            ])
            .order_by_asc(outbox::Column::Id)
            .limit(MOST_SHOWN)
            .into_tuple()
            .all(&self.db)
            .await?;
        let view = |(id, kind, attempts, error, given_up, at): Row| StuckMail {
            id,
            kind,
            attempts,
            error: error.unwrap_or_default(),
            given_up: given_up.is_some(),
            at: zone::to_local(self.zone, at),
        };
        Ok(Some(MailQueue {
            waiting: waiting.count(&self.db).await?,
            oldest: oldest.map(|at| zone::to_local(self.zone, at)),
            sent: sent.count(&self.db).await?,
            failed: failed.count(&self.db).await?,
            stuck: rows.into_iter().map(view).collect(),
        }))
    }

    /// Puts mails at the head of the queue, with all their tries ahead of them. Who is sending one now keeps it.
    pub(super) async fn send_again(&self, by: &Actor, id: Option<i64>) -> Answer<()> {
        if may(by, Act::AdministerPlatform).is_err() {
            return refuse(AccountRefusal::Forbidden);
        }
        let now = self.now();
        let tx = self.begin_write().await?;
        let which = match id {
            Some(id) => outbox::Column::Id.eq(id),
            None => outbox::Column::GivenUpAt.is_not_null(),
        };
        let again = outbox::Entity::update_many()
            .col_expr(outbox::Column::RunAfter, Expr::value(now))
            .col_expr(outbox::Column::Attempts, Expr::value(0))
            .col_expr(outbox::Column::GivenUpAt, Expr::value(None::<DateTime<Utc>>))
            .filter(which)
            .filter(outbox::Column::DoneAt.is_null())
            .exec(&*tx)
            .await?;
        if again.rows_affected == 0 {
            return refuse(AccountRefusal::NotFound);
        }
        let detail = json!({ "mail": id, "mails": again.rows_affected });
        audit::write(&*tx, by, "mail-resent", Thing::Platform, Uuid::nil(), detail, now).await?;
        Ok(tx.commit().await?)
    }
}
