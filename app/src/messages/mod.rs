//! Messages from organisers to participants.

pub mod frame;
pub(crate) mod page;
mod preview_view;
mod view;
