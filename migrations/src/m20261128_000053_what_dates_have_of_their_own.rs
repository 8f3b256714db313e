//! How the furniture stands, and what a date is used for, may differ from the booking on one date, also where it is
//! nothing in particular.

use crate::dialect::step;

step! {
    shared: "
-- True: layout is the date's own, also where it is null.
ALTER TABLE occurrence ADD COLUMN own_layout {bool} NOT NULL DEFAULT {false};
UPDATE occurrence SET own_layout = {true} WHERE layout IS NOT NULL;
-- Null: as the booking; empty: an ordinary use.
ALTER TABLE occurrence ADD COLUMN use_kind TEXT NULL;
",
    sqlite: "",
    postgres: "",
}
