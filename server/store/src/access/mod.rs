//! Links by which groups register, and the seats that are kept for them (I2).
//!
//! Whoever changes what is kept locks the event, then its sessions and their pools in order, then the link; whoever takes
//! a kept seat locks its session and the pool. The triggers do the counting, and the checks stand behind every path that forgets.

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{Access, AccessDesk, AccessFields, AccessLink, AccessRefusal, Unavailable},
    id::{AccessId, EventId, RequestId, SessionId},
    registration::MOST_GROUP,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    Store,
    entity::{access_link, attendee, seat_reserve, small},
    error::{Stop, unavailable},
    keys::Purpose,
    tx::retried,
};

mod copy;
mod read;
mod release;
mod reserve;
mod write;

pub(crate) use copy::copy;
pub(crate) use release::without_limit;
pub(crate) use reserve::{kept_until, released_before};

type Answer<T> = Result<T, Stop<AccessRefusal>>;

#[async_trait]
impl AccessDesk for Store {
    async fn access_links(&self, by: &Actor, event: EventId) -> Result<Option<Vec<AccessLink>>, Unavailable> {
        self.list_links(by, event).await.map_err(unavailable)
    }

    async fn make_access_link(
        &self,
        by: &Actor,
        request: RequestId,
        event: EventId,
        fields: AccessFields,
    ) -> Result<AccessId, AccessRefusal> {
        let fields = checked(fields)?;
        retried(|| self.try_make_link(by, request, event, &fields)).await
    }

    async fn change_access_link(
        &self,
        by: &Actor,
        id: AccessId,
        version: i32,
        fields: AccessFields,
    ) -> Result<(), AccessRefusal> {
        let fields = checked(fields)?;
        retried(|| self.try_change_link(by, id, version, &fields)).await
    }

    async fn renew_access_link(&self, by: &Actor, id: AccessId, version: i32) -> Result<(), AccessRefusal> {
        retried(|| self.try_renew_link(by, id, version)).await
    }

    async fn end_access_link(&self, by: &Actor, id: AccessId) -> Result<(), AccessRefusal> {
        retried(|| self.try_end_link(by, id)).await
    }

    async fn release_seats(&self, by: &Actor, id: AccessId, session: SessionId) -> Result<(), AccessRefusal> {
        retried(|| self.try_release(by, id, session)).await
    }

    async fn access(&self, slug: &str, token: &str) -> Result<Option<Access>, Unavailable> {
        self.opened_by(slug, token).await.map_err(unavailable)
    }
}

/// Tidies what was typed.
fn checked(fields: AccessFields) -> Result<AccessFields, AccessRefusal> {
    let name = fields.name.trim().to_owned();
    if !(1..=MOST_GROUP).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(AccessRefusal::Name);
    }
    Ok(AccessFields { name, ..fields })
}

impl Store {
    /// The link of an event that a secret opens, while it was not ended.
    pub(crate) async fn link_behind(
        &self,
        db: &impl ConnectionTrait,
        event: Uuid,
        token: &str,
    ) -> Result<Option<access_link::Model>, DbErr> {
        let Some(key) = self.keys.open(Purpose::Access, token) else { return Ok(None) };
        access_link::Entity::find()
            .filter(access_link::Column::KeyId.eq(key))
            .filter(access_link::Column::EventId.eq(event))
            .filter(access_link::Column::EndedAt.is_null())
            .one(db)
            .await
    }
}

/// What is still kept of a session for those who come by a link.
pub(crate) async fn kept(db: &impl ConnectionTrait, session: Uuid, link: Option<Uuid>) -> Result<u16, DbErr> {
    let Some(link) = link else { return Ok(0) };
    let reserve = seat_reserve::Entity::find_by_id((link, session)).one(db).await?;
    Ok(reserve.map_or(0, |reserve| small(reserve.kept)))
}

/// Gives everybody of a registration a seat of a session: first those kept for the link she came by. There must be enough.
pub(crate) async fn seat(
    tx: &impl ConnectionTrait,
    registration: Uuid,
    session: Uuid,
    link: Option<Uuid>,
) -> Result<(), DbErr> {
    let people: Vec<Uuid> = attendee::Entity::find()
        .select_only()
        .column(attendee::Column::Id)
        .filter(attendee::Column::RegistrationId.eq(registration))
        .order_by_asc(attendee::Column::Position)
        .into_tuple()
        .all(tx)
        .await?;
    let own = people.len().min(kept(tx, session, link).await?.into());
    let (reserved, free) = people.split_at(own);
    for (some, of) in [(reserved, link), (free, None)] {
        if some.is_empty() {
            continue;
        }
        attendee::Entity::update_many()
            .col_expr(attendee::Column::HoldsSeat, Expr::value(true))
            .col_expr(attendee::Column::SessionId, Expr::value(session))
            .col_expr(attendee::Column::ReserveId, Expr::value(of))
            .filter(attendee::Column::Id.is_in(some.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}
