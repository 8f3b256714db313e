//! What somebody said of an event. Nothing says who.

use domain::survey::Answers;
use sea_orm::entity::prelude::*;

use super::column::Json;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_answer")]
pub struct Model {
    /// A mark of the secret part of a link, another than the link's own.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    pub event_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub answers: Json<Answers>,
}

impl ActiveModelBehavior for ActiveModel {}
