//! How a wish ends: she books what was offered, declines it, leaves the list, lets an offer pass, or time passes by.

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    desk::SeenOffer,
    id::{AccountId, BookingId, WaitingId},
    slot::Slot,
    waiting::{MOST_UNANSWERED, WaitState, WaitingRefusal},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Outcome,
    list::{is_of, offered},
};
use crate::{
    Store,
    audit::{self, Thing},
    bookings::dated::Dated,
    entity::{Code, Json, site, waiting},
    error::{Stop, refuse},
    holds,
    outbox::{self, Mail},
    zone,
};

/// What the audit trail calls an offer that was taken back.
pub(super) const WITHDRAWN: &str = "offer-withdrawn";

impl Store {
    pub(crate) async fn leave_the_list(&self, by: &Actor, id: WaitingId) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let row = own(&*tx, by, id).await?;
        if !row.state.0.is_living() {
            return Ok(());
        }
        end(&*tx, &row, WaitState::Left, now).await?;
        audit::write(&*tx, by, "left", Thing::Waiting, row.id, json!({}), now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn decline_offer(&self, by: &Actor, id: WaitingId, seen: SeenOffer) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let row = own(&*tx, by, id).await?;
        let slot = offered(&row)?.filter(|_| row.state.0 == WaitState::Offered);
        let Some(slot) = slot else { return refuse(WaitingRefusal::NoOffer) };
        if (row.offer_space_id, slot) != (Some(seen.space.0), seen.slot) {
            return refuse(WaitingRefusal::OtherOffer);
        }
        if row.wanted.0.pattern.exact().is_some() {
            end(&*tx, &row, WaitState::Left, now).await?;
        } else {
            wait_without(&*tx, &row, slot, 0, now).await?;
        }
        audit::write(&*tx, by, "offer-declined", Thing::Waiting, row.id, json!({ "slot": slot }), now).await?;
        Ok(tx.commit().await?)
    }

    /// Ends offers that were let pass, and tells so. Answers how many.
    pub(super) async fn lapse_offers(&self) -> Result<u64, DbErr> {
        let now = self.now();
        let overdue = waiting::Entity::find()
            .filter(waiting::Column::State.eq(Code(WaitState::Offered)))
            .filter(waiting::Column::OfferEndsAt.lte(now));
        let found: Vec<Uuid> = overdue.select_only().column(waiting::Column::Id).into_tuple().all(&self.db).await?;
        let due =
            |row: &waiting::Model| row.state.0 == WaitState::Offered && row.offer_ends_at.is_some_and(|at| at <= now);
        self.end_all(found, due, WaitState::Lapsed, now).await
    }

    /// Ends wishes whose last time is past, and tells so. Answers how many.
    pub(super) async fn end_what_is_over(&self) -> Result<u64, DbErr> {
        let now = self.now();
        // Somewhere it is a day later already.
        let today = (now + chrono::TimeDelta::days(1)).date_naive();
        let rows = waiting::Entity::find()
            .filter(waiting::Column::State.eq(Code(WaitState::Waiting)))
            .filter(waiting::Column::LastOn.lte(today))
            .all(&self.db)
            .await?;
        let sites = site::Entity::find().filter(site::Column::Id.is_in(rows.iter().map(|row| row.site_id)));
        let sites = sites.all(&self.db).await?;
        let zone_of = |row: &waiting::Model| sites.iter().find(|site| site.id == row.site_id).map(|site| site.zone.0);
        let over = |row: &waiting::Model| {
            let local = zone_of(row).map(|zone| zone::to_local(zone, now));
            row.state.0 == WaitState::Waiting && local.is_some_and(|local| row.wanted.0.pattern.is_over(local))
        };
        let found = rows.iter().filter(|row| over(row)).map(|row| row.id).collect();
        self.end_all(found, over, WaitState::Over, now).await
    }

    /// Ends wishes one by one, as far as it is still `due`.
    async fn end_all(
        &self,
        ids: Vec<Uuid>,
        due: impl Fn(&waiting::Model) -> bool,
        state: WaitState,
        now: DateTime<Utc>,
    ) -> Result<u64, DbErr> {
        let mut ended = 0;
        for id in ids {
            let tx = self.begin_write().await?;
            let Some(row) = locked(&*tx, id).await?.filter(|row| due(row)) else { continue };
            let (mut act, waiting) = (state.code(), WaitingId(id));
            match offered(&row)?.filter(|_| state == WaitState::Lapsed && stays(&row)) {
                // Another time would do: she keeps her place, as if she had declined this one.
                Some(slot) => {
                    wait_without(&*tx, &row, slot, row.unanswered + 1, now).await?;
                    act = "offer-passed";
                }
                None => end(&*tx, &row, state, now).await?,
            }
            audit::write(&*tx, &Actor::System, act, Thing::Waiting, id, json!({}), now).await?;
            let mail =
                if state == WaitState::Over { Mail::WaitingOver { waiting } } else { Mail::WaitingLapsed { waiting } };
            outbox::write(&*tx, mail, now).await?;
            tx.commit().await?;
            ended += 1;
        }
        Ok(ended)
    }
}

/// Uses up what was offered to some people, in the transaction in which it is booked: a booking of some of that time in
/// that space is one of what was offered.
pub(crate) async fn booked(
    db: &impl ConnectionTrait,
    by: &Actor,
    accounts: &[AccountId],
    booking: BookingId,
    dates: &[Dated<'_>],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let rows = waiting::Entity::find()
        .filter(waiting::Column::AccountId.is_in(accounts.iter().map(|account| account.0)))
        .filter(waiting::Column::State.eq(Code(WaitState::Offered)))
        .lock_exclusive()
        .all(db)
        .await?;
    for row in rows {
        let Some(slot) = offered(&row)? else { continue };
        let hers =
            |dated: &Dated<'_>| Some(dated.room.id()) == row.offer_space_id && dated.wish.when.slot.overlaps(slot);
        if dates.iter().any(hers) {
            end(db, &row, WaitState::Booked, now).await?;
            let detail: Value = json!({ "booking": booking });
            audit::write(db, by, "offer-booked", Thing::Waiting, row.id, detail, now).await?;
        }
    }
    Ok(())
}

/// True when whoever lets an offer pass stays on the list.
fn stays(row: &waiting::Model) -> bool {
    row.wanted.0.pattern.exact().is_none() && row.unanswered + 1 < i32::from(MOST_UNANSWERED)
}

/// Takes back what was offered to somebody, since it cannot be had any more, and tells her why. She waits where she was,
/// and may be offered the same time again. Nothing when it is not offered to her any more.
pub(crate) async fn withdraw(
    db: &impl ConnectionTrait,
    by: &Actor,
    id: WaitingId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Some(row) = locked(db, id.0).await?.filter(|row| row.state.0 == WaitState::Offered) else { return Ok(()) };
    wait_on(db, &row, row.passed.0.clone(), row.unanswered, now).await?;
    let detail = json!({ "reason": reason, "space": row.offer_space_id, "slot": offered(&row)? });
    audit::write(db, by, WITHDRAWN, Thing::Waiting, row.id, detail, now).await?;
    outbox::write(db, Mail::WaitingWithdrawn { waiting: id }, now).await
}

/// Lets a wish wait on without what was offered, which is not offered again.
async fn wait_without(
    db: &impl ConnectionTrait,
    row: &waiting::Model,
    slot: Slot,
    unanswered: i32,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    wait_on(db, row, row.passed.0.iter().copied().chain([slot]).collect(), unanswered, now).await
}

/// Lets a wish wait on, and gives back what was held for it.
async fn wait_on(
    db: &impl ConnectionTrait,
    row: &waiting::Model,
    passed: Vec<Slot>,
    unanswered: i32,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    holds::release(db, row.account_id, row.id, now).await?;
    let mut waits = row.clone().into_active_model();
    waits.passed = Set(Json(passed));
    waits.unanswered = Set(unanswered);
    waits.state = Set(Code(WaitState::Waiting));
    waits.offer_space_id = Set(None);
    waits.offer_from = Set(None);
    waits.offer_until = Set(None);
    waits.offer_ends_at = Set(None);
    waits.update(db).await.map(drop)
}

/// Writes the end of a wish, and gives back what was held for it.
async fn end(
    db: &impl ConnectionTrait,
    row: &waiting::Model,
    state: WaitState,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    holds::release(db, row.account_id, row.id, now).await?;
    let mut ended = row.clone().into_active_model();
    ended.state = Set(Code(state));
    ended.ended_at = Set(Some(now));
    ended.update(db).await.map(drop)
}

async fn locked(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<waiting::Model>, DbErr> {
    waiting::Entity::find().filter(waiting::Column::Id.eq(id)).lock_exclusive().one(db).await
}

/// A wish of the actor, or one she asked for somebody, its row locked. For everybody else there is none (I8).
async fn own(db: &impl ConnectionTrait, by: &Actor, id: WaitingId) -> Outcome<waiting::Model> {
    let Some(person) = by.person() else { return refuse(WaitingRefusal::Forbidden) };
    match locked(db, id.0).await?.filter(|row| is_of(row, person.id)) {
        Some(row) => Ok(row),
        None => Err(Stop::Refused(WaitingRefusal::NotFound)),
    }
}
