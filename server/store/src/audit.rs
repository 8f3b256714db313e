//! What was done, by whom: written in the transaction of the act (I3), never changed, and nameless some day.

use chrono::{DateTime, Utc};
pub(crate) use domain::trail::Thing;
use domain::{access::Actor, trail::Deed};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use serde_json::Value;
use uuid::Uuid;

use crate::entity::{Json, audit};

/// Writes down that `by` did `act`, the code of a [`Deed`]. `detail` says what a keeper needs to retrace it.
pub(crate) async fn write(
    db: &impl ConnectionTrait,
    by: &Actor,
    act: &str,
    thing: Thing,
    id: Uuid,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    debug_assert!(Deed::from_code(act).is_some(), "say in domain::trail what {act} is");
    let entry = audit::ActiveModel {
        at: Set(now),
        account_id: Set(by.person().map(|person| person.id.0)),
        act: Set(act.to_owned()),
        kind: Set(thing.code().to_owned()),
        on_id: Set(id),
        detail: Set(Json(detail)),
        ..Default::default()
    };
    audit::Entity::insert(entry).exec_without_returning(db).await.map(drop)
}
