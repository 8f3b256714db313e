//! Who reads for the region, and why somebody is locked out.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE account ADD COLUMN auditor {bool} NOT NULL DEFAULT {false};
ALTER TABLE account ADD COLUMN locked_because TEXT NOT NULL DEFAULT '';      -- empty: not said, or not disabled
",
    sqlite: "",
    postgres: "",
}
