//! Finding a space when the date is still open: what is needed on the left, spaces with their times on the right.

pub mod asked;
pub mod find_page;
pub mod form;
pub mod offers;
pub mod refused;
