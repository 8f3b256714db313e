//! What an organiser wrote to participants.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub request_id: Uuid,
    pub event_id: Uuid,
    /// Who wrote it; `None`: she is forgotten.
    pub account_id: Option<Uuid>,
    /// To whom, as [`Audience`](domain::message::Audience) is written.
    pub audience: String,
    pub subject: String,
    pub body: String,
    pub people: i32,
    pub sent_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
