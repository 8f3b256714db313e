//! A region of decent size, made up.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{Days, NaiveDate, NaiveTime, Weekday};
use domain::{
    desk::{AccountDesk as _, EventFields},
    event::{Dimension, EventState},
    id::{OrganisationId, SessionId, SpaceId},
    opening::OpeningHours,
    organisation::{OrganisationKind, Role, Sector},
    rulebook::RuleBook,
    slot::LocalSpan,
    space::{AccessFacts, Contact, Layout, LayoutSeats, SpaceKind},
    speaker::Speaker,
    text::Localised,
};
use migrations::Migrator;
use sea_orm_migration::MigratorTrait as _;
use sha2::{Digest as _, Sha256};
use store::{
    OpenOptions, Store,
    intake::{Intake, NewAnnouncement, NewHolder, NewPart, NewPerson, NewSite, NewSpace, NewUse, Time, Units},
};

use crate::wire;

const SITES: u32 = 5;
const SPACES: u32 = 50;
const EVENTS: u32 = 200;
/// Bookings of a space: five a day on each of 40 days.
const DAYS: u64 = 40;
const STARTS: [u32; 5] = [8, 10, 12, 14, 16];

/// What can be asked of the region.
pub struct Region {
    /// Pages for everybody: name and address.
    pub pages: Vec<(&'static str, String)>,
    /// Pages of somebody who is signed in; nobody keeps them.
    pub own_pages: Vec<(&'static str, String)>,
    /// The secret of her login.
    pub login: String,
    sessions: Vec<(String, SessionId)>,
}

impl Region {
    /// The registration form, filled in by the person of this number.
    pub fn registration(&self, number: u64) -> Vec<u8> {
        let of = usize::try_from(number).unwrap_or_default() % self.sessions.len();
        let (slug, session) = &self.sessions[of];
        let from = std::net::Ipv4Addr::from(0x0a00_0000 | u32::try_from(number & 0x00ff_ffff).unwrap_or_default());
        let form = format!(
            "request={}&session={session}&person1=Mia+Muster&email=mia{number}%40example.org&consent=1&do=send",
            uuid::Uuid::from_u128(u128::from(number) + 1)
        );
        wire::post(&format!("/events/{slug}/register"), &format!("x-forwarded-for: {from}\r\n"), &form)
    }
}

/// Fills an empty database.
pub async fn seed(store: &Store) -> anyhow::Result<Region> {
    let today = store.now().with_timezone(&store.zone()).date_naive();
    let mut intake = store.intake("bench").await?;
    let organisation = people(&mut intake).await?;
    let spaces = spaces(&mut intake).await?;
    let sessions = events(&mut intake, organisation, &spaces, today).await?;
    bookings(&mut intake, organisation, &spaces, today).await?;
    intake.commit().await?;
    let link = store.sign_in_token_for("bench@example.org").await?;
    let login = store.sign_in(&link, "bench".into()).await?.token;
    let slug = sessions.first().context("there is an event")?.0.clone();
    Ok(Region {
        pages: vec![
            ("home", "/".into()),
            ("event list", "/events".into()),
            ("event", format!("/events/{slug}")),
            ("space with its week", "/spaces/raum-7".into()),
            ("calendar of all spaces", "/calendar".into()),
            ("calendar feed (.ics)", "/events.ics".into()),
        ],
        own_pages: vec![
            ("event list, signed in", "/events".into()),
            ("space with its week, signed in", "/spaces/raum-7".into()),
            ("own bookings", "/bookings".into()),
        ],
        login,
        sessions,
    })
}

/// An empty database, and all tables in it.
pub async fn empty(database: &str, secret: &str) -> anyhow::Result<Store> {
    let store = Store::open(&OpenOptions {
        url: database.to_owned(),
        secret: Sha256::digest(secret.as_bytes()).into(),
        zone: chrono_tz::Europe::Berlin,
        clock: server::clock::system(),
        max_connections: None,
    })
    .await?;
    Migrator::up(store.connection(), None).await?;
    store.check_secret().await?;
    anyhow::ensure!(store.is_empty().await?, "the database must be empty: what is measured is written into it");
    Ok(store)
}

/// An organisation, and somebody who may do everything for it.
pub async fn people(intake: &mut Intake) -> anyhow::Result<OrganisationId> {
    let holder = NewHolder {
        name: "Muster GmbH".into(),
        kind: OrganisationKind::Company,
        sector: Sector::Business,
        town: "Lemgo".into(),
        trusted: false,
    };
    let organisation = intake.organisation("muster", holder).await?.id();
    let person = NewPerson {
        email: "bench@example.org".into(),
        name: "Berta Bench".into(),
        roles: vec![("muster".into(), Role::Admin)],
        keeps: vec![],
        platform_admin: false,
        proofs: vec![],
    };
    intake.person(person).await?;
    Ok(organisation)
}

async fn spaces(intake: &mut Intake) -> anyhow::Result<Vec<SpaceId>> {
    let workdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let mut sites = Vec::new();
    for number in 1..=SITES {
        let site = NewSite {
            slug: String::new(),
            name: format!("Haus {number}"),
            street: format!("Musterweg {number}"),
            postcode: "32657".into(),
            town: ["Lemgo", "Detmold", "Bielefeld", "Paderborn", "Herford"][number as usize % 5].into(),
            zone: None,
            position: Some((52.0, 8.9)),
            summary: both("Ein Haus zum Ausprobieren"),
            access: AccessFacts { step_free: true, ..AccessFacts::default() },
            contact: Contact::default(),
            rules: RuleBook { opening: Some(OpeningHours::on(&workdays, 8 * 60, 20 * 60)), ..RuleBook::default() },
            school_calendar: Vec::new(),
        };
        sites.push(intake.site(&format!("haus-{number}"), site).await?.id());
    }
    let mut spaces = Vec::new();
    for number in 1..=SPACES {
        let space = NewSpace {
            site: sites[(number % SITES) as usize],
            slug: String::new(),
            name: Localised::of("de", format!("Raum {number}")),
            kind: SpaceKind::Seminar,
            summary: both("Hell, mit Fenstern zum Hof"),
            description: both("Tische auf Rollen, eine Wand zum Beschreiben, Platz zum Denken."),
            layouts: vec![
                LayoutSeats { layout: Layout::Groups, seats: 24 },
                LayoutSeats { layout: Layout::Rows, seats: 40 },
            ],
            equipment: BTreeMap::new(),
            access: None,
            rules: RuleBook::default(),
            units: Units::Own,
            plan: None,
            area: Some(60),
        };
        spaces.push(intake.space(&format!("raum-{number}"), space).await?.id());
    }
    Ok(spaces)
}

async fn events(
    intake: &mut Intake,
    organisation: OrganisationId,
    spaces: &[SpaceId],
    today: NaiveDate,
) -> anyhow::Result<Vec<(String, SessionId)>> {
    let mut sessions = Vec::new();
    for number in 0..EVENTS {
        let event = NewAnnouncement {
            organisation,
            words: EventFields {
                title: both(&format!("Vortrag {number}")),
                summary: both("Was neue Räume mit uns machen, in einer Stunde erzählt"),
                description: both("Ein Abend über Räume.\n\nMit Gelegenheit, hinterher weiterzureden."),
                audience: both("Alle, die es wissen wollen"),
                language: "de".into(),
                dimensions: vec![Dimension::Expansion],
                takes_registrations: true,
                ..EventFields::default()
            },
            state: EventState::Published,
        };
        let key = format!("vortrag-{number}");
        intake.event(&key, event).await?;
        let (place, day) = (number as usize % spaces.len(), u64::from(number) / spaces.len() as u64);
        let part = NewPart {
            title: Localised::default(),
            summary: Localised::default(),
            track: Localised::default(),
            speakers: vec![Speaker::named("Dr. Vera Vorlage")],
            time: evening(today + Days::new(1 + day)),
            space: Some(spaces[place]),
            online_url: None,
            capacity: None,
            registered: vec![],
        };
        let session = intake.session(&key, &key, part).await?.id();
        sessions.push((key, session));
    }
    Ok(sessions)
}

async fn bookings(
    intake: &mut Intake,
    organisation: OrganisationId,
    spaces: &[SpaceId],
    today: NaiveDate,
) -> anyhow::Result<()> {
    for (place, space) in spaces.iter().enumerate() {
        for day in 0..DAYS {
            for hour in STARTS {
                let date = today - Days::new(10) + Days::new(day);
                let new = NewUse {
                    space: *space,
                    organisation,
                    account: None,
                    title: format!("Workshop {place}-{day}-{hour}"),
                    time: Time::Local(span(date, hour, hour + 2)),
                    people: 8,
                    units: 1,
                    layout: None,
                    use_kind: None,
                    came: false,
                };
                intake.booking(&new.title.clone(), new).await?;
            }
        }
    }
    Ok(())
}

fn evening(date: NaiveDate) -> Time {
    Time::Local(span(date, 18, 20))
}

fn span(date: NaiveDate, from: u32, until: u32) -> LocalSpan {
    let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    LocalSpan::on(date, at(from), at(until))
}

/// The same in both languages.
pub fn both(text: &str) -> Localised {
    Localised::of("de", text).and("en", text)
}
