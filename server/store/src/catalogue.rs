//! Sites and spaces, as they are looked up.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{CatalogueDesk, Facets, SiteView, SpaceCard, SpaceQuery, SpaceView, Unavailable},
    opening::{DAY, DayRange, minute},
    search::{Findings, SpaceSearch},
    slot::{LocalSpan, Slot},
    space::seats,
};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::{
    Store,
    allocation::{Busy, Eyes, in_the_way},
    day,
    error::unavailable,
    rooms::{self, Houses, Room, Which, natural},
    words::Words,
    zone::{self, Day},
};

#[async_trait]
impl CatalogueDesk for Store {
    async fn sites(&self) -> Result<Vec<SiteView>, Unavailable> {
        let houses = rooms::load(&self.db, Which::All).await.map_err(unavailable)?;
        Ok(with_spaces(houses))
    }

    async fn site(&self, slug: &str) -> Result<Option<SiteView>, Unavailable> {
        let houses = rooms::load(&self.db, Which::Site(slug)).await.map_err(unavailable)?;
        Ok(with_spaces(houses).pop())
    }

    async fn spaces(&self, query: &SpaceQuery) -> Result<Vec<SpaceCard>, Unavailable> {
        self.cards(query).await.map_err(unavailable)
    }

    async fn space(&self, slug: &str) -> Result<Option<SpaceView>, Unavailable> {
        let houses = rooms::load(&self.db, Which::SiteOf(slug)).await.map_err(unavailable)?;
        Ok(houses.room(slug).map(|room| room.view.clone()))
    }

    async fn find(&self, by: &Actor, search: &SpaceSearch) -> Result<Findings, Unavailable> {
        self.found(by, search).await.map_err(unavailable)
    }

    async fn facets(&self) -> Result<Facets, Unavailable> {
        let houses = rooms::load(&self.db, Which::All).await.map_err(unavailable)?;
        Ok(facets(&houses.offered()))
    }
}

impl Store {
    async fn cards(&self, query: &SpaceQuery) -> Result<Vec<SpaceCard>, DbErr> {
        let houses = rooms::load(&self.db, query.site.as_deref().map_or(Which::All, Which::Site)).await?.offered();
        let now = self.now();
        let date = query.on.unwrap_or_else(|| zone::to_local(self.zone, now).date());
        let words = Words::of(&query.words);
        let fitting: Vec<&Room> = houses.rooms.iter().filter(|room| fits(room, query, &words)).collect();
        let by_unit = self.by_unit(&fitting, &[date], Eyes::nobodys(now)).await?;
        let mut cards: Vec<SpaceCard> = fitting
            .into_iter()
            .filter_map(|room| {
                let busy = of_room(room, &by_unit);
                let held = |unit| by_unit.get(&unit).into_iter().flatten().map(|busy| busy.held);
                let day = Day::new(room.zone, date)?;
                let free = day::free(room, &day, held, now);
                is_free(room, query, &day, &busy, &free).then(|| SpaceCard {
                    space: room.view.clone(),
                    date,
                    open: room.view.rules.hours(date).to_vec(),
                    free,
                })
            })
            .collect();
        cards.sort_by_cached_key(|card| {
            (card.free.first().map_or(DAY, |range| range.from), natural(card.space.space.name.get("de")))
        });
        Ok(cards)
    }
}

fn of_room<'a>(room: &Room, by_unit: &'a HashMap<Uuid, Vec<Busy>>) -> Vec<&'a Busy> {
    room.units.iter().filter_map(|unit| by_unit.get(unit)).flatten().collect()
}

/// True when a space answers everything of a query but the time.
fn fits(room: &Room, query: &SpaceQuery, words: &Words) -> bool {
    let view = &room.view;
    let site = &view.space.site;
    let texts = [&view.space.name, &view.summary, &view.description];
    let said = || {
        let texts = texts.into_iter().flat_map(|text| text.0.values()).map(String::as_str);
        let things =
            view.equipment.iter().chain(&view.along).flat_map(|thing| thing.name.0.values()).map(String::as_str);
        texts.chain(things).chain([site.name.as_str(), site.town.as_str()])
    };
    // A group that is too large for one unit of a pool may take several.
    let units = if view.pool { view.units.max(1) } else { 1 };
    let holds = seats(&view.layouts, query.layout).map(|seats| seats.saturating_mul(units));
    query.town.as_ref().is_none_or(|town| *town == site.town)
        && query.site.as_ref().is_none_or(|slug| *slug == site.slug)
        && (query.kinds.is_empty() || query.kinds.contains(&view.space.kind))
        && query.layout.is_none_or(|layout| view.layouts.iter().any(|offer| offer.layout == layout))
        && query.people.is_none_or(|people| holds.is_some_and(|seats| people <= seats))
        && query.equipment.iter().all(|key| {
            let mut there = view.equipment.iter().chain(&view.along);
            there.any(|thing| thing.key == *key && thing.count > 0)
        })
        && (!query.step_free || view.access.step_free)
        && (words.is_empty() || words.all_in(said()))
}

/// True when a space is free from the asked time to the asked time of the day; with only one of them given, when it
/// can be had at some time after or before it.
fn is_free(room: &Room, query: &SpaceQuery, day: &Day, busy: &[&Busy], free: &[DayRange]) -> bool {
    let (from, until) = match (query.from, query.until) {
        (None, None) => return true,
        (Some(from), None) => {
            let from = minute(day.date.and_time(from));
            return free.iter().any(|range| from < range.until);
        }
        (None, Some(until)) => {
            let until = minute(day.date.and_time(until));
            return free.iter().any(|range| range.from < until);
        }
        (Some(from), Some(until)) => (from, until),
    };
    let span = LocalSpan::on(day.date, from, until);
    let last = if span.until.date() > day.date { DAY } else { minute(span.until) };
    let asked = DayRange { from: minute(span.from), until: last };
    let inside = free.iter().any(|range| range.from <= asked.from && asked.until <= range.until);
    // In a pool the free ranges of several units may meet; as many as the group needs must be free all through.
    let enough_of_them = || {
        let Some(slot) = day.range(asked) else { return false };
        let held: Slot = domain::rules::allocated(slot, &room.view.rules);
        in_the_way(room, needed(room, query), held, busy).is_empty()
    };
    inside && (!room.view.pool || enough_of_them())
}

/// How many units of a pool the group of a query takes.
fn needed(room: &Room, query: &SpaceQuery) -> u16 {
    let each = seats(&room.view.layouts, query.layout).unwrap_or_default().max(1);
    query.people.unwrap_or_default().div_ceil(each).max(1)
}

fn with_spaces(houses: Houses) -> Vec<SiteView> {
    let mut sites = houses.sites;
    for room in houses.rooms {
        if let Some(site) = sites.iter_mut().find(|site| site.id == room.site()) {
            site.spaces.push(room.view);
        }
    }
    sites
}

fn facets(houses: &Houses) -> Facets {
    let views = || houses.rooms.iter().map(|room| &room.view);
    let kinds: BTreeSet<_> = views().map(|view| view.space.kind).collect();
    let layouts: BTreeSet<_> = views().flat_map(|view| view.layouts.iter().map(|offer| offer.layout)).collect();
    let towns: BTreeSet<_> = houses.sites.iter().map(|site| (natural(&site.town), site.town.clone())).collect();
    let mut sites: Vec<_> = houses.sites.iter().map(|site| (site.slug.clone(), site.name.clone())).collect();
    sites.sort_by_cached_key(|(_, name)| natural(name));
    let equipment: BTreeMap<_, _> = views()
        .flat_map(|view| view.along.iter().chain(&view.equipment))
        .map(|thing| (&thing.key, &thing.name))
        .collect();
    let mut equipment: Vec<_> = equipment.into_iter().map(|(key, name)| (key.clone(), name.clone())).collect();
    equipment.sort_by_cached_key(|(_, name)| natural(name.get("de")));
    let uses: BTreeMap<_, _> = views().flat_map(|view| &view.rules.uses).map(|kind| (&kind.key, &kind.name)).collect();
    let mut uses: Vec<_> = uses.into_iter().map(|(key, name)| (key.clone(), name.clone())).collect();
    uses.sort_by_cached_key(|(_, name)| natural(name.get("de")));
    Facets {
        towns: towns.into_iter().map(|(_, town)| town).collect(),
        sites,
        kinds: kinds.into_iter().collect(),
        layouts: layouts.into_iter().collect(),
        equipment,
        uses,
    }
}
