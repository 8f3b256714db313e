//! Who came to a session, and what coming proves.
//!
//! A proof that was earned stands beside those keepers granted, so that taking it back leaves theirs alone.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE attendee ADD COLUMN arrived_at {instant} NULL;
-- What taking part in a session proves, as a keeper of its space settled it.
ALTER TABLE session ADD COLUMN grants_key TEXT NULL;
ALTER TABLE session ADD COLUMN grants_name {json} NULL;
ALTER TABLE session ADD COLUMN grants_months INTEGER NULL CHECK (grants_months BETWEEN 1 AND 120);  -- null: for ever
CREATE INDEX session_by_grant ON session (grants_key, starts_at) WHERE grants_key IS NOT NULL;
CREATE TABLE earned_proof (
    attendee_id {uuid} PRIMARY KEY,               -- whose coming earned it; the proof outlives the list
    key TEXT NOT NULL,
    account_id {uuid} NULL REFERENCES account (id),
    address {bytes} NULL,                         -- until somebody signs in with it: a fingerprint of her address
    expires_on {date} NULL,                       -- the last day it holds; null: for ever
    earned_at {instant} NOT NULL,
    CHECK ((account_id IS NULL) <> (address IS NULL))
) {strict};
CREATE INDEX earned_proof_by_account ON earned_proof (account_id, key) WHERE account_id IS NOT NULL;
CREATE INDEX earned_proof_by_address ON earned_proof (address) WHERE address IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
