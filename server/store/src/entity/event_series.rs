//! Events that belong together.

use domain::text::Localised;
use sea_orm::entity::prelude::*;

use super::column::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event_series")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub request_id: Option<Uuid>,
    #[sea_orm(unique)]
    pub slug: String,
    pub organisation_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub summary: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub description: Json<Localised>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
