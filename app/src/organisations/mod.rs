//! An organisation, for those who look after it: its members, where it sits, what stands on its bills, its cost
//! centres, the mail domains whose people join it by themselves, and its logo. Its own administrators, and those of the platform; for everybody else these pages do not exist.

mod cost_centres_page;
mod domains_page;
mod frame;
mod logo_page;
mod overview_page;
mod particulars_page;

pub use cost_centres_page::{change_cost_centres, cost_centres};
pub use domains_page::{change_domains, domains};
pub(crate) use frame::path;
pub use frame::way_to;
pub use logo_page::{change_logo, logo};
pub use overview_page::{change_members, overview};
pub use particulars_page::{particulars, write_particulars};
