//! The programme: what is on, and everything about one event.

pub mod days;
pub mod json_ld;
pub mod query;
pub mod say;
#[cfg(test)]
mod samples;
