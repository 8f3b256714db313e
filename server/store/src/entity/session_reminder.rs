//! That the participants of a session were reminded, or told otherwise, that it starts then.

use domain::reminder::Distance;
use sea_orm::entity::prelude::*;

use super::column::Code;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session_reminder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub distance: Code<Distance>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub starts_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
