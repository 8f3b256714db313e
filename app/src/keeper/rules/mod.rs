//! Where keepers write down the rules of their houses.

mod admission;
pub(crate) mod book;
mod faults;
mod holidays;
pub mod layouts;
mod lists;
mod page;
mod view;
mod week;
pub(crate) mod words;

pub use page::{choose, show, write};
