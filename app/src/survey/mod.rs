//! Saying how an event was: the form behind a mailed link, and the mail.

pub(crate) mod answer_page;
pub(crate) mod fields;
pub mod frame;
pub mod say;
