//! Pictures, each there once by what it is, and the logos of organisations.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE picture (
    name TEXT PRIMARY KEY NOT NULL CHECK (length(name) = 64), -- SHA-256 of its bytes, in hexadecimal
    media TEXT NOT NULL CHECK (media = 'image/webp'),
    bytes {bytes} NOT NULL,
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0)
) {strict};
ALTER TABLE organisation ADD COLUMN logo TEXT NULL REFERENCES picture (name);
CREATE INDEX organisation_by_logo ON organisation (logo) WHERE logo IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
