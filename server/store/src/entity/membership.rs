//! What an account may do for an organisation.

use domain::organisation::Role;
use sea_orm::entity::prelude::*;

use super::column::Code;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub role: Code<Role>,
}

impl ActiveModelBehavior for ActiveModel {}
