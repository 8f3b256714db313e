//! Signing in and out, one's own account, and the organisations one acts for.

mod account_page;
mod address_page;
mod again;
mod again_page;
mod data_page;
mod erase_page;
mod identities_page;
mod leaving;
mod logins_page;
mod organisation_page;
mod passkeys_page;
mod provider_page;
mod sent_page;
mod sign_in_page;
mod sign_out_page;
mod start;
mod token_page;

pub use account_page::{account, change};
pub use address_page::{address, change_address};
pub use again_page::show_again;
pub use data_page::data;
pub use erase_page::{ask_erase, erase};
pub use identities_page::{change_identities, identities};
pub use logins_page::{end_logins, logins};
pub use organisation_page::{ask_organisation, found};
pub use passkeys_page::{change_passkeys, make_now, passkeys, show_now};
pub use provider_page::{ask_address, back, leave, send_address, way_by_provider};
pub use sent_page::{sent, use_code};
pub use sign_in_page::{ask_sign_in, send_link, use_passkey, way_by_passkey};
pub use sign_out_page::{ask_sign_out, sign_out};
pub use token_page::{ask_token, use_token};
