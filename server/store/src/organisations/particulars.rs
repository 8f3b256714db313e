//! Where an organisation sits, and what stands on its bills. The trail says that it was written, and nothing of it.

use domain::{
    access::{Act, Actor, may},
    billing::{Particulars, PostalAddress},
    desk::{OrganisationRefusal, OrganisationView},
    id::OrganisationId,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::{Answer, own, reference};
use crate::{
    Store,
    audit::{self, Thing},
    entity::organisation,
    error::refuse,
    pictures,
};

impl Store {
    pub(super) async fn organisation_of(
        &self,
        by: &Actor,
        id: OrganisationId,
    ) -> Result<Option<OrganisationView>, DbErr> {
        if may(by, Act::LookAfterOrganisation(id)).is_err() {
            return Ok(None);
        }
        let Some(row) = organisation::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        Ok(Some(OrganisationView {
            particulars: said(&row),
            version: row.version,
            confirmed: row.confirmed,
            organisation: reference(&row),
            cost_centres: self.centres_of(id).await?,
            domains: self.domains_of(id).await?,
            logo: pictures::reference(&self.db, row.logo.as_deref()).await?,
            may_confirm: row.confirmed && may(by, Act::AdministerPlatform).is_ok(),
        }))
    }

    pub(super) async fn settle_particulars(
        &self,
        by: &Actor,
        id: OrganisationId,
        version: i32,
        particulars: &Particulars,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let row = own(&*tx, by, id).await?;
        let new = match particulars.settled() {
            Ok(new) => new,
            Err(wrong) => return refuse(OrganisationRefusal::Particulars(wrong)),
        };
        if said(&row) == new {
            // The same form sent twice, or nothing to write.
            return Ok(());
        }
        if row.version != version {
            return refuse(OrganisationRefusal::ChangedMeanwhile);
        }
        let mut row = row.into_active_model();
        row.street = Set(new.address.street);
        row.postcode = Set(new.address.postcode);
        row.town = Set(new.address.town);
        row.bill_to = Set(new.bill_to);
        row.bill_street = Set(new.bill_address.street);
        row.bill_postcode = Set(new.bill_address.postcode);
        row.bill_town = Set(new.bill_address.town);
        row.bill_email = Set(new.bill_email);
        row.vat_id = Set(new.vat_id);
        row.leitweg_id = Set(new.leitweg_id);
        row.version = Set(version + 1);
        row.update(&*tx).await?;
        audit::write(&*tx, by, "changed", Thing::Organisation, id.0, json!({ "version": version + 1 }), now).await?;
        Ok(tx.commit().await?)
    }
}

fn said(row: &organisation::Model) -> Particulars {
    Particulars {
        address: PostalAddress { street: row.street.clone(), postcode: row.postcode.clone(), town: row.town.clone() },
        bill_to: row.bill_to.clone(),
        bill_address: PostalAddress {
            street: row.bill_street.clone(),
            postcode: row.bill_postcode.clone(),
            town: row.bill_town.clone(),
        },
        bill_email: row.bill_email.clone(),
        vat_id: row.vat_id.clone(),
        leitweg_id: row.leitweg_id.clone(),
    }
}
