//! Back from a provider: what becomes of whoever it knows.

use chrono::{DateTime, Duration, Utc};
use domain::{
    desk::{Arrival, Browser, IdentityRefusal, NewLogin, Unavailable},
    id::AccountId,
    identity::{ARRIVAL_MINUTES, Address, Identity, Owner, Proved, Way, way},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{Answer, Attempt, own};
use crate::{
    Store,
    accounts::{AccountChange, By, hash, is_taken, language, logged, new_account, new_login, same_site},
    chance,
    entity::{account, account_identity, identity_arrival, login},
    error::{refuse, unavailable},
    keys::Purpose,
    outbox::{self, Mail},
    tx::retried,
};

/// Where she links the identity once she read her mail.
const LINKS_AT: &str = "/account/identities";

impl Store {
    /// True when somebody has this identity: then nothing more need be asked about her.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn knows(&self, identity: &Identity) -> Result<bool, Unavailable> {
        Ok(owner_of(&self.db, identity).await.map_err(unavailable)?.0 != Owner::Nobody)
    }

    /// Takes in whoever a provider proved.
    ///
    /// # Errors
    /// When she is refused, or the database fails.
    pub async fn arrived_with(
        &self,
        proved: &Proved,
        attempt: &Attempt,
        browser: Browser<'_>,
    ) -> Result<Arrival, IdentityRefusal> {
        match retried(|| self.take_in(proved, attempt, browser)).await {
            Ok(Arrival::SignedIn(login)) => logged("provider", Ok(login)).map(Arrival::SignedIn),
            Err(refusal) => logged("provider", Err(refusal)).map(Arrival::SignedIn),
            other => other,
        }
    }

    async fn take_in(&self, proved: &Proved, attempt: &Attempt, browser: Browser<'_>) -> Answer<Arrival> {
        let now = self.now();
        let identity = &proved.identity;
        let tx = self.begin_write().await?;
        if attempt.links.is_some() && attempt.links != browser.actor.person().map(|person| person.id) {
            // She signed out on the way, or is somebody else now.
            return refuse(IdentityRefusal::Over);
        }
        // The address first: whoever made the account meanwhile made it with the identity, and then that is seen.
        let (address, email) = match &proved.email {
            None => (Address::Unproved, ""),
            Some(email) if is_taken(&*tx, email).await? => (Address::Taken, email.as_str()),
            Some(email) => (Address::Free, email.as_str()),
        };
        let (owner, because) = owner_of(&*tx, identity).await?;
        let arrival = match way(attempt.links, owner, address) {
            Way::SignIn(account) => Arrival::SignedIn(sign_in(&*tx, account.0, proved, attempt, browser, now).await?),
            Way::Create => {
                let account = create(&*tx, email, proved, browser.language, now).await?;
                own::give(&*tx, browser.actor, account, identity, now).await?;
                Arrival::SignedIn(sign_in(&*tx, account, proved, attempt, browser, now).await?)
            }
            Way::ProveAddress => Arrival::Mailed {
                begun: self.keep(&*tx, proved, attempt, now).await?,
                ask: self.write_sign_in_link(&*tx, email, LINKS_AT, browser.language).await?,
            },
            Way::AskAddress => Arrival::Unknown { begun: self.keep(&*tx, proved, attempt, now).await? },
            Way::Link => {
                let Some(person) = browser.actor.person() else { return refuse(IdentityRefusal::Over) };
                // She may have been locked out, or gone, since the way back began.
                let her = account::Entity::find_by_id(person.id.0).lock_exclusive().one(&*tx).await?;
                if her.is_none_or(|her| her.disabled) {
                    return refuse(IdentityRefusal::Over);
                }
                own::link(&*tx, browser.actor, person.id, identity, now).await?;
                Arrival::Linked
            }
            Way::Linked => Arrival::Linked,
            Way::Locked => return refuse(IdentityRefusal::Locked(because)),
            Way::Foreign => return refuse(IdentityRefusal::Foreign),
        };
        tx.commit().await?;
        Ok(arrival)
    }

    /// Keeps who came back until she proved an address, and answers the secret of her browser.
    async fn keep(
        &self,
        tx: &impl ConnectionTrait,
        proved: &Proved,
        attempt: &Attempt,
        now: DateTime<Utc>,
    ) -> Result<String, DbErr> {
        let over = identity_arrival::Column::ExpiresAt.lte(now);
        identity_arrival::Entity::delete_many().filter(over).exec(tx).await?;
        let id = chance::id(now);
        identity_arrival::Entity::insert(identity_arrival::ActiveModel {
            id: Set(id),
            issuer: Set(proved.identity.issuer.clone()),
            subject: Set(proved.identity.subject.clone()),
            name: Set(proved.name.clone()),
            goto: Set(attempt.goto.clone()),
            expires_at: Set(now + Duration::minutes(ARRIVAL_MINUTES.into())),
        })
        .exec_without_returning(tx)
        .await?;
        Ok(self.keys.token(Purpose::ProviderArrival, id))
    }
}

/// To whom an identity belongs, and why she is locked out, where she is.
pub(super) async fn owner_of(db: &impl ConnectionTrait, identity: &Identity) -> Result<(Owner, String), DbErr> {
    let row = its_row(identity).one(db).await?;
    let Some(row) = row else { return Ok((Owner::Nobody, String::new())) };
    let owner = account::Entity::find_by_id(row.account_id).one(db).await?;
    Ok(match owner {
        Some(owner) if owner.disabled => (Owner::Locked(AccountId(owner.id)), owner.locked_because),
        Some(owner) => (Owner::Account(AccountId(owner.id)), String::new()),
        None => (Owner::Nobody, String::new()),
    })
}

fn its_row(identity: &Identity) -> sea_orm::Select<account_identity::Entity> {
    account_identity::Entity::find()
        .filter(account_identity::Column::Issuer.eq(&identity.issuer))
        .filter(account_identity::Column::Subject.eq(&identity.subject))
}

/// A new account. If another took the address meanwhile the database refuses, and all is looked at again: what is not
/// there when it is looked for must not be found when it is made.
async fn create(
    tx: &impl ConnectionTrait,
    email: &str,
    proved: &Proved,
    spoken: &str,
    now: DateTime<Utc>,
) -> Result<Uuid, DbErr> {
    let id = chance::id(now);
    let new = new_account(id, email, &proved.name, language(spoken), now);
    account::Entity::insert(new).exec_without_returning(tx).await?;
    let opened = Mail::AccountChanged { account: AccountId(id), change: AccountChange::Opened };
    outbox::write(tx, opened, now).await?;
    Ok(id)
}

async fn sign_in(
    tx: &impl ConnectionTrait,
    account: Uuid,
    proved: &Proved,
    attempt: &Attempt,
    browser: Browser<'_>,
    now: DateTime<Utc>,
) -> Answer<NewLogin> {
    let identity = &proved.identity;
    account_identity::Entity::update_many()
        .col_expr(account_identity::Column::UsedAt, Expr::value(Some(now)))
        .filter(account_identity::Column::Issuer.eq(&identity.issuer))
        .filter(account_identity::Column::Subject.eq(&identity.subject))
        .exec(tx)
        .await?;
    if let Some(here) = browser.here {
        login::Entity::delete_by_id(hash(here)).exec(tx).await?;
    }
    let by = By::Provider(&identity.issuer, proved.at);
    let Some(token) = new_login(tx, account, by, browser.user_agent, now).await? else {
        return refuse(IdentityRefusal::Locked(String::new()));
    };
    Ok(NewLogin { account: AccountId(account), token, goto: same_site(&attempt.goto).to_owned() })
}
