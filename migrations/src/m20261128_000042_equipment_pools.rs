//! Equipment that is taken along: pools of things a site lends to bookings. Each thing is a unit, so that the constraint
//! that keeps rooms from being taken twice keeps headsets too.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE equipment_pool (
    id {uuid} PRIMARY KEY,
    site_id {uuid} NOT NULL REFERENCES site (id),
    key TEXT NOT NULL,
    name {json} NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (site_id, key)
) {strict};
-- A pool without units is not offered any more; its row keeps its name for the bookings that had it.
CREATE TABLE equipment_unit (
    unit_id {uuid} PRIMARY KEY REFERENCES unit (id),
    pool_id {uuid} NOT NULL REFERENCES equipment_pool (id)
) {strict};
CREATE INDEX equipment_unit_by_pool ON equipment_unit (pool_id);
-- What a booking takes along, as {key: count}; of a date: null as the booking.
ALTER TABLE booking ADD COLUMN along {json} NOT NULL DEFAULT '{}';
ALTER TABLE occurrence ADD COLUMN along {json} NULL;
",
    sqlite: "",
    postgres: "",
}
