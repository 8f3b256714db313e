//! Sites and spaces, for those who describe them.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor,
    id::RequestId,
    place::{PlaceRefusal, SiteFields, SpaceFields},
    space::{SiteRef, SpaceRef},
    text::Localised,
};

/// A space in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceLine {
    /// Which.
    pub space: SpaceRef,
    /// It is in no list, and nobody books it.
    pub hidden: bool,
    /// The actor may describe it.
    pub describes: bool,
}

/// A site with its spaces, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteLine {
    /// Which.
    pub site: SiteRef,
    /// Its spaces the actor may describe, or read of.
    pub spaces: Vec<SpaceLine>,
    /// The actor may describe the site itself.
    pub describes: bool,
}

/// A site, for whoever describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptSite {
    /// Which.
    pub site: SiteRef,
    /// What it says of itself.
    pub fields: SiteFields,
    /// Grows with every change.
    pub version: i32,
    /// The actor may add a space.
    pub adds: bool,
    /// What can stand in a space: key and name.
    pub things: Vec<(String, Localised)>,
}

/// A space, for whoever describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSpace {
    /// Which.
    pub space: SpaceRef,
    /// What it says of itself.
    pub fields: SpaceFields,
    /// Grows with every change.
    pub version: i32,
    /// It is in no list, and nobody books it.
    pub hidden: bool,
    /// How many units it covers.
    pub units: u16,
    /// A booking takes some of them.
    pub pool: bool,
    /// How many dates of bookings are to come in it.
    pub to_come: u64,
    /// What can stand in it: key and name.
    pub things: Vec<(String, Localised)>,
}

/// A space to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceToMake {
    /// The form.
    pub request: RequestId,
    /// The site, by its part of an address.
    pub site: String,
    /// How many units it has; of more than one a booking takes some.
    pub units: u16,
    /// What it says of itself.
    pub fields: SpaceFields,
}

/// Describing sites and spaces: the region all of them, keepers what they keep.
#[async_trait]
pub trait SiteDesk: Send + Sync {
    /// Every site and space the actor may describe; an auditor reads of all.
    async fn kept_sites(&self, by: &Actor) -> Result<Option<Vec<SiteLine>>, Unavailable>;
    /// One site, by its part of an address.
    async fn kept_site(&self, by: &Actor, site: &str) -> Result<Option<KeptSite>, Unavailable>;
    /// One space of a site.
    async fn kept_space(&self, by: &Actor, site: &str, space: &str) -> Result<Option<KeptSpace>, Unavailable>;
    /// Makes a site without spaces: it is in no list until one of them is. Answers its part of an address.
    async fn make_site(&self, by: &Actor, request: RequestId, fields: SiteFields) -> Result<String, PlaceRefusal>;
    /// Says something else of a site.
    async fn describe_site(&self, by: &Actor, site: &str, version: i32, fields: SiteFields)
    -> Result<(), PlaceRefusal>;
    /// Makes a space, hidden. Answers its part of an address.
    async fn make_space(&self, by: &Actor, new: SpaceToMake) -> Result<String, PlaceRefusal>;
    /// Says something else of a space, by the parts of the addresses of site and space.
    async fn describe_space(
        &self,
        by: &Actor,
        of: (&str, &str),
        version: i32,
        fields: SpaceFields,
    ) -> Result<(), PlaceRefusal>;
    /// Hides a space, or shows it again. What is booked in it stays.
    async fn hide_space(&self, by: &Actor, of: (&str, &str), hidden: bool) -> Result<(), PlaceRefusal>;
}
