//! A contact person's registration for a session.

use domain::registration::RegistrationState;
use sea_orm::entity::prelude::*;

use super::column::Code;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub request_id: Uuid,
    pub session_id: Uuid,
    pub email: String,
    pub language: String,
    pub consent: String,
    #[sea_orm(column_type = "Text")]
    pub state: Code<RegistrationState>,
    pub created_at: DateTimeUtc,
    pub held_until: DateTimeUtc,
    pub confirmed_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub sequence: i32,
    pub network: Option<Vec<u8>>,
    /// What an organiser wrote with her yes or no.
    pub answer: String,
    /// The link she came by; `None`: she came as anybody.
    pub access_id: Option<Uuid>,
    /// The organisation that listed her; `None`: she registered by herself.
    pub listed_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
