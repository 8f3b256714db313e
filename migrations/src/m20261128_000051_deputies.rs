//! Keeping a site in a keeper's stead, until some day.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE keeper ADD COLUMN deputy_of {uuid} NULL REFERENCES account (id);
-- The end of the last day; null: for good.
ALTER TABLE keeper ADD COLUMN until_at {instant} NULL;
",
    sqlite: "",
    postgres: "",
}
