//! The trail is read by time, and by the kind of thing.

use crate::dialect::step;

step! {
    shared: "
CREATE INDEX audit_by_time ON audit (at, id);
CREATE INDEX audit_by_kind ON audit (kind, at, id);
",
    sqlite: "",
    postgres: "",
}
