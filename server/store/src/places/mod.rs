//! What sites and spaces say of themselves, written by the region and by those who keep them.

use std::collections::HashSet;

use async_trait::async_trait;
use domain::{
    access::{Act, Actor, Premises, may},
    desk::{KeptSite, KeptSpace, SiteDesk, SiteLine, SpaceLine, SpaceToMake, Unavailable},
    id::{RequestId, SiteId, SpaceId},
    place::{PlaceRefusal, SiteFields, SpaceFields},
    space::SpaceRef,
    text::Localised,
};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use crate::{
    Store,
    entity::{equipment, site, space},
    error::{Stop, unavailable},
    intake::IntakeError,
    rooms::{natural, site_ref},
    tx::retried,
};

mod sites;
mod spaces;

type Outcome<T> = Result<T, Stop<PlaceRefusal>>;

/// What is made on these pages is known again by its form.
const SOURCE: &str = "pages";

#[async_trait]
impl SiteDesk for Store {
    async fn kept_sites(&self, by: &Actor) -> Result<Option<Vec<SiteLine>>, Unavailable> {
        self.sites_described(by).await.map_err(unavailable)
    }

    async fn kept_site(&self, by: &Actor, site: &str) -> Result<Option<KeptSite>, Unavailable> {
        self.site_described(by, site).await.map_err(unavailable)
    }

    async fn kept_space(&self, by: &Actor, site: &str, space: &str) -> Result<Option<KeptSpace>, Unavailable> {
        self.space_described(by, (site, space)).await.map_err(unavailable)
    }

    async fn make_site(&self, by: &Actor, request: RequestId, fields: SiteFields) -> Result<String, PlaceRefusal> {
        retried(|| self.make_site_once(by, request, &fields)).await
    }

    async fn describe_site(
        &self,
        by: &Actor,
        site: &str,
        version: i32,
        fields: SiteFields,
    ) -> Result<(), PlaceRefusal> {
        retried(|| self.describe_site_once(by, site, version, &fields)).await
    }

    async fn make_space(&self, by: &Actor, new: SpaceToMake) -> Result<String, PlaceRefusal> {
        retried(|| self.make_space_once(by, &new)).await
    }

    async fn describe_space(
        &self,
        by: &Actor,
        of: (&str, &str),
        version: i32,
        fields: SpaceFields,
    ) -> Result<(), PlaceRefusal> {
        retried(|| self.describe_space_once(by, of, version, &fields)).await
    }

    async fn hide_space(&self, by: &Actor, of: (&str, &str), hidden: bool) -> Result<(), PlaceRefusal> {
        retried(|| self.hide_space_once(by, of, hidden)).await
    }
}

impl Store {
    async fn sites_described(&self, by: &Actor) -> Result<Option<Vec<SiteLine>>, DbErr> {
        let reads = may(by, Act::ReadPlatform).is_ok();
        if !reads && !by.person().is_some_and(domain::access::Person::is_keeper) {
            return Ok(None);
        }
        let mut sites = site::Entity::find().all(&self.db).await?;
        sites.sort_by_cached_key(|row| (natural(&row.town), natural(&row.name), row.id));
        let mut spaces = space::Entity::find().all(&self.db).await?;
        spaces.sort_by_cached_key(|row| (natural(row.name.0.get("de")), row.id));
        let line = |row: &site::Model| {
            let here = spaces.iter().filter(|space| space.site_id == row.id);
            let all = here.map(|space| SpaceLine {
                space: space_ref(space, row),
                hidden: space.hidden,
                describes: describes(by, premises(space)),
            });
            SiteLine {
                spaces: all.filter(|line| reads || line.describes).collect(),
                describes: describes(by, SiteId(row.id).into()),
                site: site_ref(row),
            }
        };
        let lines = sites.iter().map(line).filter(|line| reads || line.describes || !line.spaces.is_empty());
        Ok(Some(lines.collect()))
    }
}

/// The region describes everything, keepers what they keep.
fn describes(by: &Actor, premises: Premises) -> bool {
    may(by, Act::AdministerPlatform).is_ok() || may(by, Act::Keep(premises)).is_ok()
}

const fn premises(row: &space::Model) -> Premises {
    Premises::space(SiteId(row.site_id), SpaceId(row.id))
}

fn space_ref(row: &space::Model, of: &site::Model) -> SpaceRef {
    SpaceRef {
        id: SpaceId(row.id),
        slug: row.slug.clone(),
        name: row.name.0.clone(),
        kind: row.kind.0,
        site: site_ref(of),
    }
}

/// What can stand in a space, by name.
async fn things(db: &impl ConnectionTrait) -> Result<Vec<(String, Localised)>, DbErr> {
    let mut things = equipment::Entity::find().all(db).await?;
    things.sort_by_cached_key(|thing| natural(thing.name.0.get("de")));
    Ok(things.into_iter().map(|thing| (thing.key, thing.name.0)).collect())
}

/// The keys of all of it.
async fn known(db: &impl ConnectionTrait) -> Result<HashSet<String>, DbErr> {
    Ok(things(db).await?.into_iter().map(|(key, _)| key).collect())
}

impl From<IntakeError> for Stop<PlaceRefusal> {
    fn from(err: IntakeError) -> Self {
        match err {
            IntakeError::Failed(err) => Self::Failed(err),
            // Nothing of what was judged before can be refused but a part of an address that was just given away.
            other => Self::Failed(DbErr::Custom(other.to_string())),
        }
    }
}
