//! Events, their sessions, and the seats that are taken in them.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE topic (
    slug TEXT PRIMARY KEY,
    name {json} NOT NULL
) {strict};
CREATE TABLE event (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    title {json} NOT NULL,
    summary {json} NOT NULL,
    description {json} NOT NULL,
    audience {json} NOT NULL,
    price {json} NOT NULL,
    language TEXT NOT NULL,
    contact {json} NOT NULL,
    takes_registrations {bool} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'cancelled')),
    version INTEGER NOT NULL,
    created_at {instant} NOT NULL,
    changed_at {instant} NOT NULL,
    published_at {instant} NULL
) {strict};
CREATE INDEX event_by_organisation ON event (organisation_id, changed_at);
CREATE TABLE event_dimension (
    event_id {uuid} NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    dimension TEXT NOT NULL CHECK (dimension IN ('intensification', 'dissemination', 'deepening', 'expansion')),
    PRIMARY KEY (event_id, dimension)
) {strict};
CREATE TABLE event_topic (
    event_id {uuid} NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    topic TEXT NOT NULL REFERENCES topic (slug),
    PRIMARY KEY (event_id, topic)
) {strict};
CREATE INDEX event_topic_by_topic ON event_topic (topic);
CREATE TABLE session (
    id {uuid} PRIMARY KEY,
    event_id {uuid} NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    uid TEXT NOT NULL UNIQUE,
    title {json} NOT NULL,
    summary {json} NOT NULL,
    speakers {json} NOT NULL,           -- [name]
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    zone TEXT NOT NULL,                 -- IANA
    space_id {uuid} NULL REFERENCES space (id),
    online_url TEXT NULL,
    capacity INTEGER NULL CHECK (capacity >= 0),
    seats_taken INTEGER NOT NULL DEFAULT 0 CHECK (seats_taken >= 0),
    cancelled {bool} NOT NULL,
    sequence INTEGER NOT NULL,
    CHECK (starts_at < ends_at),
    -- I2: whoever writes, however many at once, no seat is given twice.
    CONSTRAINT session_never_oversold CHECK (capacity IS NULL OR seats_taken <= capacity)
) {strict};
CREATE INDEX session_by_event ON session (event_id, starts_at);
CREATE INDEX session_by_start ON session (starts_at);
CREATE INDEX session_by_space ON session (space_id, starts_at) WHERE space_id IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
