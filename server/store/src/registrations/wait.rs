//! Going on the waiting list for seats, declining what was offered, and being put first.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::Wait,
    id::{OrganisationId, RegistrationId, SessionId},
    registration::{MOST_REASON, RegistrationRefusal, RegistrationState, Stock},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect, sea_query::Expr,
};
use serde_json::json;

use super::{
    Answer,
    line::{self, Line, seats_in},
    write::{let_go, locked},
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, Json, attendee, registration, seat_pool, seat_wish, session},
    error::refuse,
    files,
    outbox::{self, Mail},
    pools,
};

/// Whether there is something to wait for, and any hope.
pub(super) fn worth_it(
    session: &session::Model,
    pool: Option<&seat_pool::Model>,
    line: &Line,
    stock: Stock,
    wait: Wait,
    seats: u16,
) -> Answer<()> {
    if stock.left() != Some(0) {
        return refuse(RegistrationRefusal::SeatsFree);
    }
    let elsewhere = |session: &session::Model| line.is_large_enough(session, seats);
    let most = seats_in(session, pool);
    if most.is_none_or(|most| seats <= most) || wait.anywhere && line.sessions.iter().any(elsewhere) {
        return Ok(());
    }
    refuse(RegistrationRefusal::TooLarge { capacity: most.unwrap_or(u16::MAX) })
}

impl Store {
    /// Whoever said that the address is hers is on the list; whoever says so too late, at its end.
    pub(super) async fn go_on_the_list(
        &self,
        tx: &impl ConnectionTrait,
        session: &session::Model,
        row: &registration::Model,
        wish: seat_wish::Model,
        now: DateTime<Utc>,
    ) -> Answer<()> {
        if session.starts_at <= now {
            return refuse(RegistrationRefusal::Begun);
        }
        if row.state.0 == RegistrationState::Expired {
            let seats = attendee::Entity::find().filter(attendee::Column::RegistrationId.eq(row.id)).count(tx).await?;
            let most = seats_in(session, pools::of(tx, session).await?.as_ref());
            if let Some(capacity) = most.filter(|most| !wish.anywhere && seats > u64::from(*most)) {
                return refuse(RegistrationRefusal::TooLarge { capacity });
            }
            line::put_down(tx, row.id, wish.event_id, wish.anywhere).await?;
        }
        set_state(tx, row.id, RegistrationState::Waiting).await?;
        outbox::write(tx, Mail::SeatsWaiting { registration: RegistrationId(row.id) }, now).await?;
        audit::write(tx, &Actor::Visitor, "waits", Thing::Registration, row.id, json!({}), now).await?;
        Ok(())
    }

    /// Gives back what was offered, and keeps her place for another session.
    pub(super) async fn try_decline_seats(&self, token: &str) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (session, _, row) = self.behind(&*tx, token).await?;
        let Some(wish) = line::wish_of(&*tx, row.id).await? else { return refuse(RegistrationRefusal::NotFound) };
        if row.state.0 == RegistrationState::Waiting {
            return Ok(());
        }
        if row.state.0 != RegistrationState::Offered || !wish.anywhere {
            return refuse(RegistrationRefusal::NotNow(row.state.0));
        }
        let_go(row.id).exec(&*tx).await?;
        wait_on(&*tx, wish, SessionId(session.id)).await?;
        let detail = json!({ "session": session.id });
        audit::write(&*tx, &Actor::Visitor, "offer-declined", Thing::Registration, row.id, detail, now).await?;
        Ok(tx.commit().await?)
    }

    /// Puts somebody before the others. The next look at the list serves her first.
    pub(super) async fn try_put_first(&self, by: &Actor, id: RegistrationId, reason: &str) -> Answer<()> {
        let now = self.now();
        let reason = reason.trim();
        let tx = self.begin_write().await?;
        let found = registration::Entity::find_by_id(id.0);
        let Some(seen) = found.clone().one(&*tx).await? else { return refuse(RegistrationRefusal::NotFound) };
        let (_, event) = locked(&*tx, seen.session_id).await?;
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return refuse(RegistrationRefusal::NotFound);
        }
        if !(1..=MOST_REASON).contains(&reason.chars().count()) {
            return refuse(RegistrationRefusal::Reason);
        }
        let Some(row) = found.lock_exclusive().one(&*tx).await? else { return refuse(RegistrationRefusal::NotFound) };
        let Some(wish) = line::wish_of(&*tx, row.id).await? else { return refuse(RegistrationRefusal::NotFound) };
        if row.state.0 != RegistrationState::Waiting {
            return refuse(RegistrationRefusal::NotNow(row.state.0));
        }
        if wish.put_first {
            return Ok(());
        }
        let mut first = wish.into_active_model();
        first.put_first = Set(true);
        first.update(&*tx).await?;
        let detail = json!({ "reason": reason });
        audit::write(&*tx, by, "put-first", Thing::Registration, row.id, detail, now).await?;
        Ok(tx.commit().await?)
    }
}

/// Whoever does not want this session keeps her place for the others.
pub(super) async fn wait_on(
    tx: &impl ConnectionTrait,
    wish: seat_wish::Model,
    session: SessionId,
) -> Result<(), sea_orm::DbErr> {
    set_state(tx, wish.registration_id, RegistrationState::Waiting).await?;
    let passed = wish.passed.0.iter().copied().chain([session]).collect();
    let mut waits = wish.into_active_model();
    waits.passed = Set(Json(passed));
    waits.update(tx).await.map(drop)
}

/// A registration that goes on living in another state.
pub(super) async fn set_state(
    tx: &impl ConnectionTrait,
    id: uuid::Uuid,
    state: RegistrationState,
) -> Result<(), sea_orm::DbErr> {
    registration::Entity::update_many()
        .col_expr(registration::Column::State, Expr::value(Code(state)))
        .col_expr(registration::Column::EndedAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(registration::Column::Network, Expr::value(None::<Vec<u8>>))
        .filter(registration::Column::Id.eq(id))
        .exec(tx)
        .await?;
    files::known(tx, id).await
}
