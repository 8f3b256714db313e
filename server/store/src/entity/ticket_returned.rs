//! The ticket of a seat that was given back.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_returned")]
pub struct Model {
    /// Of its code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub fingerprint: Vec<u8>,
    pub registration_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
