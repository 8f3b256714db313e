//! The rules of the house, and nothing else.
//!
//! Pure: no I/O, no clock, no randomness, no zone database. What a rule needs to know is passed in, so that the
//! same rule answers in a page, an import, a feed and a test. The crate compiles for the browser too.
//!
//! The [`desk`] module holds what pages may ask of the house: traits shaped as use cases, implemented by the
//! store. Every other module holds the rules of one word of the field.

pub mod about;
pub mod access;
pub mod answering;
pub mod apart;
pub mod attendance;
pub mod barrier;
pub mod billing;
pub mod booking;
pub mod closing;
pub mod deputy;
pub mod desk;
pub mod device;
pub mod equipment;
pub mod event;
pub mod figures;
pub mod free;
pub mod group;
pub mod health;
pub mod hold;
pub mod holidays;
pub mod hours;
pub mod id;
pub mod identity;
pub mod invitation;
pub mod mail_domain;
pub mod mails;
pub mod message;
pub mod opening;
pub mod organisation;
pub mod passkey;
pub mod picture;
pub mod place;
pub mod presence;
pub mod privacy;
pub mod programme;
#[cfg(feature = "prose")]
pub mod prose;
pub mod question;
pub mod reconcile;
pub mod recurrence;
pub mod registration;
pub mod reminder;
pub mod rulebook;
pub mod rules;
pub mod search;
pub mod series;
pub mod slot;
pub mod space;
pub mod speaker;
pub mod survey;
pub mod tasks;
pub mod text;
pub mod ticket;
pub mod topic;
pub mod trail;
pub mod waiting;
