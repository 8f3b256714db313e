//! Registrations and attendees. Triggers keep `session.seats_taken` equal to the attendees who hold a seat;
//! its check constraint then refuses the one too many (I2).

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE registration (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NOT NULL UNIQUE,
    session_id {uuid} NOT NULL REFERENCES session (id),
    email TEXT NOT NULL CHECK (email = lower(email)),
    language TEXT NOT NULL,
    consent TEXT NOT NULL,              -- version of the notice agreed to
    state TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'cancelled', 'expired')),
    created_at {instant} NOT NULL,
    held_until {instant} NOT NULL,
    confirmed_at {instant} NULL,
    ended_at {instant} NULL
) {strict};
-- One living registration per person and session: a double click is harmless.
CREATE UNIQUE INDEX registration_once ON registration (session_id, email) WHERE state IN ('pending', 'confirmed');
CREATE INDEX registration_pending ON registration (held_until) WHERE state = 'pending';
CREATE TABLE attendee (
    id {uuid} PRIMARY KEY,
    registration_id {uuid} NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    session_id {uuid} NOT NULL REFERENCES session (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    holds_seat {bool} NOT NULL
) {strict};
CREATE INDEX attendee_by_registration ON attendee (registration_id, position);
CREATE INDEX attendee_by_session ON attendee (session_id);
",
    sqlite: "
CREATE TRIGGER attendee_seat_insert AFTER INSERT ON attendee WHEN NEW.holds_seat
BEGIN UPDATE session SET seats_taken = seats_taken + 1 WHERE id = NEW.session_id; END;
CREATE TRIGGER attendee_seat_delete AFTER DELETE ON attendee WHEN OLD.holds_seat
BEGIN UPDATE session SET seats_taken = seats_taken - 1 WHERE id = OLD.session_id; END;
CREATE TRIGGER attendee_seat_update AFTER UPDATE OF holds_seat, session_id ON attendee
BEGIN
    UPDATE session SET seats_taken = seats_taken - OLD.holds_seat WHERE id = OLD.session_id;
    UPDATE session SET seats_taken = seats_taken + NEW.holds_seat WHERE id = NEW.session_id;
END;
",
    postgres: "
CREATE FUNCTION attendee_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.holds_seat THEN
        UPDATE session SET seats_taken = seats_taken - 1 WHERE id = OLD.session_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.holds_seat THEN
        UPDATE session SET seats_taken = seats_taken + 1 WHERE id = NEW.session_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER attendee_seats AFTER INSERT OR DELETE OR UPDATE OF holds_seat, session_id ON attendee
    FOR EACH ROW EXECUTE FUNCTION attendee_seats();
",
}
