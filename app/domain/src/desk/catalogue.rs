//! Sites and spaces, as they are looked up.

use async_trait::async_trait;
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor,
    id::SiteId,
    opening::{DayRange, OpeningHours},
    search::{Findings, SpaceSearch},
    space::{AccessFacts, Contact, Equipment, Layout, LayoutSeats, PlanRect, SpaceKind, SpaceRef, SpaceRules},
    text::Localised,
};

/// Everything about a site but its bookings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteView {
    /// Its id.
    pub id: SiteId,
    /// Its part of an address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub town: String,
    /// IANA zone, `Europe/Berlin`.
    pub zone: String,
    /// Latitude and longitude in degrees, WGS 84.
    pub position: Option<(f64, f64)>,
    /// What it is, in a sentence or two.
    pub summary: Localised,
    /// How one gets in.
    pub access: AccessFacts,
    /// Whom to ask.
    pub contact: Contact,
    /// When it is open.
    pub opening: OpeningHours,
    /// Its spaces, by name.
    pub spaces: Vec<SpaceView>,
}

/// Everything about a space but its bookings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpaceView {
    /// Name, kind, site.
    pub space: SpaceRef,
    /// What it is good for, in a sentence.
    pub summary: Localised,
    /// More about it, in paragraphs separated by empty lines.
    pub description: Localised,
    /// How the furniture can stand, and for how many.
    pub layouts: Vec<LayoutSeats>,
    /// What is there.
    pub equipment: Vec<Equipment>,
    /// What its site has to be taken along, and how many of it.
    pub along: Vec<Equipment>,
    /// How one gets in; the site's, where the space says nothing else.
    pub access: AccessFacts,
    /// Whom to ask; the site's, where the space has nobody else.
    pub contact: Contact,
    /// When and how it can be used.
    pub rules: SpaceRules,
    /// How many units it covers.
    pub units: u16,
    /// True when a booking takes some of the units (workbenches) rather than all.
    pub pool: bool,
    /// Spaces that share units with it: parts of a hall, or the hall a part belongs to.
    pub shares_with: Vec<SpaceRef>,
    /// Where it lies on its site's plan.
    pub plan: Option<PlanRect>,
    /// Floor area in square metres.
    pub area: Option<u16>,
    /// It is in no list, and nobody books it. Its page stays, for whoever has something in it.
    pub hidden: bool,
}

impl SiteView {
    /// The site with the spaces that are offered, and with the one called `besides`, which somebody chose before.
    #[must_use]
    pub fn offered(mut self, besides: &str) -> Self {
        self.spaces.retain(|space| !space.hidden || space.space.slug == besides);
        self
    }
}

/// The sites of which something is offered, each with what is.
#[must_use]
pub fn offered(sites: Vec<SiteView>, besides: &str) -> Vec<SiteView> {
    sites.into_iter().map(|site| site.offered(besides)).filter(|site| !site.spaces.is_empty()).collect()
}

/// What a visitor looks for. Every field narrows the answer; the default narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceQuery {
    /// Words of name, summary, description, site or town; all must occur.
    pub words: String,
    /// A town.
    pub town: Option<String>,
    /// A site, by its slug.
    pub site: Option<String>,
    /// Any of these kinds; empty: all.
    pub kinds: Vec<SpaceKind>,
    /// At least so many people.
    pub people: Option<u16>,
    /// With this layout.
    pub layout: Option<Layout>,
    /// With all of this equipment, by key.
    pub equipment: Vec<String>,
    /// Step-free only.
    pub step_free: bool,
    /// The day the strips show; `None`: today.
    pub on: Option<NaiveDate>,
    /// Only spaces free from then …
    pub from: Option<NaiveTime>,
    /// … until then, on that day.
    pub until: Option<NaiveTime>,
}

/// A space in a list, with the day it is looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpaceCard {
    /// Everything about it.
    pub space: SpaceView,
    /// The day.
    pub date: NaiveDate,
    /// When it is open that day.
    pub open: Vec<DayRange>,
    /// When it can be used that day: open, not taken (for a pool: at least one unit), not past.
    pub free: Vec<DayRange>,
}

/// What can be filtered by, with everything that occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// Towns with a site, by name.
    pub towns: Vec<String>,
    /// Sites: slug and name, by name.
    pub sites: Vec<(String, String)>,
    /// Kinds of spaces there are.
    pub kinds: Vec<SpaceKind>,
    /// Layouts there are.
    pub layouts: Vec<Layout>,
    /// Equipment there is: key and name.
    pub equipment: Vec<(String, Localised)>,
    /// Kinds of use some space knows: key and name.
    pub uses: Vec<(String, Localised)>,
}

/// Looks up sites and spaces. All of it is public.
#[async_trait]
pub trait CatalogueDesk: Send + Sync {
    /// Every site with its spaces, by town and name.
    async fn sites(&self) -> Result<Vec<SiteView>, Unavailable>;
    /// One site.
    async fn site(&self, slug: &str) -> Result<Option<SiteView>, Unavailable>;
    /// The spaces that answer a query, those free soonest first, then by name.
    async fn spaces(&self, query: &SpaceQuery) -> Result<Vec<SpaceCard>, Unavailable>;
    /// One space.
    async fn space(&self, slug: &str) -> Result<Option<SpaceView>, Unavailable>;
    /// Spaces that can be had within some days, and those that nearly can. What depends on the person is judged for the
    /// actor.
    async fn find(&self, by: &Actor, search: &SpaceSearch) -> Result<Findings, Unavailable>;
    /// What can be filtered by.
    async fn facets(&self) -> Result<Facets, Unavailable>;
}
