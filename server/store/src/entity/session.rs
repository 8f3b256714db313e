//! One dated part of an event; triggers keep `seats_taken` and `seats_reserved`.

use chrono_tz::Tz;
use domain::{speaker::Speaker, text::Localised};
use sea_orm::entity::prelude::*;

use super::column::{Code, Json};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: Uuid,
    #[sea_orm(unique)]
    pub request_id: Option<Uuid>,
    #[sea_orm(unique)]
    pub uid: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub summary: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub track: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub speakers: Json<Vec<Speaker>>,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub zone: Code<Tz>,
    /// The main one; the further ones are `session_space`.
    pub space_id: Option<Uuid>,
    pub setup_minutes: i32,
    pub clear_minutes: i32,
    pub online_url: Option<String>,
    pub capacity: Option<i32>,
    pub seats_taken: i32,
    /// What is kept for groups besides.
    pub seats_reserved: i32,
    /// The seats it shares with others of its event.
    pub pool_id: Option<Uuid>,
    pub cancelled: bool,
    /// It is off until it has a new time; then `cancelled` is true as well.
    pub postponed: bool,
    pub sequence: i32,
    /// What taking part in it proves, by its key; `None`: nothing.
    pub grants_key: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub grants_name: Option<Json<Localised>>,
    /// For how many months; `None`: for ever.
    pub grants_months: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
