//! The programme: what is on, and everything about one event.

pub(crate) mod about;
pub(crate) mod day_grid;
pub(crate) mod days;
pub(crate) mod embed;
pub(crate) mod entry;
pub(crate) mod event_page;
pub(crate) mod filters;
pub(crate) mod json_ld;
pub(crate) mod list_page;
mod month_page;
pub(crate) mod programme;
pub(crate) mod query;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod say;
pub(crate) mod series_page;
mod series_part;

pub use say::{PREVIEW_SIZE, dates, how_long, place_lines, places, rooms, unpublished};
