//! What a person books.

use std::collections::BTreeMap;

use domain::{
    rulebook::RuleBook,
    space::{AccessFacts, Contact, LayoutSeats, PlanRect, SpaceKind},
    text::Localised,
};
use sea_orm::entity::prelude::*;

use super::column::{Code, Json};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "space")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    #[sea_orm(unique)]
    pub slug: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Json<Localised>,
    #[sea_orm(column_type = "Text")]
    pub kind: Code<SpaceKind>,
    #[sea_orm(column_type = "JsonBinary")]
    pub summary: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub description: Json<Localised>,
    #[sea_orm(column_type = "JsonBinary")]
    pub layouts: Json<Vec<LayoutSeats>>,
    #[sea_orm(column_type = "JsonBinary")]
    pub equipment: Json<BTreeMap<String, u16>>,
    #[sea_orm(column_type = "JsonBinary")]
    pub access: Option<Json<AccessFacts>>,
    #[sea_orm(column_type = "JsonBinary")]
    pub contact: Option<Json<Contact>>,
    pub pool: bool,
    #[sea_orm(column_type = "JsonBinary")]
    pub plan: Option<Json<PlanRect>>,
    pub area: Option<i32>,
    /// What differs from the site's.
    #[sea_orm(column_type = "JsonBinary")]
    pub rules: Json<RuleBook>,
    pub rules_version: i32,
    /// Of what it says of itself.
    pub version: i32,
    /// It is in no list, and nobody books it.
    pub hidden: bool,
}

impl ActiveModelBehavior for ActiveModel {}
