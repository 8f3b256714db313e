//! What a browser was asked to prove with a passkey, under the hash of a secret.

use sea_orm::entity::prelude::*;

use super::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey_challenge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    pub kind: String,
    pub account_id: Option<Uuid>,
    pub state: Json<serde_json::Value>,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
