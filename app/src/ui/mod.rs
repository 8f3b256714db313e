//! The building blocks every feature shares.

pub mod dates;
pub mod facts;
pub mod form;
pub mod free;
pub mod icon;
pub mod notice;
pub mod pager;
pub mod picture;
pub mod plan;
pub mod prose;
pub mod qr;
pub mod rules;
pub mod say;
pub mod strip;
pub mod sure;
pub mod unread;
pub mod words;
