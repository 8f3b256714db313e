//! Somebody who comes; holding a seat is what counts (I2).

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "attendee")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub registration_id: Uuid,
    pub session_id: Uuid,
    pub position: i32,
    pub name: String,
    pub holds_seat: bool,
    /// When she came; `None`: she did not, or not yet.
    pub arrived_at: Option<DateTimeUtc>,
    /// How often her ticket was made anew.
    pub ticket: i32,
    /// The link the seat was kept for that she holds; `None`: it was anybody's.
    pub reserve_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
