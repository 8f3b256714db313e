//! The dimensions an event serves.

use domain::event::Dimension;
use sea_orm::entity::prelude::*;

use super::column::Code;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event_dimension")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub dimension: Code<Dimension>,
}

impl ActiveModelBehavior for ActiveModel {}
