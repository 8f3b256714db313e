//! Since when a request waits: what is edited about it afterwards does not make it younger.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE booking ADD COLUMN asked_at {instant} NULL;  -- when what waits was asked for; null: nothing does
UPDATE booking SET asked_at = created_at WHERE answer_by IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
