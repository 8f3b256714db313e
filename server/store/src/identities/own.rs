//! One's own identities: which there are, a new one, and how one goes.

use chrono::{DateTime, Utc};
use domain::{
    access::{Actor, Person},
    desk::{Arrived, Browser, IdentityRefusal, IdentityView, OwnIdentities, Unavailable},
    id::{AccountId, IdentityId},
    identity::{Address, Identity, Way, way},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, arrive::owner_of};
use crate::{
    Store,
    accounts::{AccountChange, signed_in_just_now},
    audit::{self, Thing},
    chance,
    entity::{account, account_identity, identity_arrival},
    error::{refuse, unavailable},
    keys::Purpose,
    outbox::{self, Mail},
    tx::retried,
    zone,
};

impl Store {
    /// The actor's identities. `None`: she is not signed in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn identities(&self, browser: Browser<'_>) -> Result<Option<OwnIdentities>, Unavailable> {
        self.identities_of(browser).await.map_err(unavailable)
    }

    /// Makes the identity a browser came back with the actor's, once. Answers where she wanted to go.
    ///
    /// # Errors
    /// When she may not, or the database fails.
    pub async fn link_identity(&self, browser: Browser<'_>) -> Result<String, IdentityRefusal> {
        retried(|| self.link_arrival(browser)).await
    }

    /// Removes an identity of the actor.
    ///
    /// # Errors
    /// When she may not, or the database fails.
    pub async fn unlink_identity(&self, by: &Actor, here: &str, id: IdentityId) -> Result<(), IdentityRefusal> {
        retried(|| self.remove_identity(by, here, id)).await
    }

    async fn identities_of(&self, browser: Browser<'_>) -> Result<Option<OwnIdentities>, DbErr> {
        let Some(person) = browser.actor.person() else { return Ok(None) };
        let view = |row: account_identity::Model| IdentityView {
            id: IdentityId(row.id),
            issuer: row.issuer,
            since: zone::to_local(self.zone, row.created_at),
            used: row.used_at.map(|used| zone::to_local(self.zone, used)),
        };
        let identities = of(&self.db, person).await?.into_iter().map(view).collect();
        let here = browser.here.unwrap_or_default();
        let recent = signed_in_just_now(&self.db, person, here, self.now()).await?;
        let arrived = self.arrived(&self.db, browser.begun).await?;
        let arrived = arrived.map(|row| Arrived { issuer: row.issuer, name: row.name });
        Ok(Some(OwnIdentities { identities, recent, arrived }))
    }

    /// What a browser came back with.
    async fn arrived(&self, db: &impl ConnectionTrait, begun: &str) -> Result<Option<identity_arrival::Model>, DbErr> {
        let Some(id) = self.keys.open(Purpose::ProviderArrival, begun) else { return Ok(None) };
        let living = identity_arrival::Column::ExpiresAt.gt(self.now());
        identity_arrival::Entity::find_by_id(id).filter(living).one(db).await
    }

    async fn link_arrival(&self, browser: Browser<'_>) -> Answer<String> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let person = allowed(&*tx, browser.actor, browser.here.unwrap_or_default(), now).await?;
        let Some(row) = self.arrived(&*tx, browser.begun).await? else { return refuse(IdentityRefusal::Over) };
        if identity_arrival::Entity::delete_by_id(row.id).exec(&*tx).await?.rows_affected != 1 {
            return refuse(IdentityRefusal::Over);
        }
        let identity = Identity { issuer: row.issuer, subject: row.subject };
        let owner = owner_of(&*tx, &identity).await?.0;
        match way(Some(person.id), owner, Address::Unproved) {
            Way::Link => link(&*tx, browser.actor, person.id, &identity, now).await?,
            Way::Linked => {}
            _ => {
                tx.commit().await?;
                return refuse(IdentityRefusal::Foreign);
            }
        }
        if !row.name.is_empty() {
            account::Entity::update_many()
                .col_expr(account::Column::Name, Expr::value(row.name))
                .filter(account::Column::Id.eq(person.id.0))
                .filter(account::Column::Name.eq(""))
                .exec(&*tx)
                .await?;
        }
        tx.commit().await?;
        Ok(row.goto)
    }

    async fn remove_identity(&self, by: &Actor, here: &str, id: IdentityId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let person = allowed(&*tx, by, here, now).await?;
        let hers = account_identity::Entity::find_by_id(id.0)
            .filter(account_identity::Column::AccountId.eq(person.id.0))
            .one(&*tx)
            .await?;
        let Some(row) = hers else { return refuse(IdentityRefusal::Forbidden) };
        account_identity::Entity::delete_by_id(row.id).exec(&*tx).await?;
        let detail = json!({ "issuer": row.issuer });
        audit::write(&*tx, by, "identity-removed", Thing::Account, person.id.0, detail, now).await?;
        let told = Mail::AccountChanged { account: person.id, change: AccountChange::IdentityRemoved };
        outbox::write(&*tx, told, now).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Somebody's identities, the oldest first.
pub(crate) async fn of(db: &impl ConnectionTrait, person: &Person) -> Result<Vec<account_identity::Model>, DbErr> {
    account_identity::Entity::find()
        .filter(account_identity::Column::AccountId.eq(person.id.0))
        .order_by_asc(account_identity::Column::Id)
        .all(db)
        .await
}

/// Connects an identity with an account that is there, and tells its address.
pub(super) async fn link(
    tx: &impl ConnectionTrait,
    by: &Actor,
    account: AccountId,
    identity: &Identity,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    give(tx, by, account.0, identity, now).await?;
    outbox::write(tx, Mail::AccountChanged { account, change: AccountChange::IdentityLinked }, now).await
}

/// Makes an identity somebody's, and writes that down.
pub(super) async fn give(
    tx: &impl ConnectionTrait,
    by: &Actor,
    account: Uuid,
    identity: &Identity,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    account_identity::Entity::insert(account_identity::ActiveModel {
        id: Set(chance::id(now)),
        account_id: Set(account),
        issuer: Set(identity.issuer.clone()),
        subject: Set(identity.subject.clone()),
        created_at: Set(now),
        used_at: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    let detail = json!({ "issuer": identity.issuer });
    audit::write(tx, by, "identity-linked", Thing::Account, account, detail, now).await
}

/// The person, when she may change how she signs in: whoever finds an open browser makes no key to it.
pub(super) async fn allowed<'a>(
    db: &impl ConnectionTrait,
    by: &'a Actor,
    here: &str,
    now: DateTime<Utc>,
) -> Answer<&'a Person> {
    let Some(person) = by.person() else { return refuse(IdentityRefusal::Forbidden) };
    if signed_in_just_now(db, person, here, now).await? { Ok(person) } else { refuse(IdentityRefusal::SignInAgain) }
}
