//! Tickets, as those see them who hold one.

pub(crate) mod page;
mod view;

pub(crate) use view::{TicketList, Tickets};
