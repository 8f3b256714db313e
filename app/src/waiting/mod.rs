//! The waiting list: one's own wishes and what is offered, the form that adds one, and who waits for the keepers.

mod keeper_page;
mod own_page;
mod own_view;
pub(crate) mod read;
pub mod say;

pub use keeper_page::who_waits;
pub use own_page::{ask_own, send};
pub(crate) use read::{of_search, of_wish};
