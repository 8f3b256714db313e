//! Where an organisation sits, what stands on its bills, and its cost centres.

use crate::dialect::step;

step! {
    shared: "
-- Empty: not said.
ALTER TABLE organisation ADD COLUMN street TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN postcode TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN bill_to TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN bill_street TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN bill_postcode TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN bill_town TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN bill_email TEXT NOT NULL DEFAULT '' CHECK (bill_email = lower(bill_email));
ALTER TABLE organisation ADD COLUMN vat_id TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN leitweg_id TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
CREATE TABLE cost_centre (
    id {uuid} PRIMARY KEY NOT NULL,
    request_id {uuid} NOT NULL UNIQUE,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 30),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    retired_at {instant} NULL,
    UNIQUE (organisation_id, code)
) {strict};
",
    sqlite: "",
    postgres: "",
}
