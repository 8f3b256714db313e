//! People who wait for a time that is taken, and what was offered to them.

use crate::dialect::step;

step! {
    shared: "
CREATE TABLE waiting (
    place {serial},                     -- the order of asking, which is strict
    id {uuid} NOT NULL UNIQUE,
    request_id {uuid} NOT NULL UNIQUE,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    site_id {uuid} NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    space_id {uuid} NOT NULL REFERENCES space (id) ON DELETE CASCADE,
    elsewhere {bool} NOT NULL,          -- any space of the site that has what is needed would do as well
    wanted {json} NOT NULL,
    last_on {date} NOT NULL,            -- the last day of what is wanted
    passed {json} NOT NULL,             -- [slot] that were offered and declined
    language TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'offered', 'booked', 'left', 'lapsed', 'over')),
    asked_at {instant} NOT NULL,
    ended_at {instant} NULL,
    offer_space_id {uuid} NULL REFERENCES space (id) ON DELETE CASCADE,
    offer_from {instant} NULL,
    offer_until {instant} NULL,
    offer_ends_at {instant} NULL,       -- the units are in hold until then, under this row's id
    CHECK (offer_from < offer_until),
    CHECK (state <> 'offered' OR (offer_space_id IS NOT NULL AND offer_from IS NOT NULL AND offer_until IS NOT NULL
        AND offer_ends_at IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (state IN ('waiting', 'offered')))
) {strict};
CREATE INDEX waiting_in_order ON waiting (site_id, place) WHERE state = 'waiting';
CREATE INDEX waiting_by_last_day ON waiting (last_on) WHERE state = 'waiting';
CREATE INDEX waiting_by_offer ON waiting (offer_ends_at) WHERE state = 'offered';
CREATE INDEX waiting_by_account ON waiting (account_id, place);
CREATE INDEX waiting_by_end ON waiting (ended_at) WHERE ended_at IS NOT NULL;
",
    sqlite: "",
    postgres: "",
}
