//! Who keeps which site, or which of its spaces, for good.

use domain::{
    access::{Act, Actor, Premises},
    desk::{KeeperRefusal, Kept},
    id::{AccountId, SiteId, SpaceId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use serde_json::json;

use crate::{
    Store,
    audit::{self, Thing},
    entity::{account, keeper, site, space},
    error::{Stop, fit, refuse},
    keeping::{Names, covers, place, within},
};

type Outcome<T> = Result<T, Stop<KeeperRefusal>>;

impl Store {
    pub(crate) async fn let_keep(&self, by: &Actor, id: AccountId, of: Premises) -> Outcome<()> {
        fit(by, Act::AdministerPlatform)?;
        let (now, here) = (self.now(), (of.site.0, of.space.map(|space| space.0)));
        let tx = self.begin_write().await?;
        // Two at once queue here.
        let her = account::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
        let Some(her) = her else { return refuse(KeeperRefusal::NotFound) };
        if her.disabled {
            return refuse(KeeperRefusal::Locked);
        }
        let there = match of.space {
            None => site::Entity::find_by_id(of.site.0).one(&*tx).await?.is_some(),
            Some(space) => {
                let found = space::Entity::find_by_id(space.0).one(&*tx).await?;
                found.is_some_and(|space| space.site_id == of.site.0)
            }
        };
        if !there {
            return refuse(KeeperRefusal::NotFound);
        }
        let known = keeper::Entity::find().filter(keeper::Column::AccountId.eq(id.0)).all(&*tx).await?;
        if known.iter().any(|row| row.until_at.is_none() && covers(row, here)) {
            return Ok(());
        }
        // Who was a deputy so far, be it of several, keeps it for good from now on; a site with all its spaces.
        let covered = keeper::Entity::delete_many().filter(keeper::Column::AccountId.eq(id.0)).filter(within(here));
        covered.exec(&*tx).await?;
        let row = keeper::ActiveModel {
            account_id: Set(id.0),
            site_id: Set(of.site.0),
            space_id: Set(here.1),
            deputy_of: Set(None),
            until_at: Set(None),
        };
        keeper::Entity::insert(row).exec_without_returning(&*tx).await?;
        let detail = json!({ "site": of.site, "space": of.space });
        audit::write(&*tx, by, "made-keeper", Thing::Account, id.0, detail, now).await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn keep_no_longer(&self, by: &Actor, id: AccountId, of: Premises) -> Outcome<()> {
        fit(by, Act::AdministerPlatform)?;
        let here = (of.site.0, of.space.map(|space| space.0));
        let tx = self.begin_write().await?;
        // Two keepers who are ended at once queue here: one of them stays.
        site::Entity::find_by_id(of.site.0).lock_exclusive().one(&*tx).await?;
        let of_site = keeper::Entity::find().filter(keeper::Column::SiteId.eq(of.site.0));
        let for_good = of_site.filter(keeper::Column::UntilAt.is_null()).all(&*tx).await?;
        if !for_good.iter().any(|row| row.account_id == id.0 && place(row) == here) {
            return refuse(KeeperRefusal::NotFound);
        }
        // The command line is there for a way out of everything.
        let others = for_good.iter().any(|row| row.account_id != id.0 && covers(row, here));
        if !others && *by != Actor::System {
            return refuse(KeeperRefusal::LastKeeper);
        }
        let space = match of.space {
            None => keeper::Column::SpaceId.is_null(),
            Some(space) => keeper::Column::SpaceId.eq(space.0),
        };
        // Who stands in for her stands in for nobody any more.
        let hers = Condition::any()
            .add(keeper::Column::DeputyOf.eq(id.0))
            .add(Condition::all().add(keeper::Column::AccountId.eq(id.0)).add(keeper::Column::UntilAt.is_null()));
        keeper::Entity::delete_many()
            .filter(keeper::Column::SiteId.eq(of.site.0))
            .filter(space)
            .filter(hers)
            .exec(&*tx)
            .await?;
        let detail = json!({ "site": of.site, "space": of.space });
        audit::write(&*tx, by, "no-longer-keeper", Thing::Account, id.0, detail, self.now()).await?;
        Ok(tx.commit().await?)
    }
}

/// What somebody keeps for good, by name.
pub(super) async fn kept_for_good(db: &impl ConnectionTrait, id: AccountId) -> Result<Vec<(Premises, Kept)>, DbErr> {
    let rows = keeper::Entity::find()
        .filter(keeper::Column::AccountId.eq(id.0))
        .filter(keeper::Column::UntilAt.is_null())
        .all(db)
        .await?;
    let names = Names::of(db, rows.iter().map(place)).await?;
    let mut all: Vec<(Premises, Kept)> = rows
        .iter()
        .map(|row| {
            let premises = Premises { site: SiteId(row.site_id), space: row.space_id.map(SpaceId) };
            (premises, names.kept(place(row)))
        })
        .collect();
    all.sort_by_cached_key(|(_, kept)| (kept.site.to_lowercase(), kept.called("de")));
    Ok(all)
}
