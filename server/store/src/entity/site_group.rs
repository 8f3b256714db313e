//! A group of a site.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "site_group")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    /// Once in a site.
    pub name: String,
    /// What it is for; empty: nothing is said.
    pub note: String,
    pub version: i32,
    #[sea_orm(unique)]
    pub request_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
