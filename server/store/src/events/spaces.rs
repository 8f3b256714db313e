//! The further spaces of sessions: written with the session, read for many at once.

use std::collections::HashMap;

use domain::{
    id::{SessionId, SiteId, SpaceId},
    space::{SiteRef, SpaceKind, SpaceRef},
    text::Localised,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    entity::{Code, Json, session, session_space, site, space},
    rooms::Room,
};

/// Writes which further spaces a session has, in order, and answers whether others than before.
pub(super) async fn write(tx: &impl ConnectionTrait, session: SessionId, further: &[Room]) -> Result<bool, DbErr> {
    let new: Vec<Uuid> = further.iter().map(Room::id).collect();
    let mut old = ids(tx, &[session.0]).await?.remove(&session.0).unwrap_or_default();
    if old == new {
        return Ok(false);
    }
    session_space::Entity::delete_many().filter(session_space::Column::SessionId.eq(session.0)).exec(tx).await?;
    let rows = (1..).zip(&new).map(|(position, space)| session_space::ActiveModel {
        session_id: Set(session.0),
        space_id: Set(*space),
        position: Set(position),
    });
    session_space::Entity::insert_many(rows).exec_without_returning(tx).await?;
    // In another order they are the same.
    let mut new = new;
    old.sort_unstable();
    new.sort_unstable();
    Ok(old != new)
}

/// The further spaces of some sessions, by session, in order.
pub(super) async fn ids(tx: &impl ConnectionTrait, sessions: &[Uuid]) -> Result<HashMap<Uuid, Vec<Uuid>>, DbErr> {
    let rows = session_space::Entity::find()
        .filter(session_space::Column::SessionId.is_in(sessions.iter().copied()))
        .order_by_asc(session_space::Column::Position)
        .all(tx)
        .await?;
    Ok(grouped(rows.into_iter().map(|row| (row.session_id, row.space_id))))
}

/// The further spaces of the sessions of some events, by session, in order.
pub(super) async fn of_events(
    db: &impl ConnectionTrait,
    events: &[Uuid],
) -> Result<HashMap<Uuid, Vec<SpaceRef>>, DbErr> {
    let rows = rows(db, events).await?.into_iter().map(|row| (row.session_id, row.space()));
    Ok(grouped(rows))
}

/// The same by event.
pub(super) async fn by_event(
    db: &impl ConnectionTrait,
    events: &[Uuid],
) -> Result<HashMap<Uuid, Vec<SpaceRef>>, DbErr> {
    let rows = rows(db, events).await?.into_iter().map(|row| (row.event_id, row.space()));
    Ok(grouped(rows))
}

fn grouped<T>(rows: impl Iterator<Item = (Uuid, T)>) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for (of, row) in rows {
        groups.entry(of).or_default().push(row);
    }
    groups
}

async fn rows(db: &impl ConnectionTrait, events: &[Uuid]) -> Result<Vec<Row>, DbErr> {
    let there =
        session_space::Entity::belongs_to(space::Entity).from(session_space::Column::SpaceId).to(space::Column::Id);
    let at = space::Entity::belongs_to(site::Entity).from(space::Column::SiteId).to(site::Column::Id);
    let of = session_space::Entity::belongs_to(session::Entity)
        .from(session_space::Column::SessionId)
        .to(session::Column::Id);
    session_space::Entity::find()
        .select_only()
        .column(session_space::Column::SessionId)
        .column(session::Column::EventId)
        .column_as(space::Column::Id, "space_id")
        .columns([space::Column::Slug, space::Column::Name, space::Column::Kind])
        .column_as(site::Column::Id, "site_id")
        .column_as(site::Column::Slug, "site_slug")
        .column_as(site::Column::Name, "site_name")
        .column_as(site::Column::Town, "site_town")
        .join(JoinType::InnerJoin, of.into())
        .join(JoinType::InnerJoin, there.into())
        .join(JoinType::InnerJoin, at.into())
        .filter(session::Column::EventId.is_in(events.iter().copied()))
        .order_by_asc(session_space::Column::Position)
        .into_model()
        .all(db)
        .await
}

/// The sessions that have a further space where `at` says something of its site.
pub(super) fn at_sites(at: SimpleExpr) -> SelectStatement {
    let there =
        session_space::Entity::belongs_to(space::Entity).from(session_space::Column::SpaceId).to(space::Column::Id);
    let site = space::Entity::belongs_to(site::Entity).from(space::Column::SiteId).to(site::Column::Id);
    let mut select = session_space::Entity::find()
        .select_only()
        .column(session_space::Column::SessionId)
        .join(JoinType::InnerJoin, there.into())
        .join(JoinType::InnerJoin, site.into())
        .into_query();
    select.and_where(at).to_owned()
}

#[derive(FromQueryResult)]
struct Row {
    session_id: Uuid,
    event_id: Uuid,
    space_id: Uuid,
    slug: String,
    name: Json<Localised>,
    kind: Code<SpaceKind>,
    site_id: Uuid,
    site_slug: String,
    site_name: String,
    site_town: String,
}

impl Row {
    fn space(self) -> SpaceRef {
        SpaceRef {
            id: SpaceId(self.space_id),
            slug: self.slug,
            name: self.name.0,
            kind: self.kind.0,
            site: SiteRef {
                id: SiteId(self.site_id),
                slug: self.site_slug,
                name: self.site_name,
                town: self.site_town,
            },
        }
    }
}
