//! Events that belong together.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE event_series (
    id {uuid} PRIMARY KEY NOT NULL,
    request_id {uuid} NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    title {json} NOT NULL,
    summary {json} NOT NULL,
    description {json} NOT NULL,
    version INTEGER NOT NULL,
    created_at {instant} NOT NULL,
    changed_at {instant} NOT NULL,
    UNIQUE (organisation_id, id)
) {strict};
-- An event belongs to a series of its own organisation: a key of two columns, which SQLite adds to no table that is there.
ALTER TABLE event ADD COLUMN series_id {uuid} NULL REFERENCES event_series (id);
CREATE INDEX event_by_series ON event (series_id) WHERE series_id IS NOT NULL;
",
    sqlite: "
CREATE TRIGGER event_series_made BEFORE INSERT ON event WHEN NEW.series_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM event_series WHERE id = NEW.series_id AND organisation_id = NEW.organisation_id)
BEGIN SELECT RAISE(ABORT, 'event_series'); END;
CREATE TRIGGER event_series_changed BEFORE UPDATE OF series_id, organisation_id ON event
WHEN NEW.series_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM event_series WHERE id = NEW.series_id AND organisation_id = NEW.organisation_id)
BEGIN SELECT RAISE(ABORT, 'event_series'); END;
CREATE TRIGGER event_series_moved BEFORE UPDATE OF organisation_id ON event_series
WHEN NEW.organisation_id <> OLD.organisation_id AND EXISTS (SELECT 1 FROM event WHERE series_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'event_series'); END;
",
    postgres: "
ALTER TABLE event ADD CONSTRAINT event_series_of_its_own
    FOREIGN KEY (organisation_id, series_id) REFERENCES event_series (organisation_id, id);
",
}
