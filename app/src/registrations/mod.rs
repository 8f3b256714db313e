//! Registering for a session without an account, and what its mailed link is good for.

pub(crate) mod by_link;
pub(crate) mod change_page;
pub(crate) mod fields;
pub(crate) mod form_page;
pub(crate) mod form_view;
pub(crate) mod link_page;
mod link_view;
pub(crate) mod list_page;
mod list_view;
mod request_view;
pub(crate) mod sent_page;
mod wait_view;
