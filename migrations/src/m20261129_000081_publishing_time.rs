//! When a draft becomes public by the clock.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE event ADD COLUMN publish_at {instant} NULL;         -- null: when somebody presses the button
CREATE INDEX event_to_publish ON event (publish_at) WHERE publish_at IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
