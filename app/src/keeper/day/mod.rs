//! The keeper's day: what needs her first, then a running order of who comes and what is to be done; and calling off
//! several dates at once.

mod lines;
mod off;
mod page;
mod problems;
mod table;
mod view;

pub use off::{ask_off, call_off};
pub use page::{send, show, why};
