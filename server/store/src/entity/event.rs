//! What is announced.

use domain::{event::EventState, space::Contact, text::Localised};
use sea_orm::entity::prelude::*;

use super::column::{Code, Json};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub request_id: Option<Uuid>,
    #[sea_orm(unique)]
    pub slug: String,
    pub organisation_id: Uuid,
    /// The series it belongs to.
    pub series_id: Option<Uuid>,
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub summary: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub description: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub audience: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub price: Json<Localised>,
    pub language: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub contact: Json<Contact>,
    pub takes_registrations: bool,
    pub passes_over: bool,
    pub opens_at: Option<DateTimeUtc>,
    pub closes_at: Option<DateTimeUtc>,
    pub change_hours: Option<i32>,
    pub minimum: Option<i32>,
    pub remind_week: bool,
    pub remind_day: bool,
    pub answer_days: Option<i32>,
    /// Grows with every change of what is asked of whoever registers.
    pub form_version: i32,
    #[sea_orm(column_type = "Text")]
    pub state: Code<EventState>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
    pub published_at: Option<DateTimeUtc>,
    /// When it becomes public by the clock.
    pub publish_at: Option<DateTimeUtc>,
    /// Since when the region has it to look at; `None`: it has not.
    pub submitted_at: Option<DateTimeUtc>,
    /// When the region said yes to it; `None`: it has not.
    pub cleared_at: Option<DateTimeUtc>,
    /// The name of its picture.
    pub picture: Option<String>,
    /// What is to be seen on it. Empty: it only adorns.
    #[sea_orm(column_type = "JsonBinary")]
    pub picture_alt: Json<Localised>,
    pub picture_credit: String,
    /// What mails to those who come say besides.
    #[sea_orm(column_type = "JsonBinary")]
    pub mail_note: Json<Localised>,
}

impl ActiveModelBehavior for ActiveModel {}
