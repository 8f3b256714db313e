//! Things that stand in spaces, by name.

use domain::text::Localised;
use sea_orm::entity::prelude::*;

use super::column::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "equipment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Json<Localised>,
}

impl ActiveModelBehavior for ActiveModel {}
