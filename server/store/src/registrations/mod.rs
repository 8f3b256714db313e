//! Registering for sessions: seats held, confirmed, given back (I2).
//!
//! Whoever takes or frees a seat locks the session first and the registration after it, so nobody waits in a circle;
//! the check of the database stands behind it, for every path that forgets.

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{NewRegistration, RegistrationDesk, RegistrationLine, RegistrationView, Unavailable},
    id::EventId,
    registration::RegistrationRefusal,
};

use crate::{
    Store,
    error::{Stop, unavailable},
    tx::retried,
};

mod fields;
mod read;
mod write;

type Answer<T> = Result<T, Stop<RegistrationRefusal>>;

#[async_trait]
impl RegistrationDesk for Store {
    async fn register(&self, new: NewRegistration) -> Result<(), RegistrationRefusal> {
        let new = fields::checked(new)?;
        retried(|| self.try_register(&new)).await
    }

    async fn registration(&self, token: &str) -> Result<Option<RegistrationView>, Unavailable> {
        self.registration_behind(token).await.map_err(unavailable)
    }

    async fn confirm(&self, token: &str) -> Result<(), RegistrationRefusal> {
        retried(|| self.try_confirm(token)).await
    }

    async fn cancel_registration(&self, token: &str) -> Result<(), RegistrationRefusal> {
        retried(|| self.try_cancel_registration(token)).await
    }

    async fn registrations(&self, by: &Actor, event: EventId) -> Result<Option<Vec<RegistrationLine>>, Unavailable> {
        self.list_registrations(by, event).await.map_err(unavailable)
    }
}
