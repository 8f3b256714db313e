//! Offering what is free to whoever asked first.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::{Act, Actor, Person, may},
    desk::Unavailable,
    id::{OrganisationId, WaitingId},
    waiting::{WaitState, offer_end},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{LockBehavior, LockType},
};
use serde_json::json;
use uuid::Uuid;

use super::look::{Free, Looked, Waited, rooms, units};
use crate::{
    Store, allocation,
    audit::{self, Thing},
    bookings::{facts::Wisher, why},
    entity::{Code, account, site, waiting},
    error::{Stop, unavailable},
    holds::{self, Holding},
    outbox::{self, Mail},
    rooms::{self as houses, Houses, Room, Which},
    tx::retried,
    zone,
};

/// So many offers are made at a site before it is another's turn.
const AT_ONCE: u32 = 50;
/// So many of those who wait at a site are looked at.
const LOOKED_AT: u64 = 500;

impl Store {
    /// Ends offers that were let pass and wishes that are over, then offers what is free now to those who wait for it, in
    /// strict order of asking, each offer in a transaction of its own. Any number of workers may call it at once, and
    /// as often as they like. Answers how many offers were made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn serve_waiting(&self) -> Result<u64, Unavailable> {
        retried(async || Ok::<_, Stop<Unavailable>>(self.lapse_offers().await?)).await?;
        retried(async || Ok::<_, Stop<Unavailable>>(self.end_what_is_over().await?)).await?;
        let sites: Vec<Uuid> = waiting::Entity::find()
            .filter(waiting::Column::State.eq(Code(WaitState::Waiting)))
            .select_only()
            .column(waiting::Column::SiteId)
            .distinct()
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(unavailable)?;
        let mut made = 0;
        for site in sites {
            for _ in 0..AT_ONCE {
                // Looking first keeps others from waiting for a writer who has nothing to write.
                if !self.somebody_can_be_served(site).await.map_err(unavailable)?
                    || !retried(|| self.serve_first(site)).await?
                {
                    break;
                }
                made += 1;
            }
        }
        Ok(made)
    }

    async fn somebody_can_be_served(&self, site: Uuid) -> Result<bool, DbErr> {
        let list = List::read(&self.db, site).await?;
        Ok(list.first_served(&self.db, self.now()).await?.is_some())
    }

    /// Makes one offer. False: there was none to make, or somebody else is about it.
    async fn serve_first(&self, site: Uuid) -> Result<bool, Stop<Unavailable>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        // One at a time serves a site: who is first is read and written by the same.
        let mine = site::Entity::find_by_id(site)
            .select_only()
            .column(site::Column::Id)
            .lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked)
            .into_tuple::<Uuid>()
            .one(&*tx)
            .await?;
        if mine.is_none() {
            return Ok(false);
        }
        let list = List::read(&*tx, site).await?;
        allocation::lock(&*tx, &units(&list.rooms())).await?;
        let Some((row, free)) = list.first_served(&*tx, now).await? else { return Ok(false) };
        // She may have left the list while the units were waited for.
        let living = waiting::Entity::find().filter(waiting::Column::Id.eq(row.id)).lock_exclusive().one(&*tx).await?;
        if living.is_none_or(|row| row.state.0 != WaitState::Waiting) {
            return Ok(false);
        }
        offer(&*tx, row, &free, now).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Those who wait at a site, in the order of asking.
struct List {
    houses: Houses,
    rows: Vec<waiting::Model>,
}

impl List {
    async fn read(db: &impl ConnectionTrait, site: Uuid) -> Result<Self, DbErr> {
        let rows = waiting::Entity::find()
            .filter(waiting::Column::SiteId.eq(site))
            .filter(waiting::Column::State.eq(Code(WaitState::Waiting)))
            .order_by_asc(waiting::Column::Place)
            .limit(LOOKED_AT)
            .all(db)
            .await?;
        let spaces: Vec<Uuid> = rows.iter().map(|row| row.space_id).collect();
        Ok(Self { houses: houses::load(db, Which::SitesOf(&spaces)).await?, rows })
    }

    /// The rooms anybody would take.
    fn rooms(&self) -> Vec<&Room> {
        let all = self.rows.iter().flat_map(|row| self.rooms_for(row));
        let mut seen = BTreeSet::new();
        all.filter(|room| seen.insert(room.id())).collect()
    }

    fn rooms_for(&self, row: &waiting::Model) -> Vec<&Room> {
        rooms(&self.houses, row.space_id, row.elsewhere, &row.wanted.0)
    }

    /// The first whose wish can be booked now under all rules, and what of it.
    async fn first_served(
        &self,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<Option<(&waiting::Model, Free<'_>)>, DbErr> {
        let patterns = self.rows.iter().map(|row| &row.wanted.0.pattern);
        let looked = Looked::read(db, &self.rooms(), patterns, now).await?;
        for row in &self.rows {
            let Some(her) = person(db, row, now).await? else { continue };
            let (site, of) = (domain::id::SiteId(row.site_id), OrganisationId(row.organisation_id));
            if may(&her, Act::Book(site, of)).is_err() {
                continue;
            }
            let wisher = Wisher::acting(db, &her).await?;
            let waited = Waited { wanted: &row.wanted.0, passed: &row.passed.0 };
            if let Some(free) = looked.first_free(db, &self.rooms_for(row), waited, &wisher).await? {
                return Ok(Some((row, free)));
            }
        }
        Ok(None)
    }
}

/// Whoever waits, acting for whom she asked. `None`: she cannot sign in any more.
async fn person(db: &impl ConnectionTrait, row: &waiting::Model, now: DateTime<Utc>) -> Result<Option<Actor>, DbErr> {
    let her = account::Entity::find_by_id(row.account_id).one(db).await?.filter(|her| !her.disabled);
    let Some(her) = her else { return Ok(None) };
    let acting_for = Some(OrganisationId(row.organisation_id));
    Ok(Some(Actor::Account(Person { acting_for, ..why::person(db, her, now).await? })))
}

/// Holds what is free for somebody, and writes her.
async fn offer(
    db: &impl ConnectionTrait,
    row: &waiting::Model,
    Free { dated, busy }: &Free<'_>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let (room, when) = (dated.room, dated.wish.when);
    let latest = when.local.from - TimeDelta::minutes(dated.rules().notice_minutes.into());
    let ends_at = zone::to_utc(room.zone, offer_end(zone::to_local(room.zone, now), latest));
    let holding = Holding { request: row.id, account: row.account_id, since: now, expires_at: ends_at };
    holds::keep(db, holding, std::slice::from_ref(dated), busy.clone(), now).await?;
    let mut offered = row.clone().into_active_model();
    offered.state = Set(Code(WaitState::Offered));
    offered.offer_space_id = Set(Some(room.id()));
    offered.offer_from = Set(Some(when.slot.from()));
    offered.offer_until = Set(Some(when.slot.until()));
    offered.offer_ends_at = Set(Some(ends_at));
    offered.update(db).await?;
    let detail = json!({ "space": room.view.space.slug, "slot": when.slot, "until": ends_at });
    audit::write(db, &Actor::System, "offered", Thing::Waiting, row.id, detail, now).await?;
    outbox::write(db, Mail::WaitingOffered { waiting: WaitingId(row.id) }, now).await
}
