//! A file that was sent for a question.

use domain::question::FileKind;
use sea_orm::entity::prelude::*;

use super::column::Code;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sent_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub question_id: Uuid,
    /// Of which answer; `None`: it waits.
    pub answer_id: Option<Uuid>,
    /// So long it waits.
    pub until_at: Option<DateTimeUtc>,
    /// By its content.
    #[sea_orm(column_type = "Text")]
    pub kind: Code<FileKind>,
    pub name: String,
    pub size: i32,
    /// SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
    /// Where it came from, until somebody confirmed that she is somebody.
    pub network: Option<Vec<u8>>,
    pub sent_at: DateTimeUtc,
    pub bytes: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
