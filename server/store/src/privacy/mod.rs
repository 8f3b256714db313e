//! What is kept of people: seen, taken along and erased by whom it is about, and forgotten by the house itself (I10).

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{Erasure, ErasureRefusal, OwnData, PrivacyDesk, Retention, RetentionRefusal, Unavailable},
};

use crate::{
    Store,
    error::{Stop, unavailable},
    tx::retried,
};

mod alone;
mod erase;
mod forget;
mod hindrances;
mod kept;
mod own;
mod unused;

pub(crate) use erase::NOBODY;
pub(crate) use kept::{LOOKED, note};

#[async_trait]
impl PrivacyDesk for Store {
    async fn own_data(&self, by: &Actor) -> Result<Option<OwnData>, Unavailable> {
        self.data_of(by).await.map_err(unavailable)
    }

    async fn take_own_data(&self, by: &Actor) -> Result<Option<OwnData>, Unavailable> {
        retried(|| async { self.take_data_of(by).await.map_err(Stop::Failed) }).await
    }

    async fn erasure(&self, by: &Actor, here: &str) -> Result<Option<Erasure>, Unavailable> {
        self.would_erase(by, here).await.map_err(unavailable)
    }

    async fn erase(&self, by: &Actor, here: &str) -> Result<(), ErasureRefusal> {
        self.call_off_what_is_hers(by, here).await?;
        retried(|| self.erase_account(by, here)).await
    }

    async fn retention(&self, by: &Actor) -> Result<Option<Retention>, Unavailable> {
        self.still_here(by).await.map_err(unavailable)
    }

    async fn attendee_days(&self) -> Result<u16, Unavailable> {
        kept::attendee_days(&self.db).await.map_err(unavailable)
    }

    async fn keep_attendees(&self, by: &Actor, days: u16, told: u64) -> Result<(), RetentionRefusal> {
        retried(|| self.set_attendee_days(by, days, told)).await
    }
}
