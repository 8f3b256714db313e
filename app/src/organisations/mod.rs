//! An organisation, for those who look after it: its members, where it sits, what stands on its bills, and its cost
//! centres. Its own administrators, and those of the platform; for everybody else these pages do not exist.

mod cost_centres_page;
mod frame;
mod overview_page;
mod particulars_page;

pub use cost_centres_page::{change_cost_centres, cost_centres};
pub(crate) use frame::path;
pub use frame::way_to;
pub use overview_page::{change_members, overview};
pub use particulars_page::{particulars, write_particulars};
