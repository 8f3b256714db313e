//! What organisers ask of whoever registers, and what was answered.
//!
//! What was answered keeps what was asked: the words, the purpose, the end and the options of a question with answers
//! cannot be changed any more, only added to; and it cannot be deleted. Triggers refuse.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE event ADD COLUMN form_version INTEGER NOT NULL DEFAULT 0;
CREATE TABLE question (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NULL UNIQUE,                  -- null: it took the place of another
    event_id {uuid} NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('text', 'long-text', 'choice', 'several', 'number', 'date', 'consent')),
    whose TEXT NOT NULL CHECK (whose IN ('registration', 'attendee')),
    label {json} NOT NULL,
    help {json} NOT NULL,
    options {json} NOT NULL,                        -- [{key, label}]
    least INTEGER NULL,
    most INTEGER NULL,
    required {bool} NOT NULL,
    sessions {json} NOT NULL,                       -- [session]; none: of everybody
    depends_on {uuid} NULL REFERENCES question (id),
    depends_option TEXT NULL,
    purpose {json} NOT NULL,
    keeping TEXT NOT NULL CHECK (keeping IN ('day', 'list', 'proof')),
    retired_at {instant} NULL,
    CHECK ((depends_on IS NULL) = (depends_option IS NULL)),
    CHECK (depends_on <> id),
    CHECK (least <= most),
    CHECK (keeping <> 'proof' OR kind = 'consent')
) {strict};
CREATE INDEX question_by_event ON question (event_id, position);
CREATE TABLE answer (
    id {uuid} PRIMARY KEY,
    question_id {uuid} NOT NULL REFERENCES question (id),
    registration_id {uuid} NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    attendee_id {uuid} NULL REFERENCES attendee (id) ON DELETE CASCADE,    -- null: of the whole registration
    value {json} NOT NULL,
    said_by TEXT NOT NULL,                          -- who agreed, by the name she had then; empty: nothing was agreed to
    at {instant} NOT NULL
) {strict};
CREATE UNIQUE INDEX answer_once ON answer (registration_id, question_id) WHERE attendee_id IS NULL;
CREATE UNIQUE INDEX answer_once_each ON answer (attendee_id, question_id) WHERE attendee_id IS NOT NULL;
CREATE INDEX answer_by_registration ON answer (registration_id);
CREATE INDEX answer_by_question ON answer (question_id);
",
    sqlite: "
CREATE TRIGGER question_answered BEFORE UPDATE OF event_id, kind, whose, label, options, purpose, keeping ON question
WHEN EXISTS (SELECT 1 FROM answer WHERE question_id = OLD.id)
    AND NOT (NEW.event_id = OLD.event_id AND NEW.kind = OLD.kind AND NEW.whose = OLD.whose AND NEW.label = OLD.label
        AND NEW.purpose = OLD.purpose AND NEW.keeping = OLD.keeping
        AND substr(NEW.options, 1, length(OLD.options) - 1) = substr(OLD.options, 1, length(OLD.options) - 1))
BEGIN SELECT RAISE(ABORT, 'question_answered'); END;
",
    postgres: "
CREATE FUNCTION question_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.event_id, NEW.kind, NEW.whose, NEW.label, NEW.purpose, NEW.keeping)
            = (OLD.event_id, OLD.kind, OLD.whose, OLD.label, OLD.purpose, OLD.keeping)
        AND NEW.options @> OLD.options
        OR NOT EXISTS (SELECT 1 FROM answer WHERE question_id = OLD.id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'question_answered';
END $$;
CREATE TRIGGER question_answered BEFORE UPDATE OF event_id, kind, whose, label, options, purpose, keeping ON question
    FOR EACH ROW EXECUTE FUNCTION question_answered();
",
}
