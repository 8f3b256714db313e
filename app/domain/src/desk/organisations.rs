//! What an organisation says of itself, and what it books its costs on.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::{Actor, NotNow, Premises},
    billing::{Particular, Particulars},
    id::{CostCentreId, OrganisationId, RequestId},
    mail_domain::DomainFault,
    organisation::OrganisationRef,
    picture::{PictureFault, PictureRef},
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
    /// The mail domains whose people may join by themselves, by name.
    pub domains: Vec<MailDomain>,
    /// Its logo.
    pub logo: Option<PictureRef>,
    /// The actor says whose a mail domain is.
    pub may_confirm: bool,
}

/// A mail domain of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailDomain {
    /// Its name.
    pub domain: String,
    /// The region confirmed that it is the organisation's. Until then nobody joins by it.
    pub confirmed: bool,
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
    /// It has as many cost centres, or mail domains, as it can.
    #[error("an organisation cannot have more of these")]
    TooMany,
    /// It is no mail domain of an organisation.
    #[error(transparent)]
    Domain(DomainFault),
    /// The mail domain is another organisation's.
    #[error("it is another organisation's mail domain")]
    DomainTaken,
    /// The picture is not taken.
    #[error(transparent)]
    Picture(PictureFault),
    /// The actor signed in too long ago for this.
    #[error("she has to sign in again")]
    SignInAgain,
    /// There is no such thing, or the actor does not look after it.
    #[error("there is no such thing")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

impl From<NotNow> for OrganisationRefusal {
    fn from(not: NotNow) -> Self {
        match not {
            NotNow::Forbidden => Self::NotFound,
            NotNow::SignInAgain => Self::SignInAgain,
        }
    }
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
    /// What whoever books here for an organisation can put it on, by code: what is in use.
    async fn cost_centres(
        &self,
        by: &Actor,
        here: Premises,
        id: OrganisationId,
    ) -> Result<Vec<CostCentre>, Unavailable>;
    /// Adds a mail domain: confirmed when the region adds it, else it waits for the region, which is told.
    async fn add_domain(&self, by: &Actor, id: OrganisationId, domain: &str)
    -> Result<MailDomain, OrganisationRefusal>;
    /// Says that a mail domain is the organisation's. Those of the platform only. Said twice it is written once.
    async fn confirm_domain(&self, by: &Actor, id: OrganisationId, domain: &str) -> Result<(), OrganisationRefusal>;
    /// Takes a mail domain away. Who joined by it stays.
    async fn drop_domain(&self, by: &Actor, id: OrganisationId, domain: &str) -> Result<(), OrganisationRefusal>;
    /// The mail domains that wait for the region, the first asked for first. For those who read for the region.
    async fn waiting_domains(&self, by: &Actor) -> Result<Option<Vec<(OrganisationRef, String)>>, Unavailable>;
    /// The organisation the actor may join by her address; `None`: there is none, she is a member, or was taken out.
    async fn open_to(&self, by: &Actor) -> Result<Option<OrganisationRef>, Unavailable>;
    /// Makes the actor a member of that organisation, and tells its administrators. Done twice it is done once.
    async fn join(&self, by: &Actor, id: OrganisationId) -> Result<(), OrganisationRefusal>;
    /// Gives it a logo: a PNG, JPEG or WebP file, which is drawn anew.
    async fn set_logo(&self, by: &Actor, id: OrganisationId, file: Vec<u8>) -> Result<(), OrganisationRefusal>;
    /// Takes its logo away. Done twice it is done once.
    async fn remove_logo(&self, by: &Actor, id: OrganisationId) -> Result<(), OrganisationRefusal>;
}
