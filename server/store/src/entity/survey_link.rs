//! Whom a link to a survey was mailed to. It is not changed when she answers.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: Uuid,
    pub registration_id: Uuid,
    /// A mark of her address; `None`: the address is forgotten.
    pub person: Option<Vec<u8>>,
    /// What the secret part of the link is made from; `None`: it was mailed, and nobody here knows it any more.
    pub seed: Option<Uuid>,
    /// A mark of the secret part.
    #[sea_orm(unique)]
    pub token: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
