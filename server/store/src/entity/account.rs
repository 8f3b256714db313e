//! A person who can sign in.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub email: String,
    pub name: String,
    pub language: String,
    pub platform_admin: bool,
    /// Reads for the region.
    pub auditor: bool,
    pub disabled: bool,
    /// Why; empty: not said, or not disabled.
    pub locked_because: String,
    pub created_at: DateTimeUtc,
    /// Since when it is known that whoever has it reads mail at its address.
    pub read_at: Option<DateTimeUtc>,
    /// The last sign-in, since this is noted.
    pub seen_at: Option<DateTimeUtc>,
    /// When it was said that it ends because nobody uses it.
    pub warned_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
