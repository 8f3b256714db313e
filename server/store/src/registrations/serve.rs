//! Offering seats that are free to whoever waits for them, first come first served (I2).
//!
//! Nothing that frees a seat knows who waits for it: what is free is looked up. Meanwhile nobody can slip in, since
//! nobody registers for a session somebody waits for.

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    desk::Unavailable,
    event::EventState,
    id::{RegistrationId, SessionId},
    registration::{RegistrationState, serve},
    waiting::offer_end,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    line::{Line, Waiter, wish_of},
    wait::{set_state, wait_on},
    write::let_go,
};
use crate::{
    Store, access,
    audit::{self, Thing},
    entity::{Code, event, registration, seat_wish, session},
    error::{Stop, unavailable},
    outbox::{self, Mail},
    pools,
    tx::retried,
    zone,
};

impl Store {
    /// Ends offers of seats that were let pass and waits that are over, then offers what is free to those who wait for
    /// it. Any number of workers may call it at once, and as often as they like. Answers how many offers were made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn serve_seats(&self) -> Result<u64, Unavailable> {
        for id in self.overdue_offers().await.map_err(unavailable)? {
            retried(|| self.end_offer(id)).await?;
        }
        let hers = seat_wish::Entity::belongs_to(registration::Entity)
            .from(seat_wish::Column::RegistrationId)
            .to(registration::Column::Id);
        let events: Vec<Uuid> = seat_wish::Entity::find()
            .select_only()
            .column(seat_wish::Column::EventId)
            .distinct()
            .join(JoinType::InnerJoin, hers.into())
            .filter(registration::Column::State.eq(Code(RegistrationState::Waiting)))
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(unavailable)?;
        let mut made = 0;
        for event in events {
            // Looking first keeps others from waiting for a writer who has nothing to write.
            if self.has_work(event).await.map_err(unavailable)? {
                made += retried(|| self.serve_event(event)).await?;
            }
        }
        Ok(made)
    }

    async fn has_work(&self, event: Uuid) -> Result<bool, DbErr> {
        let Some(event) = published(&self.db, event).await? else { return Ok(false) };
        let (line, now) = (Line::read(&self.db, event.id).await?, self.now());
        let served = serve(line.supply(now), &line.queue(now), event.passes_over);
        Ok(!served.offers.is_empty() || !line.over(now).is_empty())
    }

    async fn serve_event(&self, id: Uuid) -> Result<u64, Stop<Unavailable>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        // All of them and in order, as everybody does who locks more than one: no two can wait for each other.
        let sessions = session::Entity::find().filter(session::Column::EventId.eq(id));
        let sessions = sessions.order_by_asc(session::Column::Id).lock_exclusive().all(&*tx).await?;
        pools::lock_of(&*tx, &sessions).await?;
        let Some(event) = published(&*tx, id).await? else { return Ok(0) };
        let line = Line::read(&*tx, id).await?;
        let served = serve(line.supply(now), &line.queue(now), event.passes_over);
        for waiter in line.over(now) {
            end(&*tx, waiter.registration_id, RegistrationState::Expired, now).await?;
            let registration = RegistrationId(waiter.registration_id);
            outbox::write(&*tx, Mail::SeatsOver { registration }, now).await?;
            audit::write(&*tx, &Actor::System, "over", Thing::Registration, registration.0, json!({}), now).await?;
        }
        for (id, at) in &served.offers {
            let Some(session) = line.sessions.iter().find(|session| session.id == at.0) else { continue };
            let link = line.waiters.iter().find(|waiter| waiter.registration_id == id.0);
            offer(&*tx, *id, link.and_then(|waiter| waiter.access_id), session, now).await?;
        }
        let overtaken =
            |waiter: &&Waiter| !waiter.told && served.passed_over.contains(&RegistrationId(waiter.registration_id));
        for waiter in line.waiters.iter().filter(overtaken) {
            tell_passed_over(&*tx, waiter.registration_id, now).await?;
        }
        tx.commit().await?;
        Ok(served.offers.len() as u64)
    }

    /// Offers whose time is up, and those of sessions that were called off.
    async fn overdue_offers(&self) -> Result<Vec<Uuid>, DbErr> {
        let at = registration::Entity::belongs_to(session::Entity)
            .from(registration::Column::SessionId)
            .to(session::Column::Id);
        let overdue = Condition::any()
            .add(registration::Column::HeldUntil.lte(self.now()))
            .add(session::Column::Cancelled.eq(true));
        registration::Entity::find()
            .select_only()
            .column(registration::Column::Id)
            .join(JoinType::InnerJoin, at.into())
            .filter(registration::Column::State.eq(Code(RegistrationState::Offered)))
            .filter(overdue)
            .order_by_asc(registration::Column::HeldUntil)
            .into_tuple()
            .all(&self.db)
            .await
    }

    /// Gives back what somebody let pass: she keeps her place for other sessions that would do. What was called off leaves
    /// her where she was.
    async fn end_offer(&self, id: Uuid) -> Result<(), Stop<Unavailable>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let found = registration::Entity::find_by_id(id);
        let Some(seen) = found.clone().one(&*tx).await? else { return Ok(()) };
        let at = session::Entity::find_by_id(seen.session_id).lock_exclusive();
        let Some(session) = at.one(&*tx).await? else { return Ok(()) };
        pools::locked(&*tx, &session).await?;
        let row = found.lock_exclusive().one(&*tx).await?;
        // Whoever accepted, declined, or was offered something else meanwhile is left alone.
        let still = |row: &registration::Model| {
            row.state.0 == RegistrationState::Offered
                && row.session_id == session.id
                && (row.held_until <= now || session.cancelled)
        };
        let Some(row) = row.filter(still) else { return Ok(()) };
        // Before her seats are free: she stands in the line as somebody to whom they are offered.
        let line = Line::read(&*tx, session.event_id).await?;
        let wish = wish_of(&*tx, row.id).await?.filter(|_| line.has_another(row.id, session.id, now));
        let_go(row.id).exec(&*tx).await?;
        if session.cancelled {
            set_state(&*tx, row.id, RegistrationState::Waiting).await?;
            let detail = json!({ "session": session.id });
            audit::write(&*tx, &Actor::System, "offer-void", Thing::Registration, row.id, detail, now).await?;
        } else {
            match wish {
                Some(wish) => wait_on(&*tx, wish, SessionId(session.id)).await?,
                None => end(&*tx, row.id, RegistrationState::Lapsed, now).await?,
            }
            outbox::write(&*tx, Mail::SeatsLapsed { registration: RegistrationId(row.id) }, now).await?;
            let detail = json!({ "session": session.id });
            audit::write(&*tx, &Actor::System, "lapsed", Thing::Registration, row.id, detail, now).await?;
        }
        Ok(tx.commit().await?)
    }
}

async fn published(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<event::Model>, DbErr> {
    let event = event::Entity::find_by_id(id).one(db).await?;
    Ok(event.filter(|event| event.state.0 == EventState::Published))
}

/// Holds seats for somebody who waits, and writes her.
async fn offer(
    tx: &impl ConnectionTrait,
    id: RegistrationId,
    link: Option<Uuid>,
    session: &session::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let local = |at| zone::to_local(session.zone.0, at);
    let until = zone::to_utc(session.zone.0, offer_end(local(now), local(session.starts_at)));
    registration::Entity::update_many()
        .col_expr(registration::Column::State, Expr::value(Code(RegistrationState::Offered)))
        .col_expr(registration::Column::SessionId, Expr::value(session.id))
        .col_expr(registration::Column::HeldUntil, Expr::value(until))
        .filter(registration::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    access::seat(tx, id.0, session.id, link).await?;
    outbox::write(tx, Mail::SeatsOffered { registration: id }, now).await?;
    let detail = json!({ "session": SessionId(session.id), "until": until });
    audit::write(tx, &Actor::System, "offered", Thing::Registration, id.0, detail, now).await
}

async fn tell_passed_over(tx: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<(), DbErr> {
    seat_wish::Entity::update_many()
        .col_expr(seat_wish::Column::Told, Expr::value(true))
        .filter(seat_wish::Column::RegistrationId.eq(id))
        .exec(tx)
        .await?;
    outbox::write(tx, Mail::SeatsPassedOver { registration: RegistrationId(id) }, now).await?;
    audit::write(tx, &Actor::System, "passed-over", Thing::Registration, id, json!({}), now).await
}

async fn end(tx: &impl ConnectionTrait, id: Uuid, state: RegistrationState, now: DateTime<Utc>) -> Result<(), DbErr> {
    registration::Entity::update_many()
        .col_expr(registration::Column::State, Expr::value(Code(state)))
        .col_expr(registration::Column::EndedAt, Expr::value(Some(now)))
        .filter(registration::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}
