//! Where keepers close their houses, and decide what becomes of the bookings under a closure.

mod confirm;
mod page;
pub(crate) mod read;
mod view;

pub use page::{choose, send, show};
