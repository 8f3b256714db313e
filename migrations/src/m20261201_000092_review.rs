//! Drafts the region looks at before they become public.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE event ADD COLUMN submitted_at {instant} NULL;       -- null: the region has nothing to look at
ALTER TABLE event ADD COLUMN cleared_at {instant} NULL;         -- null: the region has not said yes
CREATE INDEX event_submitted ON event (submitted_at) WHERE submitted_at IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
