//! What was done, append-only.

use sea_orm::entity::prelude::*;

use super::column::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: DateTimeUtc,
    pub account_id: Option<Uuid>,
    pub act: String,
    pub kind: String,
    pub on_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json<serde_json::Value>,
}

impl ActiveModelBehavior for ActiveModel {}
