//! A page the law asks for, as the region wrote it in one language.

use chrono::{DateTime, NaiveDate, Utc};
use domain::about::AboutText;
use sea_orm::entity::prelude::*;

use super::column::Code;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "about_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub text: Code<AboutText>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: String,
    pub body: String,
    pub reviewed_on: Option<NaiveDate>,
    pub version: i32,
    pub changed_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
