//! Seats that sessions of an event share; triggers keep `seats_taken` and `seats_reserved`.

use domain::text::Localised;
use sea_orm::entity::prelude::*;

use super::column::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "seat_pool")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub request_id: Option<Uuid>,
    pub event_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Json<Localised>,
    pub capacity: i32,
    /// Over all its sessions that were not called off for good.
    pub seats_taken: i32,
    /// What is kept for groups besides.
    pub seats_reserved: i32,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
