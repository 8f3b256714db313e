//! A space that is closed, where not the whole site is.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "closure_space")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub closure_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub space_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
