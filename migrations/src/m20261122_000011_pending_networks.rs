//! Where a registration that is not confirmed was sent from, so that nobody holds all the seats of a session.

use crate::dialect::step;

step! {
    shared: "
-- HMAC of session and network with the key of the installation; null: confirmed, over, or not from the net.
ALTER TABLE registration ADD COLUMN network {bytes} NULL;
",
    sqlite: "",
    postgres: "",
}
