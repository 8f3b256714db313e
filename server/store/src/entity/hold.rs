//! Time kept for somebody who is filling in a form.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "hold")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub space_id: Uuid,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    pub units: i32,
    pub expires_at: DateTimeUtc,
    /// How often it was extended.
    pub extended: i32,
}

impl ActiveModelBehavior for ActiveModel {}
