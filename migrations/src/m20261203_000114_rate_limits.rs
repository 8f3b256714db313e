//! How much one place may still ask for, where several programs answer on one database.

use crate::dialect::step;

step! {
    shared: "
-- The moment, in milliseconds since 1970, at which everything that was asked for so far is paid for (GCRA: the \"theoretical
-- arrival time\" of ITU-T I.371). What lies in the past says nothing and is deleted.
CREATE TABLE rate_limit (
    class TEXT NOT NULL,
    key {bytes} NOT NULL,               -- of a network, an address or an account: says which only with the secret
    until_ms {bigint} NOT NULL,
    PRIMARY KEY (class, key)
) {no_order};
CREATE INDEX rate_limit_by_end ON rate_limit (until_ms);
",
    sqlite: "",
    postgres: "",
}
