//! A building.

use chrono_tz::Tz;
use domain::{
    hours::SchoolHoliday,
    rulebook::RuleBook,
    space::{AccessFacts, Contact},
    text::Localised,
};
use sea_orm::entity::prelude::*;

use super::column::{Code, Json};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub slug: String,
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub town: String,
    #[sea_orm(column_type = "Text")]
    pub zone: Code<Tz>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    #[sea_orm(column_type = "JsonBinary")]
    pub summary: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub access: Json<AccessFacts>,
    #[sea_orm(column_type = "JsonBinary")]
    pub contact: Json<Contact>,
    #[sea_orm(column_type = "JsonBinary")]
    pub rules: Json<RuleBook>,
    #[sea_orm(column_type = "JsonBinary")]
    pub school_calendar: Json<Vec<SchoolHoliday>>,
    pub rules_version: i32,
    /// Of what it says of itself.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
