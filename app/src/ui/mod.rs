//! The building blocks every feature shares.

pub mod dates;
pub mod form;
pub mod rules;
pub mod words;
