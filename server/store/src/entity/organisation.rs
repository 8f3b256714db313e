//! A company, university, town, association.

use domain::organisation::{OrganisationKind, Sector};
use sea_orm::entity::prelude::*;

use super::column::Code;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub slug: String,
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub kind: Code<OrganisationKind>,
    #[sea_orm(column_type = "Text")]
    pub sector: Code<Sector>,
    pub town: String,
    pub confirmed: bool,
    /// The region trusts it: rules of admission may ask less of it.
    pub trusted: bool,
    pub request_id: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub street: String,
    pub postcode: String,
    /// Who the bill is made out to; empty: its name.
    pub bill_to: String,
    pub bill_street: String,
    pub bill_postcode: String,
    pub bill_town: String,
    pub bill_email: String,
    pub vat_id: String,
    pub leitweg_id: String,
    /// Of where it sits and what stands on its bills.
    pub version: i32,
    /// The name of its picture; null: it has none.
    pub logo: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
