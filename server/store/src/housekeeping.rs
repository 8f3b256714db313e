//! What ends by itself: held seats, unanswered requests, spaces nobody came to.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use domain::{access::Actor, booking::BookingRefusal, desk::Unavailable, registration::RegistrationState};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, attendee, booking, registration, session},
    error::{Stop, unavailable},
    files, pools,
    tx::retried,
};

/// A keeper is reminded of a request while so many hours are left: later it would not help her.
const REMINDED_HOURS: i64 = 4;
/// So many registrations end in one transaction: others want to write too.
const AT_ONCE: u64 = 500;

/// A request: when it was asked, and until when it is to be answered.
type Waiting = (Uuid, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

impl Store {
    /// Ends registrations, and wishes to wait, that were not confirmed in time, and gives their seats back. Answers how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire_registrations(&self) -> Result<u64, Unavailable> {
        let mut all = 0;
        loop {
            let (found, ended) = retried(|| self.expire_some()).await?;
            all += ended;
            if found < AT_ONCE {
                return Ok(all);
            }
        }
    }

    /// Ends requests no keeper answered in time. Answers how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire_requests(&self) -> Result<u64, Unavailable> {
        let now = self.now();
        let overdue: Vec<Uuid> = booking::Entity::find()
            .filter(booking::Column::AnswerBy.lte(now))
            .select_only()
            .column(booking::Column::Id)
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(unavailable)?;
        let mut ended = 0;
        for id in overdue {
            ended += u64::from(retried(|| self.expire_request(id)).await.map_err(logged)?);
        }
        Ok(ended)
    }

    /// Gives up the spaces of dates that have begun and nobody came to, where the rules say so. Answers how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_up_spaces(&self) -> Result<u64, Unavailable> {
        let mut given_up = 0;
        for id in self.nobody_came_to().await.map_err(unavailable)? {
            given_up += u64::from(retried(|| self.give_up_space(id)).await.map_err(|_| Unavailable)?);
        }
        Ok(given_up)
    }

    /// Reminds keepers, once, of requests that wait for longer than half of their time and for some hours to come.
    /// Answers of how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remind_of_requests(&self) -> Result<u64, Unavailable> {
        let now = self.now();
        let open: Vec<Waiting> = booking::Entity::find()
            .filter(booking::Column::AnswerBy.gte(now + Duration::hours(REMINDED_HOURS)))
            .filter(booking::Column::RemindedAt.is_null())
            .select_only()
            .columns([booking::Column::Id, booking::Column::AskedAt, booking::Column::AnswerBy])
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(unavailable)?;
        let half_over = |asked: DateTime<Utc>, until: DateTime<Utc>| now - asked >= until - now;
        let mut reminded = 0;
        for (id, asked, until) in open {
            if asked.zip(until).is_some_and(|(asked, until)| half_over(asked, until)) {
                reminded += u64::from(retried(|| self.remind_of_request(id)).await.map_err(logged)?);
            }
        }
        Ok(reminded)
    }

    /// How many were found, and how many of them ended.
    async fn expire_some(&self) -> Result<(u64, u64), Stop<Unavailable>> {
        let now = self.now();
        let overdue = || {
            registration::Entity::find()
                .filter(
                    registration::Column::State
                        .is_in([RegistrationState::Pending, RegistrationState::Joining].map(Code)),
                )
                .filter(registration::Column::HeldUntil.lte(now))
        };
        let found: Vec<(Uuid, Uuid)> = overdue()
            .select_only()
            .columns([registration::Column::Id, registration::Column::SessionId])
            .order_by_asc(registration::Column::HeldUntil)
            .limit(AT_ONCE)
            .into_tuple()
            .all(&self.db)
            .await?;
        if found.is_empty() {
            return Ok((0, 0));
        }
        let tx = self.begin_write().await?;
        // Sessions first and in order, as everybody who takes or frees a seat does: no two can wait for each other.
        let sessions: BTreeSet<Uuid> = found.iter().map(|(_, session)| *session).collect();
        let sessions = session::Entity::find()
            .filter(session::Column::Id.is_in(sessions))
            .order_by_asc(session::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        pools::lock_of(&*tx, &sessions).await?;
        // Who confirmed in the meantime is left alone.
        let ids: Vec<Uuid> = overdue()
            .select_only()
            .column(registration::Column::Id)
            .filter(registration::Column::Id.is_in(found.iter().map(|(id, _)| *id)))
            .into_tuple()
            .all(&*tx)
            .await?;
        for id in &ids {
            audit::write(&*tx, &Actor::System, "expired", Thing::Registration, *id, json!({}), now).await?;
        }
        let ended = registration::Entity::update_many()
            .col_expr(registration::Column::State, Expr::value(Code(RegistrationState::Expired)))
            .col_expr(registration::Column::EndedAt, Expr::value(Some(now)))
            .col_expr(registration::Column::Network, Expr::value(None::<Vec<u8>>))
            .col_expr(registration::Column::Sequence, Expr::col(registration::Column::Sequence).add(1))
            .filter(registration::Column::Id.is_in(ids.iter().copied()))
            .exec(&*tx)
            .await?;
        files::forget_unconfirmed(&*tx, &ids).await?;
        attendee::Entity::update_many()
            .col_expr(attendee::Column::HoldsSeat, Expr::value(false))
            .col_expr(attendee::Column::ReserveId, Expr::value(None::<Uuid>))
            .filter(attendee::Column::RegistrationId.is_in(ids))
            .filter(attendee::Column::HoldsSeat.eq(true))
            .exec(&*tx)
            .await?;
        tx.commit().await?;
        Ok((found.len() as u64, ended.rows_affected))
    }
}

/// What cannot be done by the clock is logged where it fails.
fn logged(_: BookingRefusal) -> Unavailable {
    Unavailable
}
