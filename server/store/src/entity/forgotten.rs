//! How much of one kind was forgotten at a time.

use domain::privacy::Holding;
use sea_orm::entity::prelude::*;

use super::Code;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "forgotten")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub at: DateTimeUtc,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub holding: Code<Holding>,
    pub amount: i32,
}

impl ActiveModelBehavior for ActiveModel {}
