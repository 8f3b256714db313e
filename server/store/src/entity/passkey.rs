//! A passkey: what a device proves, and what its owner calls it.

use sea_orm::entity::prelude::*;
use webauthn_rs::prelude::Passkey;

use super::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub credential: Vec<u8>,
    pub name: String,
    pub public_key: Json<Passkey>,
    pub created_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
