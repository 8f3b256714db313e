//! The pools of a copied event: as many seats under the same names, and nothing taken yet.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::id::SessionId;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

use super::{of_event, write::put};
use crate::{
    chance,
    entity::{seat_pool, session},
};

/// Copies the pools of an event to one whose sessions `became` others, which share them as those did.
pub(crate) async fn copy(
    tx: &impl ConnectionTrait,
    (of, to): (Uuid, Uuid),
    sessions: &[session::Model],
    became: &BTreeMap<SessionId, SessionId>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for pool in of_event(tx, of).await? {
        let id = chance::id(now);
        seat_pool::Entity::insert(seat_pool::ActiveModel {
            id: Set(id),
            request_id: Set(None),
            event_id: Set(to),
            name: Set(pool.name),
            capacity: Set(pool.capacity),
            seats_taken: Set(0),
            seats_reserved: Set(0),
            created_at: Set(now),
        })
        .exec_without_returning(tx)
        .await?;
        let theirs = sessions.iter().filter(|session| session.pool_id == Some(pool.id));
        let new: Vec<Uuid> =
            theirs.filter_map(|session| became.get(&SessionId(session.id))).map(|session| session.0).collect();
        put(tx, new, Some(id)).await?;
    }
    Ok(())
}
