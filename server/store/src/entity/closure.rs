//! Maintenance, a holiday, a keeper's block: what blocks and is no booking.

use domain::{recurrence::Repeat, text::Localised};
use sea_orm::entity::prelude::*;

use super::column::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "closure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    /// `None`: the whole site.
    pub space_id: Option<Uuid>,
    /// What everybody may read.
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub series: Option<Json<Repeat>>,
    /// Of the first date.
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    pub account_id: Option<Uuid>,
    pub version: i32,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
