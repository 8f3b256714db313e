//! Passkeys: signing in without a mail, and saying once more who one is.

use async_trait::async_trait;
use chrono::NaiveDateTime;

use super::{NewLogin, Unavailable};
use crate::{access::Actor, id::PasskeyId};

/// A passkey, for whom it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyView {
    /// Its id.
    pub id: PasskeyId,
    /// What she called it.
    pub name: String,
    /// Since when, by the region's clock.
    pub since: NaiveDateTime,
    /// When it was last used, by the region's clock; `None`: never.
    pub used: Option<NaiveDateTime>,
}

/// Somebody's passkeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPasskeys {
    /// All of them, by name.
    pub passkeys: Vec<PasskeyView>,
    /// She signed in a moment ago, and may add and remove some.
    pub recent: bool,
}

/// What a browser is asked to answer, once and soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The secret that finds the challenge again.
    pub secret: String,
    /// The options for `navigator.credentials`, as JSON (Web Authentication Level 3, 5.1.8 and 5.1.9).
    pub options: String,
}

/// What a browser answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyAnswer {
    /// [`Challenge::secret`].
    pub secret: String,
    /// The credential, as JSON (Web Authentication Level 3, 5.1.7).
    pub credential: String,
}

/// Why a passkey was not made, taken or removed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyRefusal {
    /// The name is missing or too long.
    #[error("the name must have 1 to 60 letters")]
    Name,
    /// She has as many as one may have.
    #[error("these are too many passkeys")]
    TooMany,
    /// The challenge is unknown, used or too old.
    #[error("the challenge is used or too old")]
    Challenge,
    /// It is no passkey of this house, or does not prove what it says.
    #[error("this is no passkey of this house")]
    Passkey,
    /// She signed in too long ago to change how one signs in.
    #[error("sign in again")]
    SignInAgain,
    /// The account is locked out, for this reason; empty: none was said.
    #[error("the account is locked")]
    Locked(String),
    /// The actor may not do this, or there is no such passkey of hers.
    #[error("not allowed")]
    Forbidden,
    /// Browsers make no passkeys for the address of this house.
    #[error("there are no passkeys at this address")]
    Nowhere,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Makes, takes and removes passkeys. A passkey says of whom it is, and that she was there and known to her device.
#[async_trait]
pub trait PasskeyDesk: Send + Sync {
    /// The name of the house passkeys are good for. `None`: at its address there are none.
    fn host(&self) -> Option<&str>;
    /// The actor's passkeys. `here`: the secret of the login she asks with. `None`: she is not signed in.
    async fn passkeys(&self, by: &Actor, here: &str) -> Result<Option<OwnPasskeys>, Unavailable>;
    /// Asks the actor's browser for a new passkey. Only soon after she signed in.
    async fn ask_for_new(&self, by: &Actor, here: &str) -> Result<Challenge, PasskeyRefusal>;
    /// Keeps the new passkey under a name. Only soon after she signed in.
    async fn add_passkey(
        &self,
        by: &Actor,
        here: &str,
        name: &str,
        answered: PasskeyAnswer,
    ) -> Result<(), PasskeyRefusal>;
    /// Removes a passkey of the actor. Only soon after she signed in. The mailed link always stays a way in.
    async fn remove_passkey(&self, by: &Actor, here: &str, id: PasskeyId) -> Result<(), PasskeyRefusal>;
    /// Asks a browser to show a passkey: anybody's, or the actor's own when she is signed in.
    async fn ask_to_show(&self, by: &Actor) -> Result<Challenge, PasskeyRefusal>;
    /// Signs in whose passkey it is. Of somebody who is signed in the login `here` ends, and the new one is recent.
    async fn sign_in_by_passkey(
        &self,
        here: Option<&str>,
        answered: PasskeyAnswer,
        goto: &str,
        user_agent: &str,
    ) -> Result<NewLogin, PasskeyRefusal>;
}
