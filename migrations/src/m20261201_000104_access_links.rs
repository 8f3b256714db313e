//! Links by which groups register earlier than others, and the seats that are kept for them.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE access_link (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NULL UNIQUE,              -- null: made with a copy of its event
    event_id {uuid} NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    key_id {uuid} NOT NULL UNIQUE,              -- what the secret part of its address is made of: another one each time
    opens_at {instant} NULL,                    -- null: as soon as the event is public
    ended_at {instant} NULL,
    version INTEGER NOT NULL,
    created_at {instant} NOT NULL
) {strict};
CREATE INDEX access_link_by_event ON access_link (event_id, created_at);
CREATE TABLE seat_reserve (
    access_id {uuid} NOT NULL REFERENCES access_link (id) ON DELETE CASCADE,
    session_id {uuid} NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    seats INTEGER NOT NULL CHECK (seats > 0),   -- as it was said, those that are taken included
    kept INTEGER NOT NULL,                      -- those nobody has taken yet; triggers keep it
    until {instant} NOT NULL,
    released_at {instant} NULL,
    PRIMARY KEY (access_id, session_id),
    -- Whoever writes, however many at once, no kept seat is given twice.
    CONSTRAINT reserve_never_overdrawn CHECK (kept >= 0 AND kept <= seats AND (released_at IS NULL OR kept = 0))
) {strict};
CREATE INDEX seat_reserve_by_session ON seat_reserve (session_id);
CREATE INDEX seat_reserve_due ON seat_reserve (until) WHERE released_at IS NULL;
-- By which link she came.
ALTER TABLE registration ADD COLUMN access_id {uuid} NULL REFERENCES access_link (id);
CREATE INDEX registration_by_access ON registration (access_id) WHERE access_id IS NOT NULL;
-- For which link the seat was kept that somebody holds; null: it was anybody's.
ALTER TABLE attendee ADD COLUMN reserve_id {uuid} NULL REFERENCES access_link (id);
CREATE INDEX attendee_by_reserve ON attendee (reserve_id) WHERE reserve_id IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
