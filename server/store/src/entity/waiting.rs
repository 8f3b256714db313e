//! Somebody who waits for a time that is taken.

use domain::{
    slot::Slot,
    waiting::{WaitState, Wanted},
};
use sea_orm::entity::prelude::*;

use super::column::{Code, Json};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "waiting")]
pub struct Model {
    /// The order of asking.
    #[sea_orm(primary_key)]
    pub place: i64,
    #[sea_orm(unique)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub request_id: Uuid,
    pub account_id: Uuid,
    /// Somebody else who asked for her.
    pub asked_by: Option<Uuid>,
    pub organisation_id: Uuid,
    pub site_id: Uuid,
    pub space_id: Uuid,
    /// Any space of the site that has what is needed would do as well.
    pub elsewhere: bool,
    #[sea_orm(column_type = "JsonBinary")]
    pub wanted: Json<Wanted>,
    /// The last day of what is wanted.
    pub last_on: Date,
    /// What was offered and declined.
    #[sea_orm(column_type = "JsonBinary")]
    pub passed: Json<Vec<Slot>>,
    /// So many offers were let pass in a row.
    pub unanswered: i32,
    pub language: String,
    #[sea_orm(column_type = "Text")]
    pub state: Code<WaitState>,
    pub asked_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    pub offer_space_id: Option<Uuid>,
    pub offer_from: Option<DateTimeUtc>,
    pub offer_until: Option<DateTimeUtc>,
    /// Until then the units are held, under the id of this row.
    pub offer_ends_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
