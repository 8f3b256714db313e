//! Who is in a group: a person, or an organisation with everybody who acts for it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "group_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub group_id: Uuid,
    /// One of these two, never both.
    pub account_id: Option<Uuid>,
    pub organisation_id: Option<Uuid>,
    /// `None`: until it is taken out.
    pub last_day: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
