//! Offering what is free to whoever asked first.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::{Act, Actor, Premises, may},
    desk::Unavailable,
    id::{OrganisationId, SiteId, SpaceId, WaitingId},
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

use super::{
    look::{Looked, Waited, rooms},
    people::{People, Waiter},
};
use crate::{
    Store,
    allocation::Eyes,
    audit::{self, Thing},
    bookings::dated::{self, Dated},
    entity::{Code, site, waiting},
    error::{Stop, unavailable},
    holds::{self, Holding},
    outbox::{self, Mail},
    rooms::{self as houses, Houses, Room, Which},
    tx::retried,
    zone,
};

/// So often a site is read anew when what was read turned out to be old. Then the next call goes on.
const TRIES: u8 = 3;

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
            for _ in 0..TRIES {
                let (offers, whole) = self.serve_site(site).await?;
                made += offers;
                if whole {
                    break;
                }
            }
        }
        Ok(made)
    }

    /// Reads everything about a site once, without a lock, and serves from it whoever can be served. Answers how many
    /// offers were made, and whether everybody was looked at: not so when somebody else changed what was read.
    async fn serve_site(&self, site: Uuid) -> Result<(u64, bool), Unavailable> {
        let now = self.now();
        let list = List::read(&self.db, site, now).await.map_err(unavailable)?;
        let mut looked = list.look(&self.db, now).await.map_err(unavailable)?;
        let mut made = 0;
        for row in &list.rows {
            let Some(her) = list.people.waiter(row).filter(|her| may_book(her, row)) else { continue };
            let waited = Waited { wanted: &row.wanted.0, passed: &row.passed.0, early: false };
            let Some(dated) = looked.first_free(&list.rooms_for(row), waited, &her.wisher()) else { continue };
            let Some(units) = retried(|| self.serve(row, &her, &dated)).await? else { return Ok((made, false)) };
            looked.promised(&units, &dated);
            made += 1;
        }
        Ok((made, true))
    }

    /// Judges one wish again with its units locked, and makes the offer. Answers what is held for it; `None`: it is not
    /// as it was read, or somebody else serves the site.
    async fn serve(
        &self,
        row: &waiting::Model,
        her: &Waiter,
        dated: &Dated<'_>,
    ) -> Result<Option<Vec<Uuid>>, Stop<Unavailable>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        // One at a time serves a site: who is first is read and written by the same.
        let mine = site::Entity::find_by_id(row.site_id)
            .select_only()
            .column(site::Column::Id)
            .lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked)
            .into_tuple::<Uuid>()
            .one(&*tx)
            .await?;
        if mine.is_none() {
            return Ok(None);
        }
        let busy = dated::look(&*tx, std::slice::from_ref(dated), true, Eyes::nobodys(now)).await?;
        let wisher = her.wisher();
        let facts = wisher.facts(&*tx, std::slice::from_ref(dated)).await?;
        if !facts.into_iter().all(|facts| dated.judged(facts, &busy, now).is_free()) {
            return Ok(None);
        }
        // She may have left the list while the units were waited for.
        let living = waiting::Entity::find().filter(waiting::Column::Id.eq(row.id)).lock_exclusive().one(&*tx).await?;
        if living.is_none_or(|living| living.state.0 != WaitState::Waiting || living.passed != row.passed) {
            return Ok(None);
        }
        let units = dated.choose(&busy);
        offer(&*tx, row, dated, &units, now).await?;
        tx.commit().await?;
        Ok(Some(units))
    }
}

/// Those who wait at a site, in the order of asking.
struct List {
    houses: Houses,
    rows: Vec<waiting::Model>,
    people: People,
}

impl List {
    async fn read(db: &impl ConnectionTrait, site: Uuid, now: DateTime<Utc>) -> Result<Self, DbErr> {
        let rows = waiting::Entity::find()
            .filter(waiting::Column::SiteId.eq(site))
            .filter(waiting::Column::State.eq(Code(WaitState::Waiting)))
            .order_by_asc(waiting::Column::Place)
            .all(db)
            .await?;
        // They all wait at one site: one of their spaces leads to it.
        let space: Vec<Uuid> = rows.first().map(|row| row.space_id).into_iter().collect();
        let houses = houses::load(db, Which::SitesOf(&space)).await?;
        let people = People::read(db, &rows, now).await?;
        Ok(Self { houses, rows, people })
    }

    /// What is taken of the rooms anybody would take.
    async fn look(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Looked, DbErr> {
        let all = self.rows.iter().flat_map(|row| self.rooms_for(row));
        let mut seen = BTreeSet::new();
        let rooms: Vec<&Room> = all.filter(|room| seen.insert(room.id())).collect();
        let wishes = self.rows.iter().map(|row| &row.wanted.0);
        Looked::read(db, &rooms, wishes, self.rows.iter().map(|row| row.organisation_id), now).await
    }

    fn rooms_for(&self, row: &waiting::Model) -> Vec<&Room> {
        rooms(&self.houses, row.space_id, row.elsewhere, &row.wanted.0)
    }
}

fn may_book(her: &Waiter, row: &waiting::Model) -> bool {
    may(
        &her.actor,
        Act::Book(Premises::space(SiteId(row.site_id), SpaceId(row.space_id)), OrganisationId(row.organisation_id)),
    )
    .is_ok()
}

/// Holds what is free for somebody, and writes her.
async fn offer(
    db: &impl ConnectionTrait,
    row: &waiting::Model,
    dated: &Dated<'_>,
    units: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let (room, when) = (dated.room, dated.wish.when);
    let latest = when.local.from - TimeDelta::minutes(dated.rules().notice_minutes.into());
    let ends_at = zone::to_utc(room.zone, offer_end(zone::to_local(room.zone, now), latest));
    let holding = Holding { request: row.id, account: row.account_id, since: now, expires_at: ends_at, promised: true };
    let held: Vec<_> = units.iter().map(|unit| (*unit, dated.held())).collect();
    holds::write(db, holding, &held, now).await?;
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
