//! Sessions that shall take place at another time nobody knows yet. Until then they are off like any that was called off.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE session ADD COLUMN postponed {bool} NOT NULL DEFAULT {false} CHECK (NOT postponed OR cancelled);
",
    sqlite: "",
    postgres: "",
}
