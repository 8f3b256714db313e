//! Who registered somebody by a list, and what an organiser adds to the mails of an event.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE event ADD COLUMN mail_note {json} NOT NULL DEFAULT '{}';
-- Null: she registered by herself.
ALTER TABLE registration ADD COLUMN listed_by {uuid} NULL REFERENCES organisation (id);
CREATE INDEX registration_listed ON registration (listed_by, created_at) WHERE listed_by IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
