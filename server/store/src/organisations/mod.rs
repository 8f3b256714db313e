//! What an organisation says of itself: where it sits, what stands on its bills, its cost centres, and the mail domains
//! whose people join it by themselves.

use async_trait::async_trait;
use domain::{
    access::{Act, Actor, Premises, may},
    billing::Particulars,
    desk::{CostCentre, MailDomain, OrganisationDesk, OrganisationRefusal, OrganisationView, Unavailable},
    id::{CostCentreId, OrganisationId, RequestId},
    organisation::OrganisationRef,
};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};

use crate::{
    Store,
    entity::organisation,
    error::{Stop, refuse, unavailable},
    tx::retried,
};

pub(crate) mod cost_centres;
mod domains;
mod facts;
mod join;
mod logo;
mod particulars;

type Answer<T> = Result<T, Stop<OrganisationRefusal>>;

#[async_trait]
impl OrganisationDesk for Store {
    async fn organisation(&self, by: &Actor, id: OrganisationId) -> Result<Option<OrganisationView>, Unavailable> {
        self.organisation_of(by, id).await.map_err(unavailable)
    }

    async fn write_particulars(
        &self,
        by: &Actor,
        id: OrganisationId,
        version: i32,
        particulars: Particulars,
    ) -> Result<(), OrganisationRefusal> {
        retried(|| self.settle_particulars(by, id, version, &particulars)).await
    }

    async fn add_cost_centre(
        &self,
        by: &Actor,
        request: RequestId,
        id: OrganisationId,
        code: &str,
        name: &str,
    ) -> Result<(), OrganisationRefusal> {
        retried(|| self.add_centre(by, request, id, code, name)).await
    }

    async fn retire_cost_centre(
        &self,
        by: &Actor,
        id: OrganisationId,
        centre: CostCentreId,
        retired: bool,
    ) -> Result<(), OrganisationRefusal> {
        retried(|| self.retire_centre(by, id, centre, retired)).await
    }

    async fn cost_centres(
        &self,
        by: &Actor,
        here: Premises,
        id: OrganisationId,
    ) -> Result<Vec<CostCentre>, Unavailable> {
        self.centres_to_book(by, here, id).await.map_err(unavailable)
    }

    async fn add_domain(
        &self,
        by: &Actor,
        id: OrganisationId,
        domain: &str,
    ) -> Result<MailDomain, OrganisationRefusal> {
        retried(|| self.add_mail_domain(by, id, domain)).await
    }

    async fn confirm_domain(&self, by: &Actor, id: OrganisationId, domain: &str) -> Result<(), OrganisationRefusal> {
        retried(|| self.confirm_mail_domain(by, id, domain)).await
    }

    async fn drop_domain(&self, by: &Actor, id: OrganisationId, domain: &str) -> Result<(), OrganisationRefusal> {
        retried(|| self.drop_mail_domain(by, id, domain)).await
    }

    async fn waiting_domains(&self, by: &Actor) -> Result<Option<Vec<(OrganisationRef, String)>>, Unavailable> {
        self.domains_waiting(by).await.map_err(unavailable)
    }

    async fn open_to(&self, by: &Actor) -> Result<Option<OrganisationRef>, Unavailable> {
        self.open_for(by).await.map_err(unavailable)
    }

    async fn join(&self, by: &Actor, id: OrganisationId) -> Result<(), OrganisationRefusal> {
        retried(|| self.join_by_domain(by, id)).await
    }

    async fn set_logo(&self, by: &Actor, id: OrganisationId, file: Vec<u8>) -> Result<(), OrganisationRefusal> {
        let picture = self.drawn_logo(by, id, file).await?;
        retried(|| self.give_logo(by, id, &picture)).await
    }

    async fn remove_logo(&self, by: &Actor, id: OrganisationId) -> Result<(), OrganisationRefusal> {
        retried(|| self.take_logo(by, id)).await
    }
}

/// The organisation, locked, when the actor looks after it.
async fn own(tx: &impl ConnectionTrait, by: &Actor, id: OrganisationId) -> Answer<organisation::Model> {
    if may(by, Act::LookAfterOrganisation(id)).is_err() {
        return refuse(OrganisationRefusal::NotFound);
    }
    let known = organisation::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
    known.map_or_else(|| refuse(OrganisationRefusal::NotFound), Ok)
}

fn reference(of: &organisation::Model) -> OrganisationRef {
    OrganisationRef { id: OrganisationId(of.id), name: of.name.clone(), kind: of.kind.0, sector: of.sector.0 }
}
