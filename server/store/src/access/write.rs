//! Making, changing, renewing and ending links.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{AccessFields, AccessRefusal},
    event::EventState,
    id::{AccessId, EventId, OrganisationId, RequestId},
    registration::{MOST_LINKS, RegistrationState},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, UpdateMany, sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, release::release};
use crate::{
    Store,
    audit::{self, Thing},
    chance,
    entity::{Code, access_link, event, registration, seat_reserve, session},
    error::refuse,
    pools, zone,
};

impl Store {
    pub(super) async fn try_make_link(
        &self,
        by: &Actor,
        request: RequestId,
        id: EventId,
        fields: &AccessFields,
    ) -> Answer<AccessId> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, sessions) = own(&*tx, by, id.0).await?;
        let known = access_link::Entity::find().filter(access_link::Column::RequestId.eq(request.0)).one(&*tx).await?;
        if let Some(known) = known {
            return if known.event_id == event.id { Ok(AccessId(known.id)) } else { refuse(AccessRefusal::NotFound) };
        }
        if event.state.0 == EventState::Cancelled {
            return refuse(AccessRefusal::Over);
        }
        let there = access_link::Entity::find()
            .filter(access_link::Column::EventId.eq(event.id))
            .filter(access_link::Column::EndedAt.is_null());
        if there.count(&*tx).await? >= MOST_LINKS as u64 {
            return refuse(AccessRefusal::TooMany);
        }
        let link = chance::id(now);
        access_link::Entity::insert(access_link::ActiveModel {
            id: Set(link),
            request_id: Set(Some(request.0)),
            event_id: Set(event.id),
            name: Set(fields.name.clone()),
            key_id: Set(chance::id(now)),
            opens_at: Set(self.opening(fields.opens)),
            ended_at: Set(None),
            version: Set(1),
            created_at: Set(now),
        })
        .exec_without_returning(&*tx)
        .await?;
        self.keep_seats(&*tx, link, &sessions, &fields.reserves, now).await?;
        audit::write(&*tx, by, "access-link-made", Thing::Event, event.id, detail(link, fields), now).await?;
        tx.commit().await?;
        Ok(AccessId(link))
    }

    pub(super) async fn try_change_link(
        &self,
        by: &Actor,
        id: AccessId,
        version: i32,
        fields: &AccessFields,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, sessions, link) = link_for_change(&*tx, by, id).await?;
        living(&event, &link, version)?;
        self.keep_seats(&*tx, link.id, &sessions, &fields.reserves, now).await?;
        next_version(&link)
            .col_expr(access_link::Column::Name, Expr::value(&fields.name))
            .col_expr(access_link::Column::OpensAt, Expr::value(self.opening(fields.opens)))
            .exec(&*tx)
            .await?;
        audit::write(&*tx, by, "access-link-changed", Thing::Event, event.id, detail(link.id, fields), now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn try_renew_link(&self, by: &Actor, id: AccessId, version: i32) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, _, link) = link_for_change(&*tx, by, id).await?;
        living(&event, &link, version)?;
        next_version(&link).col_expr(access_link::Column::KeyId, Expr::value(chance::id(now))).exec(&*tx).await?;
        nobody_of_the_group(&*tx, link.id).await?;
        let said = json!({ "link": link.id, "name": link.name });
        audit::write(&*tx, by, "access-link-renewed", Thing::Event, event.id, said, now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn try_end_link(&self, by: &Actor, id: AccessId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, _, link) = link_for_change(&*tx, by, id).await?;
        if link.ended_at.is_some() {
            return Ok(());
        }
        let kept = seat_reserve::Entity::find()
            .filter(seat_reserve::Column::AccessId.eq(link.id))
            .filter(seat_reserve::Column::ReleasedAt.is_null())
            .order_by_asc(seat_reserve::Column::SessionId)
            .all(&*tx)
            .await?;
        for reserve in &kept {
            release(&*tx, by, event.id, reserve, now).await?;
        }
        next_version(&link).col_expr(access_link::Column::EndedAt, Expr::value(Some(now))).exec(&*tx).await?;
        let said = json!({ "link": link.id, "name": link.name });
        audit::write(&*tx, by, "access-link-ended", Thing::Event, event.id, said, now).await?;
        Ok(tx.commit().await?)
    }

    fn opening(&self, opens: Option<NaiveDateTime>) -> Option<DateTime<Utc>> {
        opens.map(|at| zone::to_utc(self.zone, at))
    }
}

/// An event, its sessions and their pools, locked in order, if the actor runs it.
async fn own(tx: &impl ConnectionTrait, by: &Actor, id: Uuid) -> Answer<(event::Model, Vec<session::Model>)> {
    let event = event::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    let hers = |event: &event::Model| may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_ok();
    let Some(event) = event.filter(hers) else { return refuse(AccessRefusal::NotFound) };
    let sessions = session::Entity::find()
        .filter(session::Column::EventId.eq(id))
        .order_by_asc(session::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    pools::lock_of(tx, &sessions).await?;
    Ok((event, sessions))
}

/// A link with its event and its sessions, all locked, if the actor runs it.
pub(super) async fn link_for_change(
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: AccessId,
) -> Answer<(event::Model, Vec<session::Model>, access_link::Model)> {
    let found = access_link::Entity::find_by_id(id.0);
    let Some(seen) = found.clone().one(tx).await? else { return refuse(AccessRefusal::NotFound) };
    let (event, sessions) = own(tx, by, seen.event_id).await?;
    let Some(link) = found.lock_exclusive().one(tx).await? else { return refuse(AccessRefusal::NotFound) };
    Ok((event, sessions, link))
}

fn living(event: &event::Model, link: &access_link::Model, version: i32) -> Answer<()> {
    if link.ended_at.is_some() || event.state.0 == EventState::Cancelled {
        return refuse(AccessRefusal::Over);
    }
    if link.version == version { Ok(()) } else { refuse(AccessRefusal::ChangedMeanwhile) }
}

fn next_version(link: &access_link::Model) -> UpdateMany<access_link::Entity> {
    access_link::Entity::update_many()
        .col_expr(access_link::Column::Version, Expr::value(link.version + 1))
        .filter(access_link::Column::Id.eq(link.id))
}

/// Whoever waits and came by the address that went round stays where she is on the list, for what is free; what is kept is
/// for those who come by the new one. Who has a seat keeps it.
async fn nobody_of_the_group(tx: &impl ConnectionTrait, link: Uuid) -> Result<(), DbErr> {
    let waits = [
        RegistrationState::Joining,
        RegistrationState::Waiting,
        RegistrationState::Offered,
        RegistrationState::Expired,
    ];
    registration::Entity::update_many()
        .col_expr(registration::Column::AccessId, Expr::value(None::<Uuid>))
        .filter(registration::Column::AccessId.eq(link))
        .filter(registration::Column::State.is_in(waits.map(Code)))
        .exec(tx)
        .await
        .map(drop)
}

fn detail(link: Uuid, fields: &AccessFields) -> Value {
    json!({ "link": link, "name": fields.name, "opens": fields.opens, "reserves": fields.reserves })
}
