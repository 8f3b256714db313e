//! Spaces: found by what one needs, shown as they are.

pub mod access;
pub mod check_in_page;
pub mod door;
pub mod filters;
pub mod list_page;
pub mod query;
pub mod row;
pub mod rules;
pub mod soonest;
pub mod space_page;
pub mod week;
