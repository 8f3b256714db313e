//! The keeper's desk: what waits for her, page by page.

pub mod closures;
mod deputies_page;
pub(crate) mod desk;
mod overview_page;
mod proofs_page;
mod requests_page;
mod requests_view;
pub mod rules;
mod why_page;

pub use deputies_page::{change_deputies, deputies};
pub use overview_page::overview;
pub use proofs_page::{grant, proofs};
pub use requests_page::{answer, requests};
pub use why_page::{ask_why, why};
