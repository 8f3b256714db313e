//! Whoever stands in for two keepers does so for each of them until a day of its own.

use crate::dialect::step;

step! {
    shared: "",
    // SQLite cannot take a primary key away.
    sqlite: "
CREATE TABLE keeper_of_each (
    account_id BLOB NOT NULL REFERENCES account (id),
    site_id BLOB NOT NULL REFERENCES site (id),
    deputy_of BLOB NULL REFERENCES account (id),
    until_at TEXT NULL                  -- the end of the last day; null: for good
) STRICT;
INSERT INTO keeper_of_each SELECT account_id, site_id, deputy_of, until_at FROM keeper;
DROP TABLE keeper;
ALTER TABLE keeper_of_each RENAME TO keeper;
CREATE UNIQUE INDEX keeper_once ON keeper (account_id, site_id, COALESCE(deputy_of, account_id));
CREATE INDEX keeper_by_site ON keeper (site_id);
",
    postgres: "
ALTER TABLE keeper DROP CONSTRAINT keeper_pkey;
CREATE UNIQUE INDEX keeper_once ON keeper (account_id, site_id, COALESCE(deputy_of, account_id));
CREATE INDEX keeper_by_site ON keeper (site_id);
",
}
