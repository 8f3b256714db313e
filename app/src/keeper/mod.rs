//! The keeper's desk: what waits for her, page by page.

pub mod closures;
pub mod day;
mod deputies_page;
pub(crate) mod desk;
pub mod equipment;
mod grants_page;
pub mod groups;
mod proofs_page;
mod requests_page;
mod requests_view;
pub mod rules;
mod why_page;

pub use deputies_page::{change_deputies, deputies};
pub use grants_page::{ask_grant, grants, settle_grant};
pub use proofs_page::{grant, proofs};
pub use requests_page::{answer, requests};
pub use why_page::{ask_why, why};
