//! Forgetting people: what each night took away, and a trail that can be made nameless but not rewritten.

use crate::dialect::step;

step! {
    shared: "
-- Counts only.
CREATE TABLE forgotten (
    at {instant} NOT NULL,
    holding TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (at, holding)
) {strict};
-- What was made nameless has no address, any number of times in a session.
DROP INDEX registration_once;
CREATE UNIQUE INDEX registration_once ON registration (session_id, email)
    WHERE state IN ('pending', 'confirmed') AND email <> '';
CREATE INDEX registration_by_email ON registration (email) WHERE email <> '';
CREATE INDEX session_by_end ON session (ends_at);
CREATE INDEX booking_by_account ON booking (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX audit_by_account ON audit (account_id, id) WHERE account_id IS NOT NULL;
",
    sqlite: "
DROP TRIGGER audit_append_only_update;
CREATE TRIGGER audit_append_only_update BEFORE UPDATE ON audit
WHEN NOT (NEW.account_id IS NULL AND NEW.detail = '{}' AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.act = OLD.act
    AND NEW.kind = OLD.kind AND NEW.on_id = OLD.on_id)
BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;
",
    postgres: "
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.account_id IS NULL AND NEW.detail = '{}'::jsonb
        AND (NEW.id, NEW.at, NEW.act, NEW.kind, NEW.on_id) = (OLD.id, OLD.at, OLD.act, OLD.kind, OLD.on_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'audit_append_only';
END $$;
",
}
