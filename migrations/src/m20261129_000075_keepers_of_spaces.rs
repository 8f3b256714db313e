//! Who keeps a single space of a site.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE keeper ADD COLUMN space_id {uuid} NULL REFERENCES space (id);  -- null: all of the site
DROP INDEX keeper_once;
CREATE UNIQUE INDEX keeper_once
    ON keeper (account_id, site_id, COALESCE(space_id, site_id), COALESCE(deputy_of, account_id));
",
    sqlite: "",
    postgres: "",
}
