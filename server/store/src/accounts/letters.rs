//! What an account's own mails say: that somebody can come in another way, and that it has, or may have, another address.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{desk::CODE_MINUTES, id::AccountId, privacy::WARNING_DAYS};
use sea_orm::{DbErr, EntityTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::address::{is_open, is_taken};
use crate::{
    Store,
    entity::{account, address_change},
    zone,
};

/// What changed of the ways into an account: told to its address, for whoever did it may not have been she.
///
/// The codes are stored, as those of [`Mail`](crate::Mail) are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountChange {
    /// A provider's word opened it.
    Opened,
    /// A passkey was made.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// An identity at a provider was connected.
    IdentityLinked,
    /// An identity at a provider was removed.
    IdentityRemoved,
    /// She came by mail for the first time: whatever had opened it before opens it no more.
    WaysEnded,
}

/// What an account's mail tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountMail {
    /// Something changed.
    Changed(AccountChange),
    /// The code for another address.
    AddressAsked {
        /// A number of eight digits.
        code: u32,
        /// How long it can be typed, in minutes.
        minutes: u8,
    },
    /// Somebody wants to use this address for another account.
    AddressTaken,
    /// The account has another address now: told to the old one.
    AddressChanged,
    /// Nobody signed in for long.
    Unused {
        /// The last day on which signing in keeps it, by the region's clock.
        last_day: NaiveDate,
    },
}

/// Everything the text of such a mail needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountFacts {
    /// The address it goes to.
    pub to: String,
    /// The language it is written in.
    pub language: String,
    /// What it tells.
    pub act: AccountMail,
}

impl Store {
    pub(crate) async fn account_change_facts(
        &self,
        id: AccountId,
        change: AccountChange,
    ) -> Result<Option<AccountFacts>, DbErr> {
        Ok(self.living(id).await?.map(|her| facts(her, AccountMail::Changed(change))))
    }

    pub(crate) async fn unused_facts(&self, id: AccountId) -> Result<Option<AccountFacts>, DbErr> {
        let Some(her) = self.living(id).await? else { return Ok(None) };
        // Signed in meanwhile: nothing ends.
        Ok(her.warned_at.map(|warned| {
            let end = zone::to_local(self.zone, warned + Duration::days(WARNING_DAYS.into())).date();
            facts(her, AccountMail::Unused { last_day: end.pred_opt().unwrap_or(end) })
        }))
    }

    pub(crate) async fn address_asked_facts(
        &self,
        change: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<AccountFacts>, DbErr> {
        let Some((row, her)) = self.change_of(change).await? else { return Ok(None) };
        let Some(code) = self.keys.code(row.id).filter(|_| is_open(&row, now)) else { return Ok(None) };
        let act = match is_taken(&self.db, &row.new_email).await? {
            true => AccountMail::AddressTaken,
            false => AccountMail::AddressAsked { code, minutes: CODE_MINUTES },
        };
        Ok(Some(AccountFacts { to: row.new_email, language: her.language, act }))
    }

    pub(crate) async fn address_changed_facts(&self, change: Uuid) -> Result<Option<AccountFacts>, DbErr> {
        let found = self.change_of(change).await?.filter(|(row, _)| row.done_at.is_some());
        let told = |(row, her): (address_change::Model, account::Model)| AccountFacts {
            to: row.old_email,
            language: her.language,
            act: AccountMail::AddressChanged,
        };
        Ok(found.map(told))
    }

    /// An account somebody can sign in to.
    async fn living(&self, id: AccountId) -> Result<Option<account::Model>, DbErr> {
        Ok(account::Entity::find_by_id(id.0).one(&self.db).await?.filter(|her| !her.disabled))
    }

    async fn change_of(&self, id: Uuid) -> Result<Option<(address_change::Model, account::Model)>, DbErr> {
        let Some(row) = address_change::Entity::find_by_id(id).one(&self.db).await? else { return Ok(None) };
        let her = account::Entity::find_by_id(row.account_id).one(&self.db).await?;
        Ok(her.map(|her| (row, her)))
    }
}

fn facts(her: account::Model, act: AccountMail) -> AccountFacts {
    AccountFacts { to: her.email, language: her.language, act }
}
