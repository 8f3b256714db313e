//! Seats that are kept count like seats that are taken (I2): triggers keep `session.seats_reserved` equal to what is
//! kept of it, and the one check refuses the seat too many, whoever it was for.
//!
//! SQLite cannot change the check of a table in place, but a new column may bring one of its own, about any other. The
//! old one stays there and says less than the new one.

use crate::dialect::step;

step! {
    shared: "",
    sqlite: "
ALTER TABLE session ADD COLUMN seats_reserved INTEGER NOT NULL DEFAULT 0 CONSTRAINT session_never_oversold CHECK (
    seats_reserved >= 0 AND (capacity IS NULL OR seats_taken + seats_reserved <= capacity));
CREATE TRIGGER seat_reserve_insert AFTER INSERT ON seat_reserve
BEGIN UPDATE session SET seats_reserved = seats_reserved + NEW.kept WHERE id = NEW.session_id; END;
CREATE TRIGGER seat_reserve_delete AFTER DELETE ON seat_reserve
BEGIN UPDATE session SET seats_reserved = seats_reserved - OLD.kept WHERE id = OLD.session_id; END;
CREATE TRIGGER seat_reserve_update AFTER UPDATE OF kept ON seat_reserve WHEN NEW.kept <> OLD.kept
BEGIN UPDATE session SET seats_reserved = seats_reserved + NEW.kept - OLD.kept WHERE id = NEW.session_id; END;
-- A kept seat that is taken is kept no longer, and one that is given back is kept again, until it is released. What is
-- promised is never more in between: given up first, taken after that.
DROP TRIGGER attendee_seat_insert;
DROP TRIGGER attendee_seat_delete;
DROP TRIGGER attendee_seat_update;
CREATE TRIGGER attendee_seat_insert AFTER INSERT ON attendee WHEN NEW.holds_seat
BEGIN
    UPDATE seat_reserve SET kept = kept - 1
        WHERE access_id = NEW.reserve_id AND session_id = NEW.session_id AND released_at IS NULL;
    UPDATE session SET seats_taken = seats_taken + 1 WHERE id = NEW.session_id;
END;
CREATE TRIGGER attendee_seat_delete AFTER DELETE ON attendee WHEN OLD.holds_seat
BEGIN
    UPDATE session SET seats_taken = seats_taken - 1 WHERE id = OLD.session_id;
    UPDATE seat_reserve SET kept = kept + 1
        WHERE access_id = OLD.reserve_id AND session_id = OLD.session_id AND released_at IS NULL;
END;
CREATE TRIGGER attendee_seat_update AFTER UPDATE OF holds_seat, session_id, reserve_id ON attendee
BEGIN
    UPDATE session SET seats_taken = seats_taken - OLD.holds_seat WHERE id = OLD.session_id;
    UPDATE seat_reserve SET kept = kept + 1
        WHERE OLD.holds_seat AND access_id = OLD.reserve_id AND session_id = OLD.session_id AND released_at IS NULL;
    UPDATE seat_reserve SET kept = kept - 1
        WHERE NEW.holds_seat AND access_id = NEW.reserve_id AND session_id = NEW.session_id AND released_at IS NULL;
    UPDATE session SET seats_taken = seats_taken + NEW.holds_seat WHERE id = NEW.session_id;
END;
",
    postgres: "
ALTER TABLE session ADD COLUMN seats_reserved INTEGER NOT NULL DEFAULT 0 CHECK (seats_reserved >= 0);
ALTER TABLE session DROP CONSTRAINT session_never_oversold;
ALTER TABLE session ADD CONSTRAINT session_never_oversold
    CHECK (capacity IS NULL OR seats_taken + seats_reserved <= capacity);
CREATE FUNCTION reserve_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE session SET seats_reserved = seats_reserved + NEW.kept WHERE id = NEW.session_id;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE session SET seats_reserved = seats_reserved - OLD.kept WHERE id = OLD.session_id;
    ELSIF NEW.kept <> OLD.kept THEN
        UPDATE session SET seats_reserved = seats_reserved + NEW.kept - OLD.kept WHERE id = NEW.session_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reserve_seats AFTER INSERT OR DELETE OR UPDATE OF kept ON seat_reserve
    FOR EACH ROW EXECUTE FUNCTION reserve_seats();
-- A kept seat that is taken is kept no longer, and one that is given back is kept again, until it is released. What is
-- promised is never more in between: given up first, taken after that.
CREATE OR REPLACE FUNCTION attendee_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.holds_seat THEN
        UPDATE session SET seats_taken = seats_taken - 1 WHERE id = OLD.session_id;
        UPDATE seat_reserve SET kept = kept + 1
            WHERE access_id = OLD.reserve_id AND session_id = OLD.session_id AND released_at IS NULL;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.holds_seat THEN
        UPDATE seat_reserve SET kept = kept - 1
            WHERE access_id = NEW.reserve_id AND session_id = NEW.session_id AND released_at IS NULL;
        UPDATE session SET seats_taken = seats_taken + 1 WHERE id = NEW.session_id;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER attendee_seats ON attendee;
CREATE TRIGGER attendee_seats AFTER INSERT OR DELETE OR UPDATE OF holds_seat, session_id, reserve_id ON attendee
    FOR EACH ROW EXECUTE FUNCTION attendee_seats();
",
}
