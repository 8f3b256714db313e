//! Keeping pools: making them, naming them, and letting them grow and shrink, never below what is promised.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{EquipmentDesk, NewPool, PoolChange, PoolRefusal, PoolUse, PoolView, Pools, Unavailable},
    equipment::{MOST_OF_A_POOL, Promise, Settled, settle},
    id::{BookingId, PoolId, SiteId},
    slot::Slot,
    text::{Localised, slug},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store, allocation,
    audit::{self, Thing},
    chance,
    entity::{Json, allocation as taken, booking, equipment, equipment_pool, equipment_unit, occurrence, site, unit},
    error::{Stop, refuse, unavailable},
    rooms::{self, Which, natural, site_ref},
    tx::retried,
    zone,
};

type Outcome<T> = Result<T, Stop<PoolRefusal>>;

/// The longest name, in letters.
const LONGEST_NAME: usize = 60;

#[async_trait]
impl EquipmentDesk for Store {
    async fn pools(&self, by: &Actor, site: &str) -> Result<Option<Pools>, Unavailable> {
        self.pools_of(by, site).await.map_err(unavailable)
    }

    async fn add_pool(&self, by: &Actor, new: NewPool) -> Result<PoolId, PoolRefusal> {
        retried(|| self.add_pool_once(by, &new)).await
    }

    async fn change_pool(&self, by: &Actor, id: PoolId, change: PoolChange) -> Result<(), PoolRefusal> {
        retried(|| self.change_pool_once(by, id, &change)).await
    }
}

impl Store {
    async fn pools_of(&self, by: &Actor, slug: &str) -> Result<Option<Pools>, DbErr> {
        let site = site::Entity::find().filter(site::Column::Slug.eq(slug)).one(&self.db).await?;
        let Some(site) = site.filter(|site| may(by, Act::Keep(SiteId(site.id).into())).is_ok()) else {
            return Ok(None);
        };
        let rows =
            equipment_pool::Entity::find().filter(equipment_pool::Column::SiteId.eq(site.id)).all(&self.db).await?;
        let units = equipment_unit::Entity::find()
            .filter(equipment_unit::Column::PoolId.is_in(rows.iter().map(|pool| pool.id)))
            .all(&self.db)
            .await?;
        let count = |pool: Uuid| units.iter().filter(|unit| unit.pool_id == pool).count();
        let known = equipment::Entity::find().all(&self.db).await?;
        let mut known: Vec<_> = known
            .into_iter()
            .filter(|thing| !rows.iter().any(|pool| pool.key == thing.key))
            .map(|thing| (thing.key, thing.name.0))
            .collect();
        known.sort_by_cached_key(|(_, name)| natural(name.get("de")));
        let mut pools: Vec<PoolView> = rows
            .into_iter()
            .map(|pool| PoolView {
                id: PoolId(pool.id),
                count: u16::try_from(count(pool.id)).unwrap_or(u16::MAX),
                key: pool.key,
                name: pool.name.0,
                version: pool.version,
            })
            .collect();
        pools.sort_by_cached_key(|pool| (pool.count == 0, natural(pool.name.get("de"))));
        Ok(Some(Pools { site: site_ref(&site), pools, known }))
    }

    async fn add_pool_once(&self, by: &Actor, new: &NewPool) -> Outcome<PoolId> {
        let now = self.now();
        let name = called(&new.name)?;
        if new.count == 0 || new.count > MOST_OF_A_POOL {
            return refuse(PoolRefusal::Count);
        }
        let tx = self.begin_write().await?;
        let site = site::Entity::find().filter(site::Column::Slug.eq(&new.site)).one(&*tx).await?;
        let Some(site) = site.filter(|site| may(by, Act::Keep(SiteId(site.id).into())).is_ok()) else {
            return refuse(PoolRefusal::NotFound);
        };
        let key = match &new.key {
            Some(key) => equipment::Entity::find_by_id(key.clone()).one(&*tx).await?.map(|thing| thing.key),
            None => Some(slug(name.get("de"))).filter(|key| !key.is_empty()),
        };
        let Some(key) = key else { return refuse(PoolRefusal::Name) };
        let known = equipment_pool::Entity::find()
            .filter(equipment_pool::Column::SiteId.eq(site.id))
            .filter(equipment_pool::Column::Key.eq(&key));
        let id = match known.one(&*tx).await? {
            Some(row) if !units_of(&*tx, row.id).await?.is_empty() => return refuse(PoolRefusal::Known),
            Some(row) => {
                // It was offered before: the bookings that had it then name it by the same row.
                let (id, version) = (PoolId(row.id), row.version + 1);
                let mut row = row.into_active_model();
                row.name = Set(Json(name));
                row.version = Set(version);
                row.update(&*tx).await?;
                grow(&*tx, site.id, id.0, &key, new.count, now).await?;
                id
            }
            None => lend(&*tx, SiteId(site.id), &key, name, new.count, now).await?,
        };
        let detail = json!({ "pool": id, "key": key, "count": new.count });
        audit::write(&*tx, by, "equipment-added", Thing::Site, site.id, detail, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn change_pool_once(&self, by: &Actor, id: PoolId, change: &PoolChange) -> Outcome<()> {
        let now = self.now();
        let name = called(&change.name)?;
        if change.count > MOST_OF_A_POOL {
            return refuse(PoolRefusal::Count);
        }
        let tx = self.begin_write().await?;
        let row = equipment_pool::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
        let Some(row) = row.filter(|row| may(by, Act::Keep(SiteId(row.site_id).into())).is_ok()) else {
            return refuse(PoolRefusal::NotFound);
        };
        let units = units_of(&*tx, row.id).await?;
        let (had, has) = (units.len(), usize::from(change.count));
        let same = row.name.0 == name && had == has;
        if same && row.version == change.version + 1 {
            // The button was clicked twice.
            return Ok(());
        }
        if row.version != change.version {
            return refuse(PoolRefusal::ChangedMeanwhile);
        }
        if has > had {
            let more = u16::try_from(has - had).unwrap_or(u16::MAX);
            grow(&*tx, row.site_id, row.id, &row.key, more, now).await?;
        } else if has < had {
            // Whoever books takes the same locks: what is promised now is all there is.
            allocation::lock(&*tx, &units).await?;
            let promises = promised(&*tx, &units, now).await?;
            match settle(&units, &promises, change.count, now) {
                Ok(settled) => shrink(&*tx, &promises, settled).await?,
                Err(too_many) => {
                    let uses = uses(&*tx, &units, &too_many).await?;
                    return refuse(PoolRefusal::Booked(uses));
                }
            }
        }
        let detail = json!({
            "pool": row.id, "key": row.key,
            "from": { "name": row.name.0, "count": had }, "to": { "name": name, "count": has },
        });
        let act = if has == 0 { "equipment-retired" } else { "equipment-changed" };
        audit::write(&*tx, by, act, Thing::Site, row.site_id, detail, now).await?;
        let version = row.version + 1;
        let mut row = row.into_active_model();
        row.name = Set(Json(name));
        row.version = Set(version);
        row.update(&*tx).await?;
        Ok(tx.commit().await?)
    }
}

/// A name as it is stored.
fn called(name: &Localised) -> Result<Localised, PoolRefusal> {
    let tidy = |text: &String| text.replace(char::is_control, " ").trim().to_owned();
    let said: BTreeMap<_, _> =
        name.0.iter().map(|(language, text)| (language.clone(), tidy(text))).filter(|(_, t)| !t.is_empty()).collect();
    let fits = !said.is_empty() && said.values().all(|text| text.chars().count() <= LONGEST_NAME);
    if fits { Ok(Localised(said)) } else { Err(PoolRefusal::Name) }
}

/// The things of a pool, the first to come first.
async fn units_of(db: &impl ConnectionTrait, pool: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let rows = equipment_unit::Entity::find()
        .filter(equipment_unit::Column::PoolId.eq(pool))
        .order_by_asc(equipment_unit::Column::UnitId)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.unit_id).collect())
}

/// Makes a pool.
pub(crate) async fn lend(
    db: &impl ConnectionTrait,
    site: SiteId,
    key: &str,
    name: Localised,
    count: u16,
    now: DateTime<Utc>,
) -> Result<PoolId, DbErr> {
    let id = chance::id(now);
    let row = equipment_pool::ActiveModel {
        id: Set(id),
        site_id: Set(site.0),
        key: Set(key.to_owned()),
        name: Set(Json(name)),
        version: Set(1),
    };
    equipment_pool::Entity::insert(row).exec_without_returning(db).await?;
    grow(db, site.0, id, key, count, now).await?;
    Ok(PoolId(id))
}

/// Adds so many things to a pool.
async fn grow(
    db: &impl ConnectionTrait,
    site: Uuid,
    pool: Uuid,
    key: &str,
    count: u16,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let ids: Vec<Uuid> = (0..count).map(|_| chance::id(now)).collect();
    let units = ids.iter().map(|id| unit::ActiveModel { id: Set(*id), site_id: Set(site), name: Set(key.to_owned()) });
    unit::Entity::insert_many(units).exec_without_returning(db).await?;
    let members = ids.iter().map(|id| equipment_unit::ActiveModel { unit_id: Set(*id), pool_id: Set(pool) });
    equipment_unit::Entity::insert_many(members).exec_without_returning(db).await.map(drop)
}

/// What is promised of some things and not over.
async fn promised(db: &impl ConnectionTrait, units: &[Uuid], now: DateTime<Utc>) -> Result<Vec<Promise>, DbErr> {
    let rows = taken::Entity::find()
        .filter(taken::Column::UnitId.is_in(units.iter().copied()))
        .filter(taken::Column::UntilAt.gt(now))
        // Whoever calls off meanwhile is waited for: what she freed is not promised any more.
        .lock_exclusive()
        .all(db)
        .await?;
    let read = |row: taken::Model| {
        let held =
            Slot::new(row.from_at, row.until_at).map_err(|e| DbErr::Type(format!("allocation {}: {e}", row.id)))?;
        Ok(Promise { id: row.id, unit: row.unit_id, held })
    };
    rows.into_iter().map(read).collect()
}

/// Takes things out of their pool, and puts what was promised of them on those that stay. The things themselves remain
/// for the bookings that had them.
async fn shrink(db: &impl ConnectionTrait, promises: &[Promise], settled: Settled) -> Result<(), DbErr> {
    let unit_before: HashMap<Uuid, Uuid> = promises.iter().map(|promise| (promise.id, promise.unit)).collect();
    let moved: HashMap<Uuid, Uuid> =
        settled.placed.into_iter().filter(|(id, unit)| unit_before.get(id) != Some(unit)).collect();
    // Freed first and taken again then: on the way two would lie on one thing.
    let rows = taken::Entity::find().filter(taken::Column::Id.is_in(moved.keys().copied())).all(db).await?;
    taken::Entity::delete_many().filter(taken::Column::Id.is_in(moved.keys().copied())).exec(db).await?;
    for row in rows {
        let unit = moved.get(&row.id).copied().unwrap_or(row.unit_id);
        let row = taken::ActiveModel { unit_id: Set(unit), ..row.into_active_model().reset_all() };
        taken::Entity::insert(row).exec_without_returning(db).await?;
    }
    equipment_unit::Entity::delete_many()
        .filter(equipment_unit::Column::UnitId.is_in(settled.gone))
        .exec(db)
        .await
        .map(drop)
}

/// The dates of bookings that some promises are for, by start.
async fn uses(db: &impl ConnectionTrait, units: &[Uuid], promises: &[Uuid]) -> Result<Vec<PoolUse>, DbErr> {
    let rows = taken::Entity::find()
        .filter(taken::Column::Id.is_in(promises.iter().copied()))
        .filter(taken::Column::UnitId.is_in(units.iter().copied()))
        .all(db)
        .await?;
    let mut dates = occurrence::Entity::find()
        .filter(occurrence::Column::Id.is_in(rows.iter().map(|row| row.occurrence_id)))
        .all(db)
        .await?;
    dates.sort_by_key(|date| (date.starts_at, date.id));
    let bookings = booking::Entity::find()
        .filter(booking::Column::Id.is_in(dates.iter().map(|date| date.booking_id)))
        .all(db)
        .await?;
    let places: Vec<Uuid> = dates.iter().map(|date| date.space_id).collect();
    let houses = rooms::load(db, Which::SitesOf(&places)).await?;
    let mut uses = Vec::with_capacity(dates.len());
    for date in dates {
        let booking = bookings.iter().find(|booking| booking.id == date.booking_id);
        let (Some(booking), Some(room)) = (booking, houses.room_of(date.space_id)) else { continue };
        let slot =
            Slot::new(date.starts_at, date.ends_at).map_err(|e| DbErr::Type(format!("occurrence {}: {e}", date.id)))?;
        let count = rows.iter().filter(|row| row.occurrence_id == date.id).count();
        uses.push(PoolUse {
            booking: BookingId(booking.id),
            title: date.title.clone().unwrap_or_else(|| booking.title.clone()),
            space: room.view.space.clone(),
            when: zone::when(room.zone, slot),
            count: u16::try_from(count).unwrap_or(u16::MAX),
        });
    }
    Ok(uses)
}
