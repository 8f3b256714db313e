//! What tells a repeat from something new: the form a session came from, and how often a registration changed.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE session ADD COLUMN request_id {uuid} NULL;                   -- null: an import
CREATE UNIQUE INDEX session_request ON session (request_id);
-- Added to the session's own SEQUENCE (RFC 5545 3.8.7.4) in the calendar entries of this registration.
ALTER TABLE registration ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
",
    sqlite: "",
    postgres: "",
}
