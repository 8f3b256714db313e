//! What people report that hinders them, until the mail about it is forgotten.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE barrier (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NOT NULL UNIQUE,
    page TEXT NOT NULL,                                 -- empty: not said
    words TEXT NOT NULL,
    reply_to TEXT NULL,                                 -- null: no answer is wanted
    reported_at {instant} NOT NULL
) {strict};
CREATE INDEX barrier_by_time ON barrier (reported_at);
",
    sqlite: "",
    postgres: "",
}
