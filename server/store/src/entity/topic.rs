//! A subject of the region's strategy.

use domain::text::Localised;
use sea_orm::entity::prelude::*;

use super::column::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "topic")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Json<Localised>,
    /// No event gets it any more.
    pub retired: bool,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
