//! Working off the outbox: handing out, and what became of it. Any number of workers may ask at once.
//!
//! A worker that dies keeps its jobs until their lease ends; then they are handed out again, with the same
//! Message-ID. So a mail is delivered at least once, and a repeat can be told.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{
    desk::Unavailable,
    id::{RegistrationId, SessionId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query},
};
use uuid::Uuid;

use crate::{
    Store,
    entity::{outbox, registration, session},
    error::{Stop, unavailable},
    outbox::{Job, Mail, write_all},
    people,
    registrations::living_states,
    tx::retried,
};

/// What a mail server says can be long; the beginning says it.
const MOST_ERROR: usize = 500;

impl Store {
    /// Hands out at most `limit` jobs that are due, oldest first; nobody else gets them for `lease_seconds`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(&self, limit: u64, lease_seconds: u32) -> Result<Vec<Job>, Unavailable> {
        self.try_claim(limit, lease_seconds).await.map_err(unavailable)
    }

    /// Notes that a job is done.
    ///
    /// # Errors
    /// When the database fails; then it is handed out again.
    pub async fn done(&self, id: i64) -> Result<(), Unavailable> {
        self.settle(id, &[(outbox::Column::DoneAt, Expr::value(Some(self.now())))]).await
    }

    /// Notes that a job failed and is to be tried again after some time.
    ///
    /// # Errors
    /// When the database fails; then it is handed out again when its lease ends.
    pub async fn retry(&self, id: i64, error: &str, after: Duration) -> Result<(), Unavailable> {
        let after = chrono::Duration::from_std(after).unwrap_or(chrono::Duration::days(1));
        let run_after = self.now() + chrono::Duration::seconds(after.num_seconds());
        self.settle(
            id,
            &[
                (outbox::Column::RunAfter, Expr::value(run_after)),
                (outbox::Column::LastError, Expr::value(said(error))),
            ],
        )
        .await
    }

    /// Notes that a job failed for good. It stays, for somebody to look at and send again.
    ///
    /// # Errors
    /// When the database fails; then it is handed out again when its lease ends.
    pub async fn give_up(&self, id: i64, error: &str) -> Result<(), Unavailable> {
        self.settle(
            id,
            &[
                (outbox::Column::GivenUpAt, Expr::value(Some(self.now()))),
                (outbox::Column::LastError, Expr::value(said(error))),
            ],
        )
        .await
    }

    /// Turns one job about a session or a booking into one mail for everybody concerned, and notes it as done, in one
    /// transaction: done twice it acts once. Answers how many mails it became.
    ///
    /// # Errors
    /// When the database fails; then it is handed out again when its lease ends.
    pub async fn fan_out(&self, job: &Job) -> Result<u64, Unavailable> {
        retried(|| self.try_fan_out(job)).await
    }

    /// One statement, so that no change of ours is announced to the caches for it.
    async fn try_claim(&self, limit: u64, lease_seconds: u32) -> Result<Vec<Job>, DbErr> {
        let now = self.now();
        // Looking first keeps an idle worker from taking SQLite's write lock every second.
        if due(now).select_only().column(outbox::Column::Id).limit(1).into_tuple::<i64>().one(&self.db).await?.is_none()
        {
            return Ok(Vec::new());
        }
        let mut ids = due(now)
            .select_only()
            .column(outbox::Column::Id)
            .order_by_asc(outbox::Column::RunAfter)
            .order_by_asc(outbox::Column::Id)
            .limit(limit)
            .into_query();
        ids.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let lease = now + chrono::Duration::seconds(lease_seconds.into());
        let take = Query::update()
            .table(outbox::Entity)
            .value(outbox::Column::LockedUntil, lease)
            .value(outbox::Column::Attempts, Expr::col(outbox::Column::Attempts).add(1))
            .and_where(Expr::col(outbox::Column::Id).in_subquery(ids))
            .returning(Query::returning().columns([
                outbox::Column::Id,
                outbox::Column::Payload,
                outbox::Column::MessageId,
                outbox::Column::Attempts,
                outbox::Column::CreatedAt,
            ]))
            .to_owned();
        let mut taken = Vec::new();
        for row in self.db.query_all(&take).await? {
            taken.push(Taken::from_query_result(&row, "")?);
        }
        taken.sort_by_key(|row| row.id);
        let mut jobs = Vec::with_capacity(taken.len());
        for row in taken {
            match serde_json::from_value::<Mail>(row.payload) {
                Ok(mail) => jobs.push(Job {
                    id: row.id,
                    mail,
                    message_id: row.message_id,
                    attempts: row.attempts,
                    created_at: row.created_at,
                }),
                // One odd row must not stop the queue.
                Err(err) => {
                    tracing::error!(outbox.id = row.id, error = %err, "a mail of an unknown kind is put aside");
                    let (Ok(()) | Err(Unavailable)) =
                        self.give_up(row.id, &format!("unknown kind of mail: {err}")).await;
                }
            }
        }
        Ok(jobs)
    }

    async fn settle(&self, id: i64, facts: &[(outbox::Column, Expr)]) -> Result<(), Unavailable> {
        let mut update = outbox::Entity::update_many()
            .col_expr(outbox::Column::LockedUntil, Expr::value(None::<DateTime<Utc>>))
            .filter(outbox::Column::Id.eq(id))
            // What was delivered stays delivered, whatever a slower worker says of it.
            .filter(outbox::Column::DoneAt.is_null());
        for (column, value) in facts {
            update = update.col_expr(*column, value.clone());
        }
        update.exec(&self.db).await.map(drop).map_err(unavailable)
    }

    async fn try_fan_out(&self, job: &Job) -> Result<u64, Stop<Unavailable>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let done = outbox::Entity::update_many()
            .col_expr(outbox::Column::DoneAt, Expr::value(Some(now)))
            .col_expr(outbox::Column::LockedUntil, Expr::value(None::<DateTime<Utc>>))
            .filter(outbox::Column::Id.eq(job.id))
            .filter(outbox::Column::DoneAt.is_null())
            .exec(&*tx)
            .await?;
        if done.rows_affected == 0 {
            return Ok(0);
        }
        let mails: Vec<Mail> = match job.mail {
            Mail::SessionChanged { session, sequence } => living(&*tx, session, sequence)
                .await?
                .into_iter()
                .map(|id| Mail::SessionChangedFor { registration: RegistrationId(id), sequence })
                .collect(),
            Mail::SessionCancelled { session, sequence } => living(&*tx, session, sequence)
                .await?
                .into_iter()
                .map(|id| Mail::SessionCancelledFor { registration: RegistrationId(id), sequence })
                .collect(),
            Mail::SessionPostponed { session, sequence } => living(&*tx, session, sequence)
                .await?
                .into_iter()
                .map(|id| Mail::SessionPostponedFor { registration: RegistrationId(id), sequence })
                .collect(),
            Mail::InvitationsChanged { booking, sequence } => people::concerned(&*tx, booking, sequence)
                .await?
                .into_iter()
                .map(|invitation| Mail::InvitationChanged { invitation, sequence })
                .collect(),
            _ => Vec::new(),
        };
        write_all(&*tx, &mails, now).await?;
        tx.commit().await?;
        Ok(mails.len() as u64)
    }
}

#[derive(FromQueryResult)]
struct Taken {
    id: i64,
    payload: serde_json::Value,
    message_id: String,
    attempts: i32,
    created_at: DateTime<Utc>,
}

pub(crate) fn due(now: DateTime<Utc>) -> sea_orm::Select<outbox::Entity> {
    outbox::Entity::find()
        .filter(outbox::Column::DoneAt.is_null())
        .filter(outbox::Column::GivenUpAt.is_null())
        .filter(outbox::Column::RunAfter.lte(now))
        .filter(Condition::any().add(outbox::Column::LockedUntil.is_null()).add(outbox::Column::LockedUntil.lte(now)))
}

/// Registrations that still stand. None when a later change has overtaken this one: that one tells them.
async fn living(tx: &impl ConnectionTrait, id: SessionId, sequence: i32) -> Result<Vec<Uuid>, DbErr> {
    let newest = session::Entity::find_by_id(id.0).one(tx).await?;
    if newest.is_none_or(|session| session.sequence > sequence) {
        return Ok(Vec::new());
    }
    registration::Entity::find()
        .select_only()
        .column(registration::Column::Id)
        .filter(registration::Column::SessionId.eq(id.0))
        .filter(registration::Column::State.is_in(living_states()))
        .order_by_asc(registration::Column::Id)
        .into_tuple()
        .all(tx)
        .await
}

fn said(error: &str) -> Option<String> {
    Some(error.chars().filter(|c| !c.is_control()).take(MOST_ERROR).collect())
}
