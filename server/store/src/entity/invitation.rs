//! Somebody invited to a booking.

use domain::invitation::Reply;
use sea_orm::entity::prelude::*;

use super::column::Code;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub booking_id: Uuid,
    pub email: String,
    pub name: String,
    pub language: String,
    #[sea_orm(column_type = "Text")]
    pub reply: Option<Code<Reply>>,
    /// SEQUENCE of the booking when she answered.
    pub replied_to: Option<i32>,
    /// She agreed that the others invited read her name.
    pub shown: bool,
    /// SEQUENCE of the booking when she was invited.
    pub since: i32,
    /// Added to the SEQUENCE of the booking: grows when she is taken off the list, and invited again (I6).
    pub sequence: i32,
    pub invited_at: DateTimeUtc,
    /// When she was taken off the list.
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
