//! The calendar: the same days as timeline, week, month and list. The address says which.

mod day;
pub(crate) mod head;
mod list;
pub(crate) mod month;
pub mod page;
pub mod segments;
pub mod timeline;
mod week;
