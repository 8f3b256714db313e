//! Somebody's use of a space.

use domain::{booking::BookingState, space::Layout};
use sea_orm::entity::prelude::*;

use super::column::Code;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "booking")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub request_id: Option<Uuid>,
    #[sea_orm(unique)]
    pub uid: String,
    pub organisation_id: Uuid,
    pub account_id: Option<Uuid>,
    pub session_id: Option<Uuid>,
    pub title: String,
    pub note: String,
    pub language: String,
    pub people: i32,
    #[sea_orm(column_type = "Text")]
    pub layout: Option<Code<Layout>>,
    pub units: i32,
    #[sea_orm(column_type = "Text")]
    pub state: Code<BookingState>,
    pub version: i32,
    pub sequence: i32,
    pub created_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
