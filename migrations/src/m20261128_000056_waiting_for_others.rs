//! Waiting for somebody else, offers let pass in a row, and which holds are promises of the house.

use crate::dialect::step;

step! {
    shared: "
-- Somebody else who asked for her: a keeper she called, or an administrator of her organisation.
ALTER TABLE waiting ADD COLUMN asked_by {uuid} NULL REFERENCES account (id) ON DELETE SET NULL;
ALTER TABLE waiting ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0 CHECK (unanswered >= 0);
CREATE INDEX waiting_by_asker ON waiting (asked_by, place) WHERE asked_by IS NOT NULL;
-- Held for an offer, not by a form.
ALTER TABLE hold ADD COLUMN promised {bool} NOT NULL DEFAULT {false};
UPDATE hold SET promised = {true} WHERE request_id IN (SELECT id FROM waiting);
",
    sqlite: "",
    postgres: "",
}
