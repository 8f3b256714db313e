//! The logo of an organisation.

use domain::{
    access::{Act, Actor, may},
    desk::OrganisationRefusal,
    id::OrganisationId,
    picture::Purpose,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde_json::json;

use super::{Answer, own};
use crate::{
    Store,
    audit::{self, Thing},
    pictures::{self, Drawn},
};

impl Store {
    /// Draws what was sent, for those who may give a logo: nobody else makes the house work.
    pub(super) async fn drawn_logo(
        &self,
        by: &Actor,
        id: OrganisationId,
        file: Vec<u8>,
    ) -> Result<Drawn, OrganisationRefusal> {
        if may(by, Act::LookAfterOrganisation(id)).is_err() {
            return Err(OrganisationRefusal::NotFound);
        }
        pictures::drawn(file, Purpose::Logo).await.map_err(OrganisationRefusal::Picture)
    }

    pub(super) async fn give_logo(&self, by: &Actor, id: OrganisationId, drawn: &Drawn) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let row = own(&*tx, by, id).await?;
        let (before, name) = (row.logo.clone(), &drawn.largest.name);
        if before.as_ref() == Some(name) {
            return Ok(());
        }
        pictures::keep(&*tx, drawn).await?;
        let mut row = row.into_active_model();
        row.logo = Set(Some(name.clone()));
        row.update(&*tx).await?;
        if let Some(before) = before {
            pictures::let_go(&*tx, &before).await?;
        }
        audit::write(&*tx, by, "logo-set", Thing::Organisation, id.0, json!({ "picture": name }), now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn take_logo(&self, by: &Actor, id: OrganisationId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let row = own(&*tx, by, id).await?;
        let Some(before) = row.logo.clone() else { return Ok(()) };
        let mut row = row.into_active_model();
        row.logo = Set(None);
        row.update(&*tx).await?;
        pictures::let_go(&*tx, &before).await?;
        audit::write(&*tx, by, "logo-removed", Thing::Organisation, id.0, json!({ "picture": before }), now).await?;
        Ok(tx.commit().await?)
    }
}
