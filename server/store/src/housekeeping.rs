//! What ends by itself: held seats, unanswered requests, old links, logins, mail long sent (I10).

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use domain::{
    booking::{BookingRefusal, BookingState},
    desk::Unavailable,
    registration::RegistrationState,
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    Store,
    accounts::LOGIN_IDLE_DAYS,
    entity::{
        Code, attendee, booking, earned_proof, invitation, login, occurrence, outbox, registration, session,
        sign_in_link, waiting,
    },
    error::{Stop, unavailable},
    holds,
    tx::retried,
    zone,
};

/// How long things are kept that are of no use any more, should somebody have a question.
pub const KEPT_DAYS: i64 = 30;
/// Who came, proved something by it and did not sign in for so long has no use for it.
const UNCLAIMED_DAYS: i64 = 730;
/// A keeper is reminded of a request while so many hours are left: later it would not help her.
const REMINDED_HOURS: i64 = 4;
/// So many registrations end in one transaction: others want to write too.
const AT_ONCE: u64 = 500;

impl Store {
    /// Ends registrations that were not confirmed in time, and gives their seats back. Answers how many.
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
        let open: Vec<(Uuid, DateTime<Utc>, Option<DateTime<Utc>>)> = booking::Entity::find()
            .filter(booking::Column::AnswerBy.gte(now + Duration::hours(REMINDED_HOURS)))
            .filter(booking::Column::RemindedAt.is_null())
            .select_only()
            .columns([booking::Column::Id, booking::Column::ChangedAt, booking::Column::AnswerBy])
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(unavailable)?;
        let half_over = |asked: DateTime<Utc>, until: DateTime<Utc>| now - asked >= until - now;
        let mut reminded = 0;
        for (id, asked, until) in open {
            if until.is_some_and(|until| half_over(asked, until)) {
                reminded += u64::from(retried(|| self.remind_of_request(id)).await.map_err(logged)?);
            }
        }
        Ok(reminded)
    }

    /// Deletes what nobody needs any more: old links and logins, mail sent or given up long ago, registrations that
    /// were never confirmed, people invited to what is over, wishes that came to an end, times nobody holds any more.
    /// Answers how many rows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget(&self) -> Result<u64, Unavailable> {
        let now = self.now();
        let long_ago = now - Duration::days(KEPT_DAYS);
        let db = &self.db;
        let links = sign_in_link::Entity::delete_many()
            // A used link is kept as long as an unused one: it counts against the flood.
            .filter(sign_in_link::Column::ExpiresAt.lt(now - Duration::days(1)))
            .exec(db)
            .await
            .map_err(unavailable)?;
        let logins = login::Entity::delete_many()
            .filter(
                Condition::any()
                    .add(login::Column::ExpiresAt.lte(now))
                    .add(login::Column::SeenAt.lte(now - Duration::days(LOGIN_IDLE_DAYS))),
            )
            .exec(db)
            .await
            .map_err(unavailable)?;
        let mails = outbox::Entity::delete_many()
            .filter(
                Condition::any().add(outbox::Column::DoneAt.lt(long_ago)).add(outbox::Column::GivenUpAt.lt(long_ago)),
            )
            .exec(db)
            .await
            .map_err(unavailable)?;
        let registrations = registration::Entity::delete_many()
            .filter(registration::Column::ConfirmedAt.is_null())
            .filter(
                registration::Column::State.is_in([RegistrationState::Expired, RegistrationState::Cancelled].map(Code)),
            )
            .filter(registration::Column::EndedAt.lt(long_ago))
            .exec(db)
            .await
            .map_err(unavailable)?;
        let invitations = self.forget_invitations(now).await.map_err(unavailable)?;
        let deputies = self.forget_deputies(now).await.map_err(unavailable)?;
        let holds = holds::forget(db, now).await.map_err(unavailable)?;
        let proofs = self.forget_proofs(now).await.map_err(unavailable)?;
        let wishes = waiting::Entity::delete_many()
            .filter(waiting::Column::EndedAt.lt(now - Duration::days(domain::waiting::KEPT_DAYS.into())))
            .exec(db)
            .await
            .map_err(unavailable)?
            .rows_affected;
        let asked = links.rows_affected + logins.rows_affected + registrations.rows_affected + invitations + holds;
        Ok(asked + deputies + proofs + wishes + mails.rows_affected)
    }

    /// What was earned and holds no more, and what nobody ever signed in for.
    async fn forget_proofs(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let today = zone::to_local(self.zone, now).date();
        let unclaimed = Condition::all()
            .add(earned_proof::Column::AccountId.is_null())
            .add(earned_proof::Column::EarnedAt.lt(now - Duration::days(UNCLAIMED_DAYS)));
        let forgotten = earned_proof::Entity::delete_many()
            .filter(
                Condition::any()
                    .add(earned_proof::Column::ExpiresOn.lt(today - Duration::days(KEPT_DAYS)))
                    .add(unclaimed),
            )
            .exec(&self.db)
            .await?;
        Ok(forgotten.rows_affected)
    }

    /// Names and addresses of people whom nothing is to be said to any more: taken off the list, or invited to what is
    /// over or called off.
    async fn forget_invitations(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let long_ago = now - Duration::days(domain::invitation::KEPT_DAYS.into());
        let occupies = BookingState::ALL.iter().copied().filter(|state| state.occupies()).map(Code);
        let to_come = occurrence::Entity::find()
            .select_only()
            .column(occurrence::Column::BookingId)
            .filter(occurrence::Column::EndsAt.gte(long_ago))
            .filter(occurrence::Column::State.is_in(occupies))
            .into_query();
        let changed = booking::Entity::find()
            .select_only()
            .column(booking::Column::Id)
            .filter(booking::Column::ChangedAt.gte(long_ago))
            .into_query();
        let over = Condition::all()
            .add(invitation::Column::BookingId.not_in_subquery(to_come))
            .add(invitation::Column::BookingId.not_in_subquery(changed));
        let forgotten = invitation::Entity::delete_many()
            .filter(Condition::any().add(invitation::Column::RemovedAt.lt(long_ago)).add(over))
            .exec(&self.db)
            .await?;
        Ok(forgotten.rows_affected)
    }

    /// How many were found, and how many of them ended.
    async fn expire_some(&self) -> Result<(u64, u64), Stop<Unavailable>> {
        let now = self.now();
        let overdue = || {
            registration::Entity::find()
                .filter(registration::Column::State.eq(Code(RegistrationState::Pending)))
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
        session::Entity::find()
            .filter(session::Column::Id.is_in(sessions))
            .order_by_asc(session::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        // Who confirmed in the meantime is left alone.
        let ids: Vec<Uuid> = overdue()
            .select_only()
            .column(registration::Column::Id)
            .filter(registration::Column::Id.is_in(found.iter().map(|(id, _)| *id)))
            .into_tuple()
            .all(&*tx)
            .await?;
        let ended = registration::Entity::update_many()
            .col_expr(registration::Column::State, Expr::value(Code(RegistrationState::Expired)))
            .col_expr(registration::Column::EndedAt, Expr::value(Some(now)))
            .col_expr(registration::Column::Network, Expr::value(None::<Vec<u8>>))
            .col_expr(registration::Column::Sequence, Expr::col(registration::Column::Sequence).add(1))
            .filter(registration::Column::Id.is_in(ids.iter().copied()))
            .exec(&*tx)
            .await?;
        attendee::Entity::update_many()
            .col_expr(attendee::Column::HoldsSeat, Expr::value(false))
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
