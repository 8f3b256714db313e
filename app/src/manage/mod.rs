//! An organisation's own events: drafted, filled with sessions, published, watched, called off.

pub(crate) mod access;
mod answers_view;
mod changed;
mod copy_fields;
pub(crate) mod copy_page;
mod copy_view;
pub(crate) mod door_page;
mod door_ticket;
mod door_view;
pub(crate) mod figures_page;
pub(crate) mod form;
mod link_fields;
pub(crate) mod link_page;
mod link_view;
pub(crate) mod links_page;
pub(crate) mod list_page;
pub(crate) mod overview_page;
mod overview_view;
pub(crate) mod people_page;
mod people_view;
pub(crate) mod picture_page;
mod planning;
mod postponing;
pub(crate) mod record_page;
pub(crate) mod requests_page;
mod requests_view;
pub(crate) mod rules_page;
mod session_fields;
pub(crate) mod session_page;
mod session_view;
pub(crate) mod waiting_page;
mod waiting_view;
mod word_fields;
mod word_view;
pub(crate) mod words_page;

pub use door_ticket::admit_now;
