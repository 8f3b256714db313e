//! Files that were sent for a question: waiting for the rest of their form, or of an answer and gone with it.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE sent_file (
    id {uuid} PRIMARY KEY,
    question_id {uuid} NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    answer_id {uuid} NULL REFERENCES answer (id) ON DELETE CASCADE,        -- null: it waits
    until_at {instant} NULL,                        -- so long it waits
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'picture', 'text')),         -- by its content
    name TEXT NOT NULL,                             -- made safe
    size INTEGER NOT NULL CHECK (size > 0),
    hash TEXT NOT NULL CHECK (length(hash) = 64),   -- SHA-256 of its bytes, in hexadecimal
    network {bytes} NULL,                           -- where it came from, until somebody confirmed that she is somebody
    sent_at {instant} NOT NULL,
    bytes {bytes} NOT NULL,
    CONSTRAINT sent_file_waits CHECK ((answer_id IS NULL) = (until_at IS NOT NULL))
) {strict};
CREATE UNIQUE INDEX sent_file_by_answer ON sent_file (answer_id) WHERE answer_id IS NOT NULL;
CREATE INDEX sent_file_by_question ON sent_file (question_id);
CREATE INDEX sent_file_by_until ON sent_file (until_at) WHERE until_at IS NOT NULL;
CREATE INDEX sent_file_by_network ON sent_file (network, size) WHERE network IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
