//! Booking spaces: the wish and its verdict, the workshop of a series, one's bookings, changing them and calling them
//! off.

mod acts;
mod add_page;
pub(crate) mod along;
pub(crate) mod behalf;
mod cancel_page;
mod check;
mod cost_centre_page;
mod detail_dates;
mod detail_page;
mod holding;
mod list_page;
pub(crate) mod look;
mod move_page;
mod move_view;
mod new_page;
mod new_view;
mod note_page;
mod on_the_day;
pub(crate) mod plan;
mod repeat_page;
mod say;
pub mod series;
pub mod series_form;
mod standing;
pub(crate) mod tell;
pub mod wish;
pub(crate) mod wish_form;
mod workshop;

pub use add_page::{add, ask_add};
pub use cancel_page::{ask_cancel, cancel};
pub use check::check_now;
pub use cost_centre_page::{ask_cost_centre, put_on_cost_centre};
pub use detail_page::detail;
pub use holding::{hold_now, release_now};
pub use list_page::list;
pub use move_page::{ask_move, reschedule};
pub use new_page::{ask_new, book};
pub use note_page::{ask_note, write_note};
pub use on_the_day::on_the_day;
pub use repeat_page::{ask_repeat, repeat};
pub(crate) use standing::changeable;
pub use tell::refusal_text;
