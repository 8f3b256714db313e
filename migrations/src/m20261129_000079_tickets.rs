//! Tickets. A code follows from the attendee, how often her ticket was made anew, and the installation's secret: what
//! opens a door is not stored.

use crate::dialect::step;

step! {
    shared: "
-- How often her ticket was made anew: once for everybody else who comes instead.
ALTER TABLE attendee ADD COLUMN ticket INTEGER NOT NULL DEFAULT 0;
-- Tickets of seats that were given back: whoever comes with one is told why it is not good.
CREATE TABLE ticket_returned (
    fingerprint {bytes} PRIMARY KEY,
    registration_id {uuid} NOT NULL REFERENCES registration (id) ON DELETE CASCADE
) {strict};
CREATE INDEX ticket_returned_by_registration ON ticket_returned (registration_id);
",
    sqlite: "",
    postgres: "",
}
