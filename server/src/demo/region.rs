//! The file the demo region is written down in, as it is read.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveTime;
use domain::{
    event::{AudienceType, Dimension, EventState},
    hours::SchoolHoliday,
    organisation::{OrganisationKind, Role, Sector},
    question::{FileKind, Keeping, Kind, Whose},
    rulebook::RuleBook,
    space::{AccessFacts, Contact, LayoutSeats, PlanRect, SpaceKind},
    speaker::Speaker,
    text::Localised,
};
use serde::Deserialize;

/// The region, read when it is first asked for and never again.
static DEMO: LazyLock<Result<Demo, serde_json::Error>> =
    LazyLock::new(|| serde_json::from_str(include_str!("region.json")));

/// The demo region as it is written down.
pub(super) fn demo() -> anyhow::Result<&'static Demo> {
    DEMO.as_ref().map_err(|err| anyhow::anyhow!("the demo region cannot be read: {err}"))
}

#[derive(Deserialize)]
pub(super) struct Demo {
    pub(super) equipment: BTreeMap<String, Localised>,
    pub(super) topics: BTreeMap<String, Localised>,
    pub(super) sites: Vec<DemoSite>,
    pub(super) spaces: Vec<DemoSpace>,
    pub(super) organisations: Vec<DemoOrganisation>,
    pub(super) people: Vec<DemoPerson>,
    /// Series of events, by key.
    pub(super) series: BTreeMap<String, DemoSeries>,
    pub(super) events: Vec<DemoEvent>,
    pub(super) purposes: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct DemoSite {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) street: String,
    pub(super) postcode: String,
    pub(super) town: String,
    pub(super) position: Option<(f64, f64)>,
    pub(super) summary: Localised,
    pub(super) access: AccessFacts,
    pub(super) contact: Contact,
    pub(super) rules: RuleBook,
    #[serde(default)]
    pub(super) school_calendar: Vec<SchoolHoliday>,
    /// What it lends with its bookings, by key.
    #[serde(default)]
    pub(super) lends: BTreeMap<String, DemoPool>,
}

#[derive(Deserialize)]
pub(super) struct DemoPool {
    pub(super) name: Localised,
    pub(super) count: u16,
}

#[derive(Deserialize)]
pub(super) struct DemoSpace {
    pub(super) site: String,
    pub(super) slug: String,
    pub(super) name: Localised,
    pub(super) kind: SpaceKind,
    pub(super) area: u16,
    pub(super) layouts: Vec<LayoutSeats>,
    pub(super) equipment: BTreeMap<String, u16>,
    pub(super) summary: Localised,
    pub(super) description: Localised,
    pub(super) units: DemoUnits,
    pub(super) rules: RuleBook,
    pub(super) access: Option<AccessFacts>,
    pub(super) plan: Option<PlanRect>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum DemoUnits {
    Own(()),
    Pool(u16),
    Parts(Vec<String>),
}

#[derive(Deserialize)]
pub(super) struct DemoOrganisation {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) kind: OrganisationKind,
    pub(super) sector: Sector,
    pub(super) town: String,
    #[serde(default)]
    pub(super) trusted: bool,
}

#[derive(Deserialize)]
pub(super) struct DemoPerson {
    pub(super) email: String,
    pub(super) name: String,
    pub(super) roles: Vec<(String, Role)>,
    #[serde(default)]
    pub(super) keeps: Vec<String>,
    #[serde(default)]
    pub(super) admin: bool,
    #[serde(default)]
    pub(super) proofs: Vec<DemoProof>,
    pub(super) role: Localised,
}

/// What a person has shown she can do.
#[derive(Deserialize)]
pub(super) struct DemoProof {
    pub(super) key: String,
    /// How long it still holds, from the day the region is laid around.
    pub(super) days: u64,
}

#[derive(Deserialize)]
pub(super) struct DemoSeries {
    pub(super) organisation: String,
    pub(super) title: Localised,
    pub(super) summary: Localised,
    pub(super) description: Localised,
}

#[derive(Deserialize)]
pub(super) struct DemoEvent {
    pub(super) organisation: String,
    pub(super) dimensions: Vec<Dimension>,
    pub(super) topics: Vec<String>,
    pub(super) language: String,
    pub(super) title: Localised,
    pub(super) summary: Localised,
    pub(super) description: Localised,
    #[serde(default)]
    pub(super) audiences: Vec<AudienceType>,
    pub(super) audience: Localised,
    pub(super) price: Localised,
    pub(super) takes_registrations: bool,
    pub(super) state: EventState,
    pub(super) sessions: Vec<DemoSession>,
    /// The seats some of them share.
    #[serde(default)]
    pub(super) pools: Vec<DemoSeatPool>,
    /// The key of the series it belongs to.
    #[serde(default)]
    pub(super) series: Option<String>,
    /// What is asked of whoever registers.
    #[serde(default)]
    pub(super) questions: Vec<DemoQuestion>,
}

#[derive(Deserialize)]
pub(super) struct DemoSeatPool {
    pub(super) name: Localised,
    pub(super) capacity: u16,
    /// By their place in the event, from 0.
    pub(super) sessions: Vec<usize>,
}

#[derive(Deserialize)]
pub(super) struct DemoQuestion {
    pub(super) kind: Kind,
    pub(super) whose: Whose,
    pub(super) label: Localised,
    #[serde(default)]
    pub(super) help: Localised,
    #[serde(default)]
    pub(super) options: Vec<Localised>,
    /// What may be sent, where it is answered by a file.
    #[serde(default)]
    pub(super) files: Vec<FileKind>,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) purpose: Localised,
    pub(super) keeping: Keeping,
}

#[derive(Deserialize)]
pub(super) struct DemoSession {
    /// Days after the Monday the region is laid around.
    pub(super) day: u64,
    pub(super) from: NaiveTimeText,
    pub(super) until: NaiveTimeText,
    pub(super) space: Option<String>,
    /// Further spaces, by slug.
    #[serde(default)]
    pub(super) further: Vec<String>,
    pub(super) online: Option<String>,
    pub(super) title: Localised,
    #[serde(default)]
    pub(super) track: Localised,
    pub(super) speakers: Vec<DemoSpeaker>,
    pub(super) capacity: Option<u16>,
    /// People already registered.
    pub(super) taken: u16,
}

/// Somebody who speaks: a name, or all there is to say.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum DemoSpeaker {
    Name(String),
    Portrayed(Speaker),
}

impl From<DemoSpeaker> for Speaker {
    fn from(speaker: DemoSpeaker) -> Self {
        match speaker {
            DemoSpeaker::Name(name) => Self::named(name),
            DemoSpeaker::Portrayed(speaker) => speaker,
        }
    }
}

/// `17:00`
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct NaiveTimeText(pub(super) NaiveTime);

impl TryFrom<String> for NaiveTimeText {
    type Error = chrono::ParseError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        NaiveTime::parse_from_str(&text, "%H:%M").map(Self)
    }
}
