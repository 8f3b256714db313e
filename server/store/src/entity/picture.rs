//! A picture, there once by what it is.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "picture")]
pub struct Model {
    /// SHA-256 of its bytes, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub media: String,
    pub bytes: Vec<u8>,
    pub width: i32,
    pub height: i32,
    /// The name of the same picture, smaller.
    pub smaller: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
