//! The front door: what this place is, one line to search by, what is on, and which rooms stand open.

pub mod page;
pub mod search_line;
