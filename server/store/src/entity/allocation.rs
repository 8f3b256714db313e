//! One unit, one time, buffers included: the only thing that blocks.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "allocation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub occurrence_id: Uuid,
    pub from_at: DateTimeUtc,
    pub until_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
