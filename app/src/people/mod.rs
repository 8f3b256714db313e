//! The people of a booking: inviting them, the page each of them answers on, and handing the booking on.

mod answers;
mod invitation_page;
mod invitation_view;
mod list_page;
mod list_view;
mod transfer_page;

pub use answers::{Answers, Overview, overview};
pub use invitation_page::{answer, show_invitation};
pub use list_page::{ask_people, invite};
pub use transfer_page::{ask_transfer, transfer};
