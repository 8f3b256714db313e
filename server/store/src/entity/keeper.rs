//! Who looks after a site, or a space of it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "keeper")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub site_id: Uuid,
    /// None: all of the site.
    pub space_id: Option<Uuid>,
    /// In whose stead; once for each keeper, and at most once for herself: the database sees to it.
    pub deputy_of: Option<Uuid>,
    pub until_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
