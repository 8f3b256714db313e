//! A link by which a group registers for an event.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "access_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub request_id: Option<Uuid>,
    pub event_id: Uuid,
    pub name: String,
    /// What the secret part of its address is made of: another one each time it is made anew.
    #[sea_orm(unique)]
    pub key_id: Uuid,
    /// `None`: as soon as the event is public.
    pub opens_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub version: i32,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
