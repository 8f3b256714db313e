//! Whom an event is for, in words one can look for.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE event_audience (
    event_id {uuid} NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    audience TEXT NOT NULL CHECK (audience IN
        ('everyone', 'companies', 'start-ups', 'scientists', 'students', 'pupils', 'administration')),
    PRIMARY KEY (event_id, audience)
) {strict};
CREATE INDEX event_audience_by_audience ON event_audience (audience);
",
    sqlite: "",
    postgres: "",
}
