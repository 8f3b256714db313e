//! Equipment that is taken along: what a site has of it, whether it is free, and which things a booking takes.
//!
//! A pool's things are units like a room's: they are locked with the room's in the order of their ids, and the database
//! refuses to lend one of them twice (I1).

use std::{borrow::Borrow, collections::HashMap};

use domain::{
    equipment::{self, Along, Stock},
    rules::BrokenRule,
    slot::Slot,
    space::Equipment,
    text::Localised,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    allocation::{Busy, Taker, is_free, tightest},
    entity::{equipment_pool, equipment_unit},
    rooms::Room,
    zone,
};

mod keep;

pub(crate) use keep::lend;

/// A pool of a site, with the units behind it: none when it is not offered any more.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub(crate) key: String,
    pub(crate) name: Localised,
    pub(crate) units: Vec<Uuid>,
}

impl Pool {
    /// It as it is told of.
    pub(crate) fn shown(&self, count: u16) -> Equipment {
        Equipment { key: self.key.clone(), name: self.name.clone(), count }
    }
}

/// The pools of some sites, by site.
pub(crate) async fn load(
    db: &impl ConnectionTrait,
    sites: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Pool>>, DbErr> {
    let pools = equipment_pool::Entity::find()
        .filter(equipment_pool::Column::SiteId.is_in(sites))
        .order_by_asc(equipment_pool::Column::Key)
        .all(db)
        .await?;
    if pools.is_empty() {
        return Ok(HashMap::new());
    }
    let units = equipment_unit::Entity::find()
        .filter(equipment_unit::Column::PoolId.is_in(pools.iter().map(|pool| pool.id)))
        .order_by_asc(equipment_unit::Column::UnitId)
        .all(db)
        .await?;
    let mut by_pool: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for unit in units {
        by_pool.entry(unit.pool_id).or_default().push(unit.unit_id);
    }
    let mut by_site: HashMap<Uuid, Vec<Pool>> = HashMap::new();
    for pool in pools {
        let units = by_pool.remove(&pool.id).unwrap_or_default();
        by_site.entry(pool.site_id).or_default().push(Pool { key: pool.key, name: pool.name.0, units });
    }
    Ok(by_site)
}

/// What of a wish is short while `held`: nothing when all of it is free all through.
pub(crate) fn short(room: &Room, along: &Along, held: Slot, busy: &[impl Borrow<Busy>]) -> Vec<BrokenRule> {
    let one = |(key, wanted): (&String, &u16)| {
        let none = Pool { key: key.clone(), name: Localised::of("de", key), units: Vec::new() };
        let pool = room.pool(key).unwrap_or(&none);
        // A closure of the whole house is told of its spaces already.
        let in_use = |busy: &&Busy| !matches!(busy.by, Taker::Closure { .. });
        let its: Vec<&Busy> =
            busy.iter().map(Borrow::borrow).filter(|b| pool.units.contains(&b.unit)).filter(in_use).collect();
        let free = pool.units.iter().filter(|unit| is_free(**unit, held, &its)).count();
        let mut away: Vec<Slot> = its.iter().map(|busy| busy.held).filter(|other| other.overlaps(held)).collect();
        away.sort_unstable();
        away.dedup();
        let stock = Stock {
            key: pool.key.clone(),
            name: pool.name.clone(),
            count: u16::try_from(pool.units.len()).unwrap_or(u16::MAX),
            free: u16::try_from(free).unwrap_or(u16::MAX),
            away: away.into_iter().map(|slot| zone::when(room.zone, slot)).collect(),
        };
        equipment::short(stock, *wanted)
    };
    along.iter().filter_map(one).collect()
}

/// The things to take, of what was judged and found free with the same `busy`.
pub(crate) fn choose(room: &Room, along: &Along, held: Slot, busy: &[impl Borrow<Busy>]) -> Vec<Uuid> {
    let of = |(key, count): (&String, &u16)| {
        room.pool(key).map(|pool| tightest(&pool.units, *count, held, busy)).unwrap_or_default()
    };
    along.iter().flat_map(of).collect()
}

/// Everything that may be taken for a wish.
pub(crate) fn units<'a>(room: &'a Room, along: &'a Along) -> impl Iterator<Item = Uuid> + 'a {
    along.keys().filter_map(|key| room.pool(key)).flat_map(|pool| pool.units.iter().copied())
}

/// What of `units`, which were locked, is in no pool any more: somebody took it out meanwhile.
pub(crate) async fn gone(db: &impl ConnectionTrait, units: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let there = equipment_unit::Entity::find()
        .filter(equipment_unit::Column::UnitId.is_in(units.iter().copied()))
        .all(db)
        .await?;
    Ok(units.iter().copied().filter(|unit| !there.iter().any(|row| row.unit_id == *unit)).collect())
}

/// What is taken along, as it is told of.
pub(crate) fn named(room: &Room, along: &Along) -> Vec<Equipment> {
    let thing = |(key, count): (&String, &u16)| match room.pool(key) {
        Some(pool) => pool.shown(*count),
        None => Equipment { key: key.clone(), name: Localised::of("de", key), count: *count },
    };
    along.iter().map(thing).collect()
}
