//! Sites and spaces are described on pages: each change says which version it saw, and a space that is hidden is in no
//! list and nobody books it. What stands in it stays.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE site ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE space ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE space ADD COLUMN hidden {bool} NOT NULL DEFAULT {false};
",
    sqlite: "",
    postgres: "",
}
