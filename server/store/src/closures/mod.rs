//! Closures: when keepers close their house or some of its spaces, and what becomes of the bookings under it.

use std::collections::HashSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    desk::{ClosureDesk, ClosurePlan, ClosureRefusal, Closures, NewClosure, Unavailable},
    id::ClosureId,
    slot::Slot,
};
use sea_orm::{
    Condition, ConnectionTrait, DbErr, FromQueryResult,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    Store,
    allocation::{Busy, Taker},
    entity::{closure, closure_date, closure_space, space_unit, unit},
    error::{Stop, unavailable},
    rooms::{Room, rows},
    tx::retried,
};

mod close;
mod elsewhere;
mod plan;
mod standing;
mod told;
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

    async fn reopen(&self, by: &Actor, id: ClosureId, from: Option<DateTime<Utc>>) -> Result<(), ClosureRefusal> {
        retried(|| self.reopen_once(by, id, from)).await
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
