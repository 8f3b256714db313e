//! What the region writes itself: the pages the law asks for, and the topics events can have.
//!
//! A page without a row is the template of the program. A topic that is retired stays with the events that have it.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE about_text (
    text TEXT NOT NULL,                             -- imprint, privacy, …
    language TEXT NOT NULL,
    body TEXT NOT NULL,
    reviewed_on {date} NULL,                        -- null: nobody said that it is right
    version INTEGER NOT NULL,
    changed_at {instant} NOT NULL,
    PRIMARY KEY (text, language)
) {strict};
ALTER TABLE topic ADD COLUMN retired {bool} NOT NULL DEFAULT {false};
ALTER TABLE topic ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
",
    sqlite: "",
    postgres: "",
}
