//! Questions that are answered by a file, and what may be sent.
//!
//! SQLite knows no other way to let a column take more than before than to make its table anew, and `answer` with it:
//! dropping the one would delete the other by its foreign key. What was counted of answers waits beside it meanwhile.

use crate::dialect::step;

step! {
    shared: "",
    sqlite: "
CREATE TABLE question_now (
    id BLOB PRIMARY KEY,
    request_id BLOB NULL UNIQUE,                    -- null: it took the place of another
    event_id BLOB NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('text', 'long-text', 'choice', 'several', 'number', 'date', 'consent', 'file')),
    whose TEXT NOT NULL CHECK (whose IN ('registration', 'attendee')),
    label TEXT NOT NULL,
    help TEXT NOT NULL,
    options TEXT NOT NULL,                          -- [{key, label}]
    least INTEGER NULL,
    most INTEGER NULL,                              -- of a file: megabytes
    required INTEGER NOT NULL,
    sessions TEXT NOT NULL,                         -- [session]; none: of everybody
    depends_on BLOB NULL REFERENCES question_now (id),
    depends_option TEXT NULL,
    purpose TEXT NOT NULL,
    keeping TEXT NOT NULL CHECK (keeping IN ('day', 'list', 'proof')),
    retired_at TEXT NULL,
    files TEXT NOT NULL DEFAULT '[]',               -- [kind]
    CHECK ((depends_on IS NULL) = (depends_option IS NULL)),
    CHECK (depends_on <> id),
    CHECK (least <= most),
    CHECK (keeping <> 'proof' OR kind = 'consent'),
    CONSTRAINT question_takes_files CHECK ((kind = 'file') = (files <> '[]'))
) STRICT;
INSERT INTO question_now (id, request_id, event_id, position, kind, whose, label, help, options, least, most, required, sessions, depends_on,
    depends_option, purpose, keeping, retired_at)
SELECT id, request_id, event_id, position, kind, whose, label, help, options, least, most, required, sessions, depends_on,
    depends_option, purpose, keeping, retired_at FROM question;
CREATE TABLE answer_now (
    id BLOB PRIMARY KEY,
    question_id BLOB NOT NULL REFERENCES question_now (id),
    registration_id BLOB NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    attendee_id BLOB NULL REFERENCES attendee (id) ON DELETE CASCADE,      -- null: of the whole registration
    value TEXT NOT NULL,
    said_by TEXT NOT NULL,                          -- who agreed, by the name she had then; empty: nothing was agreed to
    at TEXT NOT NULL
) STRICT;
INSERT INTO answer_now (id, question_id, registration_id, attendee_id, value, said_by, at)
SELECT id, question_id, registration_id, attendee_id, value, said_by, at FROM answer;
CREATE TABLE answer_count_meanwhile AS SELECT session_id, question_id, said, people FROM answer_count;
DELETE FROM answer_count;
DROP TABLE answer;
DROP TABLE question;
ALTER TABLE question_now RENAME TO question;
ALTER TABLE answer_now RENAME TO answer;
INSERT INTO answer_count (session_id, question_id, said, people)
SELECT session_id, question_id, said, people FROM answer_count_meanwhile;
DROP TABLE answer_count_meanwhile;
CREATE INDEX question_by_event ON question (event_id, position);
CREATE UNIQUE INDEX answer_once ON answer (registration_id, question_id) WHERE attendee_id IS NULL;
CREATE UNIQUE INDEX answer_once_each ON answer (attendee_id, question_id) WHERE attendee_id IS NOT NULL;
CREATE INDEX answer_by_registration ON answer (registration_id);
CREATE INDEX answer_by_question ON answer (question_id);
CREATE TRIGGER question_answered BEFORE UPDATE OF event_id, kind, whose, label, options, purpose, keeping ON question
WHEN EXISTS (SELECT 1 FROM answer WHERE question_id = OLD.id)
    AND NOT (NEW.event_id = OLD.event_id AND NEW.kind = OLD.kind AND NEW.whose = OLD.whose AND NEW.label = OLD.label
        AND NEW.purpose = OLD.purpose AND NEW.keeping = OLD.keeping
        AND substr(NEW.options, 1, length(OLD.options) - 1) = substr(OLD.options, 1, length(OLD.options) - 1))
BEGIN SELECT RAISE(ABORT, 'question_answered'); END;
",
    postgres: "
ALTER TABLE question DROP CONSTRAINT question_kind_check;
ALTER TABLE question ADD CONSTRAINT question_kind_check
    CHECK (kind IN ('text', 'long-text', 'choice', 'several', 'number', 'date', 'consent', 'file'));
ALTER TABLE question ADD COLUMN files jsonb NOT NULL DEFAULT '[]';
ALTER TABLE question ADD CONSTRAINT question_takes_files CHECK ((kind = 'file') = (files <> '[]'::jsonb));
",
}
