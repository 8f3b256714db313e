//! A time at which keepers close their house, or some of its spaces.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "closure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The form it came from.
    pub request_id: Uuid,
    pub site_id: Uuid,
    /// The whole site, with spaces to come; else see `closure_space`.
    pub whole: bool,
    pub reason: String,
    pub account_id: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
