//! Seats of a session that are kept for those who come by a link; triggers keep `kept`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "seat_reserve")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub access_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    /// As it was said, those that are taken included.
    pub seats: i32,
    /// Those nobody has taken yet.
    pub kept: i32,
    pub until: DateTimeUtc,
    pub released_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
