//! On the way to a provider and back: noted here, taken once.

use chrono::Duration;
use domain::{access::Actor, desk::IdentityRefusal, id::AccountId, identity::ATTEMPT_MINUTES};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::{Answer, own};
use crate::{
    Store,
    accounts::same_site,
    chance,
    entity::identity_attempt,
    error::refuse,
    keys::{Keys, Purpose},
    tx::retried,
};

/// What goes along to a provider, and what stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// Comes back in the address.
    pub state: String,
    /// Comes back in the proof.
    pub nonce: String,
    /// Proves, to the provider, that it is we who fetch (RFC 7636): 43 letters.
    pub verifier: String,
    /// Stays with the browser.
    pub begun: String,
}

/// What was noted of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What the proof must have in it.
    pub nonce: String,
    /// What it is fetched with.
    pub verifier: String,
    /// Where she goes then: a path of this site.
    pub goto: String,
    /// Whose the identity shall be; `None`: whoever has it signs in.
    pub links: Option<AccountId>,
}

impl Store {
    /// Notes that a browser goes to a provider. `links`: who shall get the identity, and the secret of her login; only
    /// soon after she signed in.
    ///
    /// # Errors
    /// When she may not, or the database fails.
    pub async fn depart(
        &self,
        issuer: &str,
        goto: &str,
        links: Option<(&Actor, &str)>,
    ) -> Result<Errand, IdentityRefusal> {
        retried(|| self.note_attempt(issuer, goto, links)).await
    }

    /// Takes back what was noted for this browser, once: whatever becomes of it, it is not taken again.
    ///
    /// # Errors
    /// When it is unknown, used, too old, of another browser or of another provider, or the database fails.
    pub async fn returned(&self, issuer: &str, state: &str, begun: &str) -> Result<Attempt, IdentityRefusal> {
        retried(|| self.take_attempt(issuer, state, begun)).await
    }

    async fn note_attempt(&self, issuer: &str, goto: &str, links: Option<(&Actor, &str)>) -> Answer<Errand> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let account = match links {
            Some((by, here)) => Some(own::allowed(&*tx, by, here, now).await?.id.0),
            None => None,
        };
        let over = identity_attempt::Column::ExpiresAt.lte(now);
        identity_attempt::Entity::delete_many().filter(over).exec(&*tx).await?;
        let id = chance::id(now);
        identity_attempt::Entity::insert(identity_attempt::ActiveModel {
            id: Set(id),
            issuer: Set(issuer.to_owned()),
            goto: Set(same_site(goto).to_owned()),
            account_id: Set(account),
            expires_at: Set(now + Duration::minutes(ATTEMPT_MINUTES.into())),
        })
        .exec_without_returning(&*tx)
        .await?;
        tx.commit().await?;
        let Some((nonce, verifier)) = secrets(&self.keys, id) else { return refuse(IdentityRefusal::Unavailable) };
        let (state, begun) =
            (self.keys.token(Purpose::ProviderState, id), self.keys.token(Purpose::ProviderBrowser, id));
        Ok(Errand { state, nonce, verifier, begun })
    }

    async fn take_attempt(&self, issuer: &str, state: &str, begun: &str) -> Answer<Attempt> {
        // A state that is carried into another browser is not used up there: it is not that browser's to lose.
        let id = self.keys.open(Purpose::ProviderState, state);
        let Some(id) = id.filter(|id| self.keys.open(Purpose::ProviderBrowser, begun) == Some(*id)) else {
            return refuse(IdentityRefusal::Over);
        };
        let now = self.now();
        let tx = self.begin_write().await?;
        let found = identity_attempt::Entity::find_by_id(id).one(&*tx).await?;
        // Of two at once one deletes the row.
        let taken = identity_attempt::Entity::delete_by_id(id).exec(&*tx).await?.rows_affected == 1;
        tx.commit().await?;
        let Some(found) = found.filter(|row| taken && row.expires_at > now && row.issuer == issuer) else {
            return refuse(IdentityRefusal::Over);
        };
        let Some((nonce, verifier)) = secrets(&self.keys, id) else { return refuse(IdentityRefusal::Unavailable) };
        Ok(Attempt { nonce, verifier, goto: found.goto, links: found.account_id.map(AccountId) })
    }
}

/// The nonce and the verifier of an attempt: nothing secret is stored.
fn secrets(keys: &Keys, id: Uuid) -> Option<(String, String)> {
    keys.secret(b"provider-nonce", id).zip(keys.secret(b"provider-verifier", id))
}
