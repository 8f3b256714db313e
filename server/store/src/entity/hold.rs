//! A unit somebody keeps while she fills in a form; over by the clock.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "hold")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The form it is for.
    pub request_id: Uuid,
    pub account_id: Uuid,
    pub unit_id: Uuid,
    /// Buffers included.
    pub from_at: DateTimeUtc,
    pub until_at: DateTimeUtc,
    /// When the form began to hold.
    pub since: DateTimeUtc,
    /// An offer of the house holds it, no form.
    pub promised: bool,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
