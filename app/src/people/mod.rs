//! The people of a booking: inviting them, and the page each of them answers on.

mod answers;
mod invitation_page;
mod invitation_view;
mod list_page;
mod list_view;

pub use answers::{Answers, Overview, overview};
pub use invitation_page::{answer, show_invitation};
pub use list_page::{ask_people, invite};
