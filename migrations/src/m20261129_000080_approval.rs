//! Registrations an organiser answers: within how many days, and what she wrote with her answer.

use crate::dialect::step;

step! {
    shared: "
-- Null: whoever confirms has her seats.
ALTER TABLE event ADD COLUMN answer_days INTEGER NULL CHECK (answer_days BETWEEN 1 AND 60);
ALTER TABLE registration ADD COLUMN answer TEXT NOT NULL DEFAULT '';
CREATE INDEX registration_requested ON registration (held_until) WHERE state = 'requested';
",
    sqlite: "",
    postgres: "",
}
