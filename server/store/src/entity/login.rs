//! A browser's sign-in, under the hash of its token.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "login")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    pub account_id: Uuid,
    pub acting_for: Option<Uuid>,
    pub user_agent: String,
    pub created_at: DateTimeUtc,
    pub seen_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    /// By what she signed in: `mail`, `passkey`, `provider`.
    pub way: Option<String>,
    pub issuer: Option<String>,
    pub proved_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
