//! The keeper's desk: what waits for her, page by page.

mod desk;
mod overview_page;
mod requests_page;
mod requests_view;

pub use overview_page::overview;
pub use requests_page::{answer, requests};
