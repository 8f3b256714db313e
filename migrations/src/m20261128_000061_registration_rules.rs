//! What an organiser chooses for the registration to an event: its window, until when one can change, how many should
//! come.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE event ADD COLUMN opens_at {instant} NULL;                                            -- null: at once
ALTER TABLE event ADD COLUMN closes_at {instant} NULL;                                           -- null: when it begins
ALTER TABLE event ADD COLUMN change_hours INTEGER NULL CHECK (change_hours BETWEEN 1 AND 720);   -- before it begins
ALTER TABLE event ADD COLUMN minimum INTEGER NULL CHECK (minimum > 0);                           -- people per session
",
    sqlite: "",
    postgres: "",
}
