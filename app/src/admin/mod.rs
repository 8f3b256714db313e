//! What the region does for the installation: confirms organisations, sees after mail. For platform administrators
//! only; for everybody else these pages do not exist.

mod list;
mod mail_page;
mod organisations_page;
mod overview_page;
mod retention_page;

pub use mail_page::{mail, resend};
pub use organisations_page::{confirm, organisations};
pub use overview_page::overview;
pub use retention_page::{keep, retention};
