//! How many answered alike at a session, of whom nobody knows any more.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answer_count")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub question_id: Uuid,
    /// The key of an option, or what several people wrote alike.
    #[sea_orm(primary_key, auto_increment = false)]
    pub said: String,
    pub people: i32,
}

impl ActiveModelBehavior for ActiveModel {}
