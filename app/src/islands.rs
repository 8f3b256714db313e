//! What lives on in the browser. Everything here is compiled twice: for the server, which draws it first, and for the
//! browser, which wakes it up. Texts come from the server, in the language of the page.

mod hold;
#[cfg(feature = "hydrate")]
mod js;
mod passkey;
mod scan;
mod verdict;

pub use hold::{HoldBooking, HoldWords, Holding, Kept, ReleaseBooking, hold_booking, release_booking};
pub use passkey::{Asked, MakePasskey, PasskeyForm, PasskeyWords, ShowPasskey, make_passkey, show_passkey};
pub use scan::{AdmitTicket, ScanWords, Scanner, Verdict, Welcome, admit_ticket};
pub use verdict::{CheckBooking, Link, LiveVerdict, Mood, Reason, Told, Way, check_booking};
