//! Holds: what somebody is about to book stays free for her while she fills in the form.

use domain::slot::Slot;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    allocation::{Busy, Eyes, Taker},
    entity::hold,
};

/// What is held of `units` at any time of `window`, by others than whoever looks.
pub(crate) async fn busy(
    db: &impl ConnectionTrait,
    units: &[Uuid],
    window: Slot,
    eyes: Eyes,
) -> Result<Vec<Busy>, DbErr> {
    let mut living = hold::Entity::find()
        .filter(hold::Column::ExpiresAt.gt(eyes.now))
        .filter(hold::Column::FromAt.lt(window.until()))
        .filter(hold::Column::UntilAt.gt(window.from()));
    if let Some(account) = eyes.account {
        living = living.filter(hold::Column::AccountId.ne(account.0));
    }
    // Forms that are open now are few, and units may be many.
    let units: std::collections::HashSet<Uuid> = units.iter().copied().collect();
    let read = |row: hold::Model| {
        let held = Slot::new(row.from_at, row.until_at).map_err(|e| DbErr::Type(format!("hold {}: {e}", row.id)))?;
        Ok(Busy { unit: row.unit_id, held, used: held, by: Taker::Hold { request: row.request_id } })
    };
    living.all(db).await?.into_iter().filter(|row| units.contains(&row.unit_id)).map(read).collect()
}
