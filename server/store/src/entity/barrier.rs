//! What somebody reported that hinders her.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "barrier")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The form it came from.
    #[sea_orm(unique)]
    pub request_id: Uuid,
    /// On which page; empty: she did not say.
    pub page: String,
    pub words: String,
    /// Where an answer goes; `None`: she wants none.
    pub reply_to: Option<String>,
    pub reported_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
