//! What was answered to a question.

use sea_orm::entity::prelude::*;

use super::column::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub question_id: Uuid,
    pub registration_id: Uuid,
    /// Whose; `None`: that of the whole registration.
    pub attendee_id: Option<Uuid>,
    #[sea_orm(column_type = "JsonBinary")]
    pub value: Json<domain::question::Answer>,
    /// Who agreed, by the name she had then; empty: nothing was agreed to.
    pub said_by: String,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
