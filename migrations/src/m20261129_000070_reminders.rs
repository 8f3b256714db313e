//! Reminding participants: what an organiser chose, and which session was reminded of which time.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE event ADD COLUMN remind_week {bool} NOT NULL DEFAULT {false};
ALTER TABLE event ADD COLUMN remind_day {bool} NOT NULL DEFAULT {true};
-- Written with the mails, in one transaction. A session that was moved starts at another time: it has no row.
CREATE TABLE session_reminder (
    session_id {uuid} NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    distance TEXT NOT NULL CHECK (distance IN ('week', 'day')),
    starts_at {instant} NOT NULL,
    PRIMARY KEY (session_id, distance, starts_at)
) {strict};
",
    sqlite: "",
    postgres: "",
}
