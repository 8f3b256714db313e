//! How many answered what, kept when the answers are forgotten.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE answer_count (
    session_id {uuid} NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    question_id {uuid} NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    said TEXT NOT NULL,                             -- the key of an option, or what several people wrote alike
    people INTEGER NOT NULL CHECK (people > 0),
    PRIMARY KEY (session_id, question_id, said)
) {strict};
CREATE INDEX answer_count_by_question ON answer_count (question_id);
",
    sqlite: "",
    postgres: "",
}
