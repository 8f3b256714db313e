//! What only the command line does: first accounts, first rights, a look at the size of things.

use std::collections::BTreeMap;

use domain::{
    access::{Actor, Premises},
    desk::{AccountRefusal, KeeperRefusal, Unavailable},
    id::{AccountId, OrganisationId},
    organisation::Role,
    text,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::{
    Answer,
    members::{give_role, take_out},
    sign_in::account_of,
};
use crate::{
    Store,
    administration::people,
    audit::{self, Thing},
    entity::{account, booking, event, organisation, outbox, registration, site, space},
    error::{refuse, unavailable},
    tx::retried,
};

/// How much there is of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sites.
    pub sites: u64,
    /// Spaces.
    pub spaces: u64,
    /// Accounts.
    pub accounts: u64,
    /// Accounts that look after the installation.
    pub platform_admins: u64,
    /// Organisations.
    pub organisations: u64,
    /// Bookings, past ones and called off ones included.
    pub bookings: u64,
    /// Events, drafts included.
    pub events: u64,
    /// Registrations, called off ones included.
    pub registrations: u64,
    /// Mail not yet sent.
    pub mail_waiting: u64,
    /// Mail that is not tried again by itself.
    pub mail_given_up: u64,
}

impl Store {
    /// Makes an account, or gives the one with this address these properties. An empty name changes no name.
    ///
    /// # Errors
    /// When the address cannot be one, or the name is too long.
    pub async fn create_account(
        &self,
        email: &str,
        name: &str,
        language: &str,
        admin: bool,
    ) -> Result<AccountId, AccountRefusal> {
        retried(|| self.try_create_account(email, name, language, admin)).await
    }

    /// Gives or takes the right to look after the installation.
    ///
    /// # Errors
    /// [`AccountRefusal::NotFound`] when nobody has this address.
    pub async fn set_platform_admin(&self, email: &str, admin: bool) -> Result<(), AccountRefusal> {
        retried(|| self.try_set_platform_admin(email, admin)).await
    }

    /// Gives or takes the right to read what those who look after the installation read.
    ///
    /// # Errors
    /// [`AccountRefusal::NotFound`] when nobody has this address.
    pub async fn set_auditor(&self, email: &str, auditor: bool) -> Result<(), AccountRefusal> {
        let act = if auditor { "made-auditor" } else { "no-longer-auditor" };
        retried(|| self.try_set(email, account::Column::Auditor, auditor, act)).await
    }

    /// Locks an account out at once, for a reason she reads when she tries to sign in, or lets it in again (`None`).
    ///
    /// # Errors
    /// [`AccountRefusal::NotFound`] when nobody has this address.
    pub async fn set_locked(&self, email: &str, reason: Option<&str>) -> Result<(), AccountRefusal> {
        retried(|| self.try_set_locked(email, reason)).await
    }

    /// The secret part of a link to sign in with once, for an installation that cannot send mail yet.
    ///
    /// # Errors
    /// When the address cannot be one.
    pub async fn sign_in_token_for(&self, email: &str) -> Result<String, AccountRefusal> {
        retried(|| self.print_sign_in_link(email)).await
    }

    /// Makes somebody a member with this role, or gives a member this role.
    ///
    /// # Errors
    /// [`AccountRefusal::NotFound`] when there is no such account or organisation.
    pub async fn add_membership(
        &self,
        account: AccountId,
        organisation: OrganisationId,
        role: Role,
    ) -> Result<(), AccountRefusal> {
        retried(|| self.try_add_membership(account, organisation, role)).await
    }

    /// Makes somebody a keeper of a site, or of one of its spaces.
    ///
    /// # Errors
    /// [`KeeperRefusal::NotFound`] when there is no such account, site or space of it.
    pub async fn add_keeper(&self, account: AccountId, of: impl Into<Premises>) -> Result<(), KeeperRefusal> {
        let of = of.into();
        retried(|| self.let_keep(&Actor::System, account, of)).await
    }

    /// Takes a membership away, the last administrator's too.
    ///
    /// # Errors
    /// [`AccountRefusal::NotFound`] when she is no member.
    pub async fn remove_membership(
        &self,
        account: AccountId,
        organisation: OrganisationId,
    ) -> Result<(), AccountRefusal> {
        retried(|| self.try_remove_membership(account, organisation)).await
    }

    /// Lets somebody keep a site, or one of its spaces, no longer.
    ///
    /// # Errors
    /// [`KeeperRefusal::NotFound`] when she does not keep it.
    pub async fn remove_keeper(&self, account: AccountId, of: impl Into<Premises>) -> Result<(), KeeperRefusal> {
        let of = of.into();
        retried(|| self.keep_no_longer(&Actor::System, account, of)).await
    }

    /// The account with an address.
    ///
    /// # Errors
    /// [`AccountRefusal::NotFound`] when nobody has it.
    pub async fn account_with(&self, email: &str) -> Result<AccountId, AccountRefusal> {
        let email = text::email(email).ok_or(AccountRefusal::Email)?;
        let found = account::Entity::find().filter(account::Column::Email.eq(email)).one(&self.db).await;
        let found = found.map_err(|err| {
            let Unavailable = unavailable(err);
            AccountRefusal::Unavailable
        })?;
        found.map(|account| AccountId(account.id)).ok_or(AccountRefusal::NotFound)
    }

    /// Every organisation by its part of an address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisations(&self) -> Result<BTreeMap<String, OrganisationId>, Unavailable> {
        let rows = organisation::Entity::find().all(&self.db).await.map_err(unavailable)?;
        Ok(rows.into_iter().map(|row| (row.slug, OrganisationId(row.id))).collect())
    }

    /// How much there is of everything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counts(&self) -> Result<Counts, Unavailable> {
        self.count_all().await.map_err(unavailable)
    }

    async fn try_create_account(&self, email: &str, name: &str, language: &str, admin: bool) -> Answer<AccountId> {
        let Some(email) = text::email(email) else { return refuse(AccountRefusal::Email) };
        let name = if name.trim().is_empty() { Some("") } else { super::named(name, 120) };
        let Some(name) = name else { return refuse(AccountRefusal::Name) };
        let now = self.now();
        let tx = self.begin_write().await?;
        let found = account_of(&*tx, &email, name, super::language(language), now).await?;
        let name = if name.is_empty() { found.name } else { name.to_owned() };
        account::Entity::update_many()
            .col_expr(account::Column::Name, Expr::value(name))
            .col_expr(account::Column::PlatformAdmin, Expr::value(admin || found.platform_admin))
            .filter(account::Column::Id.eq(found.id))
            .exec(&*tx)
            .await?;
        audit::write(&*tx, &Actor::System, "made", Thing::Account, found.id, json!({ "admin": admin }), now).await?;
        tx.commit().await?;
        Ok(AccountId(found.id))
    }

    async fn try_set_platform_admin(&self, email: &str, admin: bool) -> Answer<()> {
        let act = if admin { "made-admin" } else { "no-longer-admin" };
        self.try_set(email, account::Column::PlatformAdmin, admin, act).await
    }

    async fn try_set(&self, email: &str, fact: account::Column, value: bool, act: &str) -> Answer<()> {
        let Some(email) = text::email(email) else { return refuse(AccountRefusal::Email) };
        let now = self.now();
        let tx = self.begin_write().await?;
        let found = account::Entity::find().filter(account::Column::Email.eq(&email)).one(&*tx).await?;
        let Some(found) = found else { return refuse(AccountRefusal::NotFound) };
        account::Entity::update_many()
            .col_expr(fact, Expr::value(value))
            .filter(account::Column::Id.eq(found.id))
            .exec(&*tx)
            .await?;
        audit::write(&*tx, &Actor::System, act, Thing::Account, found.id, json!({}), now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn try_set_locked(&self, email: &str, reason: Option<&str>) -> Answer<()> {
        let Some(email) = text::email(email) else { return refuse(AccountRefusal::Email) };
        let now = self.now();
        let tx = self.begin_write().await?;
        let found = account::Entity::find().filter(account::Column::Email.eq(&email)).one(&*tx).await?;
        let Some(found) = found else { return refuse(AccountRefusal::NotFound) };
        let (act, detail) = match reason {
            Some(reason) => {
                people::lock_out(&*tx, &found, reason.trim()).await?;
                ("disabled", json!({ "reason": reason.trim() }))
            }
            None => {
                people::let_in(&*tx, found.id).await?;
                ("enabled", json!({}))
            }
        };
        audit::write(&*tx, &Actor::System, act, Thing::Account, found.id, detail, now).await?;
        Ok(tx.commit().await?)
    }

    async fn try_add_membership(&self, account: AccountId, organisation: OrganisationId, role: Role) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let known = account::Entity::find_by_id(account.0).one(&*tx).await?.is_some()
            && organisation::Entity::find_by_id(organisation.0).one(&*tx).await?.is_some();
        if !known {
            return refuse(AccountRefusal::NotFound);
        }
        give_role(&*tx, organisation, account.0, role).await?;
        let detail = json!({ "organisation": organisation, "role": role.code() });
        audit::write(&*tx, &Actor::System, "made-member", Thing::Account, account.0, detail, now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn try_remove_membership(&self, account: AccountId, organisation: OrganisationId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        if !take_out(&*tx, &Actor::System, organisation, account, now).await? {
            return refuse(AccountRefusal::NotFound);
        }
        let detail = json!({ "organisation": organisation });
        audit::write(&*tx, &Actor::System, "no-longer-member", Thing::Account, account.0, detail, now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn count_all(&self) -> Result<Counts, DbErr> {
        let db = &self.db;
        // Who is locked out looks after nothing.
        let admins = account::Entity::find()
            .filter(account::Column::PlatformAdmin.eq(true))
            .filter(account::Column::Disabled.eq(false));
        let unsent = outbox::Entity::find().filter(outbox::Column::DoneAt.is_null());
        Ok(Counts {
            sites: site::Entity::find().count(db).await?,
            spaces: space::Entity::find().count(db).await?,
            accounts: account::Entity::find().count(db).await?,
            platform_admins: admins.count(db).await?,
            organisations: organisation::Entity::find().count(db).await?,
            bookings: booking::Entity::find().count(db).await?,
            events: event::Entity::find().count(db).await?,
            registrations: registration::Entity::find().count(db).await?,
            mail_waiting: unsent.clone().filter(outbox::Column::GivenUpAt.is_null()).count(db).await?,
            mail_given_up: unsent.filter(outbox::Column::GivenUpAt.is_not_null()).count(db).await?,
        })
    }
}
