//! Who speaks is somebody of whom more can be said than her name.

use crate::dialect::step;

step! {
    shared: "",
    sqlite: "
-- [name] -> [{name, role, affiliation, portrait, url}]
UPDATE session
SET speakers = (
    SELECT json_group_array(json_object('name', value)) FROM (SELECT value FROM json_each(speakers) ORDER BY key)
)
WHERE speakers <> '[]';
",
    postgres: "
-- [name] -> [{name, role, affiliation, portrait, url}]
UPDATE session
SET speakers = (
    SELECT jsonb_agg(jsonb_build_object('name', old.name) ORDER BY old.place)
    FROM jsonb_array_elements(speakers) WITH ORDINALITY AS old (name, place)
)
WHERE speakers <> '[]';
",
}
