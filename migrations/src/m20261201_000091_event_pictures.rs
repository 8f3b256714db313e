//! The picture of an event, what is to be seen on it, and who made it. Without words it only adorns.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE event ADD COLUMN picture TEXT NULL REFERENCES picture (name);
ALTER TABLE event ADD COLUMN picture_alt {json} NOT NULL DEFAULT '{}';
ALTER TABLE event ADD COLUMN picture_credit TEXT NOT NULL DEFAULT '';
CREATE INDEX event_by_picture ON event (picture) WHERE picture IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
