//! A session may be in further spaces besides its main one. Each is booked by a booking the session owns, which names the
//! space it is for: so the database holds that a session never has two living bookings of one space.
//!
//! SQLite cannot add a check that old rows break while they wait to be filled: there a trigger says the same.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE session_space (
    session_id {uuid} NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    space_id {uuid} NOT NULL REFERENCES space (id),
    position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 8),
    PRIMARY KEY (session_id, space_id),
    UNIQUE (session_id, position)
) {no_order};
CREATE INDEX session_space_by_space ON session_space (space_id);
ALTER TABLE booking ADD COLUMN session_space_id {uuid} NULL;      -- the space the session has it for
UPDATE booking SET session_space_id =
    (SELECT space_id FROM occurrence WHERE booking_id = booking.id ORDER BY starts_at LIMIT 1)
    WHERE session_id IS NOT NULL;
CREATE UNIQUE INDEX booking_once_per_session_space ON booking (session_id, session_space_id)
    WHERE session_id IS NOT NULL AND state = 'confirmed';
",
    sqlite: "
CREATE TRIGGER booking_session_space_insert BEFORE INSERT ON booking
WHEN NEW.session_id IS NOT NULL AND NEW.session_space_id IS NULL
BEGIN SELECT RAISE(ABORT, 'booking_names_session_space'); END;
CREATE TRIGGER booking_session_space_update BEFORE UPDATE OF session_id, session_space_id ON booking
WHEN NEW.session_id IS NOT NULL AND NEW.session_space_id IS NULL
BEGIN SELECT RAISE(ABORT, 'booking_names_session_space'); END;
",
    postgres: "
ALTER TABLE booking ADD CONSTRAINT booking_names_session_space
    CHECK (session_id IS NULL OR session_space_id IS NOT NULL);
",
}
