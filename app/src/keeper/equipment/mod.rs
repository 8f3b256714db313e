//! What a house lends with its bookings, and how many of it.

mod page;
mod view;

pub use page::{choose, send, show};
