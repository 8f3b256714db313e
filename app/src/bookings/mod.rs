//! Booking spaces: the wish and its verdict, one's bookings, moving them and calling them off.

mod cancel_page;
mod check;
mod detail_page;
mod list_page;
mod move_page;
mod new_page;
mod tell;
mod wish;
mod wish_form;

pub use cancel_page::{ask_cancel, cancel};
pub use check::check_now;
pub use detail_page::detail;
pub use list_page::list;
pub use move_page::{ask_move, reschedule};
pub use new_page::{ask_new, book};
