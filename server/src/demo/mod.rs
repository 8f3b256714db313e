//! The demo region: invented houses, people and events of OstWestfalenLippe, laid around today.
//!
//! Names say that they are invented (Muster, Probe, Beispiel, Vorlage); every address is at example.org. Nothing is
//! left to chance: the same day gives the same region.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use domain::{
    event::{Dimension, EventState},
    id::{AccountId, OrganisationId, SpaceId},
    opening::{DayRange, OpeningHours, instant},
    organisation::{OrganisationKind, Role, Sector},
    slot::LocalSpan,
    space::{AccessFacts, Contact, LayoutSeats, PlanRect, SpaceKind, SpaceRules},
    text::Localised,
};
use serde::Deserialize;
use store::{
    Store,
    intake::{
        Intake, IntakeError, NewAnnouncement, NewHolder, NewPart, NewPerson, NewSite, NewSpace, NewUse, Time, Units,
    },
};

#[derive(Deserialize)]
struct Demo {
    equipment: BTreeMap<String, Localised>,
    topics: BTreeMap<String, Localised>,
    sites: Vec<DemoSite>,
    spaces: Vec<DemoSpace>,
    organisations: Vec<DemoOrganisation>,
    people: Vec<DemoPerson>,
    events: Vec<DemoEvent>,
    purposes: Vec<String>,
}

#[derive(Deserialize)]
struct DemoSite {
    slug: String,
    name: String,
    street: String,
    postcode: String,
    town: String,
    position: Option<(f64, f64)>,
    summary: Localised,
    access: AccessFacts,
    contact: Contact,
    opening: OpeningHours,
}

#[derive(Deserialize)]
struct DemoSpace {
    site: String,
    slug: String,
    name: Localised,
    kind: SpaceKind,
    area: u16,
    layouts: Vec<LayoutSeats>,
    equipment: BTreeMap<String, u16>,
    summary: Localised,
    description: Localised,
    units: DemoUnits,
    rules: DemoRules,
    access: Option<AccessFacts>,
    plan: Option<PlanRect>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum DemoUnits {
    Own(()),
    Pool(u16),
    Parts(Vec<String>),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DemoRules {
    grid: Option<u16>,
    shortest: Option<u16>,
    longest: Option<u16>,
    notice: Option<u32>,
    buffer_before: u16,
    buffer_after: u16,
    opening: Option<OpeningHours>,
}

#[derive(Deserialize)]
struct DemoOrganisation {
    slug: String,
    name: String,
    kind: OrganisationKind,
    sector: Sector,
    town: String,
}

#[derive(Deserialize)]
struct DemoPerson {
    email: String,
    name: String,
    roles: Vec<(String, Role)>,
    #[serde(default)]
    keeps: Vec<String>,
    #[serde(default)]
    admin: bool,
    role: Localised,
}

#[derive(Deserialize)]
struct DemoEvent {
    organisation: String,
    dimensions: Vec<Dimension>,
    topics: Vec<String>,
    language: String,
    title: Localised,
    summary: Localised,
    description: Localised,
    audience: Localised,
    price: Localised,
    takes_registrations: bool,
    state: EventState,
    sessions: Vec<DemoSession>,
}

#[derive(Deserialize)]
struct DemoSession {
    /// Days after the Monday the region is laid around.
    day: u64,
    from: NaiveTimeText,
    until: NaiveTimeText,
    space: Option<String>,
    online: Option<String>,
    title: Localised,
    speakers: Vec<String>,
    capacity: Option<u16>,
    /// People already registered.
    taken: u16,
}

/// `17:00`
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct NaiveTimeText(NaiveTime);

impl TryFrom<String> for NaiveTimeText {
    type Error = chrono::ParseError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        NaiveTime::parse_from_str(&text, "%H:%M").map(Self)
    }
}

fn read() -> anyhow::Result<Demo> {
    serde_json::from_str(include_str!("region.json")).context("the demo region cannot be read")
}

/// Who of the demo region a newcomer can sign in as: address and role.
///
/// # Errors
/// When the built-in file is broken; a test keeps it whole.
pub fn accounts() -> anyhow::Result<Vec<(String, Localised)>> {
    Ok(read()?.people.into_iter().map(|person| (person.email, person.role)).collect())
}

/// True when this database has the demo region.
///
/// # Errors
/// When the database fails.
pub async fn is_loaded(store: &Store) -> anyhow::Result<bool> {
    let (demo, intake) = (read()?, store.intake("demo").await?);
    Ok(demo.spaces.first().is_some_and(|space| intake.space_called(&space.slug).is_some()))
}

/// Loads the demo region around `today`. A second time changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn load(store: &Store, today: NaiveDate) -> anyhow::Result<()> {
    let demo = read()?;
    let mut intake = store.intake("demo").await?;
    for (key, name) in &demo.equipment {
        intake.equipment(key, name.clone()).await?;
    }
    for (slug, name) in &demo.topics {
        intake.topic(slug, name.clone()).await?;
    }
    let spaces = houses(&mut intake, &demo).await?;
    let (organisations, people) = people(&mut intake, &demo).await?;
    events(&mut intake, &demo, &organisations, monday(today)).await?;
    bookings(&mut intake, &demo, &spaces, &organisations, &people, today).await?;
    intake.commit().await?;
    Ok(())
}

/// The Monday the events are laid around: early in the week this one, later the next, so that something is always on.
fn monday(today: NaiveDate) -> NaiveDate {
    let weekday = today.weekday().num_days_from_monday();
    let ahead = if weekday < 2 { 0 } else { 7 };
    today - Days::new(weekday.into()) + Days::new(ahead)
}

async fn houses(intake: &mut Intake, demo: &Demo) -> anyhow::Result<Vec<SpaceId>> {
    let mut sites = BTreeMap::new();
    for site in &demo.sites {
        let new = NewSite {
            slug: site.slug.clone(),
            name: site.name.clone(),
            street: site.street.clone(),
            postcode: site.postcode.clone(),
            town: site.town.clone(),
            zone: None,
            position: site.position,
            summary: site.summary.clone(),
            access: site.access.clone(),
            contact: site.contact.clone(),
            opening: site.opening.clone(),
        };
        sites.insert(site.slug.as_str(), intake.site(&site.slug, new).await?.id());
    }
    let mut ids = vec![None; demo.spaces.len()];
    // A hall comes after the parts it is made of.
    let (parts, halls): (Vec<_>, Vec<_>) =
        demo.spaces.iter().enumerate().partition(|(_, space)| !matches!(space.units, DemoUnits::Parts(_)));
    for (index, space) in parts.into_iter().chain(halls) {
        let site = *sites.get(space.site.as_str()).with_context(|| format!("no site {}", space.site))?;
        ids[index] = Some(intake.space(&space.slug, new_space(site, space)).await?.id());
    }
    Ok(ids.into_iter().flatten().collect())
}

fn new_space(site: domain::id::SiteId, space: &DemoSpace) -> NewSpace {
    let usual = SpaceRules::default();
    let rules = &space.rules;
    NewSpace {
        site,
        slug: space.slug.clone(),
        name: space.name.clone(),
        kind: space.kind,
        summary: space.summary.clone(),
        description: space.description.clone(),
        layouts: space.layouts.clone(),
        equipment: space.equipment.clone(),
        access: space.access.clone(),
        opening: rules.opening.clone(),
        rules: SpaceRules {
            grid_minutes: rules.grid.unwrap_or(usual.grid_minutes),
            shortest_minutes: rules.shortest.unwrap_or(usual.shortest_minutes),
            longest_minutes: rules.longest.unwrap_or(usual.longest_minutes),
            notice_minutes: rules.notice.unwrap_or(usual.notice_minutes),
            buffer_before_minutes: rules.buffer_before,
            buffer_after_minutes: rules.buffer_after,
            ..usual
        },
        units: match &space.units {
            DemoUnits::Own(()) => Units::Own,
            DemoUnits::Pool(count) => Units::Pool(*count),
            DemoUnits::Parts(keys) => Units::Parts(keys.clone()),
        },
        plan: space.plan,
        area: Some(space.area),
    }
}

async fn people(
    intake: &mut Intake,
    demo: &Demo,
) -> anyhow::Result<(BTreeMap<String, OrganisationId>, BTreeMap<String, AccountId>)> {
    let mut organisations = BTreeMap::new();
    for organisation in &demo.organisations {
        let new = NewHolder {
            name: organisation.name.clone(),
            kind: organisation.kind,
            sector: organisation.sector,
            town: organisation.town.clone(),
        };
        organisations.insert(organisation.slug.clone(), intake.organisation(&organisation.slug, new).await?.id());
    }
    let mut members = BTreeMap::new();
    for person in &demo.people {
        let new = NewPerson {
            email: person.email.clone(),
            name: person.name.clone(),
            roles: person.roles.clone(),
            keeps: person.keeps.clone(),
            platform_admin: person.admin,
        };
        let id = intake.person(new).await?.id();
        for (organisation, _) in &person.roles {
            members.insert(organisation.clone(), id);
        }
    }
    Ok((organisations, members))
}

async fn events(
    intake: &mut Intake,
    demo: &Demo,
    organisations: &BTreeMap<String, OrganisationId>,
    monday: NaiveDate,
) -> anyhow::Result<()> {
    for (number, event) in demo.events.iter().enumerate() {
        let key = format!("event-{number}");
        let organisation = *organisations.get(&event.organisation).context("an event of no organisation")?;
        let new = NewAnnouncement {
            organisation,
            title: event.title.clone(),
            summary: event.summary.clone(),
            description: event.description.clone(),
            audience: event.audience.clone(),
            price: event.price.clone(),
            language: event.language.clone(),
            contact: Contact {
                name: demo
                    .organisations
                    .iter()
                    .find(|o| o.slug == event.organisation)
                    .map(|o| o.name.clone())
                    .unwrap_or_default(),
                email: format!("{}@example.org", event.organisation),
                phone: String::new(),
            },
            dimensions: event.dimensions.clone(),
            topics: event.topics.clone(),
            takes_registrations: event.takes_registrations,
            state: event.state,
        };
        intake.event(&key, new).await?;
        for (part, session) in event.sessions.iter().enumerate() {
            let date = monday + Days::new(session.day);
            let new = NewPart {
                title: session.title.clone(),
                summary: Localised::default(),
                speakers: session.speakers.clone(),
                time: Time::Local(LocalSpan::on(date, session.from.0, session.until.0)),
                space: session.space.as_deref().and_then(|slug| intake.space_called(slug)),
                online_url: session.online.clone(),
                capacity: session.capacity,
                registered: guests(session.taken),
            };
            intake.session(&key, &format!("{key}-{part}"), new).await?;
        }
    }
    Ok(())
}

/// So many invented people, coming alone, in pairs and in threes.
fn guests(count: u16) -> Vec<Vec<String>> {
    const FIRST: [&str; 12] =
        ["Anna", "Bilal", "Clara", "Deniz", "Emil", "Fatma", "Gerd", "Hanna", "Ivo", "Jule", "Karim", "Lotte"];
    const LAST: [&str; 5] = ["Beispiel", "Muster", "Probe", "Vorlage", "Musterfrau"];
    let name = |number: usize| format!("{} {}", FIRST[number % 12], LAST[number % 5]);
    let mut groups = Vec::new();
    let mut number = 0;
    while number < usize::from(count) {
        let size = (1 + number % 3).min(usize::from(count) - number);
        groups.push((number..number + size).map(name).collect());
        number += size;
    }
    groups
}

/// A week back and five weeks ahead of ordinary use, about half full. What clashes with an event is left out.
async fn bookings(
    intake: &mut Intake,
    demo: &Demo,
    spaces: &[SpaceId],
    organisations: &BTreeMap<String, OrganisationId>,
    people: &BTreeMap<String, AccountId>,
    today: NaiveDate,
) -> anyhow::Result<()> {
    const HOURS: [(u16, u16); 8] =
        [(480, 600), (540, 720), (600, 720), (780, 900), (780, 1020), (840, 960), (960, 1080), (1080, 1260)];
    let holders: Vec<_> = organisations.iter().collect();
    for (number, (space, id)) in demo.spaces.iter().zip(spaces).enumerate() {
        let opening = space
            .rules
            .opening
            .as_ref()
            .or_else(|| demo.sites.iter().find(|site| site.slug == space.site).map(|site| &site.opening));
        let Some(opening) = opening else { continue };
        let (tries, pool) = match space.units {
            DemoUnits::Pool(count) => (usize::from(count).min(9), true),
            DemoUnits::Parts(_) => (1, false),
            DemoUnits::Own(()) => (3, false),
        };
        for day in 0..42u64 {
            let date = today - Days::new(7) + Days::new(day);
            for attempt in 0..tries {
                let dice = mix(number, day, attempt);
                let (from, until) = HOURS[dice % HOURS.len()];
                let open = opening.of(date).iter().any(|range: &DayRange| range.from <= from && until <= range.until);
                if !open || (dice / 8) % 10 < 5 {
                    continue;
                }
                let (slug, organisation) = holders[(dice / 80) % holders.len()];
                let new = NewUse {
                    space: *id,
                    organisation: *organisation,
                    account: people.get(slug).copied(),
                    title: demo.purposes[(dice / 7) % demo.purposes.len()].clone(),
                    time: Time::Local(LocalSpan { from: instant(date, from), until: instant(date, until) }),
                    people: u16::try_from(2 + dice % 7).unwrap_or(2),
                    units: if pool { u16::try_from(1 + dice % 2).unwrap_or(1) } else { 1 },
                };
                let key = format!("{}-{day}-{attempt}", space.slug);
                match intake.booking(&key, new).await {
                    Ok(_) | Err(IntakeError::Clash(_)) => {}
                    Err(e) => return Err(e.into()),
                }
            }
        }
    }
    Ok(())
}

/// Three small numbers stirred into one that looks like chance and is none.
const fn mix(space: usize, day: u64, attempt: usize) -> usize {
    let mut x = (space as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (day + 1).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^= (attempt as u64 + 1).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^= x >> 31;
    x = x.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    ((x ^ (x >> 32)) & 0x7FFF_FFFF) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_is_whole_and_every_name_in_it_leads_somewhere() {
        let demo = read().unwrap();
        let space = |slug: &str| demo.spaces.iter().any(|space| space.slug == slug);
        for event in &demo.events {
            assert!(demo.organisations.iter().any(|o| o.slug == event.organisation), "{}", event.organisation);
            assert!(event.topics.iter().all(|topic| demo.topics.contains_key(topic)));
            for session in &event.sessions {
                assert!(session.space.as_deref().is_none_or(space), "{:?}", session.space);
                assert!(session.space.is_some() || session.online.is_some());
                assert!(session.capacity.is_none_or(|capacity| session.taken <= capacity));
            }
        }
        for space in &demo.spaces {
            assert!(demo.sites.iter().any(|site| site.slug == space.site));
            assert!(space.equipment.keys().all(|key| demo.equipment.contains_key(key)));
        }
        for dimension in Dimension::ALL {
            assert!(demo.events.iter().any(|event| event.dimensions.contains(dimension)));
        }
        assert!(demo.people.iter().all(|person| person.email.ends_with("@example.org")));
    }

    #[test]
    fn as_many_guests_come_as_are_wanted() {
        for count in [0, 1, 2, 7, 96] {
            assert_eq!(guests(count).iter().map(Vec::len).sum::<usize>(), usize::from(count));
        }
    }

    #[test]
    fn something_is_on_whatever_day_the_region_is_loaded() {
        let sunday = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(monday(sunday), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        assert_eq!(monday(sunday + Days::new(1)), sunday + Days::new(1));
        assert_eq!(monday(sunday + Days::new(3)), sunday + Days::new(8));
    }
}
