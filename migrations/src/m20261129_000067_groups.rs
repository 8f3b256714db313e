//! Groups of a site: people and organisations its rules know by one name.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE site_group (
    id {uuid} PRIMARY KEY NOT NULL,
    site_id {uuid} NOT NULL REFERENCES site (id),
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    version INTEGER NOT NULL,
    request_id {uuid} NOT NULL UNIQUE,
    UNIQUE (site_id, name)
) {strict};
-- A person, or an organisation with everybody who acts for it.
CREATE TABLE group_member (
    id {uuid} PRIMARY KEY NOT NULL,
    group_id {uuid} NOT NULL REFERENCES site_group (id) ON DELETE CASCADE,
    account_id {uuid} NULL REFERENCES account (id),
    organisation_id {uuid} NULL REFERENCES organisation (id),
    last_day {date} NULL,                                    -- null: until somebody takes it out
    CHECK ((account_id IS NULL) <> (organisation_id IS NULL)),
    UNIQUE (group_id, account_id),
    UNIQUE (group_id, organisation_id)
) {strict};
-- What the rules ask of whoever wishes.
CREATE INDEX group_member_by_account ON group_member (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX group_member_by_organisation ON group_member (organisation_id) WHERE organisation_id IS NOT NULL;
CREATE INDEX group_member_by_last_day ON group_member (last_day) WHERE last_day IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
