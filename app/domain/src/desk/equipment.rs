//! Pools of equipment: what a site has to be taken along with a booking, and how many of it.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor,
    id::{BookingId, PoolId},
    slot::When,
    space::{SiteRef, SpaceRef},
    text::Localised,
};

/// A pool, for those who keep its site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolView {
    /// Its id.
    pub id: PoolId,
    /// Its word in forms and tables. What a search asks for by this word it answers.
    pub key: String,
    /// Its name.
    pub name: Localised,
    /// How many there are; 0: it is not offered any more.
    pub count: u16,
    /// The version a change must carry.
    pub version: i32,
}

/// The pools of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pools {
    /// The site.
    pub site: SiteRef,
    /// Its pools, by name.
    pub pools: Vec<PoolView>,
    /// What equipment is called elsewhere in the house: key and name. A pool may be more of the same.
    pub known: Vec<(String, Localised)>,
}

/// A pool about to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPool {
    /// The site, by its slug.
    pub site: String,
    /// What it is more of, by key; `None`: something new.
    pub key: Option<String>,
    /// Its name, 1 to 60 letters in each language. One of them is enough.
    pub name: Localised,
    /// How many there are.
    pub count: u16,
}

/// A pool as it shall be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolChange {
    /// The version the form showed.
    pub version: i32,
    /// Its name.
    pub name: Localised,
    /// How many there are; 0: it is not offered any more.
    pub count: u16,
}

/// A date of a booking that takes some of a pool along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolUse {
    /// The booking.
    pub booking: BookingId,
    /// Its purpose.
    pub title: String,
    /// Where.
    pub space: SpaceRef,
    /// When.
    pub when: When,
    /// How many it takes.
    pub count: u16,
}

/// Why a pool was not made or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum PoolRefusal {
    /// It has no name, or one that is too long.
    #[error("a pool needs a name")]
    Name,
    /// So many are none, or more than a pool may have.
    #[error("a pool has 1 to {} things", crate::equipment::MOST_OF_A_POOL)]
    Count,
    /// The site has a pool of this already.
    #[error("there is such a pool already")]
    Known,
    /// More are promised at one time than would be left: these are.
    #[error("{} bookings need more", .0.len())]
    Booked(Vec<PoolUse>),
    /// Somebody changed it since the form was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such site or pool, or the actor does not keep it.
    #[error("there is no such thing")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Keeps the pools of sites.
#[async_trait]
pub trait EquipmentDesk: Send + Sync {
    /// The pools of a site the actor keeps, by its slug.
    async fn pools(&self, by: &Actor, site: &str) -> Result<Option<Pools>, Unavailable>;
    /// Makes a pool, or offers one again that was taken out.
    async fn add_pool(&self, by: &Actor, new: NewPool) -> Result<PoolId, PoolRefusal>;
    /// Changes its name, or how many there are. Never below what is promised.
    async fn change_pool(&self, by: &Actor, id: PoolId, change: PoolChange) -> Result<(), PoolRefusal>;
}
