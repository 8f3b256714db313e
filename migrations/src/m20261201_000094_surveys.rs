//! Asking those who came how it was.
//!
//! A link knows whom it was mailed to and an answer knows nothing: its id follows from the secret part of the link, which
//! is stored nowhere once the mail has left. Answering changes no other row, so that not even the order of changes joins
//! the two, and on SQLite no row has a number that counts up. What people were asked stays: a trigger refuses.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE survey (
    event_id {uuid} PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    switched_on {bool} NOT NULL,
    questions {json} NOT NULL,
    asked_at {instant} NULL,                        -- null: nobody was asked yet
    closes_at {instant} NULL,
    asked INTEGER NOT NULL DEFAULT 0 CHECK (asked >= 0),
    counts {json} NULL,                             -- what was counted before the answers were forgotten
    CHECK ((asked_at IS NULL) = (closes_at IS NULL))
) {strict};
CREATE TABLE survey_link (
    id {uuid} PRIMARY KEY,
    event_id {uuid} NOT NULL REFERENCES survey (event_id) ON DELETE CASCADE,
    registration_id {uuid} NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    person {bytes} NULL,                            -- a mark of the address; null: that is forgotten
    seed {uuid} NULL,                               -- what the secret part is made from; null: it was mailed
    token {bytes} NOT NULL UNIQUE,                  -- a mark of the secret part
    UNIQUE (event_id, person)
) {strict};
CREATE INDEX survey_link_by_registration ON survey_link (registration_id);
CREATE TABLE survey_answer (
    id {bytes} PRIMARY KEY,                         -- another mark of the secret part of a link
    event_id {uuid} NOT NULL REFERENCES survey (event_id) ON DELETE CASCADE,
    answers {json} NOT NULL
) {no_order};
CREATE INDEX survey_answer_by_event ON survey_answer (event_id);
",
    sqlite: "
CREATE TRIGGER survey_asked BEFORE UPDATE OF questions ON survey
WHEN OLD.asked_at IS NOT NULL AND NEW.questions <> OLD.questions
BEGIN SELECT RAISE(ABORT, 'survey_asked'); END;
",
    postgres: "
CREATE FUNCTION survey_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.asked_at IS NOT NULL AND NEW.questions <> OLD.questions THEN
        RAISE EXCEPTION 'survey_asked';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER survey_asked BEFORE UPDATE OF questions ON survey
    FOR EACH ROW EXECUTE FUNCTION survey_asked();
",
}
