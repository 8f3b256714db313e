//! What the region does for the installation: organisations and people, who may sign in, and what was done.

use std::{fmt, str::FromStr};

use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AccountRefusal, Kept, Page, Unavailable};
use crate::{
    access::{Actor, NotNow, Premises},
    id::{AccountId, OrganisationId},
    organisation::{OrganisationKind, OrganisationRef, Role, Sector},
    text::Localised,
    trail::{Deed, Thing},
};

/// Which organisations are looked for. Nothing said: all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationSearch {
    /// Words of its name or town, in any case.
    pub words: String,
    /// Only those the region confirmed, or only those that wait.
    pub confirmed: Option<bool>,
    /// Only those of this kind.
    pub kind: Option<OrganisationKind>,
}

/// An organisation, for the region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedOrganisation {
    /// Its name and kind.
    pub organisation: OrganisationRef,
    /// Its town.
    pub town: String,
    /// The region confirmed it.
    pub confirmed: bool,
    /// The region trusts it.
    pub trusted: bool,
    /// How many people act for it.
    pub members: usize,
    /// Who looks after it, the first who did: name and address. `None`: nobody.
    pub contact: Option<(String, String)>,
    /// Since when it is here, by the region's clock.
    pub since: NaiveDateTime,
}

/// Somebody who can sign in, for the region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedPerson {
    /// Her account.
    pub account: AccountId,
    /// Her name; empty until she gave one.
    pub name: String,
    /// Her address.
    pub email: String,
    /// What she may do for whom, organisations by name.
    pub roles: Vec<(String, Role)>,
    /// The sites and spaces she keeps, by name.
    pub keeps: Vec<Kept>,
    /// Looks after the installation.
    pub platform_admin: bool,
    /// Reads what those who look after it read.
    pub auditor: bool,
    /// Locked out.
    pub locked: bool,
}

/// One of them, with what only her own page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// Who she is.
    pub person: ListedPerson,
    /// Since when she has an account, by the region's clock.
    pub since: NaiveDateTime,
    /// Why she is locked out; empty: it was not said, or she is not.
    pub locked_because: String,
    /// The actor may lock her out, or let her in again.
    pub may_lock: bool,
    /// What she keeps for good, by name; what she keeps as a deputy ends by itself.
    pub keeps: Vec<(Premises, Kept)>,
}

/// Why somebody was not made a keeper, or is one still.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum KeeperRefusal {
    /// She is locked out.
    #[error("the account is locked")]
    Locked,
    /// Nobody else keeps it: requests would reach nobody.
    #[error("somebody must keep it")]
    LastKeeper,
    /// The actor signed in too long ago for this.
    #[error("she has to sign in again")]
    SignInAgain,
    /// There is no such account, site or space, or the actor may not do this.
    #[error("there is no such account or place")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Why somebody was not locked out or let in again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum LockRefusal {
    /// The reason is missing or too long.
    #[error("the reason must have 1 to 500 letters")]
    Reason,
    /// Nobody could let others in again.
    #[error("somebody must look after the installation")]
    LastAdmin,
    /// The actor signed in too long ago for this.
    #[error("she has to sign in again")]
    SignInAgain,
    /// There is no such account, or the actor may not do this.
    #[error("there is no such account")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

impl From<NotNow> for KeeperRefusal {
    fn from(not: NotNow) -> Self {
        match not {
            NotNow::Forbidden => Self::NotFound,
            NotNow::SignInAgain => Self::SignInAgain,
        }
    }
}

impl From<NotNow> for LockRefusal {
    fn from(not: NotNow) -> Self {
        match not {
            NotNow::Forbidden => Self::NotFound,
            NotNow::SignInAgain => Self::SignInAgain,
        }
    }
}

/// Which entries of the trail are looked for. Nothing said: all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailSearch {
    /// Only those about this kind of thing.
    pub thing: Option<Thing>,
    /// Only those that say this: a word of a reason or a name in it, or the id of what it is about. Empty: all.
    pub word: String,
    /// The acts whose names have that word, in the language of whoever looks: they are found as well.
    pub deeds: Vec<Deed>,
    /// Only what somebody did: words of her name or address. Empty: all.
    pub person: String,
    /// Only from this day on, by the region's clock.
    pub from: Option<NaiveDate>,
    /// Only up to the end of this day.
    pub until: Option<NaiveDate>,
}

/// Where a part of the trail ends: the next one begins below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailKey {
    /// When its last entry was written, in seconds since 1970.
    pub at: i64,
    /// The number of that entry.
    pub id: i64,
}

/// Some of the trail, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// What was done.
    pub entries: Vec<TrailEntry>,
    /// Where older entries begin; `None`: there are none.
    pub older: Option<TrailKey>,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailEntry {
    /// When, by the region's clock.
    pub at: NaiveDateTime,
    /// Who did it.
    pub by: Doer,
    /// What; `None`: a later version wrote it, and only [`act`](Self::act) says what it was.
    pub deed: Option<Deed>,
    /// The same as the table has it.
    pub act: String,
    /// On what kind of thing; `None`: a later version knows.
    pub thing: Option<Thing>,
    /// The id of that thing.
    pub on: Uuid,
    /// What it is called; empty: it has no name, is no more, or nobody here is to read it.
    pub name: Localised,
    /// The path of its page; `None`: it has none for everybody who reads the trail.
    pub path: Option<String>,
    /// Why, where somebody said it; empty: nobody did.
    pub reason: String,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doer {
    /// The house itself, somebody without an account, or somebody long ago.
    House,
    /// Somebody who erased her account.
    Erased,
    /// Somebody: account, name and address.
    Person(AccountId, String, String),
}

impl fmt::Display for TrailKey {
    /// As it stands in an address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at, self.id)
    }
}

impl FromStr for TrailKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        Ok(Self { at: at.parse().map_err(drop)?, id: id.parse().map_err(drop)? })
    }
}

/// The region's desk. Platform administrators do all of it; auditors read; for everybody else there is nothing.
#[async_trait]
pub trait AdministrationDesk: Send + Sync {
    /// Organisations: those that wait first, then by name.
    async fn list_organisations(
        &self,
        by: &Actor,
        search: &OrganisationSearch,
        page: u32,
    ) -> Result<Option<Page<ListedOrganisation>>, Unavailable>;
    /// Trusts an organisation, or no longer: rules of admission may ask less of those the region trusts.
    async fn trust(&self, by: &Actor, id: OrganisationId, trusted: bool) -> Result<(), AccountRefusal>;
    /// Says no to an organisation that waits, and tells whoever founded it why. It is gone, and its name free.
    async fn decline(&self, by: &Actor, id: OrganisationId, reason: &str) -> Result<(), AccountRefusal>;
    /// Puts right what an organisation is called, and what it is.
    async fn describe(
        &self,
        by: &Actor,
        id: OrganisationId,
        name: &str,
        kind: OrganisationKind,
        sector: Sector,
    ) -> Result<(), AccountRefusal>;
    /// Everybody who can sign in, or could until she was locked out, by name. `words`: of name or address, in any case;
    /// empty: all.
    async fn list_people(&self, by: &Actor, words: &str, page: u32) -> Result<Option<Page<ListedPerson>>, Unavailable>;
    /// One of them.
    async fn see_person(&self, by: &Actor, id: AccountId) -> Result<Option<PersonView>, Unavailable>;
    /// Locks somebody out at once: her logins end, and when she tries to sign in she reads the reason.
    async fn lock(&self, by: &Actor, id: AccountId, reason: &str) -> Result<(), LockRefusal>;
    /// Lets her in again.
    async fn unlock(&self, by: &Actor, id: AccountId) -> Result<(), LockRefusal>;
    /// Ends all her logins at once; she may sign in again.
    async fn sign_out_everywhere(&self, by: &Actor, id: AccountId) -> Result<(), LockRefusal>;
    /// Lets somebody keep a site, or one of its spaces, for good.
    async fn name_keeper(&self, by: &Actor, id: AccountId, of: Premises) -> Result<(), KeeperRefusal>;
    /// Ends that at once, and for whoever stands in for her there. Somebody else must keep it.
    async fn end_keeper(&self, by: &Actor, id: AccountId, of: Premises) -> Result<(), KeeperRefusal>;
    /// What was done, the latest first, a part at a time: below `before`. What is private to an organisation is told by
    /// its number alone.
    async fn read_trail(
        &self,
        by: &Actor,
        search: &TrailSearch,
        before: Option<TrailKey>,
    ) -> Result<Option<Trail>, Unavailable>;
}
