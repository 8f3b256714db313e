//! What mails about joining and about mail domains say, read when they are sent.

use domain::{
    desk::MailDomain,
    id::{AccountId, OrganisationId},
    organisation::Role,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::{
    MailFacts, Store,
    audit::Thing,
    entity::{account, audit, membership, organisation},
};

impl Store {
    /// `None`: she is no member any more, or who is told no longer looks after it.
    pub(crate) async fn joined_facts(
        &self,
        id: OrganisationId,
        to: AccountId,
        who: AccountId,
    ) -> Result<Option<MailFacts>, DbErr> {
        let Some(of) = organisation::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let people = account::Entity::find()
            .filter(account::Column::Id.is_in([to.0, who.0]))
            .filter(account::Column::Disabled.eq(false))
            .all(&self.db)
            .await?;
        let members = membership::Entity::find()
            .filter(membership::Column::OrganisationId.eq(id.0))
            .filter(membership::Column::AccountId.is_in([to.0, who.0]))
            .all(&self.db)
            .await?;
        let looks_after = |row: &membership::Model| row.account_id == to.0 && row.role.0 == Role::Admin;
        let still = members.iter().any(looks_after) && members.iter().any(|row| row.account_id == who.0);
        let one = |id: AccountId| people.iter().find(|row| row.id == id.0);
        let (Some(to), Some(who), true) = (one(to), one(who), still) else { return Ok(None) };
        Ok(Some(MailFacts::MemberJoined {
            to: to.email.clone(),
            language: to.language.clone(),
            who: (who.name.clone(), who.email.clone()),
            organisation: id,
            name: of.name,
        }))
    }

    /// `None`: the region answered already, or who is told no longer looks after it.
    pub(crate) async fn domains_facts(&self, id: OrganisationId, to: AccountId) -> Result<Option<MailFacts>, DbErr> {
        let Some(of) = organisation::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let to = account::Entity::find_by_id(to.0).one(&self.db).await?;
        let Some(to) = to.filter(|to| to.platform_admin && !to.disabled) else { return Ok(None) };
        let (_, waiting) = self.domains_by_answer(id).await?;
        Ok((!waiting.is_empty()).then_some(MailFacts::DomainsWaiting {
            to: to.email,
            language: to.language,
            domains: waiting,
            organisation: id,
            name: of.name,
            town: of.town,
        }))
    }

    /// `None`: who is told no longer looks after it.
    pub(crate) async fn answered_facts(&self, id: OrganisationId, to: AccountId) -> Result<Option<MailFacts>, DbErr> {
        let Some(of) = organisation::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let hers = membership::Entity::find_by_id((to.0, id.0)).one(&self.db).await?;
        let to = account::Entity::find_by_id(to.0).one(&self.db).await?.filter(|to| !to.disabled);
        let (Some(to), Some(Role::Admin)) = (to, hers.map(|row| row.role.0)) else { return Ok(None) };
        let (confirmed, waiting) = self.domains_by_answer(id).await?;
        Ok(Some(MailFacts::DomainsAnswered {
            to: to.email,
            language: to.language,
            confirmed,
            waiting,
            organisation: id,
            name: of.name,
        }))
    }

    /// The mail domains that are an organisation's, and those that wait, by name.
    async fn domains_by_answer(&self, id: OrganisationId) -> Result<(Vec<String>, Vec<String>), DbErr> {
        let (confirmed, waiting): (Vec<_>, Vec<_>) =
            self.domains_of(id).await?.into_iter().partition(|one| one.confirmed);
        let names = |all: Vec<MailDomain>| all.into_iter().map(|one| one.domain).collect();
        Ok((names(confirmed), names(waiting)))
    }

    /// `None`: she has no account any more.
    pub(crate) async fn declined_facts(&self, id: OrganisationId, to: AccountId) -> Result<Option<MailFacts>, DbErr> {
        let to = account::Entity::find_by_id(to.0).one(&self.db).await?.filter(|to| !to.disabled);
        let told = audit::Entity::find()
            .filter(audit::Column::Kind.eq(Thing::Organisation.code()))
            .filter(audit::Column::OnId.eq(id.0))
            .filter(audit::Column::Act.eq("turned-away"))
            .one(&self.db)
            .await?;
        let (Some(to), Some(told)) = (to, told) else { return Ok(None) };
        let said = |name: &str| told.detail.0[name].as_str().unwrap_or_default().to_owned();
        Ok(Some(MailFacts::Declined {
            to: to.email,
            language: to.language,
            name: said("name"),
            reason: said("reason"),
        }))
    }
}
