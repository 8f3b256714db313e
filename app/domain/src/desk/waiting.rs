//! Waiting for a time that is taken.

use async_trait::async_trait;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{Behalf, Unavailable};
use crate::{
    access::Actor,
    id::{RequestId, SpaceId, WaitingId},
    slot::{Slot, When},
    space::{Equipment, SiteRef, SpaceRef},
    waiting::{WaitState, WaitingRefusal, Wanted},
};

/// A wish about to be put on the list, for the organisation the actor acts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewWaiting {
    /// The form it came from.
    pub request: RequestId,
    /// The space, by its slug.
    pub space: String,
    /// Any space of its site that has what is needed would do as well.
    pub elsewhere: bool,
    /// What is waited for.
    pub wanted: Wanted,
    /// For whom, when the actor asks for somebody else: the wish is hers then.
    pub behalf: Option<Behalf>,
    /// The language she is written to in.
    pub language: String,
}

/// A time that is held for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldOffer {
    /// Where.
    pub space: SpaceRef,
    /// When.
    pub when: When,
    /// Until when it is held, by the wall clock of the site.
    pub until: NaiveDateTime,
    /// How long that is from now, in minutes; 0: it is over.
    pub minutes_left: u32,
}

/// An offer as somebody saw it: where and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenOffer {
    /// Where.
    pub space: SpaceId,
    /// When.
    pub slot: Slot,
}

impl HeldOffer {
    /// What whoever answers it has seen.
    #[must_use]
    pub const fn seen(&self) -> SeenOffer {
        SeenOffer { space: self.space.id, slot: self.when.slot }
    }
}

/// A wish on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingView {
    /// Its id.
    pub id: WaitingId,
    /// The space.
    pub space: SpaceRef,
    /// Any space of its site that has what is needed would do as well.
    pub elsewhere: bool,
    /// What is waited for.
    pub wanted: Wanted,
    /// What is taken along, as it is told of.
    pub along: Vec<Equipment>,
    /// Whose it is, for whoever looks at another's wish: a keeper, or who asked for her.
    pub behalf: Option<Behalf>,
    /// Who asked for her, when somebody did: her name or address.
    pub asked_by: Option<String>,
    /// Where it is in its life.
    pub state: WaitState,
    /// Its place among those who wait for what it waits for, from 1; `None`: it does not wait.
    pub place: Option<u32>,
    /// What is held for her.
    pub offer: Option<HeldOffer>,
    /// When she asked, by the wall clock of the site.
    pub asked_at: NaiveDateTime,
}

/// Somebody who waits, for keepers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiter {
    /// What she waits for.
    pub wish: WaitingView,
    /// Who: name and address.
    pub person: (String, String),
    /// For whom.
    pub organisation: String,
}

/// Those who wait for spaces of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingAt {
    /// The site.
    pub site: SiteRef,
    /// Who waits, in the order of asking.
    pub waiters: Vec<Waiter>,
}

/// Puts people on the list, and takes them off it. What becomes free is offered in strict order of asking.
#[async_trait]
pub trait WaitingDesk: Send + Sync {
    /// Puts the actor on the list. Refused when it is free now, or could not be booked even if it were.
    async fn wait_for(&self, by: &Actor, new: NewWaiting) -> Result<WaitingId, WaitingRefusal>;
    /// The actor's own wishes, and those she asked for others: what is offered first, then what waits, then what has ended, the latest first.
    async fn waiting(&self, by: &Actor) -> Result<Vec<WaitingView>, Unavailable>;
    /// Takes a wish of the actor, or one she asked for another, off the list. A second time changes nothing.
    async fn leave(&self, by: &Actor, id: WaitingId) -> Result<(), WaitingRefusal>;
    /// Declines what is offered, if it is still what she saw. It is not offered to her again; where another time would do
    /// she stays on the list.
    async fn decline(&self, by: &Actor, id: WaitingId, seen: SeenOffer) -> Result<(), WaitingRefusal>;
    /// Who waits at the sites the actor keeps, by site. `None`: she keeps nothing.
    async fn waiting_at(&self, by: &Actor) -> Result<Option<Vec<WaitingAt>>, Unavailable>;
}
