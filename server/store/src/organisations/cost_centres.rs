//! What an organisation books its costs on. What was booked on one keeps it, so none is deleted.

use domain::{
    access::{Act, Actor, Premises, may},
    billing::{self, CentreFault, MOST_CENTRES},
    booking::BookingRefusal,
    desk::{CostCentre, OrganisationRefusal},
    id::{CostCentreId, OrganisationId, RequestId},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter,
};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, own};
use crate::{
    Store,
    audit::{self, Thing},
    chance,
    entity::cost_centre,
    error::{Stop, refuse},
    rooms::natural,
};

impl Store {
    /// Those in use first, by code.
    pub(super) async fn centres_of(&self, id: OrganisationId) -> Result<Vec<CostCentre>, DbErr> {
        let rows =
            cost_centre::Entity::find().filter(cost_centre::Column::OrganisationId.eq(id.0)).all(&self.db).await?;
        let mut centres: Vec<CostCentre> = rows.into_iter().map(view).collect();
        centres.sort_by_cached_key(|centre| (centre.retired, natural(&centre.code)));
        Ok(centres)
    }

    /// Those in use, for whoever may book with them.
    pub(super) async fn centres_to_book(
        &self,
        by: &Actor,
        here: Premises,
        id: OrganisationId,
    ) -> Result<Vec<CostCentre>, DbErr> {
        if may(by, Act::Book(here, id)).is_err() {
            return Ok(Vec::new());
        }
        let mut centres = self.centres_of(id).await?;
        centres.retain(|centre| !centre.retired);
        Ok(centres)
    }

    /// What a booking was put on, and what it can be put on by somebody who `may_change` it: for its organisation's own
    /// people. Keepers need not know how others keep their books.
    pub(crate) async fn centres_seen(
        &self,
        by: &Actor,
        organisation: OrganisationId,
        on: Option<Uuid>,
        may_change: bool,
    ) -> Result<(Option<CostCentre>, Vec<CostCentre>), DbErr> {
        if may(by, Act::SeeCostCentres(organisation)).is_err() {
            return Ok((None, Vec::new()));
        }
        let mut centres = self.centres_of(organisation).await?;
        let on = on.and_then(|on| centres.iter().find(|centre| centre.id.0 == on).cloned());
        // What it is on stays a choice, retired or not.
        centres.retain(|centre| may_change && (!centre.retired || on.as_ref() == Some(centre)));
        Ok((on, centres))
    }

    pub(super) async fn add_centre(
        &self,
        by: &Actor,
        request: RequestId,
        id: OrganisationId,
        code: &str,
        name: &str,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        own(&*tx, by, id).await?;
        let (code, name) = match billing::cost_centre(code, name) {
            Ok(said) => said,
            Err(CentreFault::Code) => return refuse(OrganisationRefusal::Code),
            Err(CentreFault::Name) => return refuse(OrganisationRefusal::CentreName),
        };
        let of = || cost_centre::Entity::find().filter(cost_centre::Column::OrganisationId.eq(id.0));
        if of().filter(cost_centre::Column::RequestId.eq(request.0)).one(&*tx).await?.is_some() {
            return Ok(());
        }
        if of().filter(cost_centre::Column::Code.eq(&code)).one(&*tx).await?.is_some() {
            return refuse(OrganisationRefusal::CodeTaken);
        }
        if of().count(&*tx).await? >= MOST_CENTRES as u64 {
            return refuse(OrganisationRefusal::TooMany);
        }
        let centre = chance::id(now);
        let detail = json!({ "centre": centre, "code": code });
        let row = cost_centre::ActiveModel {
            id: Set(centre),
            request_id: Set(request.0),
            organisation_id: Set(id.0),
            code: Set(code),
            name: Set(name),
            retired_at: Set(None),
        };
        cost_centre::Entity::insert(row).exec_without_returning(&*tx).await?;
        audit::write(&*tx, by, "cost-centre-added", Thing::Organisation, id.0, detail, now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn retire_centre(
        &self,
        by: &Actor,
        id: OrganisationId,
        centre: CostCentreId,
        retired: bool,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        own(&*tx, by, id).await?;
        let known = cost_centre::Entity::find_by_id(centre.0).one(&*tx).await?;
        let Some(row) = known.filter(|row| row.organisation_id == id.0) else {
            return refuse(OrganisationRefusal::NotFound);
        };
        if row.retired_at.is_some() == retired {
            return Ok(());
        }
        let detail = json!({ "centre": centre, "code": row.code });
        let mut row = row.into_active_model();
        row.retired_at = Set(retired.then_some(now));
        row.update(&*tx).await?;
        let act = if retired { "cost-centre-retired" } else { "cost-centre-restored" };
        audit::write(&*tx, by, act, Thing::Organisation, id.0, detail, now).await?;
        Ok(tx.commit().await?)
    }
}

/// What a booking is put on: `None`, nothing; refused unless it is the organisation's own, and in use.
pub(crate) async fn of_booking(
    tx: &impl ConnectionTrait,
    organisation: OrganisationId,
    centre: Option<CostCentreId>,
) -> Result<Option<Uuid>, Stop<BookingRefusal>> {
    let Some(centre) = centre else { return Ok(None) };
    let row = cost_centre::Entity::find_by_id(centre.0).one(tx).await?;
    let own = row.filter(|row| row.organisation_id == organisation.0 && row.retired_at.is_none());
    own.map_or_else(|| refuse(BookingRefusal::CostCentre), |row| Ok(Some(row.id)))
}

fn view(row: cost_centre::Model) -> CostCentre {
    CostCentre { id: CostCentreId(row.id), code: row.code, name: row.name, retired: row.retired_at.is_some() }
}
