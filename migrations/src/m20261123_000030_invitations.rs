//! People invited to bookings, and what they answered.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE invitation (
    id {uuid} PRIMARY KEY,
    booking_id {uuid} NOT NULL REFERENCES booking (id) ON DELETE CASCADE,
    email TEXT NOT NULL CHECK (email = lower(email)),
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    reply TEXT NULL CHECK (reply IN ('accepted', 'tentative', 'declined')),
    replied_to INTEGER NULL,            -- SEQUENCE of the booking when she answered
    shown {bool} NOT NULL,              -- she agreed that the others invited read her name
    since INTEGER NOT NULL,             -- SEQUENCE of the booking when she was invited
    sequence INTEGER NOT NULL,          -- added to the booking's: grows when she is taken off, and invited again
    invited_at {instant} NOT NULL,
    removed_at {instant} NULL,
    UNIQUE (booking_id, email)
) {strict};
",
    sqlite: "",
    postgres: "",
}
