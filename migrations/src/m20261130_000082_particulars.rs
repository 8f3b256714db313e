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
    UNIQUE (organisation_id, code),
    UNIQUE (organisation_id, id)
) {strict};
-- What a booking is put on is of its own organisation: a key of two columns, which SQLite adds to no table that is there.
ALTER TABLE booking ADD COLUMN cost_centre_id {uuid} NULL REFERENCES cost_centre (id);
CREATE INDEX booking_by_cost_centre ON booking (cost_centre_id) WHERE cost_centre_id IS NOT NULL;
",
    sqlite: "
CREATE TRIGGER booking_cost_centre_made BEFORE INSERT ON booking WHEN NEW.cost_centre_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM cost_centre WHERE id = NEW.cost_centre_id AND organisation_id = NEW.organisation_id)
BEGIN SELECT RAISE(ABORT, 'booking_cost_centre'); END;
CREATE TRIGGER booking_cost_centre_changed BEFORE UPDATE OF cost_centre_id, organisation_id ON booking
WHEN NEW.cost_centre_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM cost_centre WHERE id = NEW.cost_centre_id AND organisation_id = NEW.organisation_id)
BEGIN SELECT RAISE(ABORT, 'booking_cost_centre'); END;
",
    postgres: "
ALTER TABLE booking ADD CONSTRAINT booking_cost_centre
    FOREIGN KEY (organisation_id, cost_centre_id) REFERENCES cost_centre (organisation_id, id);
",
}
