//! One stretch of time of a closure.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "closure_date")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub closure_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_at: DateTimeUtc,
    pub until_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
