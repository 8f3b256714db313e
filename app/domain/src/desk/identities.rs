//! Signing in with a university or a company: by an identity at a provider.

use async_trait::async_trait;
use chrono::NaiveDateTime;

use super::{NewLogin, Unavailable};
use crate::{access::Actor, id::IdentityId, text::Localised};

/// A provider people can sign in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderView {
    /// Its word in addresses.
    pub key: String,
    /// What people call it.
    pub name: Localised,
    /// Its issuer (OpenID Connect Discovery 1.0, 4.3).
    pub issuer: String,
}

/// An identity, for whom it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityView {
    /// Its id.
    pub id: IdentityId,
    /// The provider's issuer.
    pub issuer: String,
    /// Since when it is hers, by the region's clock.
    pub since: NaiveDateTime,
    /// When she last signed in with it, by the region's clock; `None`: never.
    pub used: Option<NaiveDateTime>,
}

/// Somebody's identities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnIdentities {
    /// All of them, the oldest first.
    pub identities: Vec<IdentityView>,
    /// She signed in a moment ago, and may add and remove some.
    pub recent: bool,
    /// The identity this browser came back with, which is nobody's yet.
    pub arrived: Option<Arrived>,
}

/// An identity somebody came back with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// The provider's issuer.
    pub issuer: String,
    /// Her name there; empty: it did not say. Whoever sits at a browser somebody else left sees that it is not hers.
    pub name: String,
}

/// The browser that asks.
#[derive(Clone, Copy, Debug)]
pub struct Browser<'a> {
    /// Who is signed in with it.
    pub actor: &'a Actor,
    /// The secret of her login.
    pub here: Option<&'a str>,
    /// The secret of what it began at a provider; empty: nothing.
    pub begun: &'a str,
    /// What it calls itself.
    pub user_agent: &'a str,
    /// The language it is answered in.
    pub language: &'a str,
}

/// On the way to a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// Where the browser goes: an address of the provider.
    pub to: String,
    /// The secret this browser, and no other, comes back with.
    pub begun: String,
}

/// What a provider sent back through the browser (OpenID Connect Core 1.0, 3.1.2.5 and 3.1.2.6; RFC 9207).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Back {
    /// What was sent along.
    pub state: String,
    /// What the proof is fetched with.
    pub code: Option<String>,
    /// Why there is none.
    pub error: Option<String>,
    /// Who answers.
    pub issuer: Option<String>,
}

/// Back from a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// She is signed in.
    SignedIn(NewLogin),
    /// The identity is hers now, or was before.
    Linked,
    /// A link was mailed to the address the provider vouches for; an account has it.
    Mailed {
        /// With this the browser can use the code in the mail.
        ask: String,
        /// The secret with which this browser links the identity, once she signed in.
        begun: String,
    },
    /// She is to say which address is hers.
    Unknown {
        /// The same secret.
        begun: String,
    },
}

/// Why somebody did not come in by a provider, or an identity was not added or removed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityRefusal {
    /// There is no such provider.
    #[error("there is no such provider")]
    NoProvider,
    /// What was begun is unknown, used, too old, or of another browser.
    #[error("this is used or too old")]
    Over,
    /// She said no, there.
    #[error("it was declined there")]
    Declined,
    /// The provider cannot be reached, or makes no sense.
    #[error("the provider cannot answer now")]
    Unreachable,
    /// What the provider said proves nothing.
    #[error("this proves nothing")]
    Unproved,
    /// The identity is somebody else's.
    #[error("this belongs to another account")]
    Foreign,
    /// She signed in too long ago to change how one signs in.
    #[error("sign in again")]
    SignInAgain,
    /// The account is locked out, for this reason; empty: none was said.
    #[error("the account is locked")]
    Locked(String),
    /// The actor may not do this, or there is no such identity of hers.
    #[error("not allowed")]
    Forbidden,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Signs people in by their identity at a provider, and looks after the identities they have.
#[async_trait]
pub trait IdentityDesk: Send + Sync {
    /// The providers there are, in the order they are shown.
    fn providers(&self) -> &[ProviderView];
    /// Sends a browser to a provider to sign in. `goto`: a path of this site, for afterwards.
    async fn leave(&self, provider: &str, goto: &str, language: &str) -> Result<Departure, IdentityRefusal>;
    /// Sends the actor to a provider whose identity shall be hers. Only soon after she signed in.
    async fn leave_to_link(
        &self,
        by: &Actor,
        here: &str,
        provider: &str,
        language: &str,
    ) -> Result<Departure, IdentityRefusal>;
    /// Takes a browser back, once. Signs in whose identity it is, makes the account of whoever is new, and opens no
    /// account for its address alone. A login this browser has ends when another begins.
    async fn arrive(&self, provider: &str, back: Back, browser: Browser<'_>) -> Result<Arrival, IdentityRefusal>;
    /// The actor's identities. `None`: she is not signed in.
    async fn identities(&self, browser: Browser<'_>) -> Result<Option<OwnIdentities>, Unavailable>;
    /// Makes the identity this browser came back with the actor's, once. Only soon after she signed in. Answers where
    /// she wanted to go.
    async fn link(&self, browser: Browser<'_>) -> Result<String, IdentityRefusal>;
    /// Removes an identity of the actor. Only soon after she signed in. The mailed link always stays a way in.
    async fn unlink(&self, by: &Actor, here: &str, id: IdentityId) -> Result<(), IdentityRefusal>;
}
