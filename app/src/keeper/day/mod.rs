//! The keeper's day: what needs her first, then a running order of who comes and what is to be done.

mod lines;
mod page;
mod problems;
mod table;
mod view;

pub use page::{send, show, why};
