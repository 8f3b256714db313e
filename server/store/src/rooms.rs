//! Sites and spaces as the desks need them: views, zones and the units behind them, in a few queries however many.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use chrono_tz::Tz;
use domain::{
    access::Premises,
    desk::{SiteView, SpaceView},
    group::GroupRef,
    id::{GroupId, SiteId, SpaceId},
    rulebook::{AdmissionRule, Counted, How, Who},
    space::{Equipment, SiteRef, SpaceRef, SpaceRules},
    text::Localised,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{ExprTrait, LockType, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    entity::{equipment, site, small, space, space_unit, unit},
    equipment::{self as lent, Pool},
    groups,
};

/// A space with what no view shows.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    /// Everything about it.
    pub(crate) view: SpaceView,
    /// Where its clock hangs.
    pub(crate) zone: Tz,
    /// Where its site is: latitude and longitude in degrees, WGS 84.
    pub(crate) position: Option<(f64, f64)>,
    /// The units it covers, by name. In a pool a booking takes some of them, otherwise all.
    pub(crate) units: Vec<Uuid>,
    /// What its site lends to bookings.
    pub(crate) pools: Arc<[Pool]>,
    /// The spaces of its site whose use counts together against their quotas; its own may be one of them.
    pub(crate) counted: Arc<[Uuid]>,
}

impl Room {
    /// Its id, as rows name it.
    pub(crate) const fn id(&self) -> Uuid {
        self.view.space.id.0
    }

    /// Its site.
    pub(crate) const fn site(&self) -> SiteId {
        self.view.space.site.id
    }

    /// The same as somewhere to act.
    pub(crate) const fn premises(&self) -> Premises {
        self.view.space.premises()
    }

    /// True when what an organisation has of other spaces of the site counts against its quota.
    pub(crate) fn counts_with_others(&self) -> bool {
        let quota = self.view.rules.quota;
        quota.minutes.is_some() && quota.counted == Counted::Site
    }

    /// What its site lends under this key.
    pub(crate) fn pool(&self, key: &str) -> Option<&Pool> {
        self.pools.iter().find(|pool| pool.key == key)
    }

    /// How many units a wish for `wished` means: only a pool is taken in parts.
    pub(crate) fn wished_units(&self, wished: u16) -> u16 {
        if self.view.pool && wished > 1 { wished } else { 1 }
    }
}

/// Sites and all of their spaces, each by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Houses {
    /// The sites, their `spaces` left empty: see `rooms`.
    pub(crate) sites: Vec<SiteView>,
    /// The spaces: by site, then by name.
    pub(crate) rooms: Vec<Room>,
}

impl Houses {
    /// A space by its part of an address.
    pub(crate) fn room(&self, slug: &str) -> Option<&Room> {
        self.rooms.iter().find(|room| room.view.space.slug == slug)
    }

    /// Without the spaces that are hidden, and without the sites of which nothing else is left.
    pub(crate) fn offered(mut self) -> Self {
        self.rooms.retain(|room| !room.view.hidden);
        let rooms = &self.rooms;
        self.sites.retain(|site| rooms.iter().any(|room| room.site() == site.id));
        self
    }

    /// A space by its id.
    pub(crate) fn room_of(&self, id: Uuid) -> Option<&Room> {
        self.rooms.iter().find(|room| room.id() == id)
    }
}

/// Which sites are looked at. Always whole ones: the spaces of a site share units.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which<'a> {
    /// All.
    All,
    /// One, by slug.
    Site(&'a str),
    /// The site of one space, by the space's slug.
    SiteOf(&'a str),
    /// The sites of some spaces.
    SitesOf(&'a [Uuid]),
    /// The sites of some spaces, by their slugs.
    SitesNamed(&'a [&'a str]),
    /// The sites of some spaces, and of others by their slugs.
    SitesOfAnd(&'a [Uuid], &'a [&'a str]),
}

impl Which<'_> {
    fn condition(self) -> Condition {
        let sites_of = |spaces: Condition| {
            let sites = space::Entity::find().select_only().column(space::Column::SiteId).filter(spaces).into_query();
            Condition::all().add(site::Column::Id.in_subquery(sites))
        };
        match self {
            Self::All => Condition::all(),
            Self::Site(slug) => Condition::all().add(site::Column::Slug.eq(slug)),
            Self::SiteOf(slug) => sites_of(Condition::all().add(space::Column::Slug.eq(slug))),
            Self::SitesNamed(slugs) => sites_of(Condition::all().add(space::Column::Slug.is_in(slugs.iter().copied()))),
            Self::SitesOfAnd(ids, slugs) => sites_of(
                Condition::any()
                    .add(space::Column::Id.is_in(ids.iter().copied()))
                    .add(space::Column::Slug.is_in(slugs.iter().copied())),
            ),
            Self::SitesOf(ids) => sites_of(Condition::all().add(space::Column::Id.is_in(ids.iter().copied()))),
        }
    }
}

/// A unit and a space that covers it.
#[derive(FromQueryResult)]
struct Cover {
    space_id: Uuid,
    unit_id: Uuid,
    name: String,
}

/// Reads sites and their spaces.
pub(crate) async fn load(db: &impl ConnectionTrait, which: Which<'_>) -> Result<Houses, DbErr> {
    let sites = site::Entity::find().filter(which.condition()).all(db).await?;
    if sites.is_empty() {
        return Ok(Houses::default());
    }
    let here = || sites.iter().map(|site| site.id);
    let spaces = space::Entity::find().filter(space::Column::SiteId.is_in(here())).all(db).await?;
    let covers: Vec<Cover> = rows(db, &covers(here())).await?;
    let names: HashMap<String, Localised> =
        equipment::Entity::find().all(db).await?.into_iter().map(|thing| (thing.key, thing.name.0)).collect();

    let pools = lent::load(db, here()).await?;
    let pools: HashMap<Uuid, Arc<[Pool]>> = pools.into_iter().map(|(site, pools)| (site, pools.into())).collect();

    let books = sites.iter().map(|site| &site.rules.0).chain(spaces.iter().map(|space| &space.rules.0));
    let groups = groups::named(db, books).await?;

    let mut rooms: Vec<Room> = Vec::with_capacity(spaces.len());
    for row in spaces {
        let Some(site) = sites.iter().find(|site| site.id == row.site_id) else { continue };
        let mut covered: Vec<&Cover> = covers.iter().filter(|cover| cover.space_id == row.id).collect();
        covered.sort_by_cached_key(|cover| (natural(&cover.name), cover.unit_id));
        let units = covered.iter().map(|cover| cover.unit_id).collect();
        let pools = pools.get(&site.id).cloned().unwrap_or_default();
        rooms.push(room(row, site, units, pools, &Names { things: &names, groups: &groups }));
    }
    rooms.sort_by_cached_key(|room| {
        let space = &room.view.space;
        (natural(&space.site.name), space.site.id, natural(space.name.get("de")), space.id)
    });
    let mut counted: HashMap<SiteId, Vec<Uuid>> = HashMap::new();
    for room in rooms.iter().filter(|room| room.counts_with_others()) {
        counted.entry(room.site()).or_default().push(room.id());
    }
    let counted: HashMap<SiteId, Arc<[Uuid]>> = counted.into_iter().map(|(site, all)| (site, all.into())).collect();
    for room in &mut rooms {
        room.counted = counted.get(&room.site()).cloned().unwrap_or_default();
    }
    for (index, shared) in sharing(&rooms).into_iter().enumerate() {
        rooms[index].view.shares_with = shared;
    }
    let mut sites: Vec<SiteView> = sites.into_iter().map(site_view).collect();
    sites.sort_by_cached_key(|site| (natural(&site.town), natural(&site.name), site.id));
    Ok(Houses { sites, rooms })
}

/// Lets nobody else book in the sites of some rooms whose quotas count what is booked in others, until the transaction
/// ends: whoever books one room locks no unit of another. Always before units are locked.
pub(crate) async fn lock_quotas(db: &impl ConnectionTrait, rooms: impl Iterator<Item = &Room>) -> Result<(), DbErr> {
    let sites: BTreeSet<Uuid> = rooms.filter(|room| room.counts_with_others()).map(|room| room.site().0).collect();
    if sites.is_empty() {
        return Ok(());
    }
    site::Entity::find()
        .select_only()
        .column(site::Column::Id)
        .filter(site::Column::Id.is_in(sites))
        .order_by_asc(site::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple::<Uuid>()
        .all(db)
        .await
        .map(drop)
}

/// Runs a query that no entity describes.
pub(crate) async fn rows<T: FromQueryResult>(
    db: &impl ConnectionTrait,
    select: &SelectStatement,
) -> Result<Vec<T>, DbErr> {
    T::find_by_statement(db.get_database_backend().build(select)).all(db).await
}

fn covers(sites: impl Iterator<Item = Uuid>) -> SelectStatement {
    Query::select()
        .column((space_unit::Entity, space_unit::Column::SpaceId))
        .column((space_unit::Entity, space_unit::Column::UnitId))
        .column((unit::Entity, unit::Column::Name))
        .from(space_unit::Entity)
        .inner_join(unit::Entity, unit::Column::Id.into_expr().equals((space_unit::Entity, space_unit::Column::UnitId)))
        .and_where(unit::Column::SiteId.is_in(sites))
        .to_owned()
}

fn sharing(rooms: &[Room]) -> Vec<Vec<SpaceRef>> {
    let mut by_unit: HashMap<Uuid, Vec<usize>> = HashMap::new();
    for (index, room) in rooms.iter().enumerate() {
        for unit in &room.units {
            by_unit.entry(*unit).or_default().push(index);
        }
    }
    let shared = |(index, room): (usize, &Room)| {
        let mut others: Vec<usize> =
            room.units.iter().filter_map(|unit| by_unit.get(unit)).flatten().copied().filter(|o| *o != index).collect();
        others.sort_unstable();
        others.dedup();
        others.into_iter().map(|other| rooms[other].view.space.clone()).collect()
    };
    rooms.iter().enumerate().map(shared).collect()
}

/// What things and groups are called.
struct Names<'a> {
    things: &'a HashMap<String, Localised>,
    groups: &'a HashMap<GroupId, GroupRef>,
}

fn room(row: space::Model, site: &site::Model, units: Vec<Uuid>, pools: Arc<[Pool]>, names: &Names<'_>) -> Room {
    let mut rules = row.rules.0.over(&site.rules.0);
    if row.hidden {
        // Whatever its book says: nobody but who keeps it gets in, by any way there is.
        rules.admission = Some(vec![AdmissionRule { who: Who::Everybody, how: How::Never }]);
    }
    let groups = rules.groups().filter_map(|group| names.groups.get(&group).cloned()).collect();
    let count = |pool: &Pool| u16::try_from(pool.units.len()).unwrap_or(u16::MAX);
    let mut along: Vec<Equipment> =
        pools.iter().filter(|pool| !pool.units.is_empty()).map(|pool| pool.shown(count(pool))).collect();
    along.sort_by_cached_key(|thing| natural(thing.name.get("de")));
    let view = SpaceView {
        space: SpaceRef {
            id: SpaceId(row.id),
            slug: row.slug,
            name: row.name.0,
            kind: row.kind.0,
            site: site_ref(site),
        },
        summary: row.summary.0,
        description: row.description.0,
        layouts: row.layouts.0,
        equipment: things(row.equipment.0, names.things),
        along,
        access: row.access.unwrap_or_else(|| site.access.clone()).0,
        contact: row.contact.unwrap_or_else(|| site.contact.clone()).0,
        rules: SpaceRules { school_calendar: site.school_calendar.0.clone(), groups, ..rules.into() },
        units: u16::try_from(units.len()).unwrap_or(u16::MAX),
        pool: row.pool,
        shares_with: Vec::new(),
        plan: row.plan.map(|plan| plan.0),
        area: row.area.map(small),
        hidden: row.hidden,
    };
    Room { view, zone: site.zone.0, position: site.latitude.zip(site.longitude), units, pools, counted: Arc::default() }
}

/// Enough of a site to name it.
pub(crate) fn site_ref(row: &site::Model) -> SiteRef {
    SiteRef { id: SiteId(row.id), slug: row.slug.clone(), name: row.name.clone(), town: row.town.clone() }
}

/// The same of a site that was read already.
pub(crate) fn site_ref_of(site: &SiteView) -> SiteRef {
    SiteRef { id: site.id, slug: site.slug.clone(), name: site.name.clone(), town: site.town.clone() }
}

fn things(counts: BTreeMap<String, u16>, names: &HashMap<String, Localised>) -> Vec<Equipment> {
    counts
        .into_iter()
        .map(|(key, count)| {
            let name = names.get(&key).cloned().unwrap_or_else(|| Localised::of("de", &key));
            Equipment { key, name, count }
        })
        .collect()
}

fn site_view(row: site::Model) -> SiteView {
    SiteView {
        id: SiteId(row.id),
        slug: row.slug,
        name: row.name,
        street: row.street,
        postcode: row.postcode,
        town: row.town,
        zone: row.zone.0.name().to_owned(),
        position: row.latitude.zip(row.longitude),
        summary: row.summary.0,
        access: row.access.0,
        contact: row.contact.0,
        opening: SpaceRules::from(row.rules.0).opening,
        spaces: Vec::new(),
    }
}

/// A key that sorts names as people do: numbers by value, case ignored.
pub(crate) fn natural(name: &str) -> Vec<(u64, String)> {
    let mut key = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let words = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(words);
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (number, after) = after.split_at(digits);
        key.push((0, word.to_lowercase()));
        key.push((number.parse().unwrap_or_default(), String::new()));
        rest = after;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bench_ten_comes_after_bench_two() {
        let mut names = ["Werkbank 10", "werkbank 2", "Aula", "Werkbank 2b"];
        names.sort_by_cached_key(|name| natural(name));
        assert_eq!(names, ["Aula", "werkbank 2", "Werkbank 2b", "Werkbank 10"]);
    }
}
