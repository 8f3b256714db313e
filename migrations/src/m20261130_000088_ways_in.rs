//! By what somebody signed in.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE login ADD COLUMN way TEXT NULL CHECK (way IN ('mail', 'passkey', 'provider'));
ALTER TABLE login ADD COLUMN issuer TEXT NULL;
-- When she showed the provider who she is; null: it did not say.
ALTER TABLE login ADD COLUMN proved_at {instant} NULL;
",
    sqlite: "",
    postgres: "",
}
