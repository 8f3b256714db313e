//! What the region does for the installation: organisations and people, mail, data, and the trail of what was done.
//! Platform administrators do all of it, auditors read some; for everybody else these pages do not exist.

mod events_page;
mod frame;
mod health_page;
mod mail_page;
mod organisations_page;
mod overview_page;
mod people_page;
mod person_page;
mod places;
mod retention_page;
mod texts_page;
mod topics_page;
mod trail_page;
mod trail_words;

pub use events_page::{review, submissions};
pub use health_page::health;
pub use mail_page::{mail, resend};
pub use organisations_page::{organisations, settle};
pub use overview_page::overview;
pub use people_page::people;
pub use person_page::{lock, person};
pub use places::{
    change_space, describe_site, make_site, make_space, new_site, new_space, places as sites, site, space,
};
pub(crate) use retention_page::words_of_holding;
pub use retention_page::{keep, retention};
pub use texts_page::{text, texts, write_text};
pub use topics_page::{add_topic, change_topic, topic, topics};
pub use trail_page::trail;
