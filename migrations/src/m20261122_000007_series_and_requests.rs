//! Bookings of many dates, and requests that wait for an answer.
//!
//! An occurrence knows its organisation, so that "what is ours, by date" is one walk along an index. What differs from
//! its booking on one date stands in the occurrence; null: as the booking.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE organisation ADD COLUMN trusted {bool} NOT NULL DEFAULT {false};
-- What a person has shown she can do; which space asks for it stands in its rules.
CREATE TABLE proof (
    account_id {uuid} NOT NULL REFERENCES account (id),
    key TEXT NOT NULL,
    expires_on {date} NULL,                                  -- the last day it holds; null: for ever
    granted_by {uuid} NULL REFERENCES account (id),
    granted_at {instant} NOT NULL,
    PRIMARY KEY (account_id, key)
) {strict};
ALTER TABLE booking ADD COLUMN series {json} NULL;           -- the rule its dates were made by; null: a single date
ALTER TABLE booking ADD COLUMN answer_by {instant} NULL;     -- when a request ends by itself
ALTER TABLE booking ADD COLUMN reminded_at {instant} NULL;   -- when its keepers were told that it still waits
CREATE INDEX booking_waiting ON booking (answer_by) WHERE answer_by IS NOT NULL;
",
    sqlite: "
CREATE TABLE occurrence_now (
    id BLOB PRIMARY KEY,
    booking_id BLOB NOT NULL REFERENCES booking (id) ON DELETE CASCADE,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    space_id BLOB NOT NULL REFERENCES space (id),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    original_at TEXT NOT NULL,                               -- RECURRENCE-ID: RFC 5545 3.8.4.4
    state TEXT NOT NULL,
    title TEXT NULL CHECK (length(title) BETWEEN 1 AND 160),
    people INTEGER NULL CHECK (people >= 0),
    layout TEXT NULL,
    units INTEGER NULL CHECK (units > 0),
    CHECK (starts_at < ends_at)
) STRICT;
INSERT INTO occurrence_now
    SELECT o.id, o.booking_id, b.organisation_id, o.space_id, o.starts_at, o.ends_at, o.starts_at, o.state, NULL, NULL, NULL, NULL
    FROM occurrence o JOIN booking b ON b.id = o.booking_id;
CREATE TABLE allocation_now (
    id BLOB PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES unit (id),
    occurrence_id BLOB NOT NULL REFERENCES occurrence_now (id) ON DELETE CASCADE,
    from_at TEXT NOT NULL,                                   -- buffers included
    until_at TEXT NOT NULL,
    CHECK (from_at < until_at)
) STRICT;
INSERT INTO allocation_now SELECT id, unit_id, occurrence_id, from_at, until_at FROM allocation;
DROP TABLE allocation;
DROP TABLE occurrence;
ALTER TABLE occurrence_now RENAME TO occurrence;
ALTER TABLE allocation_now RENAME TO allocation;
CREATE INDEX occurrence_by_booking ON occurrence (booking_id, starts_at);
CREATE INDEX occurrence_by_space ON occurrence (space_id, starts_at, ends_at);
CREATE INDEX occurrence_by_organisation ON occurrence (organisation_id, starts_at, ends_at, state, booking_id);
CREATE INDEX occurrence_requested ON occurrence (space_id, starts_at) WHERE state = 'requested';
CREATE INDEX allocation_by_unit ON allocation (unit_id, from_at, until_at);
CREATE INDEX allocation_by_occurrence ON allocation (occurrence_id);
CREATE TRIGGER allocation_no_overlap_insert BEFORE INSERT ON allocation
WHEN (SELECT until_at FROM allocation
      WHERE unit_id = NEW.unit_id AND from_at < NEW.until_at
      ORDER BY from_at DESC LIMIT 1) > NEW.from_at
BEGIN SELECT RAISE(ABORT, 'allocation_no_overlap'); END;
CREATE TRIGGER allocation_no_overlap_update BEFORE UPDATE OF unit_id, from_at, until_at ON allocation
WHEN (SELECT until_at FROM allocation
      WHERE unit_id = NEW.unit_id AND from_at < NEW.until_at AND id <> NEW.id
      ORDER BY from_at DESC LIMIT 1) > NEW.from_at
BEGIN SELECT RAISE(ABORT, 'allocation_no_overlap'); END;
",
    postgres: "
ALTER TABLE occurrence
    ADD COLUMN organisation_id uuid NULL REFERENCES organisation (id),
    ADD COLUMN original_at timestamptz NULL,                 -- RECURRENCE-ID: RFC 5545 3.8.4.4
    ADD COLUMN title text NULL CHECK (length(title) BETWEEN 1 AND 160),
    ADD COLUMN people integer NULL CHECK (people >= 0),
    ADD COLUMN layout text NULL,
    ADD COLUMN units integer NULL CHECK (units > 0);
UPDATE occurrence o SET organisation_id = b.organisation_id, original_at = o.starts_at
    FROM booking b WHERE b.id = o.booking_id;
ALTER TABLE occurrence
    ALTER COLUMN organisation_id SET NOT NULL,
    ALTER COLUMN original_at SET NOT NULL;
CREATE INDEX occurrence_by_organisation ON occurrence (organisation_id, starts_at, ends_at, state, booking_id);
CREATE INDEX occurrence_requested ON occurrence (space_id, starts_at) WHERE state = 'requested';
",
}
