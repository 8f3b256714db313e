//! What is still to be done, what was done, and the few facts about the installation itself.

use crate::dialect::step;

step! {
    shared: "
-- Written in the transaction of the act (I3), worked off afterwards. A row carries ids, not data.
CREATE TABLE outbox (
    id {serial},
    kind TEXT NOT NULL,
    payload {json} NOT NULL,
    message_id TEXT NOT NULL UNIQUE,    -- the same on every try (I3)
    run_after {instant} NOT NULL,
    attempts INTEGER NOT NULL,
    locked_until {instant} NULL,
    done_at {instant} NULL,
    given_up_at {instant} NULL,
    last_error TEXT NULL,
    created_at {instant} NOT NULL
) {strict};
CREATE INDEX outbox_due ON outbox (run_after, id) WHERE done_at IS NULL AND given_up_at IS NULL;
-- Append-only.
CREATE TABLE audit (
    id {serial},
    at {instant} NOT NULL,
    account_id {uuid} NULL,             -- null: the house itself
    act TEXT NOT NULL,
    kind TEXT NOT NULL,
    on_id {uuid} NOT NULL,
    detail {json} NOT NULL
) {strict};
CREATE INDEX audit_by_thing ON audit (kind, on_id, id);
CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) {strict};
",
    sqlite: "
CREATE TRIGGER audit_append_only_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;
CREATE TRIGGER audit_append_only_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;
",
    postgres: "
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit_append_only'; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
",
}
