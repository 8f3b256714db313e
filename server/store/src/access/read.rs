//! Links as views: for those who run the event, and for whoever holds one.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{Access, AccessLink, ByLink, Reserve, Reserved},
    event::EventState,
    id::{AccessId, EventId, OrganisationId, SessionId},
    registration::Window,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::reserve::taken_from;
use crate::{
    Store,
    entity::{access_link, attendee, event, registration, seat_reserve, session, small},
    events::{is_public, rules::rules},
    keys::Purpose,
    pools,
    registrations::line::Line,
    zone,
};

impl Store {
    pub(super) async fn list_links(&self, by: &Actor, id: EventId) -> Result<Option<Vec<AccessLink>>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return Ok(None);
        }
        let links = access_link::Entity::find()
            .filter(access_link::Column::EventId.eq(event.id))
            .order_by_asc(access_link::Column::CreatedAt)
            .order_by_asc(access_link::Column::Id)
            .all(&self.db)
            .await?;
        let ids: Vec<Uuid> = links.iter().map(|link| link.id).collect();
        let of = seat_reserve::Entity::belongs_to(session::Entity)
            .from(seat_reserve::Column::SessionId)
            .to(session::Column::Id);
        let reserves = seat_reserve::Entity::find()
            .join(JoinType::InnerJoin, of.into())
            .filter(seat_reserve::Column::AccessId.is_in(ids.iter().copied()))
            .order_by_asc(session::Column::StartsAt)
            .order_by_asc(session::Column::Id)
            .all(&self.db)
            .await?;
        let (taken, came) = (taken_from(&self.db, &ids).await?, came_by(&self.db, &ids).await?);
        let local = |at: DateTime<Utc>| zone::to_local(self.zone, at);
        let kept = |row: &seat_reserve::Model| Reserved {
            reserve: Reserve { session: SessionId(row.session_id), seats: small(row.seats), until: local(row.until) },
            taken: taken.get(&(row.access_id, row.session_id)).copied().unwrap_or_default(),
            kept: small(row.kept),
            released: row.released_at.map(local),
        };
        let view = |link: access_link::Model| AccessLink {
            id: AccessId(link.id),
            opens: link.opens_at.map(local),
            token: link.ended_at.is_none().then(|| self.keys.token(Purpose::Access, link.key_id)),
            seats: came.get(&link.id).copied().unwrap_or_default(),
            reserves: reserves.iter().filter(|row| row.access_id == link.id).map(kept).collect(),
            version: link.version,
            name: link.name,
        };
        Ok(Some(links.into_iter().map(view).collect()))
    }

    pub(super) async fn opened_by(&self, slug: &str, token: &str) -> Result<Option<Access>, DbErr> {
        let event = event::Entity::find().filter(event::Column::Slug.eq(slug)).one(&self.db).await?;
        let Some(event) = event.filter(is_public) else { return Ok(None) };
        let Some(link) = self.link_behind(&self.db, event.id, token).await? else { return Ok(None) };
        let now = self.now();
        let opens = link.opens_at.map(|at| zone::to_local(self.zone, at));
        let window = rules(&event, self.zone).by_link(opens).window(zone::to_local(self.zone, now));
        let takes = event.state.0 == EventState::Published && event.takes_registrations && window == Window::Open;
        let sessions = session::Entity::find().filter(session::Column::EventId.eq(event.id)).all(&self.db).await?;
        let reserves: HashMap<Uuid, seat_reserve::Model> = seat_reserve::Entity::find()
            .filter(seat_reserve::Column::AccessId.eq(link.id))
            .filter(seat_reserve::Column::Kept.gt(0))
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| (row.session_id, row))
            .collect();
        let (line, pools) = (Line::read(&self.db, event.id).await?, pools::of_event(&self.db, event.id).await?);
        let by_link = |session: &session::Model| {
            let reserve = reserves.get(&session.id);
            let own = reserve.map_or(0, |row| small(row.kept));
            let pool = pools.iter().find(|pool| session.pool_id == Some(pool.id));
            let left = line.stock(session, pool, Some(link.id), own, now).left();
            let to_come = takes && !session.cancelled && now < session.starts_at;
            let until = |row: &seat_reserve::Model| (small(row.kept), zone::to_local(session.zone.0, row.until));
            ByLink {
                left,
                own: reserve.map(until),
                open: to_come && left != Some(0),
                waitable: to_come && left == Some(0),
            }
        };
        let sessions = sessions.iter().map(|session| (SessionId(session.id), by_link(session))).collect();
        Ok(Some(Access { name: link.name, window, sessions }))
    }
}

#[derive(FromQueryResult)]
struct Came {
    access_id: Uuid,
    seats: i64,
}

/// How many seats those hold who came by each link.
async fn came_by(db: &impl ConnectionTrait, links: &[Uuid]) -> Result<HashMap<Uuid, u16>, DbErr> {
    let of = attendee::Entity::belongs_to(registration::Entity)
        .from(attendee::Column::RegistrationId)
        .to(registration::Column::Id);
    let rows: Vec<Came> = attendee::Entity::find()
        .select_only()
        .column(registration::Column::AccessId)
        .column_as(attendee::Column::Id.count(), "seats")
        .join(JoinType::InnerJoin, of.into())
        .filter(registration::Column::AccessId.is_in(links.iter().copied()))
        .filter(attendee::Column::HoldsSeat.eq(true))
        .group_by(registration::Column::AccessId)
        .into_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.access_id, u16::try_from(row.seats).unwrap_or(u16::MAX))).collect())
}
