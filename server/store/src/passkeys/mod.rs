//! Passkeys: made, shown, removed. What browsers prove is judged by `webauthn-rs`; here it is kept, once and for a while.

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{Challenge, NewLogin, OwnPasskeys, PasskeyAnswer, PasskeyDesk, PasskeyRefusal, Unavailable},
    id::PasskeyId,
    passkey::Party,
};
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{Url, WebauthnError},
};

use crate::{
    Store,
    accounts::logged,
    error::{Stop, refuse, unavailable},
    tx::retried,
};

mod challenge;
mod make;
mod own;
mod show;

pub(crate) use own::of;

type Answer<T> = Result<T, Stop<PasskeyRefusal>>;

/// The desk for passkeys: a store, and the name under which browsers know the house.
#[derive(Clone)]
pub struct Passkeys {
    store: Store,
    house: Option<House>,
}

#[derive(Clone)]
struct House {
    id: String,
    web: Webauthn,
}

impl Passkeys {
    /// At a public address. `name`: what a device says the passkey is for.
    #[must_use]
    pub fn new(store: &Store, base_url: &str, name: &str) -> Self {
        let house = Party::of(base_url).and_then(|party| {
            let built = judge(&party, name);
            // An address that is a party but no URL is nobody's; a house without passkeys still has its mailed links.
            let web = built.inspect_err(|err| tracing::warn!(error = %err, "there are no passkeys")).ok()?;
            Some(House { id: party.id, web })
        });
        Self { store: store.clone(), house }
    }

    fn web(&self) -> Answer<&Webauthn> {
        self.house.as_ref().map_or_else(|| refuse(PasskeyRefusal::Nowhere), |house| Ok(&house.web))
    }
}

/// Judges what browsers say: for this id, from this origin alone, port and all.
fn judge(party: &Party, name: &str) -> Result<Webauthn, WebauthnError> {
    let origin = Url::parse(&party.origin).map_err(|_| WebauthnError::InvalidRPOrigin)?;
    WebauthnBuilder::new(&party.id, &origin)?.rp_name(name).build()
}

#[async_trait]
impl PasskeyDesk for Passkeys {
    fn host(&self) -> Option<&str> {
        self.house.as_ref().map(|house| house.id.as_str())
    }

    async fn passkeys(&self, by: &Actor, here: &str) -> Result<Option<OwnPasskeys>, Unavailable> {
        self.store.passkeys_of(by, here).await.map_err(unavailable)
    }

    async fn ask_for_new(&self, by: &Actor, here: &str) -> Result<Challenge, PasskeyRefusal> {
        retried(|| self.challenge_to_make(by, here)).await
    }

    async fn add_passkey(
        &self,
        by: &Actor,
        here: &str,
        name: &str,
        answered: PasskeyAnswer,
    ) -> Result<(), PasskeyRefusal> {
        retried(|| self.keep(by, here, name, &answered)).await
    }

    async fn remove_passkey(&self, by: &Actor, here: &str, id: PasskeyId) -> Result<(), PasskeyRefusal> {
        retried(|| self.store.remove(by, here, id)).await
    }

    async fn ask_to_show(&self, by: &Actor) -> Result<Challenge, PasskeyRefusal> {
        retried(|| self.challenge_to_show(by)).await
    }

    async fn sign_in_by_passkey(
        &self,
        here: Option<&str>,
        answered: PasskeyAnswer,
        goto: &str,
        user_agent: &str,
    ) -> Result<NewLogin, PasskeyRefusal> {
        logged("passkey", retried(|| self.let_in(here, &answered, goto, user_agent)).await)
    }
}
