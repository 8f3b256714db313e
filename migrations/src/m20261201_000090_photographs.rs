//! Photographs are kept as JPEG, and a picture may be there smaller as well. SQLite knows no other way to let a column
//! take more than before than to make its table anew; the logos wait beside it meanwhile.

use crate::dialect::step;

step! {
    shared: "",
    sqlite: "
CREATE TABLE picture_now (
    name TEXT PRIMARY KEY NOT NULL CHECK (length(name) = 64), -- SHA-256 of its bytes, in hexadecimal
    media TEXT NOT NULL CHECK (media IN ('image/webp', 'image/jpeg')),
    bytes BLOB NOT NULL,
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0),
    smaller TEXT NULL REFERENCES picture_now (name)
) STRICT;
INSERT INTO picture_now (name, media, bytes, width, height) SELECT name, media, bytes, width, height FROM picture;
CREATE TABLE logo_meanwhile AS SELECT id, logo FROM organisation WHERE logo IS NOT NULL;
UPDATE organisation SET logo = NULL WHERE logo IS NOT NULL;
DROP TABLE picture;
ALTER TABLE picture_now RENAME TO picture;
UPDATE organisation SET logo = (SELECT logo FROM logo_meanwhile WHERE logo_meanwhile.id = organisation.id)
    WHERE id IN (SELECT id FROM logo_meanwhile);
DROP TABLE logo_meanwhile;
CREATE INDEX picture_by_smaller ON picture (smaller) WHERE smaller IS NOT NULL;
",
    postgres: "
ALTER TABLE picture DROP CONSTRAINT picture_media_check;
ALTER TABLE picture ADD CONSTRAINT picture_media_check CHECK (media IN ('image/webp', 'image/jpeg'));
ALTER TABLE picture ADD COLUMN smaller TEXT NULL REFERENCES picture (name);
CREATE INDEX picture_by_smaller ON picture (smaller) WHERE smaller IS NOT NULL;
",
}
