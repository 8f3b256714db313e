//! Mail domains of organisations: whoever signs in with an address there may become a member by herself, unless somebody
//! took her out.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE mail_domain (
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    domain TEXT NOT NULL CHECK (domain = lower(domain)),
    confirmed {bool} NOT NULL,
    asked_at {instant} NOT NULL,
    PRIMARY KEY (organisation_id, domain)
) {strict};
-- One belongs to at most one organisation. To ask for it takes it from nobody.
CREATE UNIQUE INDEX mail_domain_once ON mail_domain (domain) WHERE confirmed;
CREATE INDEX mail_domain_waiting ON mail_domain (asked_at) WHERE NOT confirmed;
-- Who was taken out comes back when somebody lets her in.
CREATE TABLE membership_ended (
    account_id {uuid} NOT NULL REFERENCES account (id),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    at {instant} NOT NULL,
    PRIMARY KEY (account_id, organisation_id)
) {strict};
",
    sqlite: "",
    postgres: "",
}
