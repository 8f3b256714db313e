//! Making, changing and removing pools.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{SeatPoolFields, SeatPoolRefusal},
    event::EventState,
    id::{EventId, OrganisationId, RequestId, SeatPoolId},
    registration::{MOST_POOLS, PoolFault},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, counts, lock, of_event};
use crate::{
    Store, access,
    audit::{self, Thing},
    chance,
    entity::{Json, event, seat_pool, session, small},
    error::refuse,
    events::{next_version, sessions_of},
};

impl Store {
    pub(super) async fn try_make_pool(
        &self,
        by: &Actor,
        request: RequestId,
        id: EventId,
        version: i32,
        fields: &SeatPoolFields,
    ) -> Answer<SeatPoolId> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = own(&*tx, by, id.0).await?;
        // Before the version: the first time of a form sent twice made the event one version newer.
        let known = seat_pool::Entity::find().filter(seat_pool::Column::RequestId.eq(request.0)).one(&*tx).await?;
        if let Some(known) = known {
            let ours = known.event_id == event.id;
            return if ours { Ok(SeatPoolId(known.id)) } else { refuse(SeatPoolRefusal::NotFound) };
        }
        living(&event, version)?;
        let sessions = sessions_of(&*tx, id).await?;
        let pools = of_event(&*tx, event.id).await?;
        if pools.len() >= MOST_POOLS {
            return refuse(SeatPoolRefusal::TooMany);
        }
        lock(&*tx, pools.iter().map(|pool| pool.id).collect()).await?;
        let joining = chosen(&sessions, fields)?;
        enough(&joining, fields)?;
        let pool = chance::id(now);
        seat_pool::Entity::insert(seat_pool::ActiveModel {
            id: Set(pool),
            request_id: Set(Some(request.0)),
            event_id: Set(event.id),
            name: Set(Json(fields.name.clone())),
            capacity: Set(fields.capacity.into()),
            seats_taken: Set(0),
            seats_reserved: Set(0),
            created_at: Set(now),
        })
        .exec_without_returning(&*tx)
        .await?;
        put(&*tx, joining.iter().map(|session| session.id).collect(), Some(pool)).await?;
        next_version(&event, now).exec(&*tx).await?;
        audit::write(&*tx, by, "seat-pool-made", Thing::Event, event.id, detail(pool, fields), now).await?;
        tx.commit().await?;
        Ok(SeatPoolId(pool))
    }

    pub(super) async fn try_change_pool(
        &self,
        by: &Actor,
        id: SeatPoolId,
        version: i32,
        fields: &SeatPoolFields,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, sessions, pool) = pool_for_change(&*tx, by, id, version).await?;
        let staying = chosen(&sessions, fields)?;
        enough(&staying, fields)?;
        // First who goes, then how many there are, then who comes: in between nothing is too much either.
        let gone = |session: &&session::Model| {
            session.pool_id == Some(pool.id) && counts(session) && !staying.iter().any(|one| one.id == session.id)
        };
        leave(&*tx, by, sessions.iter().filter(gone), now).await?;
        seat_pool::Entity::update_many()
            .col_expr(seat_pool::Column::Name, Expr::value(Json(fields.name.clone())))
            .col_expr(seat_pool::Column::Capacity, Expr::value(i32::from(fields.capacity)))
            .filter(seat_pool::Column::Id.eq(pool.id))
            .exec(&*tx)
            .await?;
        let joining = staying.iter().filter(|session| session.pool_id != Some(pool.id));
        put(&*tx, joining.map(|session| session.id).collect(), Some(pool.id)).await?;
        next_version(&event, now).exec(&*tx).await?;
        let said = detail(pool.id, fields);
        audit::write(&*tx, by, "seat-pool-changed", Thing::Event, event.id, said, now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn try_drop_pool(&self, by: &Actor, id: SeatPoolId, version: i32) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, sessions, pool) = pool_for_change(&*tx, by, id, version).await?;
        leave(&*tx, by, sessions.iter().filter(|session| session.pool_id == Some(pool.id)), now).await?;
        seat_pool::Entity::delete_by_id(pool.id).exec(&*tx).await?;
        next_version(&event, now).exec(&*tx).await?;
        let said = json!({ "pool": pool.id, "name": pool.name.0 });
        audit::write(&*tx, by, "seat-pool-dropped", Thing::Event, event.id, said, now).await?;
        Ok(tx.commit().await?)
    }
}

/// An event, locked, if the actor runs it.
async fn own(tx: &impl ConnectionTrait, by: &Actor, id: Uuid) -> Answer<event::Model> {
    let event = event::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    let hers = |event: &event::Model| may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_ok();
    event.filter(hers).map_or_else(|| refuse(SeatPoolRefusal::NotFound), Ok)
}

/// A pool with its event, its sessions and all its pools, locked in order, if the actor may change them and saw the newest
/// version.
async fn pool_for_change(
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: SeatPoolId,
    version: i32,
) -> Answer<(event::Model, Vec<session::Model>, seat_pool::Model)> {
    let Some(seen) = seat_pool::Entity::find_by_id(id.0).one(tx).await? else {
        return refuse(SeatPoolRefusal::NotFound);
    };
    let event = own(tx, by, seen.event_id).await?;
    living(&event, version)?;
    let sessions = sessions_of(tx, EventId(event.id)).await?;
    let pools = of_event(tx, event.id).await?;
    let pools = lock(tx, pools.iter().map(|pool| pool.id).collect()).await?;
    let pool = pools.into_iter().find(|pool| pool.id == id.0);
    let Some(pool) = pool else { return refuse(SeatPoolRefusal::NotFound) };
    Ok((event, sessions, pool))
}

fn living(event: &event::Model, version: i32) -> Answer<()> {
    if event.state.0 == EventState::Cancelled {
        return refuse(SeatPoolRefusal::Over);
    }
    if event.version == version { Ok(()) } else { refuse(SeatPoolRefusal::ChangedMeanwhile) }
}

/// The sessions that are to share the pool. What was called off shares nothing.
fn chosen<'a>(sessions: &'a [session::Model], fields: &SeatPoolFields) -> Answer<Vec<&'a session::Model>> {
    let wanted: BTreeSet<Uuid> = fields.sessions.iter().map(|session| session.0).collect();
    let found: Vec<_> = sessions.iter().filter(|session| wanted.contains(&session.id) && counts(session)).collect();
    if found.len() == wanted.len() { Ok(found) } else { refuse(SeatPoolRefusal::ChangedMeanwhile) }
}

fn enough(sessions: &[&session::Model], fields: &SeatPoolFields) -> Answer<()> {
    let promised = sessions.iter().map(|session| (small(session.seats_taken), small(session.seats_reserved)));
    PoolFault::unless_enough(fields.capacity, promised).or_else(|fault| refuse(SeatPoolRefusal::TooSmall(fault)))
}

/// Takes sessions out of their pool. One that has no limit of its own keeps nothing any more: there is as much for everybody.
async fn leave<'a>(
    tx: &impl ConnectionTrait,
    by: &Actor,
    sessions: impl Iterator<Item = &'a session::Model>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let mut gone = Vec::new();
    for session in sessions {
        gone.push(session.id);
        if session.capacity.is_none() {
            access::without_limit(tx, by, session, now).await?;
        }
    }
    put(tx, gone, None).await
}

/// Sessions share a pool from now on, or none. They and the pools are locked.
pub(crate) async fn put(tx: &impl ConnectionTrait, sessions: Vec<Uuid>, pool: Option<Uuid>) -> Result<(), DbErr> {
    if sessions.is_empty() {
        return Ok(());
    }
    session::Entity::update_many()
        .col_expr(session::Column::PoolId, Expr::value(pool))
        .filter(session::Column::Id.is_in(sessions))
        .exec(tx)
        .await
        .map(drop)
}

fn detail(pool: Uuid, fields: &SeatPoolFields) -> Value {
    json!({ "pool": pool, "name": fields.name, "capacity": fields.capacity, "sessions": fields.sessions })
}
