//! The tables of the house, one file per step. A released step is never edited: expand, then contract.
//!
//! Steps are written in SQL with the few words that differ between the databases filled in by [`dialect`]:
//! one text to read, both databases to run on.

use sea_orm_migration::prelude::*;

mod dialect;
mod m20261122_000001_sites_and_spaces;
mod m20261122_000002_people;
mod m20261122_000003_bookings;
mod m20261122_000004_events;
mod m20261122_000005_registrations;
mod m20261122_000006_outbox_and_audit;
mod m20261122_000007_series_and_requests;
mod m20261122_000008_rule_books;
mod m20261122_000010_repeats_and_sequences;
mod m20261122_000011_pending_networks;
mod m20261123_000012_closures_and_holds;
mod m20261123_000030_invitations;
mod m20261128_000041_check_in;
mod m20261128_000042_equipment_pools;
mod m20261128_000044_waiting;
mod m20261128_000048_attendance;
mod m20261128_000050_sign_in_codes;
mod m20261128_000051_deputies;
mod m20261128_000053_what_dates_have_of_their_own;
mod m20261128_000054_proofs_of_a_house;
mod m20261128_000056_waiting_for_others;
mod m20261128_000057_deputies_of_each;
mod m20261128_000060_seat_queue;
mod m20261128_000061_registration_rules;
mod m20261128_000066_retention;
mod m20261129_000067_groups;
mod m20261129_000068_auditors_and_locks;
mod m20261129_000069_trail_by_time;
mod m20261129_000070_reminders;
mod m20261129_000071_messages;
mod m20261129_000075_keepers_of_spaces;
mod m20261129_000076_asked_at;
mod m20261129_000077_questions;
mod m20261129_000079_tickets;
mod m20261129_000080_approval;
mod m20261129_000081_publishing_time;
mod m20261129_000085_passkeys;
mod m20261130_000082_particulars;
mod m20261130_000083_mail_domains;
mod m20261130_000084_pictures;
mod m20261130_000086_barriers;
mod m20261130_000087_identities;
mod m20261130_000088_ways_in;
mod m20261201_000089_postponed;
mod m20261201_000090_photographs;
mod m20261201_000091_event_pictures;
mod m20261201_000092_review;
mod m20261201_000094_surveys;
mod m20261201_000104_access_links;
mod m20261201_000105_kept_seats;
mod m20261202_000096_speakers;
mod m20261202_000097_tracks;
mod m20261202_000098_audiences;
mod m20261202_000099_addresses;
mod m20261203_000100_answer_counts;
mod m20261203_000101_lists_and_notes;
mod m20261203_000102_texts_and_topics;
mod m20261203_000103_places;
mod m20261203_000106_event_series;
mod m20261203_000108_seat_pools;
mod m20261203_000110_file_questions;
mod m20261203_000111_sent_files;
mod m20261203_000112_further_spaces;
mod m20261203_000113_margins;
mod m20261203_000114_rate_limits;

/// Brings a database to the newest step.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_sites_and_spaces::Migration),
            Box::new(m20261122_000002_people::Migration),
            Box::new(m20261122_000003_bookings::Migration),
            Box::new(m20261122_000004_events::Migration),
            Box::new(m20261122_000005_registrations::Migration),
            Box::new(m20261122_000006_outbox_and_audit::Migration),
            Box::new(m20261122_000007_series_and_requests::Migration),
            Box::new(m20261122_000008_rule_books::Migration),
            Box::new(m20261122_000010_repeats_and_sequences::Migration),
            Box::new(m20261122_000011_pending_networks::Migration),
            Box::new(m20261123_000012_closures_and_holds::Migration),
            Box::new(m20261123_000030_invitations::Migration),
            Box::new(m20261128_000041_check_in::Migration),
            Box::new(m20261128_000042_equipment_pools::Migration),
            Box::new(m20261128_000044_waiting::Migration),
            Box::new(m20261128_000048_attendance::Migration),
            Box::new(m20261128_000050_sign_in_codes::Migration),
            Box::new(m20261128_000051_deputies::Migration),
            Box::new(m20261128_000053_what_dates_have_of_their_own::Migration),
            Box::new(m20261128_000054_proofs_of_a_house::Migration),
            Box::new(m20261128_000056_waiting_for_others::Migration),
            Box::new(m20261128_000057_deputies_of_each::Migration),
            Box::new(m20261128_000066_retention::Migration),
            // After the one above, whose index it writes anew.
            Box::new(m20261128_000060_seat_queue::Migration),
            Box::new(m20261128_000061_registration_rules::Migration),
            Box::new(m20261129_000067_groups::Migration),
            Box::new(m20261129_000068_auditors_and_locks::Migration),
            Box::new(m20261129_000069_trail_by_time::Migration),
            Box::new(m20261129_000070_reminders::Migration),
            Box::new(m20261129_000071_messages::Migration),
            Box::new(m20261129_000075_keepers_of_spaces::Migration),
            Box::new(m20261129_000076_asked_at::Migration),
            Box::new(m20261129_000077_questions::Migration),
            Box::new(m20261129_000079_tickets::Migration),
            Box::new(m20261129_000080_approval::Migration),
            Box::new(m20261129_000081_publishing_time::Migration),
            Box::new(m20261129_000085_passkeys::Migration),
            Box::new(m20261130_000082_particulars::Migration),
            Box::new(m20261130_000083_mail_domains::Migration),
            Box::new(m20261130_000084_pictures::Migration),
            Box::new(m20261130_000086_barriers::Migration),
            Box::new(m20261130_000087_identities::Migration),
            Box::new(m20261130_000088_ways_in::Migration),
            Box::new(m20261201_000089_postponed::Migration),
            Box::new(m20261201_000090_photographs::Migration),
            Box::new(m20261201_000091_event_pictures::Migration),
            Box::new(m20261201_000092_review::Migration),
            Box::new(m20261201_000094_surveys::Migration),
            Box::new(m20261202_000096_speakers::Migration),
            Box::new(m20261202_000097_tracks::Migration),
            Box::new(m20261202_000098_audiences::Migration),
            Box::new(m20261202_000099_addresses::Migration),
            Box::new(m20261201_000104_access_links::Migration),
            Box::new(m20261201_000105_kept_seats::Migration),
            Box::new(m20261203_000100_answer_counts::Migration),
            Box::new(m20261203_000101_lists_and_notes::Migration),
            Box::new(m20261203_000102_texts_and_topics::Migration),
            Box::new(m20261203_000103_places::Migration),
            Box::new(m20261203_000106_event_series::Migration),
            Box::new(m20261203_000108_seat_pools::Migration),
            Box::new(m20261203_000110_file_questions::Migration),
            Box::new(m20261203_000111_sent_files::Migration),
            Box::new(m20261203_000114_rate_limits::Migration),
            Box::new(m20261203_000112_further_spaces::Migration),
            Box::new(m20261203_000113_margins::Migration),
        ]
    }
}
