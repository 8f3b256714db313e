//! Bookings and their allocations: where double booking is refused (I1).
//!
//! The allocations of one unit are disjoint, so only *one* row can stand in a new one's way: the one that starts last
//! before the new one ends. The SQLite triggers look at that row alone, whatever the history of the unit.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE booking (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NULL UNIQUE,
    uid TEXT NOT NULL UNIQUE,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    account_id {uuid} NULL REFERENCES account (id),      -- who made it; null: an import
    session_id {uuid} NULL,                              -- the session that owns it (I4)
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
    note TEXT NOT NULL,
    language TEXT NOT NULL,
    people INTEGER NOT NULL CHECK (people >= 0),
    layout TEXT NULL,
    units INTEGER NOT NULL CHECK (units > 0),
    state TEXT NOT NULL CHECK (state IN ('held', 'requested', 'confirmed', 'declined', 'cancelled', 'expired', 'finished', 'no-show')),
    version INTEGER NOT NULL,
    sequence INTEGER NOT NULL,                           -- RFC 5545 3.8.7.4
    created_at {instant} NOT NULL,
    changed_at {instant} NOT NULL
) {strict};
CREATE INDEX booking_by_organisation ON booking (organisation_id);
CREATE INDEX booking_by_session ON booking (session_id) WHERE session_id IS NOT NULL;
CREATE TABLE occurrence (
    id {uuid} PRIMARY KEY,
    booking_id {uuid} NOT NULL REFERENCES booking (id) ON DELETE CASCADE,
    space_id {uuid} NOT NULL REFERENCES space (id),
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    state TEXT NOT NULL,
    CHECK (starts_at < ends_at)
) {strict};
CREATE INDEX occurrence_by_booking ON occurrence (booking_id, starts_at);
CREATE INDEX occurrence_by_space ON occurrence (space_id, starts_at, ends_at);
CREATE TABLE allocation (
    id {uuid} PRIMARY KEY,
    unit_id {uuid} NOT NULL REFERENCES unit (id),
    occurrence_id {uuid} NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE,
    from_at {instant} NOT NULL,                          -- buffers included
    until_at {instant} NOT NULL,
    CHECK (from_at < until_at)
) {strict};
CREATE INDEX allocation_by_unit ON allocation (unit_id, from_at, until_at);
CREATE INDEX allocation_by_occurrence ON allocation (occurrence_id);
",
    sqlite: "
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
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE allocation ADD CONSTRAINT allocation_no_overlap
    EXCLUDE USING gist (unit_id WITH =, tstzrange(from_at, until_at, '[)') WITH &&)
    DEFERRABLE INITIALLY IMMEDIATE;
",
}
