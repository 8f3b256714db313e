//! Groups of sites, for those who keep them.

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor,
    group::{GroupRef, GroupRefusal},
    id::{GroupId, GroupMemberId, RequestId, SiteId},
    space::SiteRef,
    text::Localised,
};

/// The groups of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteGroups {
    /// The site.
    pub site: SiteRef,
    /// Its groups, by name.
    pub groups: Vec<GroupLine>,
}

/// A group in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLine {
    /// The group.
    pub group: GroupRef,
    /// What it is for; empty: nothing is said.
    pub note: String,
    /// How many people are in it by themselves today.
    pub people: usize,
    /// How many organisations are.
    pub organisations: usize,
}

/// A group with everybody in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// The group.
    pub group: GroupRef,
    /// Whose it is.
    pub site: SiteRef,
    /// What it is for; empty: nothing is said.
    pub note: String,
    /// The version a change must carry.
    pub version: i32,
    /// Who is in it: organisations first, each by name. Whose last day is over stays for a while.
    pub members: Vec<GroupMember>,
    /// What has rules about it: the site, or spaces of it, by name.
    pub used_by: Vec<Localised>,
}

/// Somebody in a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupMember {
    /// Its id, to take it out by.
    pub id: GroupMemberId,
    /// Who.
    pub who: InGroup,
    /// The last day; `None`: until it is taken out.
    pub last_day: Option<NaiveDate>,
    /// That day is over.
    pub over: bool,
}

/// A person, or an organisation with everybody who acts for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum InGroup {
    /// Everybody who acts for the organisation of this name.
    Organisation(String),
    /// Somebody: name and address.
    Person(String, String),
}

/// A group about to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewGroup {
    /// The form it came from.
    pub request: RequestId,
    /// Of which site.
    pub site: SiteId,
    /// What it is called.
    pub name: String,
    /// What it is for; may be empty.
    pub note: String,
}

/// What a group shall be called from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupChange {
    /// The version the form showed.
    pub version: i32,
    /// What it is called.
    pub name: String,
    /// What it is for; may be empty.
    pub note: String,
}

/// Keeps the groups of sites. To everybody who does not keep the site there is no such group.
#[async_trait]
pub trait GroupDesk: Send + Sync {
    /// The groups of every site the actor keeps, by site. `None`: she keeps nothing.
    async fn groups(&self, by: &Actor) -> Result<Option<Vec<SiteGroups>>, Unavailable>;
    /// One of them.
    async fn group(&self, by: &Actor, id: GroupId) -> Result<Option<GroupView>, Unavailable>;
    /// Makes one.
    async fn make_group(&self, by: &Actor, new: NewGroup) -> Result<GroupId, GroupRefusal>;
    /// Gives it another name or note.
    async fn change_group(&self, by: &Actor, id: GroupId, change: GroupChange) -> Result<(), GroupRefusal>;
    /// Ends it, unless rules are about it.
    async fn dissolve_group(&self, by: &Actor, id: GroupId) -> Result<(), GroupRefusal>;
    /// Puts somebody in: an organisation by its name, or a person by the address she signs in with. Once more: until
    /// another day.
    async fn put_in_group(
        &self,
        by: &Actor,
        id: GroupId,
        who: &str,
        last_day: Option<NaiveDate>,
    ) -> Result<(), GroupRefusal>;
    /// Takes somebody out, at once.
    async fn take_out_of_group(&self, by: &Actor, id: GroupId, member: GroupMemberId) -> Result<(), GroupRefusal>;
}
