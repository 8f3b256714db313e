//! Releasing what is kept: at its day, before it, or with its link. Then it is anybody's, and first of all theirs who wait.

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    desk::{AccessRefusal, Unavailable},
    id::{AccessId, SessionId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, write::link_for_change};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{access_link, seat_reserve, session},
    error::{Stop, refuse, unavailable},
    pools,
    tx::retried,
};

impl Store {
    /// Releases what nobody of a group took until its day. Answers of how many sessions that was, counted for each link.
    /// Any number of workers may call it at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_due(&self) -> Result<u64, Unavailable> {
        let (mut all, mut failed) = (0, None);
        for session in self.sessions_to_release().await.map_err(unavailable)? {
            // One that cannot be released does not keep the seats of the others.
            match retried(|| self.release_of(session)).await {
                Ok(released) => all += released,
                Err(Unavailable) => failed = Some(Unavailable),
            }
        }
        failed.map_or(Ok(all), Err)
    }

    /// Looking first keeps others from waiting for a writer who has nothing to write. What was postponed has no day yet.
    async fn sessions_to_release(&self) -> Result<Vec<Uuid>, DbErr> {
        let of = seat_reserve::Entity::belongs_to(session::Entity)
            .from(seat_reserve::Column::SessionId)
            .to(session::Column::Id);
        seat_reserve::Entity::find()
            .select_only()
            .column(seat_reserve::Column::SessionId)
            .distinct()
            .join(JoinType::InnerJoin, of.into())
            .filter(seat_reserve::Column::ReleasedAt.is_null())
            .filter(seat_reserve::Column::Until.lte(self.now()))
            .filter(session::Column::Postponed.eq(false))
            .into_tuple()
            .all(&self.db)
            .await
    }

    async fn release_of(&self, id: Uuid) -> Result<u64, Stop<Unavailable>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let session = session::Entity::find_by_id(id).lock_exclusive().one(&*tx).await?;
        let Some(session) = session.filter(|session| !session.postponed) else { return Ok(0) };
        pools::locked(&*tx, &session).await?;
        let due = seat_reserve::Entity::find()
            .filter(seat_reserve::Column::SessionId.eq(session.id))
            .filter(seat_reserve::Column::ReleasedAt.is_null())
            .filter(seat_reserve::Column::Until.lte(now))
            .order_by_asc(seat_reserve::Column::AccessId)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        for reserve in &due {
            release(&*tx, &Actor::System, session.event_id, reserve, now).await?;
            newer(&*tx, reserve.access_id).await?;
        }
        tx.commit().await?;
        Ok(due.len() as u64)
    }

    pub(super) async fn try_release(&self, by: &Actor, id: AccessId, session: SessionId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, _, link) = link_for_change(&*tx, by, id).await?;
        let reserve = seat_reserve::Entity::find_by_id((link.id, session.0)).one(&*tx).await?;
        let Some(reserve) = reserve else { return refuse(AccessRefusal::NotFound) };
        if reserve.released_at.is_some() {
            return Ok(());
        }
        release(&*tx, by, event.id, &reserve, now).await?;
        newer(&*tx, link.id).await?;
        Ok(tx.commit().await?)
    }
}

/// What is kept is kept no longer; what of it was taken stays taken. Its session is locked.
pub(super) async fn release(
    tx: &impl ConnectionTrait,
    by: &Actor,
    event: Uuid,
    reserve: &seat_reserve::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    seat_reserve::Entity::update_many()
        .col_expr(seat_reserve::Column::Kept, Expr::value(0))
        .col_expr(seat_reserve::Column::ReleasedAt, Expr::value(Some(now)))
        .filter(seat_reserve::Column::AccessId.eq(reserve.access_id))
        .filter(seat_reserve::Column::SessionId.eq(reserve.session_id))
        .exec(tx)
        .await?;
    let detail = json!({ "link": reserve.access_id, "session": reserve.session_id, "seats": reserve.kept });
    audit::write(tx, by, "seats-released", Thing::Event, event, detail, now).await
}

/// A session without a limit keeps nothing: there is as much for everybody. It is locked.
pub(crate) async fn without_limit(
    tx: &impl ConnectionTrait,
    by: &Actor,
    session: &session::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let kept = seat_reserve::Entity::find()
        .filter(seat_reserve::Column::SessionId.eq(session.id))
        .filter(seat_reserve::Column::ReleasedAt.is_null())
        .order_by_asc(seat_reserve::Column::AccessId)
        .all(tx)
        .await?;
    for reserve in &kept {
        release(tx, by, session.event_id, reserve, now).await?;
        newer(tx, reserve.access_id).await?;
    }
    Ok(())
}

/// Whoever has the form of a link open reads first what was released meanwhile.
async fn newer(tx: &impl ConnectionTrait, link: Uuid) -> Result<(), DbErr> {
    access_link::Entity::update_many()
        .col_expr(access_link::Column::Version, Expr::col(access_link::Column::Version).add(1))
        .filter(access_link::Column::Id.eq(link))
        .exec(tx)
        .await
        .map(drop)
}
