//! Accounts, organisations, and how people sign in.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE account (
    id {uuid} PRIMARY KEY,
    email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    platform_admin {bool} NOT NULL,
    disabled {bool} NOT NULL,
    created_at {instant} NOT NULL
) {strict};
CREATE TABLE organisation (
    id {uuid} PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    sector TEXT NOT NULL,
    town TEXT NOT NULL,
    confirmed {bool} NOT NULL,
    request_id {uuid} NULL UNIQUE,
    created_at {instant} NOT NULL
) {strict};
CREATE INDEX organisation_waiting ON organisation (created_at) WHERE NOT confirmed;
CREATE TABLE membership (
    account_id {uuid} NOT NULL REFERENCES account (id),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    role TEXT NOT NULL CHECK (role IN ('member', 'booker', 'organiser', 'admin')),
    PRIMARY KEY (account_id, organisation_id)
) {strict};
CREATE INDEX membership_by_organisation ON membership (organisation_id);
CREATE TABLE keeper (
    account_id {uuid} NOT NULL REFERENCES account (id),
    site_id {uuid} NOT NULL REFERENCES site (id),
    PRIMARY KEY (account_id, site_id)
) {strict};
-- The secret of a link is never stored: it is derived from the id with the key of the installation.
CREATE TABLE sign_in_link (
    id {uuid} PRIMARY KEY,
    email TEXT NOT NULL,
    goto TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    used_at {instant} NULL
) {strict};
CREATE INDEX sign_in_link_by_email ON sign_in_link (email, created_at);
CREATE TABLE login (
    hash {bytes} PRIMARY KEY,           -- SHA-256 of the cookie's token
    account_id {uuid} NOT NULL REFERENCES account (id),
    acting_for {uuid} NULL REFERENCES organisation (id),
    user_agent TEXT NOT NULL,
    created_at {instant} NOT NULL,
    seen_at {instant} NOT NULL,
    expires_at {instant} NOT NULL
) {strict};
CREATE INDEX login_by_account ON login (account_id);
",
    sqlite: "",
    postgres: "",
}
