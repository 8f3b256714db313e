//! Seats that sessions of an event share (I2).
//!
//! Whoever takes, frees or keeps a seat locks in this order: the event if it changes, the session or all of them by id,
//! their pools by id, then links and registrations. The triggers count, and the check of the pool stands behind every path
//! that forgets.

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{SeatPoolDesk, SeatPoolFields, SeatPoolRefusal},
    id::{EventId, RequestId, SeatPoolId},
    registration::{MOST_POOL_NAME, SeatPool, Stock},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    Store,
    entity::{seat_pool, session, small},
    error::Stop,
    events::words,
    tx::retried,
};

mod copy;
mod read;
mod write;

pub(crate) use copy::copy;
pub(crate) use read::{Shared, has_seats, of_event, shared};
pub(crate) use write::put;

type Answer<T> = Result<T, Stop<SeatPoolRefusal>>;

#[async_trait]
impl SeatPoolDesk for Store {
    async fn make_seat_pool(
        &self,
        by: &Actor,
        request: RequestId,
        event: EventId,
        version: i32,
        fields: SeatPoolFields,
    ) -> Result<SeatPoolId, SeatPoolRefusal> {
        let fields = checked(fields)?;
        retried(|| self.try_make_pool(by, request, event, version, &fields)).await
    }

    async fn change_seat_pool(
        &self,
        by: &Actor,
        id: SeatPoolId,
        version: i32,
        fields: SeatPoolFields,
    ) -> Result<(), SeatPoolRefusal> {
        let fields = checked(fields)?;
        retried(|| self.try_change_pool(by, id, version, &fields)).await
    }

    async fn drop_seat_pool(&self, by: &Actor, id: SeatPoolId, version: i32) -> Result<(), SeatPoolRefusal> {
        retried(|| self.try_drop_pool(by, id, version)).await
    }
}

/// Tidies what was typed.
fn checked(fields: SeatPoolFields) -> Result<SeatPoolFields, SeatPoolRefusal> {
    let name = words(fields.name);
    let fits = |text: &String| text.chars().count() <= MOST_POOL_NAME && !text.chars().any(char::is_control);
    if name.is_empty() || !name.0.values().all(fits) {
        return Err(SeatPoolRefusal::Name);
    }
    if fields.capacity == 0 {
        return Err(SeatPoolRefusal::Capacity);
    }
    Ok(SeatPoolFields { name, ..fields })
}

/// The pool of a session, which is locked; locked as well, so that nobody takes its seats in another session meanwhile.
pub(crate) async fn locked(
    tx: &impl ConnectionTrait,
    session: &session::Model,
) -> Result<Option<seat_pool::Model>, DbErr> {
    let Some(pool) = session.pool_id else { return Ok(None) };
    seat_pool::Entity::find_by_id(pool).lock_exclusive().one(tx).await
}

/// The pools of sessions, which are locked; locked as well, and in order: no two can wait for each other.
pub(crate) async fn lock_of(
    tx: &impl ConnectionTrait,
    sessions: &[session::Model],
) -> Result<Vec<seat_pool::Model>, DbErr> {
    lock(tx, sessions.iter().filter_map(|session| session.pool_id).collect()).await
}

/// These pools, locked in order.
pub(crate) async fn lock(tx: &impl ConnectionTrait, pools: Vec<Uuid>) -> Result<Vec<seat_pool::Model>, DbErr> {
    if pools.is_empty() {
        return Ok(Vec::new());
    }
    seat_pool::Entity::find()
        .filter(seat_pool::Column::Id.is_in(pools))
        .order_by_asc(seat_pool::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
}

/// The pool of a session as it is now.
pub(crate) async fn of(db: &impl ConnectionTrait, session: &session::Model) -> Result<Option<seat_pool::Model>, DbErr> {
    match session.pool_id {
        Some(pool) => seat_pool::Entity::find_by_id(pool).one(db).await,
        None => Ok(None),
    }
}

/// The seats of a session somebody finds, when `own` of them are kept for the link she came by: what both have, the session
/// and its pool.
pub(crate) fn stock(session: &session::Model, pool: Option<&seat_pool::Model>, own: u16) -> Stock {
    let (taken, reserved) = (small(session.seats_taken), small(session.seats_reserved));
    Stock::of(session.capacity.map(small), taken, reserved, own).within(pool.map(|pool| view(pool).left()))
}

/// The seats of a session anybody can have; as many as one likes where there is no limit.
pub(crate) fn left(session: &session::Model, pool: Option<&seat_pool::Model>) -> u16 {
    stock(session, pool, 0).left().unwrap_or(u16::MAX)
}

/// True when a session counts in its pool: what was called off for good does not, what was postponed comes back.
pub(crate) const fn counts(session: &session::Model) -> bool {
    session.postponed || !session.cancelled
}

/// A pool as it leaves the crate.
pub(crate) fn view(row: &seat_pool::Model) -> SeatPool {
    SeatPool {
        id: SeatPoolId(row.id),
        name: row.name.0.clone(),
        capacity: small(row.capacity),
        taken: small(row.seats_taken),
        reserved: small(row.seats_reserved),
    }
}
