//! Seats that sessions of an event share.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    access::Actor,
    id::{EventId, RequestId, SeatPoolId, SessionId},
    registration::{MOST_POOL_NAME, MOST_POOLS, PoolFault},
    text::Localised,
};

/// What an organiser says of a pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatPoolFields {
    /// What it is called, in at least one language.
    pub name: Localised,
    /// Seats for all its sessions together, at least one.
    pub capacity: u16,
    /// Its sessions. One that is in another pool leaves that one.
    pub sessions: Vec<SessionId>,
}

/// Why a pool was not made, changed or removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum SeatPoolRefusal {
    /// There is no such event or pool, or not for the actor.
    #[error("there is no such pool")]
    NotFound,
    /// Somebody changed the event since the form was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// The event was called off.
    #[error("it is over")]
    Over,
    /// Its name is missing or too long.
    #[error("the name must have 1 to {MOST_POOL_NAME} letters")]
    Name,
    /// It has no seats.
    #[error("a pool has at least one seat")]
    Capacity,
    /// The event has [`MOST_POOLS`] already.
    #[error("an event has {MOST_POOLS} pools at most")]
    TooMany,
    /// More seats are taken and kept than it would have: nothing was changed.
    #[error(transparent)]
    TooSmall(PoolFault),
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Makes and changes the pools of events. They are read with their event. Every change carries the version of the event.
#[async_trait]
pub trait SeatPoolDesk: Send + Sync {
    /// Makes one, and puts sessions into it.
    async fn make_seat_pool(
        &self,
        by: &Actor,
        request: RequestId,
        event: EventId,
        version: i32,
        fields: SeatPoolFields,
    ) -> Result<SeatPoolId, SeatPoolRefusal>;
    /// Renames and resizes it, and says which sessions share it. One that leaves it and has no limit of its own has none.
    async fn change_seat_pool(
        &self,
        by: &Actor,
        id: SeatPoolId,
        version: i32,
        fields: SeatPoolFields,
    ) -> Result<(), SeatPoolRefusal>;
    /// Removes it; its sessions stay, each with the limit it has itself, if any.
    async fn drop_seat_pool(&self, by: &Actor, id: SeatPoolId, version: i32) -> Result<(), SeatPoolRefusal>;
}
