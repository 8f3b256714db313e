//! Seats that sessions of an event share (I2): triggers keep what each pool has promised equal to what its sessions have, so
//! whichever way a seat is taken or given back, the check of the pool refuses the one too many.
//!
//! What was called off for good is not counted: its seats are the others' again. What was postponed is: it comes back.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE seat_pool (
    id {uuid} PRIMARY KEY NOT NULL,
    request_id {uuid} NULL UNIQUE,              -- null: made with a copy of its event
    event_id {uuid} NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    name {json} NOT NULL,
    capacity INTEGER NOT NULL CHECK (capacity > 0),
    seats_taken INTEGER NOT NULL DEFAULT 0 CHECK (seats_taken >= 0),        -- triggers keep both
    seats_reserved INTEGER NOT NULL DEFAULT 0 CHECK (seats_reserved >= 0),
    created_at {instant} NOT NULL,
    UNIQUE (event_id, id),
    -- Whoever writes, however many at once, no seat is promised twice.
    CONSTRAINT pool_never_oversold CHECK (seats_taken + seats_reserved <= capacity)
) {strict};
-- A pool is of the session's own event: a key of two columns, which SQLite adds to no table that is there.
ALTER TABLE session ADD COLUMN pool_id {uuid} NULL REFERENCES seat_pool (id);
CREATE INDEX session_by_pool ON session (pool_id) WHERE pool_id IS NOT NULL;
",
    sqlite: "
CREATE TRIGGER session_pool_made BEFORE INSERT ON session WHEN NEW.pool_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM seat_pool WHERE id = NEW.pool_id AND event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'session_pool'); END;
CREATE TRIGGER session_pool_changed BEFORE UPDATE OF pool_id, event_id ON session WHEN NEW.pool_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM seat_pool WHERE id = NEW.pool_id AND event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'session_pool'); END;
CREATE TRIGGER session_pool_moved BEFORE UPDATE OF id, event_id ON seat_pool
    WHEN (NEW.id <> OLD.id OR NEW.event_id <> OLD.event_id) AND EXISTS (SELECT 1 FROM session WHERE pool_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'session_pool'); END;
CREATE TRIGGER pool_seats_insert AFTER INSERT ON session WHEN NEW.pool_id IS NOT NULL
BEGIN
    UPDATE seat_pool SET seats_taken = seats_taken + NEW.seats_taken, seats_reserved = seats_reserved + NEW.seats_reserved
        WHERE id = NEW.pool_id AND (NEW.postponed OR NOT NEW.cancelled);
END;
CREATE TRIGGER pool_seats_delete AFTER DELETE ON session WHEN OLD.pool_id IS NOT NULL
BEGIN
    UPDATE seat_pool SET seats_taken = seats_taken - OLD.seats_taken, seats_reserved = seats_reserved - OLD.seats_reserved
        WHERE id = OLD.pool_id AND (OLD.postponed OR NOT OLD.cancelled);
END;
CREATE TRIGGER pool_seats_update AFTER UPDATE OF seats_taken, seats_reserved, pool_id, cancelled, postponed ON session
WHEN (OLD.pool_id IS NOT NULL OR NEW.pool_id IS NOT NULL)
    AND (OLD.pool_id IS NOT NEW.pool_id OR OLD.seats_taken <> NEW.seats_taken OR OLD.seats_reserved <> NEW.seats_reserved
        OR OLD.cancelled <> NEW.cancelled OR OLD.postponed <> NEW.postponed)
BEGIN
    UPDATE seat_pool SET seats_taken = seats_taken - OLD.seats_taken, seats_reserved = seats_reserved - OLD.seats_reserved
        WHERE id = OLD.pool_id AND (OLD.postponed OR NOT OLD.cancelled);
    UPDATE seat_pool SET seats_taken = seats_taken + NEW.seats_taken, seats_reserved = seats_reserved + NEW.seats_reserved
        WHERE id = NEW.pool_id AND (NEW.postponed OR NOT NEW.cancelled);
END;
",
    postgres: "
ALTER TABLE session ADD CONSTRAINT session_pool
    FOREIGN KEY (event_id, pool_id) REFERENCES seat_pool (event_id, id);
CREATE FUNCTION pool_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.pool_id, OLD.seats_taken, OLD.seats_reserved, OLD.cancelled, OLD.postponed)
            IS NOT DISTINCT FROM (NEW.pool_id, NEW.seats_taken, NEW.seats_reserved, NEW.cancelled, NEW.postponed) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.pool_id IS NOT NULL AND (OLD.postponed OR NOT OLD.cancelled) THEN
        UPDATE seat_pool
            SET seats_taken = seats_taken - OLD.seats_taken, seats_reserved = seats_reserved - OLD.seats_reserved
            WHERE id = OLD.pool_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.pool_id IS NOT NULL AND (NEW.postponed OR NOT NEW.cancelled) THEN
        UPDATE seat_pool
            SET seats_taken = seats_taken + NEW.seats_taken, seats_reserved = seats_reserved + NEW.seats_reserved
            WHERE id = NEW.pool_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER pool_seats
    AFTER INSERT OR DELETE OR UPDATE OF seats_taken, seats_reserved, pool_id, cancelled, postponed ON session
    FOR EACH ROW EXECUTE FUNCTION pool_seats();
",
}
