//! What a site lends to bookings.

use domain::text::Localised;
use sea_orm::entity::prelude::*;

use super::column::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "equipment_pool")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub key: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Json<Localised>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
