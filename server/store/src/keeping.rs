//! Who keeps what: all of a site, or single spaces of it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    access::{Person, Premises},
    desk::Kept,
    id::{SiteId, SpaceId},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entity::{keeper, site, space};

/// Who keeps something now: for good, or as a deputy whose last day is not over.
pub(crate) fn now(now: DateTime<Utc>) -> Condition {
    Condition::any().add(keeper::Column::UntilAt.is_null()).add(keeper::Column::UntilAt.gt(now))
}

/// Who keeps any of some spaces, each alone or with its site.
pub(crate) fn of(premises: &[Premises]) -> Condition {
    let spaces = premises.iter().filter_map(|here| here.space).map(|space| space.0);
    Condition::all()
        .add(keeper::Column::SiteId.is_in(premises.iter().map(|here| here.site.0)))
        .add(Condition::any().add(keeper::Column::SpaceId.is_null()).add(keeper::Column::SpaceId.is_in(spaces)))
}

/// A site, or one of its spaces.
pub(crate) type Place = (Uuid, Option<Uuid>);

/// What a row says somebody keeps.
pub(crate) fn place(row: &keeper::Model) -> Place {
    (row.site_id, row.space_id)
}

/// True when whoever keeps this keeps that place: with its site, or alone.
pub(crate) fn covers(row: &keeper::Model, (site, space): Place) -> bool {
    row.site_id == site && (row.space_id.is_none() || row.space_id == space)
}

/// Rows about a place, and about what lies in it: whoever keeps a site has its spaces too.
pub(crate) fn within((site, space): Place) -> Condition {
    let here = Condition::all().add(keeper::Column::SiteId.eq(site));
    here.add_option(space.map(|space| keeper::Column::SpaceId.eq(space)))
}

/// The spaces somebody keeps.
pub(crate) fn spaces_of(person: &Person) -> Condition {
    Condition::any()
        .add(space::Column::SiteId.is_in(person.keeps.iter().map(|site| site.0)))
        .add(space::Column::Id.is_in(person.keeps_spaces.iter().map(|(_, space)| space.0)))
}

/// The places somebody keeps.
pub(crate) fn places(person: &Person) -> impl Iterator<Item = Place> + Clone {
    let spaces = person.keeps_spaces.iter().map(|(site, space)| (site.0, Some(space.0)));
    person.keeps.iter().map(|site| (site.0, None)).chain(spaces)
}

/// What somebody keeps, each once: whole sites, and spaces of others. A deputy of two keepers keeps a site once.
#[derive(Default)]
pub(crate) struct Keeps(BTreeSet<(SiteId, Option<SpaceId>)>);

impl Keeps {
    pub(crate) fn add(&mut self, site: Uuid, space: Option<Uuid>) {
        self.0.insert((SiteId(site), space.map(SpaceId)));
    }

    /// True when a space is among it, alone or with its site.
    pub(crate) fn contain(&self, site: SiteId, space: SpaceId) -> bool {
        self.0.contains(&(site, None)) || self.0.contains(&(site, Some(space)))
    }

    pub(crate) fn sites(&self) -> Vec<SiteId> {
        self.0.iter().filter(|(_, space)| space.is_none()).map(|(site, _)| *site).collect()
    }

    pub(crate) fn spaces(&self) -> Vec<(SiteId, SpaceId)> {
        let alone = |(site, space): &(SiteId, Option<SpaceId>)| {
            space.filter(|_| !self.0.contains(&(*site, None))).map(|space| (*site, space))
        };
        self.0.iter().filter_map(alone).collect()
    }
}

impl<'a> FromIterator<&'a keeper::Model> for Keeps {
    fn from_iter<T: IntoIterator<Item = &'a keeper::Model>>(rows: T) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.add(row.site_id, row.space_id));
        all
    }
}

/// What sites and spaces are called.
pub(crate) struct Names {
    sites: HashMap<Uuid, String>,
    spaces: HashMap<Uuid, space::Model>,
}

impl Names {
    /// Looks up what the places of some keepers are called.
    pub(crate) async fn of(
        db: &impl ConnectionTrait,
        places: impl Iterator<Item = Place> + Clone,
    ) -> Result<Self, DbErr> {
        let sites = places.clone().map(|(site, _)| site);
        let sites = site::Entity::find().filter(site::Column::Id.is_in(sites)).all(db).await?;
        let spaces = places.filter_map(|(_, space)| space);
        let spaces = space::Entity::find().filter(space::Column::Id.is_in(spaces)).all(db).await?;
        Ok(Self {
            sites: sites.into_iter().map(|row| (row.id, row.name)).collect(),
            spaces: spaces.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    pub(crate) fn kept(&self, (site, space): Place) -> Kept {
        Kept {
            site: self.sites.get(&site).cloned().unwrap_or_default(),
            space: space.and_then(|id| self.spaces.get(&id)).map(|row| row.name.0.clone()),
        }
    }

    /// Each once, by name.
    pub(crate) fn all(&self, places: impl Iterator<Item = Place>) -> Vec<Kept> {
        let once: BTreeSet<Place> = places.collect();
        let mut all: Vec<Kept> = once.into_iter().map(|place| self.kept(place)).collect();
        all.sort_by_cached_key(|kept| (kept.site.to_lowercase(), kept.called("de")));
        all
    }
}
