//! What the pages ask of the house, shaped as use cases. Implemented by the store.
//!
//! Conventions:
//! - one method is one use case and one transaction;
//! - who acts comes first, and the desk asks [`access::may`](crate::access::may) itself;
//! - a look-up answers `Ok(None)` for what is not there *or not for the actor's eyes*: both look the same;
//! - a refusal is the module's own error, every variant a cause a person can act on;
//! - [`Unavailable`] is everything else, already logged where it happened;
//! - a change carries the version its form showed, a creation the [`RequestId`](crate::id::RequestId) of its form:
//!   the same form sent twice answers the same, and acts once;
//! - views carry wall-clock times ready to be shown: nobody outside the store needs a zone database.

use serde::{Deserialize, Serialize};

mod access;
mod accounts;
mod addresses;
mod administration;
mod bookings;
mod calendar;
mod calling_off;
mod catalogue;
mod closing;
mod days;
mod door;
mod equipment;
mod events;
mod feedback;
mod files;
mod forms;
mod groups;
mod health;
mod identities;
mod keeping;
mod lists;
mod mails;
mod messages;
mod organisations;
mod passkeys;
mod people;
mod pictures;
mod privacy;
mod registrations;
mod review;
mod seat_pools;
mod series;
mod sites;
mod surveys;
mod texts;
mod tickets;
mod topics;
mod waiting;

pub use access::*;
pub use accounts::*;
pub use addresses::*;
pub use administration::*;
pub use bookings::*;
pub use calendar::*;
pub use calling_off::*;
pub use catalogue::*;
pub use closing::*;
pub use days::*;
pub use door::*;
pub use equipment::*;
pub use events::*;
pub use feedback::*;
pub use files::*;
pub use forms::*;
pub use groups::*;
pub use health::*;
pub use identities::*;
pub use keeping::*;
pub use lists::*;
pub use mails::*;
pub use messages::*;
pub use organisations::*;
pub use passkeys::*;
pub use people::*;
pub use pictures::*;
pub use privacy::*;
pub use registrations::*;
pub use review::*;
pub use seat_pools::*;
pub use series::*;
pub use sites::*;
pub use surveys::*;
pub use texts::*;
pub use tickets::*;
pub use topics::*;
pub use waiting::*;

/// The house cannot answer now; why is in its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("the house cannot answer now")]
pub struct Unavailable;

/// One page of a long list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Its number, from 1.
    pub page: u32,
    /// How many things there are on all pages.
    pub total: u64,
    /// How many fit on one page.
    pub per_page: u32,
}

impl<T> Page<T> {
    /// How many pages there are, at least 1.
    #[must_use]
    pub fn pages(&self) -> u32 {
        u32::try_from(self.total.div_ceil(u64::from(self.per_page.max(1)))).unwrap_or(u32::MAX).max(1)
    }
}
