//! The thread of the programme a session belongs to.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE session ADD COLUMN track {json} NOT NULL DEFAULT '{}';  -- {}: none
",
    sqlite: "",
    postgres: "",
}
