//! What those who came to an event are asked.

use domain::survey::{Counts, Questions};
use sea_orm::entity::prelude::*;

use super::column::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "survey")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    pub version: i32,
    pub switched_on: bool,
    #[sea_orm(column_type = "JsonBinary")]
    pub questions: Json<Questions>,
    /// When people were asked; `None`: nobody was yet.
    pub asked_at: Option<DateTimeUtc>,
    /// Until when they can answer.
    pub closes_at: Option<DateTimeUtc>,
    /// How many.
    pub asked: i32,
    /// What was counted before the answers were forgotten.
    #[sea_orm(column_type = "JsonBinary")]
    pub counts: Option<Json<Counts>>,
}

impl ActiveModelBehavior for ActiveModel {}
