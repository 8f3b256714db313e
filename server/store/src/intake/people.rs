//! Organisations and the people who act for them.

use domain::{
    id::{AccountId, OrganisationId, SiteId},
    organisation::{OrganisationKind, Role, Sector},
    rules::Proof,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Intake, IntakeError, Taken};
use crate::{
    accounts::new_account,
    entity::{Code, account, keeper, membership, organisation, proof, site},
    proofs::Books,
};

/// An organisation to take in, confirmed from the start.
#[derive(Clone, Debug)]
pub struct NewHolder {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// What it stands for.
    pub sector: Sector,
    /// Its town.
    pub town: String,
    /// The region trusts it.
    pub trusted: bool,
}

/// A person to take in.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Her address.
    pub email: String,
    /// Her name.
    pub name: String,
    /// What she may do for whom, by the organisation's key.
    pub roles: Vec<(String, Role)>,
    /// The sites she keeps, by their part of an address.
    pub keeps: Vec<String>,
    /// Looks after the installation.
    pub platform_admin: bool,
    /// What she has shown she can do.
    pub proofs: Vec<Proof>,
}

impl Intake {
    /// Takes in an organisation. One of the same name that is here already is taken to be the same.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisation(&mut self, key: &str, new: NewHolder) -> Result<Taken<OrganisationId>, IntakeError> {
        if let Some(id) = self.known("organisation", key) {
            return Ok(Taken::Known(OrganisationId(id)));
        }
        let same = organisation::Entity::find().filter(organisation::Column::Name.eq(&new.name)).one(&*self.tx).await?;
        if let Some(same) = same {
            self.note("organisation", key, same.id).await?;
            return Ok(Taken::Known(OrganisationId(same.id)));
        }
        let slug = self.free_slug::<organisation::Entity>(organisation::Column::Slug, &new.name).await?;
        let id = self.new_id();
        let row = organisation::ActiveModel {
            id: Set(id),
            slug: Set(slug),
            name: Set(new.name),
            kind: Set(Code(new.kind)),
            sector: Set(Code(new.sector)),
            town: Set(new.town),
            trusted: Set(new.trusted),
            confirmed: Set(true),
            request_id: Set(None),
            created_at: Set(self.now),
            ..Default::default()
        };
        organisation::Entity::insert(row).exec_without_returning(&*self.tx).await?;
        self.note("organisation", key, id).await?;
        Ok(Taken::New(OrganisationId(id)))
    }

    /// Takes in a person with what she may do. Her key is her address.
    ///
    /// # Errors
    /// When an organisation is missing or the database fails.
    pub async fn person(&mut self, new: NewPerson) -> Result<Taken<AccountId>, IntakeError> {
        if let Some(id) = self.known("account", &new.email) {
            return Ok(Taken::Known(AccountId(id)));
        }
        let id = self.new_id();
        let row = account::ActiveModel {
            platform_admin: Set(new.platform_admin),
            ..new_account(id, &new.email.to_lowercase(), &new.name, "de", self.now)
        };
        account::Entity::insert(row).exec_without_returning(&*self.tx).await?;
        for (key, role) in new.roles {
            let organisation = self.known("organisation", &key);
            let missing = || IntakeError::Missing { kind: "organisation", key: key.clone() };
            let row = membership::ActiveModel {
                account_id: Set(id),
                organisation_id: Set(organisation.ok_or_else(missing)?),
                role: Set(Code(role)),
            };
            membership::Entity::insert(row).exec_without_returning(&*self.tx).await?;
        }
        let sites = site::Entity::find().filter(site::Column::Slug.is_in(new.keeps)).all(&*self.tx).await?;
        let keeps = sites.into_iter().map(|site| keeper::ActiveModel {
            account_id: Set(id),
            site_id: Set(site.id),
            space_id: Set(None),
            deputy_of: Set(None),
            until_at: Set(None),
        });
        keeper::Entity::insert_many(keeps).exec_without_returning(&*self.tx).await?;
        if !new.proofs.is_empty() {
            self.shown(id, &new.proofs).await?;
        }
        self.note("account", &new.email, id).await?;
        Ok(Taken::New(AccountId(id)))
    }

    /// What somebody has shown counts in every house that asks for it.
    async fn shown(&self, account: Uuid, proofs: &[Proof]) -> Result<(), DbErr> {
        let mut rows = Vec::new();
        for site in site::Entity::find().all(&*self.tx).await? {
            let asked = Books::of(&*self.tx, &[site.id]).await?.asked_at(SiteId(site.id));
            let counts = |shown: &&Proof| asked.iter().any(|needed| needed.key == shown.key);
            rows.extend(proofs.iter().filter(counts).map(|shown| proof::ActiveModel {
                account_id: Set(account),
                site_id: Set(site.id),
                key: Set(shown.key.clone()),
                expires_on: Set(shown.expires_on),
                granted_by: Set(None),
                granted_at: Set(self.now),
            }));
        }
        proof::Entity::insert_many(rows).exec_without_returning(&*self.tx).await.map(drop)
    }
}
