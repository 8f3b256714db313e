//! What an organisation says of itself, and what it books its costs on.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor,
    billing::{Particular, Particulars},
    id::{CostCentreId, OrganisationId, RequestId},
    organisation::OrganisationRef,
};

/// An organisation, for those who look after it: its own administrators, and those of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationView {
    /// Its name and kind.
    pub organisation: OrganisationRef,
    /// The region confirmed it.
    pub confirmed: bool,
    /// Where it sits, and what stands on its bills.
    pub particulars: Particulars,
    /// The version a change of these must carry.
    pub version: i32,
    /// What it books its costs on, those in use first, by code.
    pub cost_centres: Vec<CostCentre>,
}

/// What an organisation books costs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostCentre {
    /// Its id.
    pub id: CostCentreId,
    /// Its code in the organisation's books, unique there.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Nothing new is booked on it; what was stays.
    pub retired: bool,
}

/// Why something of an organisation was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum OrganisationRefusal {
    /// These fields cannot be what they say.
    #[error("{} fields are wrong", .0.len())]
    Particulars(Vec<Particular>),
    /// Somebody changed it since the form was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// The code is missing or too long.
    #[error("a cost centre has a code of 1 to {} letters", crate::billing::LONGEST_CODE)]
    Code,
    /// The organisation has a cost centre of this code.
    #[error("there is a cost centre of this code")]
    CodeTaken,
    /// The name is missing or too long.
    #[error("a cost centre has a name of 1 to {} letters", crate::billing::LONGEST_CENTRE)]
    CentreName,
    /// It has as many cost centres as it can.
    #[error("an organisation has at most {} cost centres", crate::billing::MOST_CENTRES)]
    TooMany,
    /// There is no such thing, or the actor does not look after it.
    #[error("there is no such thing")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Keeps what an organisation says of itself. For its own administrators and those of the platform; for everybody else
/// there is nothing.
#[async_trait]
pub trait OrganisationDesk: Send + Sync {
    /// An organisation the actor looks after.
    async fn organisation(&self, by: &Actor, id: OrganisationId) -> Result<Option<OrganisationView>, Unavailable>;
    /// Writes where it sits and what stands on its bills. `version`: the one the form showed.
    async fn write_particulars(
        &self,
        by: &Actor,
        id: OrganisationId,
        version: i32,
        particulars: Particulars,
    ) -> Result<(), OrganisationRefusal>;
    /// Adds a cost centre.
    async fn add_cost_centre(
        &self,
        by: &Actor,
        request: RequestId,
        id: OrganisationId,
        code: &str,
        name: &str,
    ) -> Result<(), OrganisationRefusal>;
    /// Books nothing new on a cost centre, or does again. Said twice it is written once.
    async fn retire_cost_centre(
        &self,
        by: &Actor,
        id: OrganisationId,
        centre: CostCentreId,
        retired: bool,
    ) -> Result<(), OrganisationRefusal>;
}
