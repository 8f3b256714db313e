//! What stands in a booking's way and is none itself: closures, and times somebody keeps while she fills in a form.
//!
//! Neither takes a unit: a closure lies over bookings that are kept, and a hold is over by the clock alone. Whoever
//! books sees both after she locked the units, as whoever closes or holds locks them first.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE closure (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NOT NULL UNIQUE,
    site_id {uuid} NOT NULL REFERENCES site (id),
    whole {bool} NOT NULL,                                   -- the whole site, with spaces to come
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 160),
    account_id {uuid} NOT NULL REFERENCES account (id),
    created_at {instant} NOT NULL
) {strict};
CREATE INDEX closure_by_site ON closure (site_id);
CREATE TABLE closure_space (
    closure_id {uuid} NOT NULL REFERENCES closure (id) ON DELETE CASCADE,
    space_id {uuid} NOT NULL REFERENCES space (id) ON DELETE CASCADE,
    PRIMARY KEY (closure_id, space_id)
) {strict};
CREATE TABLE closure_date (
    closure_id {uuid} NOT NULL REFERENCES closure (id) ON DELETE CASCADE,
    from_at {instant} NOT NULL,
    until_at {instant} NOT NULL,
    PRIMARY KEY (closure_id, from_at),
    CHECK (from_at < until_at)
) {strict};
CREATE INDEX closure_date_by_end ON closure_date (until_at, from_at);
CREATE TABLE hold (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NOT NULL,                              -- the form it is for
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    from_at {instant} NOT NULL,                              -- buffers included
    until_at {instant} NOT NULL,
    since {instant} NOT NULL,                                -- when the form began to hold
    expires_at {instant} NOT NULL,
    CHECK (from_at < until_at)
) {strict};
CREATE INDEX hold_by_unit ON hold (unit_id, expires_at);
CREATE INDEX hold_by_request ON hold (request_id);
CREATE INDEX hold_by_account ON hold (account_id, expires_at);
CREATE INDEX hold_by_expiry ON hold (expires_at);
",
    sqlite: "",
    postgres: "",
}
