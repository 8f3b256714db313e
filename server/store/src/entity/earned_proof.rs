//! What somebody has proved by taking part in a session.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "earned_proof")]
pub struct Model {
    /// Whose coming earned it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub attendee_id: Uuid,
    pub key: String,
    pub account_id: Option<Uuid>,
    /// Until somebody signs in with it: a fingerprint of her address.
    pub address: Option<Vec<u8>>,
    /// The last day it holds; `None`: for ever.
    pub expires_on: Option<Date>,
    pub earned_at: DateTimeUtc,
    /// Where it counts; `None`: of old, in every house.
    pub site_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
