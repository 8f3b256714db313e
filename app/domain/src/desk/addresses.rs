//! The address of an account: another one, proved by the code that is mailed there.

use async_trait::async_trait;

use super::Unavailable;
use crate::access::Actor;

/// How long a mailed code can be used, in minutes.
pub const CODE_MINUTES: u8 = 30;

/// Why an account did not get another address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressRefusal {
    /// The e-mail address cannot be one.
    #[error("this is no e-mail address")]
    Email,
    /// It is the one the account has.
    #[error("the account has this address already")]
    Same,
    /// Another account has it.
    #[error("another account has this address")]
    Taken,
    /// The code is not the one that was mailed. It can be typed again, a few times.
    #[error("the code is wrong")]
    Code,
    /// Nothing was asked for, or the code was used, tried too often, or is too old.
    #[error("the code is used or too old")]
    Over,
    /// She signed in too long ago to change how one signs in.
    #[error("sign in again")]
    SignInAgain,
    /// The actor may not do this.
    #[error("not allowed")]
    Forbidden,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Somebody's address, and the one it may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAddress {
    /// The one she has.
    pub email: String,
    /// The one a code was mailed to and can still be typed for.
    pub asked: Option<String>,
    /// She signed in a moment ago, and may change it.
    pub recent: bool,
}

/// Gives accounts other addresses.
#[async_trait]
pub trait AddressDesk: Send + Sync {
    /// The actor's address. `here`: the secret of the login she asks with. `None`: she is not signed in.
    async fn address(&self, by: &Actor, here: &str) -> Result<Option<OwnAddress>, Unavailable>;
    /// Mails a code to the address an account shall have. Only soon after she signed in. The answer is alike whether
    /// another account has that address or none: whoever reads mail there is told.
    async fn ask_address(&self, by: &Actor, here: &str, email: &str) -> Result<(), AddressRefusal>;
    /// Gives the account the address the last code was mailed to. What she registered for and is invited to goes along;
    /// all other logins end; the old address is told. Five wrong codes use the code up.
    async fn change_address(&self, by: &Actor, here: &str, code: &str) -> Result<(), AddressRefusal>;
}
