//! The tables as rows: one file each, private to the crate. What leaves it are domain values and views.

pub(crate) mod about_text;
pub(crate) mod access_link;
pub(crate) mod account;
pub(crate) mod account_identity;
pub(crate) mod address_change;
pub(crate) mod allocation;
pub(crate) mod answer;
pub(crate) mod answer_count;
pub(crate) mod attendee;
pub(crate) mod audit;
pub(crate) mod barrier;
pub(crate) mod booking;
pub(crate) mod closure;
pub(crate) mod closure_date;
pub(crate) mod closure_space;
pub(crate) mod column;
pub(crate) mod cost_centre;
pub(crate) mod earned_proof;
pub(crate) mod equipment;
pub(crate) mod equipment_pool;
pub(crate) mod equipment_unit;
pub(crate) mod event;
pub(crate) mod event_audience;
pub(crate) mod event_dimension;
pub(crate) mod event_series;
pub(crate) mod event_topic;
pub(crate) mod forgotten;
pub(crate) mod group_member;
pub(crate) mod hold;
pub(crate) mod identity_arrival;
pub(crate) mod identity_attempt;
pub(crate) mod imported;
pub(crate) mod invitation;
pub(crate) mod keeper;
pub(crate) mod login;
pub(crate) mod mail_domain;
pub(crate) mod membership;
pub(crate) mod membership_ended;
pub(crate) mod message;
pub(crate) mod occurrence;
pub(crate) mod organisation;
pub(crate) mod outbox;
pub(crate) mod passkey;
pub(crate) mod passkey_challenge;
pub(crate) mod picture;
pub(crate) mod proof;
pub(crate) mod question;
pub(crate) mod registration;
pub(crate) mod seat_pool;
pub(crate) mod seat_reserve;
pub(crate) mod seat_wish;
pub(crate) mod sent_file;
pub(crate) mod session;
pub(crate) mod session_reminder;
pub(crate) mod session_space;
pub(crate) mod setting;
pub(crate) mod sign_in_link;
pub(crate) mod site;
pub(crate) mod site_group;
pub(crate) mod space;
pub(crate) mod space_unit;
pub(crate) mod survey;
pub(crate) mod survey_answer;
pub(crate) mod survey_link;
pub(crate) mod ticket_returned;
pub(crate) mod topic;
pub(crate) mod unit;
pub(crate) mod waiting;

pub(crate) use column::{Code, Json};

/// So many rows go into one statement: SQLite takes no more than 32,766 values.
pub(crate) const ROWS_AT_ONCE: usize = 1_000;

/// A small count as it is stored: the tables keep whole numbers of 32 bits, checks keep them in range.
pub(crate) fn small(stored: i32) -> u16 {
    u16::try_from(stored.max(0)).unwrap_or(u16::MAX)
}
