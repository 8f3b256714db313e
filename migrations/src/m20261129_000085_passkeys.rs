//! Passkeys, and what browsers were asked to prove with them.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE passkey (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    credential {bytes} NOT NULL UNIQUE, -- the credential's id: one belongs to one account
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    public_key {json} NOT NULL,         -- with its counter and flags: nothing of it is secret
    created_at {instant} NOT NULL,
    used_at {instant} NULL
) {strict};
CREATE INDEX passkey_by_account ON passkey (account_id);
-- Gone when it is answered: a second answer finds nothing.
CREATE TABLE passkey_challenge (
    hash {bytes} PRIMARY KEY,           -- SHA-256 of the secret the browser has
    kind TEXT NOT NULL CHECK (kind IN ('make', 'show')),
    account_id {uuid} NULL REFERENCES account (id) ON DELETE CASCADE,   -- null: whoever shows one
    state {json} NOT NULL,
    expires_at {instant} NOT NULL,
    CHECK (kind = 'show' OR account_id IS NOT NULL)
) {strict};
CREATE INDEX passkey_challenge_by_end ON passkey_challenge (expires_at);
",
    sqlite: "",
    postgres: "",
}
