//! Who people are at providers, who is away at one, and who came back unknown.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE account_identity (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL CHECK (length(issuer) BETWEEN 1 AND 1000),
    subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    created_at {instant} NOT NULL,
    used_at {instant} NULL,
    UNIQUE (issuer, subject)            -- by the letter, upper and lower case apart
) {strict};
CREATE INDEX account_identity_by_account ON account_identity (account_id);
-- Gone when the browser comes back: a second time finds nothing. What is secret about it follows from its id.
CREATE TABLE identity_attempt (
    id {uuid} PRIMARY KEY,
    issuer TEXT NOT NULL,
    goto TEXT NOT NULL,
    account_id {uuid} NULL REFERENCES account (id) ON DELETE CASCADE,   -- whose it shall be; null: whoever signs in
    expires_at {instant} NOT NULL
) {strict};
CREATE INDEX identity_attempt_by_end ON identity_attempt (expires_at);
-- Proved, and nobody's yet: until she signs in by mail in the same browser.
CREATE TABLE identity_arrival (
    id {uuid} PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    goto TEXT NOT NULL,
    expires_at {instant} NOT NULL
) {strict};
CREATE INDEX identity_arrival_by_end ON identity_arrival (expires_at);
",
    sqlite: "",
    postgres: "",
}
