//! Closures: when keepers close their house or some of its spaces, and what becomes of the bookings under it.

use std::collections::HashSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, Premises, may},
    desk::{ClosureDesk, ClosurePlan, ClosureRefusal, ClosureView, Closures, NewClosure, Unavailable},
    id::{ClosureId, SiteId, SpaceId},
    slot::Slot,
    space::{SiteRef, SpaceRef},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    allocation::{Busy, Taker},
    audit::{self, Thing},
    entity::{closure, closure_date, closure_space, space_unit, unit},
    error::{Stop, refuse, unavailable},
    rooms::{self, Room, Which, rows},
    tx::retried,
    zone,
};

mod close;
mod elsewhere;
mod plan;
mod under;

pub(crate) use plan::events_of;

type Outcome<T> = Result<T, Stop<ClosureRefusal>>;

#[async_trait]
impl ClosureDesk for Store {
    async fn closures(&self, by: &Actor, site: &str) -> Result<Option<Closures>, Unavailable> {
        self.closures_of(by, site).await.map_err(unavailable)
    }

    async fn plan_closure(&self, by: &Actor, new: &NewClosure) -> Result<ClosurePlan, ClosureRefusal> {
        retried(|| self.planned_closure(by, new)).await
    }

    async fn close(&self, by: &Actor, new: NewClosure) -> Result<ClosureId, ClosureRefusal> {
        retried(|| self.close_once(by, &new)).await
    }

    async fn reopen(&self, by: &Actor, id: ClosureId) -> Result<(), ClosureRefusal> {
        retried(|| self.reopen_once(by, id)).await
    }
}

impl Store {
    async fn closures_of(&self, by: &Actor, site: &str) -> Result<Option<Closures>, DbErr> {
        let houses = rooms::load(&self.db, Which::Site(site)).await?;
        let keeps = |premises: Premises| may(by, Act::Keep(premises)).is_ok();
        let hers: Vec<SpaceRef> =
            houses.rooms.iter().map(|room| &room.view.space).filter(|space| keeps(space.premises())).cloned().collect();
        let Some(house) = houses.sites.first() else { return Ok(None) };
        let whole = keeps(house.id.into());
        if !whole && hers.is_empty() {
            return Ok(None);
        }
        let here = under::zone_of(house);
        let known = closure::Entity::find().filter(closure::Column::SiteId.eq(house.id.0)).all(&self.db).await?;
        let ids = || known.iter().map(|row| row.id);
        let dates = closure_date::Entity::find()
            .filter(closure_date::Column::ClosureId.is_in(ids()))
            .filter(closure_date::Column::UntilAt.gt(self.now()))
            .order_by_asc(closure_date::Column::FromAt)
            .all(&self.db)
            .await?;
        let spaces = closure_space::Entity::find().filter(closure_space::Column::ClosureId.is_in(ids())).all(&self.db);
        let spaces = spaces.await?;
        let mut closures = Vec::new();
        for row in &known {
            let of_this = |date: &&closure_date::Model| date.closure_id == row.id;
            let dates: Vec<_> = dates
                .iter()
                .filter(of_this)
                .filter_map(|date| Slot::new(date.from_at, date.until_at).ok())
                .map(|slot| zone::when(here, slot))
                .collect();
            if dates.is_empty() {
                continue;
            }
            let named = |space: &closure_space::Model| space.closure_id == row.id;
            let spaces = spaces.iter().filter(|space| named(space)).filter_map(|space| houses.room_of(space.space_id));
            let spaces: Vec<SpaceRef> = spaces.map(|room| room.view.space.clone()).collect();
            let is_hers = |space: &SpaceRef| hers.iter().any(|her| her.id == space.id);
            if !whole && !row.whole && !spaces.iter().any(is_hers) {
                continue;
            }
            closures.push(ClosureView {
                id: ClosureId(row.id),
                reason: row.reason.clone(),
                may_reopen: whole || (!row.whole && spaces.iter().all(is_hers)),
                spaces,
                dates,
            });
        }
        closures.sort_by_key(|closure| closure.dates.first().map(|when| when.slot));
        let site =
            SiteRef { id: house.id, slug: house.slug.clone(), name: house.name.clone(), town: house.town.clone() };
        Ok(Some(Closures { site, whole, spaces: hers, closures }))
    }

    async fn reopen_once(&self, by: &Actor, id: ClosureId) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let row = closure::Entity::find_by_id(id.0).one(&*tx).await?;
        let Some(row) = row else { return refuse(ClosureRefusal::NotFound) };
        let site = SiteId(row.site_id);
        let spaces =
            closure_space::Entity::find().filter(closure_space::Column::ClosureId.eq(row.id)).all(&*tx).await?;
        let keeps = |premises: Premises| may(by, Act::Keep(premises)).is_ok();
        let all = |spaces: &[closure_space::Model]| {
            spaces.iter().all(|row| keeps(Premises::space(site, SpaceId(row.space_id))))
        };
        if !keeps(site.into()) && (row.whole || !all(&spaces)) {
            return refuse(ClosureRefusal::NotFound);
        }
        closure::Entity::delete_by_id(row.id).exec(&*tx).await?;
        let detail = json!({ "closure": row.id, "reason": row.reason });
        audit::write(&*tx, by, "reopened", Thing::Site, row.site_id, detail, now).await?;
        Ok(tx.commit().await?)
    }
}

/// The units of some rooms, each once, in the order of their ids.
fn units_of<'a>(rooms: impl IntoIterator<Item = &'a Room>) -> Vec<Uuid> {
    let mut units: Vec<Uuid> = rooms.into_iter().flat_map(|room| room.units.iter().copied()).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// A unit that is closed for some time.
#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    unit_id: Uuid,
    reason: String,
    from_at: DateTime<Utc>,
    until_at: DateTime<Utc>,
}

/// What is closed of `units` at any time of `window`.
pub(crate) async fn busy(db: &impl ConnectionTrait, units: &[Uuid], window: Slot) -> Result<Vec<Busy>, DbErr> {
    let found: Vec<Row> = rows(db, &closed(window)).await?;
    // Closures are few and units many: the few are read, and the units found among them here.
    let units: HashSet<Uuid> = units.iter().copied().collect();
    let read = |row: Row| {
        let held = Slot::new(row.from_at, row.until_at).map_err(|e| DbErr::Type(format!("closure {}: {e}", row.id)))?;
        Ok(Busy { unit: row.unit_id, held, used: held, by: Taker::Closure { id: row.id, reason: row.reason } })
    };
    found.into_iter().filter(|row| units.contains(&row.unit_id)).map(read).collect()
}

/// Selects the units that are closed at any time of `window`: those of a whole site, and those of single spaces.
fn closed(window: Slot) -> SelectStatement {
    let spaces = Query::select()
        .expr(Expr::val(1))
        .from(closure_space::Entity)
        .inner_join(
            space_unit::Entity,
            Expr::col((space_unit::Entity, space_unit::Column::SpaceId))
                .equals((closure_space::Entity, closure_space::Column::SpaceId)),
        )
        .and_where(
            Expr::col((closure_space::Entity, closure_space::Column::ClosureId))
                .equals((closure::Entity, closure::Column::Id)),
        )
        .and_where(Expr::col((space_unit::Entity, space_unit::Column::UnitId)).equals((unit::Entity, unit::Column::Id)))
        .to_owned();
    Query::select()
        .columns([closure::Column::Id, closure::Column::Reason].map(|column| (closure::Entity, column)))
        .expr_as(Expr::col((unit::Entity, unit::Column::Id)), "unit_id")
        .columns([closure_date::Column::FromAt, closure_date::Column::UntilAt].map(|c| (closure_date::Entity, c)))
        .from(closure_date::Entity)
        .inner_join(
            closure::Entity,
            Expr::col((closure::Entity, closure::Column::Id))
                .equals((closure_date::Entity, closure_date::Column::ClosureId)),
        )
        .inner_join(
            unit::Entity,
            Expr::col((unit::Entity, unit::Column::SiteId)).equals((closure::Entity, closure::Column::SiteId)),
        )
        .and_where(Expr::col((closure_date::Entity, closure_date::Column::UntilAt)).gt(window.from()))
        .and_where(Expr::col((closure_date::Entity, closure_date::Column::FromAt)).lt(window.until()))
        .cond_where(
            Condition::any()
                .add(Expr::col((closure::Entity, closure::Column::Whole)).eq(true))
                .add(Expr::exists(spaces)),
        )
        .to_owned()
}
