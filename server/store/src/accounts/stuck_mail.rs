//! Mail that waits for another try or was given up, for those who look after the installation.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{AccountRefusal, StuckMail},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use super::Answer;
use crate::{Store, entity::outbox, error::refuse, zone};

/// A list of failures is read from its top; a thousand lines more help nobody.
const MOST_SHOWN: u64 = 200;

/// What is read of a row: not its payload, which an older or newer program may have written.
type Row = (i64, String, i32, Option<String>, Option<DateTime<Utc>>, DateTime<Utc>);

impl Store {
    pub(super) async fn mail_that_is_stuck(&self, by: &Actor) -> Result<Option<Vec<StuckMail>>, DbErr> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        let rows: Vec<Row> = outbox::Entity::find()
            .select_only()
            .columns([
                outbox::Column::Id,
                outbox::Column::Kind,
                outbox::Column::Attempts,
                outbox::Column::LastError,
                outbox::Column::GivenUpAt,
                outbox::Column::CreatedAt,
            ])
            .filter(outbox::Column::DoneAt.is_null())
            .filter(outbox::Column::LastError.is_not_null())
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
        Ok(Some(rows.into_iter().map(view).collect()))
    }

    /// Puts a mail at the head of the queue, with all its tries ahead of it. Who is sending it now keeps it.
    pub(super) async fn send_again(&self, by: &Actor, id: i64) -> Answer<()> {
        if may(by, Act::AdministerPlatform).is_err() {
            return refuse(AccountRefusal::Forbidden);
        }
        let again = outbox::Entity::update_many()
            .col_expr(outbox::Column::RunAfter, Expr::value(self.now()))
            .col_expr(outbox::Column::Attempts, Expr::value(0))
            .col_expr(outbox::Column::GivenUpAt, Expr::value(None::<DateTime<Utc>>))
            .filter(outbox::Column::Id.eq(id))
            .filter(outbox::Column::DoneAt.is_null())
            .exec(&self.db)
            .await?;
        if again.rows_affected == 1 { Ok(()) } else { refuse(AccountRefusal::NotFound) }
    }
}
