//! How often somebody typed a code beside a sign-in link.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE sign_in_link ADD COLUMN codes INTEGER NOT NULL DEFAULT 0;
",
    sqlite: "",
    postgres: "",
}
