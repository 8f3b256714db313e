//! What an organiser asks of whoever registers.

use domain::{
    id::SessionId,
    question::{Choice, FileKind, Keeping, Kind, Whose},
    text::Localised,
};
use sea_orm::entity::prelude::*;

use super::column::{Code, Json};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "question")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The form it was added with; `None`: it took the place of another.
    #[sea_orm(unique)]
    pub request_id: Option<Uuid>,
    pub event_id: Uuid,
    pub position: i32,
    #[sea_orm(column_type = "Text")]
    pub kind: Code<Kind>,
    #[sea_orm(column_type = "Text")]
    pub whose: Code<Whose>,
    #[sea_orm(column_type = "JsonBinary")]
    pub label: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub help: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub options: Json<Vec<Choice>>,
    pub least: Option<i32>,
    pub most: Option<i32>,
    pub required: bool,
    /// None: of everybody.
    #[sea_orm(column_type = "JsonBinary")]
    pub sessions: Json<Vec<SessionId>>,
    pub depends_on: Option<Uuid>,
    pub depends_option: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub purpose: Json<Localised>,
    #[sea_orm(column_type = "Text")]
    pub keeping: Code<Keeping>,
    /// What may be sent, where it is answered by a file.
    #[sea_orm(column_type = "JsonBinary")]
    pub files: Json<Vec<FileKind>>,
    /// Since when it is asked no more.
    pub retired_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
