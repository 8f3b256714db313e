//! Sites: houses with their plans, doors and hours.

pub mod house_plan;
pub mod list_page;
pub mod site_page;
