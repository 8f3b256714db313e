//! The rules of sites and spaces, each a book of its own, in place of a column per rule.
//!
//! A space's book says what differs from its site, and the site's what differs from most houses: numbers every house
//! has are left out, so that a later change of the site's book reaches its spaces.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE site ADD COLUMN rules {json} NOT NULL DEFAULT '{}';             -- a rule book
ALTER TABLE site ADD COLUMN school_calendar {json} NOT NULL DEFAULT '[]';   -- [{name, first, last}]
ALTER TABLE site ADD COLUMN rules_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE space ADD COLUMN rules {json} NOT NULL DEFAULT '{}';            -- over that of its site
ALTER TABLE space ADD COLUMN rules_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE booking ADD COLUMN use_kind TEXT NULL;                          -- a key among its space's uses
",
    // A merge patch drops what is null: RFC 7396.
    sqlite: "
UPDATE site SET rules = json_object('opening', json(opening));
UPDATE space SET rules = json_patch('{}', json_object(
    'opening', json(opening),
    'grid_minutes', nullif(grid_minutes, 15),
    'shortest_minutes', nullif(shortest_minutes, 30),
    'longest_minutes', nullif(longest_minutes, 720),
    'notice_minutes', nullif(notice_minutes, 0),
    'horizon_days', nullif(horizon_days, 183),
    'buffer_before_minutes', nullif(buffer_before_minutes, 0),
    'buffer_after_minutes', nullif(buffer_after_minutes, 0)
));
ALTER TABLE site DROP COLUMN opening;
ALTER TABLE space DROP COLUMN opening;
ALTER TABLE space DROP COLUMN grid_minutes;
-- Its check names the shortest use: it goes first.
ALTER TABLE space DROP COLUMN longest_minutes;
ALTER TABLE space DROP COLUMN shortest_minutes;
ALTER TABLE space DROP COLUMN notice_minutes;
ALTER TABLE space DROP COLUMN horizon_days;
ALTER TABLE space DROP COLUMN buffer_before_minutes;
ALTER TABLE space DROP COLUMN buffer_after_minutes;
",
    postgres: "
UPDATE site SET rules = jsonb_build_object('opening', opening);
UPDATE space SET rules = jsonb_strip_nulls(jsonb_build_object(
    'opening', opening,
    'grid_minutes', nullif(grid_minutes, 15),
    'shortest_minutes', nullif(shortest_minutes, 30),
    'longest_minutes', nullif(longest_minutes, 720),
    'notice_minutes', nullif(notice_minutes, 0),
    'horizon_days', nullif(horizon_days, 183),
    'buffer_before_minutes', nullif(buffer_before_minutes, 0),
    'buffer_after_minutes', nullif(buffer_after_minutes, 0)
));
ALTER TABLE site DROP COLUMN opening;
ALTER TABLE space
    DROP COLUMN opening,
    DROP COLUMN grid_minutes,
    DROP COLUMN longest_minutes,
    DROP COLUMN shortest_minutes,
    DROP COLUMN notice_minutes,
    DROP COLUMN horizon_days,
    DROP COLUMN buffer_before_minutes,
    DROP COLUMN buffer_after_minutes;
",
}
