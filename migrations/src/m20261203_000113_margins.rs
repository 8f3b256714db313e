//! How long a session is set up and cleared, and the same of each booking it owns: what is blocked beyond what is announced.

use crate::dialect::step;

step! {
    shared: "
ALTER TABLE session ADD COLUMN setup_minutes INTEGER NOT NULL DEFAULT 0 CHECK (setup_minutes BETWEEN 0 AND 240);
ALTER TABLE session ADD COLUMN clear_minutes INTEGER NOT NULL DEFAULT 0 CHECK (clear_minutes BETWEEN 0 AND 240);
ALTER TABLE booking ADD COLUMN setup_minutes INTEGER NOT NULL DEFAULT 0 CHECK (setup_minutes BETWEEN 0 AND 240);
ALTER TABLE booking ADD COLUMN clear_minutes INTEGER NOT NULL DEFAULT 0 CHECK (clear_minutes BETWEEN 0 AND 240);
",
    sqlite: "",
    postgres: "",
}
