//! A mail domain of an organisation, or one it asks for.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_domain")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub domain: String,
    /// The region said that it is the organisation's; then it is no other's.
    pub confirmed: bool,
    pub asked_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
