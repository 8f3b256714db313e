//! What an organisation says of itself: where it sits, what stands on its bills, and its cost centres.

use async_trait::async_trait;
use domain::{
    access::{Act, Actor, may},
    billing::Particulars,
    desk::{OrganisationDesk, OrganisationRefusal, OrganisationView, Unavailable},
    id::{CostCentreId, OrganisationId, RequestId},
};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};

use crate::{
    Store,
    entity::organisation,
    error::{Stop, refuse, unavailable},
    tx::retried,
};

mod cost_centres;
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
}

/// The organisation, locked, when the actor looks after it.
async fn own(tx: &impl ConnectionTrait, by: &Actor, id: OrganisationId) -> Answer<organisation::Model> {
    if may(by, Act::LookAfterOrganisation(id)).is_err() {
        return refuse(OrganisationRefusal::NotFound);
    }
    let known = organisation::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
    known.map_or_else(|| refuse(OrganisationRefusal::NotFound), Ok)
}
