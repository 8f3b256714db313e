//! Sites, spaces, and the units a booking occupies.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE site (
    id {uuid} PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    town TEXT NOT NULL,
    zone TEXT NOT NULL,
    latitude {real} NULL,
    longitude {real} NULL,
    summary {json} NOT NULL,
    access {json} NOT NULL,
    contact {json} NOT NULL,
    opening {json} NOT NULL
) {strict};
CREATE TABLE equipment (
    key TEXT PRIMARY KEY,
    name {json} NOT NULL
) {strict};
-- A space *covers* units. In a pool a booking takes some of them, otherwise all.
CREATE TABLE space (
    id {uuid} PRIMARY KEY,
    site_id {uuid} NOT NULL REFERENCES site (id),
    slug TEXT NOT NULL UNIQUE,
    name {json} NOT NULL,
    kind TEXT NOT NULL,
    summary {json} NOT NULL,
    description {json} NOT NULL,
    layouts {json} NOT NULL,            -- [{layout, seats}]
    equipment {json} NOT NULL,          -- {key: count}
    access {json} NULL,                 -- null: the site's
    contact {json} NULL,                -- null: the site's
    opening {json} NULL,                -- null: the site's
    grid_minutes INTEGER NOT NULL CHECK (grid_minutes > 0),
    shortest_minutes INTEGER NOT NULL CHECK (shortest_minutes > 0),
    longest_minutes INTEGER NOT NULL CHECK (longest_minutes >= shortest_minutes),
    notice_minutes INTEGER NOT NULL CHECK (notice_minutes >= 0),
    horizon_days INTEGER NOT NULL CHECK (horizon_days >= 0),
    buffer_before_minutes INTEGER NOT NULL CHECK (buffer_before_minutes >= 0),
    buffer_after_minutes INTEGER NOT NULL CHECK (buffer_after_minutes >= 0),
    pool {bool} NOT NULL,
    plan {json} NULL,                   -- where it lies on the site's plan
    area INTEGER NULL                   -- square metres
) {strict};
CREATE INDEX space_by_site ON space (site_id);
CREATE TABLE unit (
    id {uuid} PRIMARY KEY,
    site_id {uuid} NOT NULL REFERENCES site (id),
    name TEXT NOT NULL
) {strict};
CREATE TABLE space_unit (
    space_id {uuid} NOT NULL REFERENCES space (id) ON DELETE CASCADE,
    unit_id {uuid} NOT NULL REFERENCES unit (id),
    PRIMARY KEY (space_id, unit_id)
) {strict};
CREATE INDEX space_unit_by_unit ON space_unit (unit_id);
-- What came from outside, so that a second import knows it again.
CREATE TABLE imported (
    source TEXT NOT NULL,               -- which file or system
    kind TEXT NOT NULL,                 -- site, space, booking, event, session
    key TEXT NOT NULL,                  -- its name over there
    id {uuid} NOT NULL,                 -- what it is here
    PRIMARY KEY (source, kind, key)
) {strict};
",
    sqlite: "",
    postgres: "",
}
