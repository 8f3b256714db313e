//! What organisers wrote to participants.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE message (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NOT NULL UNIQUE,
    event_id {uuid} NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    account_id {uuid} NULL REFERENCES account (id),     -- null: whoever wrote it is forgotten
    audience TEXT NOT NULL,                             -- a group, or the id of a session
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    people INTEGER NOT NULL CHECK (people > 0),
    sent_at {instant} NOT NULL
) {strict};
CREATE INDEX message_by_event ON message (event_id, sent_at);
CREATE INDEX message_by_account ON message (account_id) WHERE account_id IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
