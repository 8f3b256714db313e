//! Who reads mail at an account's address, when somebody last signed in, and changes of addresses.

use crate::dialect::step;

step! {
    shared: "
-- Since when it is known that whoever has the account reads mail at its address; null: a provider said so, or nobody has
-- come yet.
ALTER TABLE account ADD COLUMN read_at {instant} NULL;
UPDATE account SET read_at = created_at
WHERE NOT EXISTS (SELECT 1 FROM account_identity WHERE account_identity.account_id = account.id)
   OR EXISTS (SELECT 1 FROM login WHERE login.account_id = account.id AND login.way = 'mail');
-- The last sign-in; null: none since this is noted.
ALTER TABLE account ADD COLUMN seen_at {instant} NULL;
UPDATE account SET seen_at = (SELECT max(login.seen_at) FROM login WHERE login.account_id = account.id);
-- When it was said that the account ends because nobody uses it; null: it was not.
ALTER TABLE account ADD COLUMN warned_at {instant} NULL;
CREATE INDEX account_by_use ON account (COALESCE(seen_at, created_at));

CREATE TABLE address_change (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    old_email TEXT NOT NULL,
    new_email TEXT NOT NULL,
    codes INTEGER NOT NULL CHECK (codes >= 0),      -- how many were tried
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    done_at {instant} NULL
) {strict};
CREATE INDEX address_change_by_account ON address_change (account_id);
CREATE INDEX address_change_by_address ON address_change (new_email, created_at);
",
    sqlite: "",
    postgres: "",
}
