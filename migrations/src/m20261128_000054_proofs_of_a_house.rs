//! A proof counts in the house it was granted in: two houses may call different things by one word.
//!
//! A proof of old counts in the houses its keeper keeps. Where she keeps none any more, or nobody is known to have
//! granted it, it counts in every house there is, as it did. One that was earned counts in the house of the session.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE proof_now (
    account_id {uuid} NOT NULL REFERENCES account (id),
    site_id {uuid} NOT NULL REFERENCES site (id),            -- where it counts
    key TEXT NOT NULL,
    expires_on {date} NULL,                                  -- the last day it holds; null: for ever
    granted_by {uuid} NULL REFERENCES account (id),
    granted_at {instant} NOT NULL,
    PRIMARY KEY (account_id, site_id, key)
) {strict};
INSERT INTO proof_now (account_id, site_id, key, expires_on, granted_by, granted_at)
    SELECT p.account_id, s.id, p.key, p.expires_on, p.granted_by, p.granted_at
    FROM proof p CROSS JOIN site s
    WHERE EXISTS (SELECT 1 FROM keeper k WHERE k.account_id = p.granted_by AND k.site_id = s.id)
        OR NOT EXISTS (SELECT 1 FROM keeper k WHERE k.account_id = p.granted_by);
DROP TABLE proof;
ALTER TABLE proof_now RENAME TO proof;
-- Where it counts; null: of old, in every house.
ALTER TABLE earned_proof ADD COLUMN site_id {uuid} NULL REFERENCES site (id);
UPDATE earned_proof SET site_id = (
    SELECT space.site_id FROM attendee
    JOIN session ON session.id = attendee.session_id
    JOIN space ON space.id = session.space_id
    WHERE attendee.id = earned_proof.attendee_id
);
",
    sqlite: "",
    postgres: "ALTER TABLE proof RENAME CONSTRAINT proof_now_pkey TO proof_pkey;",
}
