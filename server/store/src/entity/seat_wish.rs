//! A place on the waiting list for seats: what a registration that waits wants, and when its turn is.

use domain::id::SessionId;
use sea_orm::entity::prelude::*;

use super::column::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "seat_wish")]
pub struct Model {
    /// The order of asking.
    #[sea_orm(primary_key)]
    pub place: i64,
    #[sea_orm(unique)]
    pub registration_id: Uuid,
    pub event_id: Uuid,
    /// Any session of the event would do.
    pub anywhere: bool,
    /// What was offered and declined.
    #[sea_orm(column_type = "JsonBinary")]
    pub passed: Json<Vec<SessionId>>,
    /// An organiser put her before the others.
    pub put_first: bool,
    /// She was told that she was passed over.
    pub told: bool,
}

impl ActiveModelBehavior for ActiveModel {}
