//! Pools as they are seen, and what of them somebody can have who does not wait.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::ExprTrait,
};
use uuid::Uuid;

use super::view;
use crate::{
    entity::{seat_pool, session},
    registrations::line::{Line, Wanted},
};

/// The pools of an event, as they were made.
pub(crate) async fn of_event(db: &impl ConnectionTrait, event: Uuid) -> Result<Vec<seat_pool::Model>, DbErr> {
    seat_pool::Entity::find()
        .filter(seat_pool::Column::EventId.eq(event))
        .order_by_asc(seat_pool::Column::CreatedAt)
        .order_by_asc(seat_pool::Column::Id)
        .all(db)
        .await
}

/// What a pool has left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shared {
    /// Seats nobody holds and nothing keeps.
    pub(crate) free: u16,
    /// Those of them somebody can have who does not wait.
    pub(crate) beside: u16,
}

/// What pools have left, by their ids. Where somebody waits for a session of their event its list is read as well.
pub(crate) async fn shared(
    db: &impl ConnectionTrait,
    pools: Vec<Uuid>,
    waited_for: &[Wanted],
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, Shared>, DbErr> {
    if pools.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = seat_pool::Entity::find().filter(seat_pool::Column::Id.is_in(pools)).all(db).await?;
    let mut lines: HashMap<Uuid, Line> = HashMap::new();
    for row in &rows {
        if waited_for.iter().any(|wanted| wanted.is_of(row.event_id)) && !lines.contains_key(&row.event_id) {
            lines.insert(row.event_id, Line::read(db, row.event_id).await?);
        }
    }
    let left = |row: &seat_pool::Model| {
        let free = view(row).left();
        let beside = lines.get(&row.event_id).and_then(|line| line.beside(row.id, now));
        Shared { free, beside: beside.unwrap_or(free) }
    };
    Ok(rows.iter().map(|row| (row.id, left(row))).collect())
}

/// A condition on a session: it has seats nobody holds and nothing keeps, and so has its pool.
pub(crate) fn has_seats() -> Condition {
    let promised = session::Column::SeatsTaken.into_expr().add(session::Column::SeatsReserved.into_expr());
    let own = session::Column::Capacity.is_null().or(session::Column::Capacity.into_expr().gt(promised));
    let promised = seat_pool::Column::SeatsTaken.into_expr().add(seat_pool::Column::SeatsReserved.into_expr());
    let with_seats = seat_pool::Entity::find()
        .select_only()
        .column(seat_pool::Column::Id)
        .filter(seat_pool::Column::Capacity.into_expr().gt(promised))
        .into_query();
    let shared = session::Column::PoolId.is_null().or(session::Column::PoolId.in_subquery(with_seats));
    Condition::all().add(own).add(shared)
}
