//! Somebody's use of a space.

use domain::{booking::BookingState, equipment::Along, recurrence::Repeat, space::Layout};
use sea_orm::entity::prelude::*;

use super::column::{Code, Json};

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
    /// The space that session has it for; `None`: it is no session's.
    pub session_space_id: Option<Uuid>,
    /// So many minutes it is set up before it begins, for its session.
    pub setup_minutes: i32,
    /// So many it is cleared after it ended.
    pub clear_minutes: i32,
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
    /// The rule its dates were made by; `None`: a single date.
    #[sea_orm(column_type = "JsonBinary")]
    pub series: Option<Json<Repeat>>,
    /// When a request ends by itself.
    pub answer_by: Option<DateTimeUtc>,
    /// When what waits was asked for; `None`: nothing does.
    pub asked_at: Option<DateTimeUtc>,
    /// When its keepers were told that it still waits.
    pub reminded_at: Option<DateTimeUtc>,
    /// Its kind of use, by the key in the rules of its space.
    pub use_kind: Option<String>,
    /// What it takes along: how many of which pool, by its key at the site of the space.
    #[sea_orm(column_type = "JsonBinary")]
    pub along: Json<Along>,
    /// What its organisation books its costs on.
    pub cost_centre_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
