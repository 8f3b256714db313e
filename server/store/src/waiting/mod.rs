//! People who wait for a time that is taken. Nothing that frees a time knows of them: what can be had now is looked up,
//! by [`Store::serve_waiting`], and offered in strict order of asking.

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{NewWaiting, SeenOffer, Unavailable, WaitingAt, WaitingDesk, WaitingView},
    id::WaitingId,
    waiting::WaitingRefusal,
};

use crate::{
    Store,
    error::{Stop, unavailable},
    tx::retried,
};

mod ask;
mod end;
mod facts;
mod list;
mod look;
mod people;
mod serve;

pub(crate) use end::{booked, withdraw};
pub use facts::{WaitingFacts, WaitingMail, Withdrawn};
pub(crate) use list::offered;

type Outcome<T> = Result<T, Stop<WaitingRefusal>>;

#[async_trait]
impl WaitingDesk for Store {
    async fn wait_for(&self, by: &Actor, new: NewWaiting) -> Result<WaitingId, WaitingRefusal> {
        retried(|| self.put_on_the_list(by, &new)).await
    }

    async fn waiting(&self, by: &Actor) -> Result<Vec<WaitingView>, Unavailable> {
        self.own_wishes(by).await.map_err(unavailable)
    }

    async fn leave(&self, by: &Actor, id: WaitingId) -> Result<(), WaitingRefusal> {
        retried(|| self.leave_the_list(by, id)).await
    }

    async fn decline(&self, by: &Actor, id: WaitingId, seen: SeenOffer) -> Result<(), WaitingRefusal> {
        retried(|| self.decline_offer(by, id, seen)).await
    }

    async fn waiting_at(&self, by: &Actor) -> Result<Option<Vec<WaitingAt>>, Unavailable> {
        self.who_waits(by).await.map_err(unavailable)
    }
}
