//! Somebody is here, or is not after all.

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    attendance::{DoorRefusal, DoorState, door_state, known_by_address},
    id::{AttendeeId, RequestId},
    registration::RegistrationState,
    slot::Slot,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, own};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, attendee, event, registration, session},
    error::{Stop, refuse},
    files,
};

impl Store {
    pub(super) async fn note_arrival(&self, by: &Actor, id: AttendeeId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let found = attendee::Entity::find_by_id(id.0);
        let Some(seen) = found.one(&*tx).await? else { return refuse(DoorRefusal::NotFound) };
        let (session, event) = own(&*tx, by, seen.session_id).await?;
        open(&session, &event, now)?;
        self.arrive(&*tx, by, &session, Coming::now(&seen, now)).await?;
        Ok(tx.commit().await?)
    }

    /// Writes down that somebody of a session, which is locked, is here. False: she was already.
    pub(super) async fn arrive(
        &self,
        tx: &impl ConnectionTrait,
        by: &Actor,
        session: &session::Model,
        coming: Coming,
    ) -> Answer<bool> {
        let Coming { registration, attendee: id, at, now, act } = coming;
        let of = registration::Entity::find_by_id(registration).lock_exclusive();
        let Some(registration) = of.one(tx).await? else { return refuse(DoorRefusal::NotFound) };
        // Read again under the lock: another phone may have been faster.
        let Some(her) = attendee::Entity::find_by_id(id).one(tx).await? else {
            return refuse(DoorRefusal::NotFound);
        };
        if her.arrived_at.is_some() {
            return Ok(false);
        }
        if !her.holds_seat {
            return refuse(DoorRefusal::NoSeat);
        }
        arrived(her.id, Some(at)).exec(tx).await?;
        let heard = matches!(registration.state.0, RegistrationState::Offered | RegistrationState::Requested);
        if heard || registration.state.0 == RegistrationState::Pending {
            // She is here: her seat is not given to anybody else for want of a click, and whoever lets her in says yes to
            // her request. Whether her address is hers was said by those who waited or asked, and stays unsaid by the
            // others.
            let heard_at = registration.confirmed_at.or(heard.then_some(now));
            registration::Entity::update_many()
                .col_expr(registration::Column::ConfirmedAt, Expr::value(heard_at))
                .col_expr(registration::Column::State, Expr::value(Code(RegistrationState::Confirmed)))
                .col_expr(registration::Column::Network, Expr::value(None::<Vec<u8>>))
                .filter(registration::Column::Id.eq(registration.id))
                .exec(tx)
                .await?;
            files::known(tx, registration.id).await?;
        }
        let detail = told(session.id, her.id, act, at);
        audit::write(tx, by, "arrived", Thing::Registration, registration.id, detail, now).await?;
        if known_by_address(her.position, heard || registration.confirmed_at.is_some()) {
            self.earn(tx, by, session, her.id, &registration, now).await?;
        }
        Ok(true)
    }

    pub(super) async fn undo_arrival(&self, by: &Actor, id: AttendeeId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let found = attendee::Entity::find_by_id(id.0);
        let Some(seen) = found.clone().one(&*tx).await? else { return refuse(DoorRefusal::NotFound) };
        let (session, event) = own(&*tx, by, seen.session_id).await?;
        open(&session, &event, now)?;
        let Some(her) = found.one(&*tx).await? else { return refuse(DoorRefusal::NotFound) };
        if her.arrived_at.is_none() {
            return Ok(());
        }
        arrived(her.id, None).exec(&*tx).await?;
        let detail = json!({ "session": session.id, "attendee": her.id });
        audit::write(&*tx, by, "arrival-undone", Thing::Registration, her.registration_id, detail, now).await?;
        self.unlearn(&*tx, by, &session, &her, now).await?;
        Ok(tx.commit().await?)
    }
}

impl Store {
    /// A session is put off while people come already: nobody has come to what will be another day.
    pub(crate) async fn nobody_came(
        &self,
        tx: &impl ConnectionTrait,
        by: &Actor,
        session: &session::Model,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let came = attendee::Entity::find()
            .filter(attendee::Column::SessionId.eq(session.id))
            .filter(attendee::Column::ArrivedAt.is_not_null())
            .order_by_asc(attendee::Column::Id)
            .all(tx)
            .await?;
        for her in came {
            arrived(her.id, None).exec(tx).await?;
            self.unlearn(tx, by, session, &her, now).await?;
        }
        Ok(())
    }
}

/// Somebody who is here.
#[derive(Clone, Copy)]
pub(super) struct Coming {
    /// Her registration.
    pub registration: Uuid,
    /// She.
    pub attendee: Uuid,
    /// Since when.
    pub at: DateTime<Utc>,
    /// When the house hears of it.
    pub now: DateTime<Utc>,
    /// What a phone calls it that wrote it down before.
    pub act: Option<RequestId>,
}

impl Coming {
    /// She is here now.
    pub(super) const fn now(her: &attendee::Model, now: DateTime<Utc>) -> Self {
        Self { registration: her.registration_id, attendee: her.id, at: now, now, act: None }
    }
}

/// What the trail says of somebody at a door. What a phone wrote down before has its own time, and the id it is known by
/// when it is sent again.
pub(super) fn told(session: Uuid, attendee: Uuid, act: Option<RequestId>, at: DateTime<Utc>) -> Value {
    match act {
        None => json!({ "session": session, "attendee": attendee }),
        Some(act) => json!({ "session": session, "attendee": attendee, "act": act, "at": at }),
    }
}

pub(super) fn arrived(id: Uuid, at: Option<DateTime<Utc>>) -> sea_orm::UpdateMany<attendee::Entity> {
    attendee::Entity::update_many()
        .col_expr(attendee::Column::ArrivedAt, Expr::value(at))
        .filter(attendee::Column::Id.eq(id))
}

/// Refuses what cannot be written down now.
pub(super) fn open(session: &session::Model, event: &event::Model, now: DateTime<Utc>) -> Answer<()> {
    if !event.state.0.holds(session.cancelled) {
        return refuse(DoorRefusal::Off);
    }
    match door_state(slot(session)?, now) {
        DoorState::Open => Ok(()),
        state => refuse(DoorRefusal::NotOpen(state)),
    }
}

pub(super) fn slot(session: &session::Model) -> Result<Slot, Stop<DoorRefusal>> {
    Slot::new(session.starts_at, session.ends_at)
        .map_err(|err| Stop::Failed(DbErr::Type(format!("starts_at, ends_at of session {}: {err}", session.id))))
}
