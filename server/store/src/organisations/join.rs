//! Becoming a member by one's own address, by whoever has read mail that went there.

use domain::{
    access::{Actor, Person},
    desk::OrganisationRefusal,
    id::{AccountId, OrganisationId},
    mail_domain,
    organisation::{OrganisationRef, Role},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{Answer, reference};
use crate::{
    Store,
    accounts::give_role,
    audit::{self, Thing},
    entity::{Code, account, mail_domain as domains, membership, membership_ended, organisation},
    error::refuse,
    outbox::{self, Mail},
};

impl Store {
    pub(super) async fn open_for(&self, by: &Actor) -> Result<Option<OrganisationRef>, DbErr> {
        let Some(person) = by.person() else { return Ok(None) };
        let Some(of) = at_her_domain(&self.db, person).await? else { return Ok(None) };
        let member = person.memberships.iter().any(|hers| hers.organisation.id.0 == of.id);
        Ok((!member && !was_taken_out(&self.db, person, &of).await?).then(|| reference(&of)))
    }

    pub(super) async fn join_by_domain(&self, by: &Actor, id: OrganisationId) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(OrganisationRefusal::NotFound) };
        let now = self.now();
        let tx = self.begin_write().await?;
        // Locked, so that nobody takes the domain away or gives her another role meanwhile.
        organisation::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
        let of = at_her_domain(&*tx, person).await?.filter(|of| of.id == id.0);
        let Some(of) = of else { return refuse(OrganisationRefusal::NotFound) };
        if membership::Entity::find_by_id((person.id.0, id.0)).one(&*tx).await?.is_some() {
            return Ok(());
        }
        if was_taken_out(&*tx, person, &of).await? {
            return refuse(OrganisationRefusal::NotFound);
        }
        give_role(&*tx, id, person.id.0, Role::Member).await?;
        for account in administrators(&*tx, id).await? {
            outbox::write(&*tx, Mail::MemberJoined { organisation: id, account, who: person.id }, now).await?;
        }
        audit::write(&*tx, by, "joined", Thing::Organisation, id.0, json!({ "role": Role::Member.code() }), now)
            .await?;
        Ok(tx.commit().await?)
    }
}

/// Who looks after an organisation.
pub(super) async fn administrators(db: &impl ConnectionTrait, id: OrganisationId) -> Result<Vec<AccountId>, DbErr> {
    let admins = membership::Entity::find()
        .filter(membership::Column::OrganisationId.eq(id.0))
        .filter(membership::Column::Role.eq(Code(Role::Admin)))
        .all(db)
        .await?;
    Ok(admins.into_iter().map(|admin| AccountId(admin.account_id)).collect())
}

/// The confirmed organisation whose mail domain her address is at: exactly there, not below it.
async fn at_her_domain(db: &impl ConnectionTrait, person: &Person) -> Result<Option<organisation::Model>, DbErr> {
    let Some(domain) = mail_domain::of(&person.email) else { return Ok(None) };
    // What a provider, or the command line, says of an address is no proof that its mail is hers.
    let her = account::Entity::find_by_id(person.id.0).one(db).await?;
    if her.is_none_or(|her| her.read_at.is_none()) {
        return Ok(None);
    }
    let row = domains::Entity::find()
        .filter(domains::Column::Domain.eq(domain))
        .filter(domains::Column::Confirmed.eq(true))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let of = organisation::Entity::find_by_id(row.organisation_id).one(db).await?;
    Ok(of.filter(|of| of.confirmed))
}

async fn was_taken_out(db: &impl ConnectionTrait, person: &Person, of: &organisation::Model) -> Result<bool, DbErr> {
    Ok(membership_ended::Entity::find_by_id((person.id.0, of.id)).one(db).await?.is_some())
}
