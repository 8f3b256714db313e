//! Who came: when somebody said that somebody is here.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE occurrence ADD COLUMN checked_in_at {instant} NULL;
-- What runs now is looked for every minute.
CREATE INDEX occurrence_by_start ON occurrence (starts_at);
",
    sqlite: "",
    postgres: "",
}
