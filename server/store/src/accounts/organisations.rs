//! Founding an organisation, and the region's word on it.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{AccountRefusal, NewOrganisation},
    id::{AccountId, OrganisationId},
    organisation::Role,
    text,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, named};
use crate::{
    Store,
    audit::{self, Thing},
    chance,
    entity::{Code, account, membership, organisation},
    error::refuse,
    outbox::{self, Mail},
};

/// Who founds an organisation is its administrator.
const FOUNDER: Role = Role::Admin;

impl Store {
    /// Founds an organisation and tells the region; the same form sent twice founds once.
    pub(super) async fn found_organisation(&self, by: &Actor, new: &NewOrganisation) -> Answer<OrganisationId> {
        let Some(person) = by.person() else { return refuse(AccountRefusal::Forbidden) };
        let now = self.now();
        let tx = self.begin_write().await?;
        let id = match insert(&*tx, new, now).await? {
            Inserted::New(id) => id,
            Inserted::Again(id) => return Ok(OrganisationId(id)),
        };
        membership::Entity::insert(membership::ActiveModel {
            account_id: Set(person.id.0),
            organisation_id: Set(id),
            role: Set(Code(FOUNDER)),
        })
        .exec_without_returning(&*tx)
        .await?;
        let organisation = OrganisationId(id);
        for account in platform_admins(&*tx).await? {
            outbox::write(&*tx, Mail::OrganisationWaiting { organisation, account: AccountId(account) }, now).await?;
        }
        audit::write(&*tx, by, "founded", Thing::Organisation, id, json!({ "name": new.name.trim() }), now).await?;
        tx.commit().await?;
        Ok(organisation)
    }

    /// The region's yes; said twice it is written once.
    pub(super) async fn welcome_organisation(&self, by: &Actor, id: OrganisationId) -> Answer<()> {
        if may(by, Act::AdministerPlatform).is_err() {
            return refuse(AccountRefusal::Forbidden);
        }
        let now = self.now();
        let tx = self.begin_write().await?;
        let confirmed = organisation::Entity::update_many()
            .col_expr(organisation::Column::Confirmed, Expr::value(true))
            .filter(organisation::Column::Id.eq(id.0))
            .filter(organisation::Column::Confirmed.eq(false))
            .exec(&*tx)
            .await?;
        if confirmed.rows_affected == 0 {
            let known = organisation::Entity::find_by_id(id.0).one(&*tx).await?;
            return if known.is_some() { Ok(()) } else { refuse(AccountRefusal::NotFound) };
        }
        let admins = membership::Entity::find()
            .filter(membership::Column::OrganisationId.eq(id.0))
            .filter(membership::Column::Role.eq(Code(FOUNDER)))
            .all(&*tx)
            .await?;
        for admin in admins {
            let account = AccountId(admin.account_id);
            outbox::write(&*tx, Mail::OrganisationConfirmed { organisation: id, account }, now).await?;
        }
        audit::write(&*tx, by, "confirmed", Thing::Organisation, id.0, json!({}), now).await?;
        tx.commit().await?;
        Ok(())
    }
}

enum Inserted {
    New(Uuid),
    Again(Uuid),
}

async fn insert(tx: &impl ConnectionTrait, new: &NewOrganisation, now: DateTime<Utc>) -> Answer<Inserted> {
    let Some(name) = named(&new.name, 120) else { return refuse(AccountRefusal::Name) };
    let Some(town) = named(&new.town, 80) else { return refuse(AccountRefusal::Town) };
    let id = chance::id(now);
    let slug = match text::slug(name) {
        // A name without any Latin letter is a name too.
        slug if slug.is_empty() => id.simple().to_string(),
        slug => slug,
    };
    let inserted = organisation::Entity::insert(organisation::ActiveModel {
        id: Set(id),
        slug: Set(slug),
        name: Set(name.to_owned()),
        kind: Set(Code(new.kind)),
        sector: Set(Code(new.sector)),
        town: Set(town.to_owned()),
        confirmed: Set(false),
        trusted: Set(false),
        request_id: Set(Some(new.request.0)),
        created_at: Set(now),
        ..Default::default()
    })
    .on_conflict(OnConflict::new().do_nothing().to_owned())
    .exec_without_returning(tx)
    .await?;
    if inserted == 1 {
        return Ok(Inserted::New(id));
    }
    // The form was sent before, or the name is taken.
    let same = organisation::Entity::find().filter(organisation::Column::RequestId.eq(new.request.0)).one(tx).await?;
    same.map_or_else(|| refuse(AccountRefusal::NameTaken), |same| Ok(Inserted::Again(same.id)))
}

/// Who looks after the platform, and can sign in.
pub(crate) async fn platform_admins(tx: &impl ConnectionTrait) -> Result<Vec<Uuid>, DbErr> {
    account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::PlatformAdmin.eq(true))
        .filter(account::Column::Disabled.eq(false))
        .into_tuple()
        .all(tx)
        .await
}
