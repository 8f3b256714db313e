//! How the furniture of a space can stand, as its keepers write it down.

use domain::{
    access::{Act, Actor, Premises, may},
    desk::{LayoutsRefusal, NewLayouts},
    id::{SiteId, SpaceId},
    space::{Layout, LayoutSeats, unseatable},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::json;

use crate::{
    Store,
    audit::{self, Thing},
    entity::{Json, site, space},
    error::{Stop, refuse},
};

impl Store {
    pub(crate) async fn write_layouts(&self, by: &Actor, new: &NewLayouts) -> Result<(), Stop<LayoutsRefusal>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Some(house) = site::Entity::find().filter(site::Column::Slug.eq(&new.site)).one(&*tx).await? else {
            return refuse(LayoutsRefusal::NotFound);
        };
        let found = space::Entity::find()
            .filter(space::Column::Slug.eq(&new.space))
            .filter(space::Column::SiteId.eq(house.id))
            .lock_exclusive()
            .one(&*tx)
            .await?;
        let hers = |row: &space::Model| may(by, Act::Keep(Premises::space(SiteId(house.id), SpaceId(row.id)))).is_ok();
        let Some(row) = found.filter(hers) else { return refuse(LayoutsRefusal::NotFound) };
        let wrong = unseatable(&new.layouts);
        if !wrong.is_empty() {
            return refuse(LayoutsRefusal::Seats(wrong));
        }
        let layouts = in_order(&new.layouts);
        if in_order(&row.layouts.0) == layouts {
            return Ok(());
        }
        if row.rules_version != new.version {
            return refuse(LayoutsRefusal::ChangedMeanwhile);
        }
        let detail = json!({ "before": row.layouts.0, "after": layouts });
        let (id, version) = (row.id, row.rules_version);
        let mut row = row.into_active_model();
        row.layouts = Set(Json(layouts));
        row.rules_version = Set(version + 1);
        row.update(&*tx).await?;
        audit::write(&*tx, by, "layouts-changed", Thing::Space, id, detail, now).await?;
        Ok(tx.commit().await?)
    }
}

/// Layouts in the order people expect.
fn in_order(layouts: &[LayoutSeats]) -> Vec<LayoutSeats> {
    let mut layouts = layouts.to_vec();
    layouts.sort_by_key(|offer| Layout::ALL.iter().position(|layout| *layout == offer.layout));
    layouts
}
