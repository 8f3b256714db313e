//! Mail domains: an organisation asks, the region says whose they are, and one is nobody else's.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{MailDomain, OrganisationRefusal},
    id::{AccountId, OrganisationId},
    mail_domain::{MOST_DOMAINS, mail_domain},
    organisation::OrganisationRef,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder,
};
use serde_json::json;

use super::{Answer, join::administrators, own, reference};
use crate::{
    Store,
    accounts::platform_admins,
    audit::{self, Thing},
    entity::{mail_domain as domains, organisation},
    error::{fit, refuse},
    outbox::{self, Mail},
};

impl Store {
    pub(super) async fn domains_of(&self, id: OrganisationId) -> Result<Vec<MailDomain>, DbErr> {
        let rows = domains::Entity::find()
            .filter(domains::Column::OrganisationId.eq(id.0))
            .order_by_asc(domains::Column::Domain)
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(|row| MailDomain { domain: row.domain, confirmed: row.confirmed }).collect())
    }

    pub(super) async fn add_mail_domain(&self, by: &Actor, id: OrganisationId, typed: &str) -> Answer<MailDomain> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let of = own(&*tx, by, id).await?;
        let domain = match mail_domain(typed) {
            Ok(domain) => domain,
            Err(fault) => return refuse(OrganisationRefusal::Domain(fault)),
        };
        // Nobody joins an organisation of which nobody knows that it is one.
        let confirmed = may(by, Act::AdministerPlatform).is_ok() && of.confirmed;
        if confirmed {
            fit(by, Act::AdministerPlatform)?;
        }
        if let Some(known) = domains::Entity::find_by_id((id.0, domain.clone())).one(&*tx).await? {
            if confirmed && !known.confirmed {
                confirm(&*tx, by, known, now).await?;
                tell(&*tx, by, id, now).await?;
                tx.commit().await?;
                return Ok(MailDomain { domain, confirmed });
            }
            return Ok(MailDomain { domain, confirmed: known.confirmed });
        }
        if taken(&*tx, &domain).await? {
            return refuse(OrganisationRefusal::DomainTaken);
        }
        let hers = domains::Entity::find().filter(domains::Column::OrganisationId.eq(id.0));
        if hers.count(&*tx).await? >= MOST_DOMAINS as u64 {
            return refuse(OrganisationRefusal::TooMany);
        }
        let row = domains::ActiveModel {
            organisation_id: Set(id.0),
            domain: Set(domain.clone()),
            confirmed: Set(confirmed),
            asked_at: Set(now),
        };
        domains::Entity::insert(row).exec_without_returning(&*tx).await?;
        if confirmed {
            tell(&*tx, by, id, now).await?;
        } else {
            for account in platform_admins(&*tx).await? {
                let mail = Mail::DomainsWaiting { organisation: id, account: AccountId(account) };
                outbox::write(&*tx, mail, now).await?;
            }
        }
        let act = if confirmed { "domain-confirmed" } else { "domain-asked" };
        audit::write(&*tx, by, act, Thing::Organisation, id.0, json!({ "domain": domain }), now).await?;
        tx.commit().await?;
        Ok(MailDomain { domain, confirmed })
    }

    pub(super) async fn confirm_mail_domain(&self, by: &Actor, id: OrganisationId, domain: &str) -> Answer<()> {
        fit(by, Act::AdministerPlatform)?;
        let now = self.now();
        let tx = self.begin_write().await?;
        let of = own(&*tx, by, id).await?;
        let known = domains::Entity::find_by_id((id.0, domain.to_owned())).one(&*tx).await?;
        let Some(known) = known.filter(|_| of.confirmed) else { return refuse(OrganisationRefusal::NotFound) };
        if known.confirmed {
            return Ok(());
        }
        if taken(&*tx, domain).await? {
            return refuse(OrganisationRefusal::DomainTaken);
        }
        confirm(&*tx, by, known, now).await?;
        tell(&*tx, by, id, now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn drop_mail_domain(&self, by: &Actor, id: OrganisationId, domain: &str) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        own(&*tx, by, id).await?;
        let gone = domains::Entity::delete_by_id((id.0, domain.to_owned())).exec(&*tx).await?;
        if gone.rows_affected == 0 {
            return refuse(OrganisationRefusal::NotFound);
        }
        let detail = json!({ "domain": domain });
        audit::write(&*tx, by, "domain-dropped", Thing::Organisation, id.0, detail, now).await?;
        tell(&*tx, by, id, now).await?;
        Ok(tx.commit().await?)
    }

    /// The first asked for first.
    pub(super) async fn domains_waiting(&self, by: &Actor) -> Result<Option<Vec<(OrganisationRef, String)>>, DbErr> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        let rows = domains::Entity::find()
            .filter(domains::Column::Confirmed.eq(false))
            .order_by_asc(domains::Column::AskedAt)
            .order_by_asc(domains::Column::Domain)
            .all(&self.db)
            .await?;
        let of = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(rows.iter().map(|row| row.organisation_id)))
            .all(&self.db)
            .await?;
        let whose = |row: domains::Model| {
            let of = of.iter().find(|of| of.id == row.organisation_id)?;
            Some((reference(of), row.domain))
        };
        Ok(Some(rows.into_iter().filter_map(whose).collect()))
    }
}

/// True when the region said that it is somebody's.
async fn taken(tx: &impl ConnectionTrait, domain: &str) -> Result<bool, DbErr> {
    let known = domains::Entity::find()
        .filter(domains::Column::Domain.eq(domain))
        .filter(domains::Column::Confirmed.eq(true))
        .one(tx)
        .await?;
    Ok(known.is_some())
}

async fn confirm(tx: &impl ConnectionTrait, by: &Actor, row: domains::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
    let (id, detail) = (row.organisation_id, json!({ "domain": row.domain }));
    let mut row = row.into_active_model();
    row.confirmed = Set(true);
    row.update(tx).await?;
    audit::write(tx, by, "domain-confirmed", Thing::Organisation, id, detail, now).await
}

/// Tells the organisation's administrators what the region answered; what one of them does herself she knows.
async fn tell(tx: &impl ConnectionTrait, by: &Actor, id: OrganisationId, now: DateTime<Utc>) -> Result<(), DbErr> {
    for account in administrators(tx, id).await? {
        if by.person().is_none_or(|person| person.id != account) {
            outbox::write(tx, Mail::DomainsAnswered { organisation: id, account }, now).await?;
        }
    }
    Ok(())
}
